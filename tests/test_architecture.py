"""Imports point down, each library has one owner, and nothing heavy is imported before it is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kgraph"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}

# From the ground up. A module may import from lower floors and from its own package; packages on one floor know
# nothing of each other. `kgraph` itself, the public API, stands on top of them all.
FLOORS = [
    {"core"},
    {"ontology"},
    {"parsing"},
    {"store"},
    {"provenance"},
    {"validation", "sparql", "quotes"},
    {"authoring"},
    {"render"},
    {"reports"},
    {"page"},
    {"site"},
    {"commands"},
    {"cli"},
    {"__main__", "kgraph"},
]
FLOOR = {package: number for number, packages in enumerate(FLOORS) for package in packages}
OWNERS = {
    "yaml": {"parsing.yaml_parser"},
    "pyshacl": {"validation.pyshacl_engine"},
    "rdflib": {"validation.pyshacl_engine"},
    "networkx": {"provenance.graphs"},
    "pint": {"store.units"},
    "pyvis": {"page.page"},
    "rjsmin": {"page.page"},
    "jinja2": {"page.environment"},
    "rich": {"render.results"},
    "rapidfuzz": {"quotes.match"},
    "sentencex": {"quotes.coverage"},
    "typer": {"cli", *(name for name in MODULES if name.startswith("commands."))},
}
HEAVY = ("rdflib", "pyshacl", "networkx", "pyvis", "jinja2", "yaml", "pint")
LARGEST_MODULE = 500
LONGEST_FUNCTION = 60


def _imports(path: Path) -> Iterator[str]:
    """Yield the name of everything a file imports, imports inside functions included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _own_imports(path: Path) -> set[str]:
    """Name the modules of kgraph that a file imports, as `parsing.source`; `kgraph` stands for the package itself."""
    names = {name.removeprefix("kgraph.") for name in _imports(path) if name.startswith("kgraph.")}
    return {next((part for part in (name, name.rpartition(".")[0]) if part in MODULES), "kgraph") for name in names}


def test_imports_point_to_lower_floors() -> None:
    upward = [
        f"{name} imports {imported}"
        for name, path in MODULES.items()
        for imported in _own_imports(path)
        if (package := name.partition(".")[0]) != (lower := imported.partition(".")[0])
        if FLOOR[lower] >= FLOOR[package]
    ]

    assert not upward


def test_every_package_has_a_floor() -> None:
    assert {name.partition(".")[0] for name in MODULES} | {"kgraph"} == set(FLOOR)


def test_no_two_modules_import_each_other() -> None:
    graph = {name: _own_imports(path) for name, path in MODULES.items()}

    assert tuple(TopologicalSorter(graph).static_order())


def test_each_library_has_one_owner() -> None:
    strangers = [
        f"{name} imports {library}"
        for name, path in MODULES.items()
        for library in {imported.partition(".")[0] for imported in _imports(path)} & set(OWNERS)
        if name not in OWNERS[library]
    ]

    assert not strangers


def test_modules_and_functions_stay_small() -> None:
    for name, path in MODULES.items():
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= LARGEST_MODULE, name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{name}.{node.name}"


def _loaded_after(statement: str) -> set[str]:
    """Name the heavy libraries that a fresh interpreter holds after a statement."""
    code = f"import sys\n{statement}\nprint(*[n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    run = (
        "from contextlib import suppress, redirect_stdout\nimport io\nimport kgraph.cli\n"
        "with suppress(SystemExit), redirect_stdout(io.StringIO()):\n    kgraph.cli.app(['--help'])"
    )

    assert set() == _loaded_after(run)


@pytest.mark.parametrize("name", ["sparql.run", "store.disk", "render.results"])
def test_answering_imports_nothing_heavy(name: str) -> None:
    assert set() == _loaded_after(f"import kgraph.{name}")


def test_public_names_resolve_and_hide_no_module() -> None:
    import kgraph

    for name in kgraph.__all__:
        assert callable(getattr(kgraph, name))
        assert not (PACKAGE / name).exists()
        assert not (PACKAGE / f"{name}.py").exists()
