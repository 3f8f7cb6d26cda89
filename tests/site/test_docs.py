"""The pages with commands are run, every generated page is as it would be made now, and every command is documented."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from executed_pages import rerun, run

import kgraph
from kgraph import cli
from kgraph.core import limits
from kgraph.site import reference_docs

TREE = Path(__file__).parent.parent.parent
README = TREE / "README.md"
EXECUTED = ["README.md", "docs/getting-started.md", "docs/evidence.md"]
LONGEST_README = 160
TOP_FOLDERS = {path.name for folder in (TREE, TREE / "kgraph") for path in folder.iterdir() if path.is_dir()} - {
    "build"
}
PUBLIC = {name: getattr(kgraph, name) for name in kgraph.__all__}
WITHOUT_FUNCTION = {"agreement", "build", "coverage", "explain", "init", "new", "quotes", "schema"}
"""Commands that only read or write files, or only print."""
PAGES = reference_docs.render_pages(cli.help_texts()) | {"api.md": reference_docs.render_api(PUBLIC)}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXECUTED)
def test_a_page_shows_what_its_commands_print(
    name: str, corpus_workspace: Path, tmp_path: Path, *, bless: bool
) -> None:
    shutil.copytree(corpus_workspace, tmp_path, dirs_exist_ok=True)
    page = TREE / name
    now = rerun(page, tmp_path)
    if bless:
        page.write_text(now, "utf-8")

    assert now == page.read_text("utf-8")


def test_the_readme_is_short() -> None:
    assert len((TREE / "README.md").read_text("utf-8").splitlines()) < LONGEST_README


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_up_to_date(name: str, *, bless: bool) -> None:
    path = TREE / "docs" / name
    if bless:
        path.write_text(PAGES[name], "utf-8")

    assert PAGES[name] == path.read_text("utf-8")


def test_every_command_has_a_function_or_is_listed_as_having_none() -> None:
    commands = {name.split()[1] for name in cli.help_texts() if " " in name}
    functions = {name.replace("_", "-") for name in PUBLIC}

    assert commands - functions == WITHOUT_FUNCTION
    assert functions - commands == {"load", "as-of", "weigh", "explain-query"}


def test_every_function_has_an_example_that_runs_as_it_says() -> None:
    page = (TREE / "docs" / "api.md").read_text("utf-8")
    script = "".join(re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    promised = re.findall(r"^print\(.*\)  # (.*)$", script, re.MULTILINE)

    assert len(promised) == len(PUBLIC)
    assert run([sys.executable, "-c", script], TREE).splitlines() == promised


@pytest.mark.slow
def test_a_build_writes_the_page_of_commands_as_it_is_here(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text("annotators:\n  - {id: annotator:desk, label: The desk}\n")
    run(["kgraph", "build", "desk.yaml"], tmp_path)

    assert (tmp_path / "build" / "docs" / "commands.md").read_bytes() == (TREE / "docs" / "commands.md").read_bytes()


def test_every_command_has_help_and_is_in_the_readme() -> None:
    for name, text in cli.help_texts().items():
        assert "--help" in text
        assert max(map(len, text.splitlines())) <= 80
        assert name == "kgraph" or f"`{name}`" in README.read_text("utf-8"), name


def test_links_in_the_documentation_lead_somewhere() -> None:
    for page in [TREE / "README.md", TREE / "CONTRIBUTING.md", *sorted((TREE / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_files_that_a_page_names_exist(page: str) -> None:
    examples = ("tests/cases/KG999/", "queries/my-question", "tests/answers/my-question")
    names = set(re.findall(r"[\w.-]+(?:/[\w.-]+)+", re.sub(r"\]\([^)]*\)", "", (TREE / page).read_text("utf-8"))))
    named = {name for name in names if name.partition("/")[0] in TOP_FOLDERS and not name.startswith(examples)}

    assert named
    assert [name for name in sorted(named) if not ((TREE / name).exists() or (TREE / "kgraph" / name).exists())] == []


def test_the_page_on_limits_has_every_limit() -> None:
    page = (TREE / "docs/limits.md").read_text("utf-8")
    sizes = {name: number for name, number in vars(limits).items() if name.isupper() and name != "MIB"}
    units = [(limits.MIB, " MiB"), (1024, " KiB")]

    for name, number in sizes.items():
        size, unit = next(((size, unit) for size, unit in units if name.endswith("_BYTES") and number >= size), (1, ""))
        assert f" {number // size:,}{unit}" in page, name


def test_the_page_on_architecture_has_every_package_and_floor() -> None:
    text = (TREE / "docs" / "architecture.md").read_text("utf-8")
    packages = [path.name for path in (TREE / "kgraph").iterdir() if (path / "__init__.py").exists()]
    drawn = [name for line in re.findall(r"^    (.*-->.*)$", text, re.MULTILINE) for name in re.findall(r"^\w+", line)]

    assert [name for name in packages if f"\n| `{name}/` |" not in text] == []
    assert set(packages) <= set(drawn)
