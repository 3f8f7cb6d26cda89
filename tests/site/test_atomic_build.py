"""The store, pages, answers and reports are of one build, or the old ones remain."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from crash import BUILD, INTERRUPTED, days, die_at_rename, fail_to_write, stop_builds, write
from running import KGRAPH, kgraph_process


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a build of the first day; the annotations are now of the second."""
    write(tmp_path, 1)
    assert build(tmp_path) == 0
    assert days(tmp_path) == ({1}, {1})
    write(tmp_path, 2)
    return tmp_path


def build(desk: Path, *arguments: str) -> int:
    return kgraph_process(*BUILD, *arguments, cwd=desk).returncode


@pytest.mark.slow
def test_a_build_killed_while_it_puts_files_in_place_is_noticed(desk: Path) -> None:
    assert die_at_rename(desk, 0) == -signal.SIGKILL
    assert days(desk) == ({1}, {1})
    assert die_at_rename(desk, 20) == -signal.SIGKILL
    assert days(desk)[1] == {1}
    assert INTERRUPTED in kgraph_process("audit", cwd=desk).stderr
    assert list((desk / "build").rglob("*.tmp"))

    assert build(desk) == 0

    assert days(desk) == ({2}, {2})
    assert INTERRUPTED not in kgraph_process("audit", cwd=desk).stderr
    assert not list((desk / "build").rglob("*.tmp"))


@pytest.mark.slow
@pytest.mark.parametrize("most", [1_000, 200_000, 400_000])
def test_a_write_that_fails_leaves_the_old_build(desk: Path, most: int) -> None:
    assert fail_to_write(desk, most) == 2
    assert days(desk) == ({1}, {1})
    assert not list((desk / "build").rglob("*.tmp"))


@pytest.mark.slow
def test_some_of_the_builds_of_make_crash(tmp_path: Path) -> None:
    trials = stop_builds(tmp_path, kills=5, seed=1)

    assert trials.wrong == []
    assert {"killed at a random time", "killed between files", "file too large"} <= set(trials.ends)


@pytest.mark.slow
def test_of_three_builds_at_once_one_is_made(desk: Path) -> None:
    started = [subprocess.Popen([KGRAPH, *BUILD], cwd=desk, stderr=subprocess.PIPE, text=True) for _ in range(3)]
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
