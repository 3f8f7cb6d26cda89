"""The README is run, every generated page is as it would be made now, and every command is documented."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph import cli
from kgraph.site import build

TREE = Path(__file__).parent.parent.parent
README = TREE / "README.md"
EVIDENCE = TREE / "docs" / "evidence.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (\S+\.\w+)\n")
PAGES = build.documentation(cli.help_texts())


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with the annotations in it and the files that the README shows, as after a fresh clone."""
    shutil.copytree(TREE / "annotations", tmp_path / "annotations")
    _write_files(README, tmp_path)
    return tmp_path


def _write_files(page: Path, folder: Path) -> None:
    for block in BLOCK.finditer(page.read_text("utf-8")):
        if name := FILE.match(block["body"]):
            path = folder / name[1]
            path.parent.mkdir(exist_ok=True)
            path.write_text(block["body"], "utf-8")


def _run(command: list[str], folder: Path) -> str:
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def _as_it_runs(block: re.Match[str], folder: Path) -> str:
    """Give a block of the README with what its commands print now."""
    body = block["body"]
    if block["kind"] == "console":
        commands = re.findall(r"^\$ (.*)\n", body, flags=re.MULTILINE)
        body = "".join(f"$ {command}\n{_run(shlex.split(command), folder)}" for command in commands)
    elif block["kind"] == "python":
        printed = iter(_run([sys.executable, "-c", body], folder).splitlines())
        body = re.sub(r"^(print\(.*\))  # .*$", lambda line: f"{line[1]}  # {next(printed)}", body, flags=re.MULTILINE)
    return f"```{block['kind']}\n{body}```"


def test_the_readme_shows_what_is_printed(workspace: Path, *, bless: bool) -> None:
    text = README.read_text("utf-8")
    now = BLOCK.sub(lambda block: _as_it_runs(block, workspace), text)
    if bless:
        README.write_text(now, "utf-8")
        text = now

    assert now == text


def test_the_page_on_evidence_shows_what_is_printed(tmp_path: Path, *, bless: bool) -> None:
    shutil.copytree(TREE / "annotations", tmp_path / "annotations")
    _run(["kgraph", "build"], tmp_path)
    _write_files(EVIDENCE, tmp_path)
    text = EVIDENCE.read_text("utf-8")
    now = BLOCK.sub(lambda block: _as_it_runs(block, tmp_path), text)
    if bless:
        EVIDENCE.write_text(now, "utf-8")
        text = now

    assert now == text


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_up_to_date(name: str, *, bless: bool) -> None:
    path = TREE / "docs" / name
    if bless:
        path.write_text(PAGES[name], "utf-8")

    assert PAGES[name] == path.read_text("utf-8")


def test_a_build_writes_the_page_of_commands_as_it_is_here(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text("annotators:\n  - {id: annotator:desk, label: The desk}\n")
    _run(["kgraph", "build", "desk.yaml"], tmp_path)

    assert (tmp_path / "build" / "docs" / "commands.md").read_bytes() == (TREE / "docs" / "commands.md").read_bytes()


def test_every_command_has_help_and_is_in_the_readme() -> None:
    for name, text in cli.help_texts().items():
        assert "--help" in text
        assert max(map(len, text.splitlines())) <= 80
        assert name == "kgraph" or f"`{name}`" in README.read_text("utf-8"), name


def test_links_in_the_documentation_lead_somewhere() -> None:
    for page in [TREE / "README.md", *sorted((TREE / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
