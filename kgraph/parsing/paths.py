"""Find the files that paths on a command line name, with their names for messages and for the graph."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from kgraph.core import limits
from kgraph.core.errors import LimitError, UsageError
from kgraph.parsing import foreign

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


def find(paths: Iterable[str | Path], *, root: Path | None = None, lenient: bool = False) -> Inputs:
    """Find the files in paths, including everything below a folder, sorted by name.

    A file below the root, by default the working folder, is named by its path from there; any other by its path from
    the parent of the given path, so that the graph does not depend on the machine. Raises UsageError for a missing
    path, a folder that is unreadable or has nothing to read, an unsupported file, and two files with one name, and
    LimitError for too many files. With `lenient`, a missing path and a folder with nothing to read are passed over.
    """
    base = _absolute(root or Path.cwd())
    inputs: dict[Path, Input] = {}
    skipped: list[str] = []
    left = limits.FILES
    for argument in map(Path, paths):
        if lenient and not os.path.exists(argument):  # noqa: PTH110 -- Path.exists raises for long names
            continue
        _check(argument)
        inside = sorted(islice(_walk(argument), left + 1)) if argument.is_dir() else [argument]
        left -= len(inside)
        if left < 0:
            where = f"more than {limits.FILES:,} files in `{argument}`"
            raise LimitError(f"there are {where}: name the folder with the annotations")
        supported = [path for path in inside if path.suffix.lower() in SUFFIXES]
        skipped += [_readable(path) for path in inside if path.suffix.lower() not in SUFFIXES]
        if not supported and not lenient:
            raise UsageError(f"nothing to read in `{argument}`: supported files end in {', '.join(sorted(SUFFIXES))}")
        for path in supported:
            absolute = _absolute(path)
            inputs.setdefault(absolute, _name(path, absolute, base, _absolute(argument)))
    files = sorted(inputs.values(), key=lambda file: file.name)
    for first, second in pairwise(files):
        if first.name == second.name:
            raise UsageError(
                f"`{first.shown}` and `{second.shown}` have one name, `{first.name}`: "
                "run kgraph in a folder that holds both"
            )
    return Inputs(tuple(files), tuple(sorted(set(skipped))))


def find_beside(paths: Iterable[Path], annotations: Path) -> tuple[Path, ...]:
    """Find the files that belong with files named alone, which may refer to them.

    These are all in the folder `annotations` for what is in it, and otherwise the files beside a file. Raises
    UsageError for a folder that cannot be read, and what `find` does.
    """
    folder = _absolute(annotations)
    beside: dict[Path, None] = {}
    for path in paths:
        inside = _absolute(path).is_relative_to(folder)
        if not inside and path.is_dir():
            continue
        try:
            near = [annotations] if inside else [near for near in path.parent.iterdir() if _is_annotation(near)]
        except OSError as error:
            raise UsageError(f"cannot read the folder `{_readable(path.parent)}`: {error.strerror}") from error
        beside |= dict.fromkeys(near)
    named = {_absolute(file.path) for file in find(paths).files}
    together = find([*paths, *beside]).files  # no other file may have the name of one of these
    return tuple(file.path for file in together if _absolute(file.path) not in named)


def _is_annotation(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def _check(path: Path) -> None:
    """Raise UsageError for a path that does not exist or has another suffix; it may still be unreadable."""
    try:
        exists = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot look for `{path}`") from error
    if not exists:
        raise UsageError(f"`{path}` does not exist")
    if not path.is_dir() and path.suffix.lower() not in SUFFIXES:
        other = foreign.name_suffix(path.suffix)
        reason = f"this is {other}, and " if other else ""
        raise UsageError(f"cannot read `{path}`: {reason}supported files end in {', '.join(sorted(SUFFIXES))}")


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
