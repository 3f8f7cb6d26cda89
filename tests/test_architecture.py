"""Imports point down, each library has one owner, and nothing heavy is imported before it is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kgraph"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")

# The line a file takes, stage by stage. A module may import from the stages above its own in this list and from
# its own stage, where no two modules may import each other; stages on one line know nothing of each other.
STAGES = [
    {"vocab", "counts", "diagnostics", "errors"},
    {"resources", "files", "terminal", "isolation"},
    {"names", "terms", "rules", "markdown"},
    {"reading"},
    {"graph"},
    {"checking", "asking", "weighing", "quoting"},
    {"viewing", "editing", "drafting", "comparing"},
    {"exports", "pages"},
    {"site"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
STAGE = {name: number for number, names in enumerate(STAGES) for name in names}
OWNERS = {
    "yaml": {"reading.strictyaml"},
    "pyshacl": {"checking.shacl"},
    "rdflib": {"checking.shacl"},
    "networkx": {"weighing.graphs"},
    "pyvis": {"viewing.diagram"},
    "rjsmin": {"viewing.diagram"},
    "jinja2": {"viewing.answers", "viewing.diagram"},
    "rich": {"asking.table"},
    "rapidfuzz": {"quoting.passages"},
    "sentencex": {"quoting.coverage"},
}
HEAVY = ("rdflib", "pyshacl", "networkx", "pyvis", "jinja2", "yaml")
LARGEST_MODULE = 300
LONGEST_FUNCTION = 60


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _is_module(name: str) -> bool:
    return (PACKAGE / f"{name.replace('.', '/')}.py").exists()


def _imports(path: Path) -> Iterator[str]:
    """Yield the name of everything a file imports, imports inside functions included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _own_imports(path: Path) -> set[str]:
    """Find the modules of ours that a file imports, as `reading.source`."""
    found = {name.removeprefix("kgraph.") for name in _imports(path) if name.startswith("kgraph.")}
    return {name if _is_module(name) else name.rpartition(".")[0] for name in found} - {""}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_from_earlier_stages_only(path: Path) -> None:
    mine = _name(path).partition(".")[0]
    assert mine in STAGE, f"{mine} has no stage: give it one"
    for name in _own_imports(path):
        other = name.partition(".")[0]
        assert other == mine or STAGE[other] < STAGE[mine], name


def test_no_two_modules_import_each_other() -> None:
    graph = {_name(path): _own_imports(path) for path in MODULES}

    assert tuple(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_each_library_has_one_owner(path: Path) -> None:
    owners = OWNERS | {"typer": {"cli", *(_name(one) for one in PACKAGE.glob("commands/*.py"))}}
    for library in {name.partition(".")[0] for name in _imports(path)} & set(owners):
        assert _name(path) in owners[library], f"{library} belongs to {owners[library]}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= LARGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


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


@pytest.mark.parametrize("name", ["asking.catalogue", "graph.store", "asking.table"])
def test_answering_imports_nothing_heavy(name: str) -> None:
    assert set() == _loaded_after(f"import kgraph.{name}")


def test_public_names_resolve_and_are_no_modules() -> None:
    import kgraph

    for name in kgraph.__all__:
        assert callable(getattr(kgraph, name))
        assert not (PACKAGE / f"{name}.py").exists()
