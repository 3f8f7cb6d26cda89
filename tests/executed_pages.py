"""Documentation that is run: the files a page shows, the changes it makes, and what its commands print."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

_STEP = re.compile(
    r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", flags=re.MULTILINE | re.DOTALL
)
_FIRST_LINE = re.compile(r"# (\S+\.\w+)\n")
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", flags=re.MULTILINE)
_WITH_OUTPUT = {"console", "python"}


def rerun(page: Path, folder: Path) -> str:
    """Give the text of a page with the output that its commands print now, run in a folder.

    A block after a line such as "`texts/note.txt`:" is written to that file, and so is a block whose first line is
    `# note.yaml`. A `diff` block whose first line names a file changes that file. `console` and `python` blocks run.
    Output that ends with a line `…` is cut there, after as many lines as the page shows.
    """
    shell = _Shell(folder)
    return _STEP.sub(shell.perform, page.read_text("utf-8"))


class _Shell:
    """Performs the steps of a page in order, in a folder that `cd` changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def perform(self, step: re.Match[str]) -> str:
        """Do what a block says, and give the block with its output."""
        kind, body, named = step["kind"], step["body"], _FIRST_LINE.match(step["body"])
        if kind == "diff" and named:
            _change(self.folder / named[1], body[named.end() :])
        elif kind not in _WITH_OUTPUT and (name := step["file"] or (named and named[1])):
            _write(self.folder / name, body)
        elif kind == "console":
            commands = _COMMAND.findall(body)
            body = "".join(
                f"$ {command}\n{_shorten(self.run(shlex.split(command)), shown)}" for command, shown in commands
            )
        elif kind == "python":
            printed = iter(self.run([sys.executable, "-c", body]).splitlines())
            body = re.sub(
                r"^(print\(.*\))  # .*$", lambda line: f"{line[1]}  # {next(printed)}", body, flags=re.MULTILINE
            )
        return step[0][: step.start("body") - step.start()] + body + "```"

    def run(self, command: list[str]) -> str:
        """Run a command in the folder, or change the folder."""
        if command[0] == "cd":
            self.folder /= command[1]
            return ""
        return run(command, self.folder)


def run(command: list[str], folder: Path) -> str:
    """Run a command and give what it prints; exit codes other than 0 and 1, for findings, fail the test."""
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, f"{shlex.join(command)}: {done.stderr}"
    return done.stdout


def _shorten(output: str, shown: str) -> str:
    """Cut output after the lines that a page shows of it, if the page ends it with `…`."""
    if not shown.endswith("…\n"):
        return output
    kept = shown.count("\n") - 1
    return "".join(output.splitlines(keepends=True)[:kept]) + "…\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _change(path: Path, lines: str) -> None:
    """Replace each run of lines marked `-` by the lines marked `+` after it; each must stand in the file once."""
    text = path.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", lines, flags=re.MULTILINE):
        before = re.sub(r"^-", "", old, flags=re.MULTILINE)
        assert text.count(before) == 1, before
        text = text.replace(before, re.sub(r"^\+", "", new, flags=re.MULTILINE))
    path.write_text(text, "utf-8")
