"""Which files a command line means, and how each is called in messages and in the graph."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from kgraph.core.errors import UsageError

SUFFIXES: Final = frozenset(
    {".yaml", ".yml", ".yamlld", ".ttl", ".trig", ".nt", ".nq", ".jsonld", ".json", ".rdf", ".xml"}
)
"""The kinds of file that are read."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: `shown` is its path for people, `name` the one its graph is named after."""

    path: Path
    shown: str
    name: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files found, and those left out: of other kinds, inside folders."""

    files: tuple[Input, ...]
    skipped: tuple[str, ...]


def find(paths: Iterable[str | Path], *, root: Path | None = None) -> Inputs:
    """Find the files that paths stand for, folders walked, sorted by name.

    A file below the root (the working folder, unless given) is named by its way from there; another by its
    way from the folder of the path that was given: no machine's own folders get into a graph. Raises
    UsageError for a path that is missing, a folder that cannot be read or has nothing to read, a file of
    another kind, and two files of one name.
    """
    base = _absolute(root or Path.cwd())
    found: dict[Path, Input] = {}
    skipped: list[str] = []
    for given in map(Path, paths):
        _check(given)
        inside = sorted(_walk(given)) if given.is_dir() else [given]
        wanted = [path for path in inside if path.suffix.lower() in SUFFIXES]
        skipped += [_readable(path) for path in inside if path not in set(wanted)]
        if not wanted:
            raise UsageError(f"nothing to read in `{given}`: kinds of file are {', '.join(sorted(SUFFIXES))}")
        for path in wanted:
            absolute = _absolute(path)
            found.setdefault(absolute, _name(path, absolute, base, _absolute(given)))
    files = sorted(found.values(), key=lambda one: one.name)
    for one, other in pairwise(files):
        if one.name == other.name:
            raise UsageError(f"`{one.shown}` and `{other.shown}` would both be named `{one.name}`: give --root")
    return Inputs(tuple(files), tuple(sorted(set(skipped))))


def _check(given: Path) -> None:
    """Refuse what is not there; whether it can be read is the reader's to say."""
    try:
        exists = given.exists() or given.is_symlink()
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot look for `{given}`") from error
    if not exists:
        raise UsageError(f"`{given}` does not exist")
    if not given.is_dir() and given.suffix.lower() not in SUFFIXES:
        raise UsageError(f"`{given}` is not a kind of file that is read: {', '.join(sorted(SUFFIXES))}")


def _walk(folder: Path) -> Iterator[Path]:
    """List the files below a folder; hidden ones, and folders behind links, are no annotations."""

    def refuse(error: OSError) -> None:
        raise UsageError(f"cannot read the folder `{_readable(Path(error.filename))}`: {error.strerror}") from error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        yield from (Path(parent) / one for one in files if not one.startswith("."))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 -- Path.resolve would follow links and rename files


def _name(path: Path, absolute: Path, base: Path, given: Path) -> Input:
    if absolute.is_relative_to(base):
        name = absolute.relative_to(base).as_posix()
        return Input(path, _readable(Path(name)), name)
    return Input(path, _readable(path), absolute.relative_to(given.parent).as_posix())


def _readable(path: Path) -> str:
    """Write a path as text that any report can hold: a byte that is not UTF-8 as an escape."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
