"""States of the annotations: in a folder, or at a revision in git."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgraph.core import limits
from kgraph.core.diagnostics import Diagnostic, errors
from kgraph.core.errors import LimitError, TimeoutExceeded, UsageError
from kgraph.parsing import formats, source
from kgraph.parsing.paths import SUFFIXES
from kgraph.store.knowledge import Knowledge, assemble, load
from kgraph.store.references import UNDEFINED

if TYPE_CHECKING:
    from kgraph.parsing.source import Parsed

_GIT: Final = "git:"
_SECONDS: Final = 60.0
_REGULAR: Final = frozenset({b"100644", b"100755"})
# Reading objects by name runs no hook, filter or attribute of the repository, and fetches nothing.
_ENVIRONMENT: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


@dataclass(frozen=True, slots=True)
class State:
    """Annotations at one time: `name` is how the user names them.

    `errors` is the number of errors in them, without references to what another file may define.
    """

    name: str
    knowledge: Knowledge
    errors: int


def read(before: str, after: str, default: Path) -> tuple[State, State]:
    """Read two states, each a file, a folder, or `git:` and a revision of the path that the other one names.

    If both are revisions, the path is the default. Raises UsageError for a missing path or revision.
    """
    path = next((Path(name) for name in (before, after) if not name.startswith(_GIT)), default)
    return _state(before, path), _state(after, path)


def _state(name: str, path: Path) -> State:
    if name.startswith(_GIT):
        knowledge, findings = _load_revision(name.removeprefix(_GIT), path)
    elif Path(name).exists():
        knowledge, findings = load([name])
    else:
        raise UsageError(f"`{name}` does not exist; for a revision write `{_GIT}{name}`")
    return State(name, knowledge, len(errors(findings, but=UNDEFINED)))


def _load_revision(revision: str, path: Path) -> tuple[Knowledge, list[Diagnostic]]:
    files: list[Parsed] = []
    findings: list[Diagnostic] = []
    for shown, data in _files_at(revision, path):
        text, unreadable = source.decode(data, shown=shown, name=shown)
        findings += unreadable
        if text is not None:
            files.append(formats.parse(text, Path(shown).suffix.lower()))
            findings += files[-1].diagnostics
    if not files and not errors(findings):
        raise UsageError(f"`{_GIT}{revision}` has no annotations at `{path}`")
    return assemble(files), findings


def _files_at(revision: str, path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the annotation files below a path at a revision, each with its content; symbolic links are not followed."""
    if not revision or revision.startswith("-"):
        raise UsageError(f"`{_GIT}{revision}` is not a revision")
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    entries = _git("ls-tree", "-r", "-l", "-z", commit, "--", path.as_posix())
    total = 0
    for entry in filter(None, entries.split(b"\0")):
        attributes, _, name = entry.partition(b"\t")
        mode, _, blob, size = attributes.split()
        shown = name.decode("utf-8", "replace")
        hidden = any(part.startswith(".") for part in Path(shown).parts if part != "..")
        if mode in _REGULAR and not hidden and Path(shown).suffix.lower() in SUFFIXES:
            total += int(size)
            if int(size) > (most := source.largest(Path(shown))) or total > (most := limits.LINES_BYTES):
                raise LimitError(f"at `{revision}`, the files up to `{shown}` have more than {most // limits.MIB} MiB")
            yield shown, _git("cat-file", "blob", blob.decode())


def _git(*arguments: str) -> bytes:
    """Run git in the working folder, without a shell, and return its output."""
    command = ("git", "--no-replace-objects", "--literal-pathspecs", *arguments)
    try:
        process = subprocess.run(  # noqa: S603 - no shell, and user input comes after the options
            command, capture_output=True, check=False, timeout=_SECONDS, env=os.environ | _ENVIRONMENT
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed: name two folders instead") from error
    except subprocess.TimeoutExpired as error:
        raise TimeoutExceeded(f"git took longer than {_SECONDS:g} seconds") from error
    if process.returncode:
        message = process.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"git cannot read this revision: {message or 'it does not exist'}")
    return process.stdout
