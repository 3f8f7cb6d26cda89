"""Find the files that paths on a command line name, with their names for messages and for the graph."""

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
"""The suffixes of files that are read."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: `shown` is its path in messages, and `name` names its graph."""

    path: Path
    shown: str
    name: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files to read, and the files in folders that are skipped because of their suffix."""

    files: tuple[Input, ...]
    skipped: tuple[str, ...]


def find(paths: Iterable[str | Path], *, root: Path | None = None) -> Inputs:
    """Find the files in paths, including everything below a folder, sorted by name.

    A file below the root, by default the working folder, is named by its path from there; any other by its path from
    the parent of the given path, so that the graph does not depend on the machine. Raises UsageError for a missing
    path, a folder that is unreadable or has nothing to read, an unsupported file, and two files with one name.
    """
    base = _absolute(root or Path.cwd())
    inputs: dict[Path, Input] = {}
    skipped: list[str] = []
    for argument in map(Path, paths):
        _check(argument)
        inside = sorted(_walk(argument)) if argument.is_dir() else [argument]
        supported = [path for path in inside if path.suffix.lower() in SUFFIXES]
        skipped += [_readable(path) for path in inside if path not in set(supported)]
        if not supported:
            raise UsageError(f"nothing to read in `{argument}`: supported files end in {', '.join(sorted(SUFFIXES))}")
        for path in supported:
            absolute = _absolute(path)
            inputs.setdefault(absolute, _name(path, absolute, base, _absolute(argument)))
    files = sorted(inputs.values(), key=lambda file: file.name)
    for first, second in pairwise(files):
        if first.name == second.name:
            raise UsageError(
                f"`{first.shown}` and `{second.shown}` have one name, `{first.name}`: set --root to a common folder"
            )
    return Inputs(tuple(files), tuple(sorted(set(skipped))))


def _check(path: Path) -> None:
    """Raise UsageError for a path that does not exist or has another suffix; it may still be unreadable."""
    try:
        exists = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot look for `{path}`") from error
    if not exists:
        raise UsageError(f"`{path}` does not exist")
    if not path.is_dir() and path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"cannot read `{path}`: supported files end in {', '.join(sorted(SUFFIXES))}")


def _walk(folder: Path) -> Iterator[Path]:
    """List the files below a folder, without hidden files and folders behind links."""

    def refuse(error: OSError) -> None:
        raise UsageError(f"cannot read the folder `{_readable(Path(error.filename))}`: {error.strerror}") from error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in files if not name.startswith("."))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 -- Path.resolve would follow links and rename files


def _name(path: Path, absolute: Path, base: Path, argument: Path) -> Input:
    if absolute.is_relative_to(base):
        name = absolute.relative_to(base).as_posix()
        return Input(path, _readable(Path(name)), name)
    return Input(path, _readable(path), absolute.relative_to(argument.parent).as_posix())


def _readable(path: Path) -> str:
    """Write a path as valid text, with bytes that are not UTF-8 escaped."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
