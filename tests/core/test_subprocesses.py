"""What runs in a child process can be stopped, and cannot take its parent with it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgraph.core import subprocesses
from kgraph.core.errors import KgraphError, LimitError, TimeoutExceeded, UsageError

CHILD = "child_functions"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def test_the_child_finds_kgraph_in_an_editable_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if Path(entry) != Path(__file__).parents[2]])

    assert subprocesses.run(f"{CHILD}:shout", b"a") == b"A"


def test_the_answer_comes_back_and_prints_do_not() -> None:
    assert subprocesses.run(f"{CHILD}:shout", b"who?") == b"WHO?"


def test_large_payloads_pass_both_ways() -> None:
    assert subprocesses.run(f"{CHILD}:shout", b"a" * 5_000_000) == b"A" * 5_000_000


def test_our_errors_are_raised_here() -> None:
    with pytest.raises(UsageError, match="not like this"):
        subprocesses.run(f"{CHILD}:refuse", b"not like this")


@pytest.mark.parametrize("name", ["sleep", "loop"])
def test_time_is_up(name: str) -> None:
    start = time.monotonic()

    with pytest.raises(TimeoutExceeded, match=r"stopped after 0\.5 seconds"):
        subprocesses.run(f"{CHILD}:{name}", b"", seconds=0.5)

    assert time.monotonic() - start < 5


@pytest.mark.parametrize("name", ["gorge", "recurse", "crash"])
def test_stack_and_memory_run_out_in_the_child_only(name: str) -> None:
    with pytest.raises(LimitError, match="ran out of stack or memory"):
        subprocesses.run(f"{CHILD}:{name}", b"", megabytes=500)


def test_a_bug_in_the_child_is_not_reported_as_a_limit() -> None:
    with pytest.raises(KgraphError, match="KeyError: 'a bug of ours'") as caught:
        subprocesses.run(f"{CHILD}:fail", b"")

    assert type(caught.value) is KgraphError


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(7)", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert subprocesses.run(f"{CHILD}:shout", b"a") == b"A"


def _alive(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait(pid_file: Path, parent: "subprocess.Popen[bytes]") -> int:
    """Give the id of the child once it has written it; kill the parent if that never happens."""
    for _ in range(600):
        if pid_file.exists() and pid_file.read_text():
            return int(pid_file.read_text())
        time.sleep(0.05)
    parent.kill()
    pytest.fail("the child did not start")


def _parent(pid_file: Path, *, seconds: int) -> "subprocess.Popen[bytes]":
    """Start a process that runs `tell_pid` in a child; leave the `with` block to close its pipe and wait for it."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from kgraph.core import subprocesses\n"
        f"subprocesses.run('{CHILD}:tell_pid', {str(pid_file).encode()!r}, seconds={seconds})"
    )
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, cwd=Path(__file__).parents[2])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_an_interrupt_kills_the_child(tmp_path: Path) -> None:
    with _parent(tmp_path / "pid", seconds=30) as parent:
        child = _wait(tmp_path / "pid", parent)

        parent.send_signal(signal.SIGINT)
        _, complaint = parent.communicate(timeout=10)

    assert b"KeyboardInterrupt" in complaint
    assert not _alive(child)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_child_whose_parent_was_killed_ends_itself(tmp_path: Path) -> None:
    with _parent(tmp_path / "pid", seconds=3) as parent:
        child = _wait(tmp_path / "pid", parent)
        parent.kill()

    deadline = time.monotonic() + 30
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e9, float("inf"), float("nan")])
def test_a_time_limit_is_within_a_day(seconds: float) -> None:
    with pytest.raises(UsageError, match="the time limit must be"):
        subprocesses.run(f"{CHILD}:shout", b"", seconds=seconds)
