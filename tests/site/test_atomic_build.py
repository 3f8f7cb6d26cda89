"""The store, pages, answers and reports are of one build, or the old ones remain."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import KGRAPH, kgraph_process

CLAIM = """
annotators:
  - id: annotator:desk
    label: The desk
annotatedBy: annotator:desk
annotatedOn: 2026-01-01
claims:
  - id: claim:one
    text: The dam broke on day {0}.
    kind: fact
"""
DIE_AT_RENAME = """
import os, signal, sys
left = int(sys.argv.pop(1))
def count(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from kgraph.cli import main
main()
"""
"""Runs kgraph and kills it at the n-th file that it puts in place."""
ASK = "SELECT ?text { ?claim kg:text ?text }"
INTERRUPTED = "a build has not put all its files in place"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a build of the first day; the annotations are now of the second."""
    write(tmp_path, 1)
    assert kgraph_process("build", "--fail-on", "never", cwd=tmp_path).returncode == 0
    assert days(tmp_path) == ({1}, {1})
    write(tmp_path, 2)
    return tmp_path


def write(desk: Path, day: int) -> None:
    (desk / "annotations").mkdir(exist_ok=True)
    (desk / "annotations" / "a.yaml").write_text(CLAIM.format(day), "utf-8")


def days(desk: Path) -> tuple[set[int], set[int]]:
    """Find of which days the files are, and of which the store is."""
    built = desk / "build"
    paths = [path for path in built.rglob("*") if path.is_file() and (built / "store") not in path.parents]
    written = "".join(path.read_text("utf-8") for path in paths if not path.name.endswith(".tmp"))
    answer = kgraph_process("query", ASK, cwd=desk)
    assert answer.returncode == 0, answer.stderr
    told = INTERRUPTED in answer.stderr
    files, store = ({day for day in (1, 2) if f"on day {day}" in text} for text in (written, answer.stdout))
    assert told or files == store
    return files, store


def build(desk: Path, *arguments: str) -> int:
    return kgraph_process("build", "--fail-on", "never", *arguments, cwd=desk).returncode


def die_at(desk: Path, rename: int) -> int:
    command = [sys.executable, "-c", DIE_AT_RENAME, str(rename), "build", "--fail-on", "never"]
    return subprocess.run(command, cwd=desk, capture_output=True, check=False).returncode


@pytest.mark.slow
def test_a_build_killed_while_it_puts_files_in_place_is_noticed(desk: Path) -> None:
    assert die_at(desk, 0) == -signal.SIGKILL
    assert days(desk) == ({1}, {1})
    rename = 20
    assert die_at(desk, rename) == -signal.SIGKILL
    assert days(desk)[1] == {1}
    assert INTERRUPTED in kgraph_process("audit", cwd=desk).stderr
    assert list((desk / "build").rglob("*.tmp"))

    assert build(desk) == 0

    assert days(desk) == ({2}, {2})
    assert INTERRUPTED not in kgraph_process("audit", cwd=desk).stderr
    assert not list((desk / "build").rglob("*.tmp"))


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [1, 200, 400])
def test_a_write_that_fails_leaves_the_old_build(desk: Path, kilobytes: int) -> None:
    size = kilobytes * 1024
    done = subprocess.run(
        [KGRAPH, "build", "--fail-on", "never"],
        cwd=desk,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )

    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert days(desk) == ({1}, {1})
    assert not list((desk / "build").rglob("*.tmp"))


@pytest.mark.slow
def test_of_three_builds_at_once_one_is_made(desk: Path) -> None:
    started = [
        subprocess.Popen([KGRAPH, "build", "--fail-on", "never"], cwd=desk, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ended = [(process.communicate()[1], process.returncode) for process in started]

    codes = [code for _, code in ended]
    assert codes.count(0) >= 1
    assert all(code == 0 or (code == 2 and "wait until it has finished" in message) for message, code in ended)
    assert days(desk) == ({2}, {2})


@pytest.mark.slow
def test_only_temporary_files_of_ours_are_removed(desk: Path) -> None:
    answers = desk / "build" / "answers"
    ours, others = [answers / ".places.csv.k2ze3lki.tmp"], [answers / ".mine.tmp", answers / "a.csv.k2ze3lki.tmp"]
    for path in (*ours, *others):
        path.touch()
    link = answers / ".link.csv.k2ze3lki.tmp"
    link.symlink_to(desk / "annotations" / "a.yaml")

    assert build(desk) == 0

    assert [path for path in (*ours, *others, link) if os.path.lexists(path)] == [*others, link]


@pytest.mark.slow
def test_the_page_of_texts_goes_when_there_are_none(desk: Path) -> None:
    (desk / "texts").mkdir()
    (desk / "texts" / "a.txt").write_text("Nothing of it is quoted.", "utf-8")
    page = desk / "build" / "coverage.html"
    assert build(desk, "--texts", "texts") == 0
    assert page.exists()
    assert build(desk) == 0
    assert not page.exists()
    page.write_text("mine", "utf-8")
    assert build(desk) == 0
    assert page.read_text("utf-8") == "mine"


@pytest.mark.slow
def test_a_mistyped_path_makes_no_folder(tmp_path: Path) -> None:
    assert build(tmp_path, "nowhere") == 2
    assert not list(tmp_path.iterdir())
