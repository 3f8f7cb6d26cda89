"""Kill builds, fail their writes and fill their disk, and check after each that pages and store agree.

`make crash` runs this. It prints what it counted, and ends with 1 if anything was wrong.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from running import KGRAPH, kgraph_process

BUILD = ("build", "--fail-on", "never")
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
"""Runs kgraph and kills it before it puts the n-th file in place."""
ASK = "SELECT ?text { ?claim kg:text ?text }"
INTERRUPTED = "a build has not put all its files in place"
DAYS = {1, 2}


def write(desk: Path, day: int) -> None:
    """Write annotations that say of which day they are."""
    (desk / "annotations").mkdir(exist_ok=True)
    (desk / "annotations" / "a.yaml").write_text(CLAIM.format(day), "utf-8")


def days(desk: Path) -> tuple[set[int], set[int]]:
    """Find of which days the files are, and of which the store; they agree, or the query says that they may not."""
    built = desk / "build"
    written = [path for path in built.rglob("*") if path.is_file() and (built / "store") not in path.parents]
    written = [path for path in written if not path.name.endswith(".tmp")]
    for path in written:
        if path.suffix == ".html":
            assert path.read_text("utf-8").rstrip().endswith("</html>"), f"{path} is cut"
        if path.suffix in (".json", ".sarif"):
            json.loads(path.read_bytes())
    answer = kgraph_process("query", ASK, cwd=desk)
    assert answer.returncode == 0, answer.stderr
    files, store = (
        {day for day in DAYS if any(f"on day {day}" in text for text in texts)}
        for texts in ([path.read_text("utf-8") for path in written], [answer.stdout])
    )
    assert len(store) == 1, answer.stdout
    assert files == store or INTERRUPTED in answer.stderr, f"the files are of {files}, the store is of {store}"
    return files, store


def end_of(desk: Path, *command: str | Path, before: Callable[[], object] | None = None) -> int:
    """Run a command in a process, after something that it runs itself, and return its exit code."""
    return subprocess.run(command, cwd=desk, capture_output=True, check=False, preexec_fn=before).returncode


def die_at_rename(desk: Path, number: int) -> int:
    """Kill a build before it puts the n-th file in place."""
    return end_of(desk, sys.executable, "-c", DIE_AT_RENAME, str(number), *BUILD)


def die_at_time(desk: Path, seconds: float) -> int:
    """End a build by a signal that it does not handle when it has used so much time of the processor."""
    return end_of(desk, KGRAPH, *BUILD, before=partial(signal.setitimer, signal.ITIMER_PROF, seconds))


def fail_to_write(desk: Path, most: int) -> int:
    """Build while no file can be larger than so many bytes."""
    return end_of(desk, KGRAPH, *BUILD, before=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most)))


@contextmanager
def small_disk(desk: Path, kilobytes: int) -> Iterator[bool]:
    """Move the built files to a file system of their size and a bit more, if we may."""
    built, kept = desk / "build", desk / "kept"
    used = sum(path.stat().st_blocks * 512 for path in built.rglob("*")) // 1024
    built.rename(kept)
    built.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={used + kilobytes}k", "crash", str(built))
    mounted = os.geteuid() == 0 and end_of(desk, *mount) == 0
    try:
        if mounted:
            shutil.copytree(kept, built, dirs_exist_ok=True)
        else:
            built.rmdir()
            kept.rename(built)
        yield mounted
    finally:
        if mounted:
            end_of(desk, "umount", str(built))
            shutil.rmtree(built, ignore_errors=True)
            kept.rename(built)


class Trials:
    """Builds that are stopped one after the other, and what was counted after each."""

    def __init__(self, desk: Path) -> None:
        self.desk = desk
        self.ends: dict[str, Counter[str]] = {}
        self.wrong: list[str] = []
        self.day = 1

    def trial(self, kind: str, value: float, stop: Callable[[], int], ends: Callable[[int], str]) -> None:
        """Change the annotations, stop a build of them, and look at what it left."""
        write(self.desk, 3 - self.day)
        end = ends(stop())
        try:
            files, store = days(self.desk)
        except (AssertionError, ValueError) as error:
            self.wrong.append(f"{kind} {value}: {error}")
            return
        state = "mixed, and said so" if files != store else "old" if store == {self.day} else "new"
        self.day = min(store)
        self.ends.setdefault(kind, Counter())[f"{end}: {state}"] += 1
        if end.startswith("exit code"):
            self.wrong.append(f"{kind} {value}: {end}")
        if files != store:  # so that the next trial begins with files of one build
            self.heal()

    def heal(self) -> None:
        """Build once more, and check that nothing is left of the builds before."""
        write(self.desk, 3 - self.day)
        done = kgraph_process(*BUILD, cwd=self.desk)
        if done.returncode or days(self.desk) != ({3 - self.day}, {3 - self.day}):
            self.wrong.append(f"a whole build: {done.stderr}")
        self.wrong += [f"{path} was left" for path in self.desk.rglob("*") if path.suffix in (".tmp", ".switching")]
        self.day = 3 - self.day


def killed(code: int) -> str:
    """Name the end of a build that was to be killed."""
    return "killed" if code < 0 else "finished" if code == 0 else f"exit code {code}"


def refused(code: int) -> str:
    """Name the end of a build that could not write something."""
    return "refused" if code == 2 else "finished" if code == 0 else f"exit code {code}"


def stop_builds(desk: Path, kills: int, seed: int) -> Trials:
    """Build once, and then stop as many builds at random times, and half as many more in other ways."""
    chance = random.Random(seed)  # noqa: S311 -- made up, and the same every time
    trials = Trials(desk)
    write(desk, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert kgraph_process(*BUILD, cwd=desk).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sizes = sorted(path.stat().st_size for path in (desk / "build").rglob("*") if path.is_file())
    for number in range(kills):
        second = chance.uniform(0, seconds * 1.1)
        trials.trial("killed at a random time", second, partial(die_at_time, desk, second), killed)
        if number % 4 == 0:
            rename = chance.randrange(len(sizes))
            trials.trial("killed between files", rename, partial(die_at_rename, desk, rename), killed)
        if number % 8 == 0:
            most = max(chance.choice(sizes) - 1, 0)
            trials.trial("file too large", most, partial(fail_to_write, desk, most), refused)
        if number % 8 == 4:
            trials_on_a_small_disk(trials, chance.randrange(0, sum(sizes) // 1024))
    trials.heal()
    return trials


def trials_on_a_small_disk(trials: Trials, kilobytes: int) -> None:
    """Build where there is little room; what is left there is gone afterwards."""
    day = trials.day
    with small_disk(trials.desk, kilobytes) as mounted:
        if mounted:
            trials.trial("disk full", kilobytes, partial(end_of, trials.desk, KGRAPH, *BUILD), refused)
    trials.day = day


def main() -> int:
    """Print what was counted and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trials = stop_builds(Path(folder), options.kills, options.seed)
    for kind, ends in trials.ends.items():
        print(f"{kind}: {', '.join(f'{count} {end}' for end, count in sorted(ends.items()))}")
    print(f"wrong: {len(trials.wrong)}", *trials.wrong, sep="\n  ")
    return int(bool(trials.wrong))


if __name__ == "__main__":
    sys.exit(main())
