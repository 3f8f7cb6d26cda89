"""What a store records of itself: the versions that built it, the files it was built from, and its own contents.

A manifest may come from a stranger or be damaged. Its form is checked, and it leads only to regular files in the
folders that it names.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kgraph.core import limits
from kgraph.core import version as installed
from kgraph.core.errors import LimitError, StoreError, UsageError
from kgraph.core.files import digest, read_bytes
from kgraph.parsing.paths import find

FORMAT: Final = 5
"""Increase it whenever what is stored changes, derived statements included: an older store would lack them."""
NAME: Final = "manifest.json"
DATA: Final = ("a", "b")
"""The folders of the data, one of which is in use."""
_VERSIONS: Final = {"format": FORMAT, "kgraph": installed.version(), "pyoxigraph": ox.__version__}
_LONGEST_PATH: Final = 4096
_MOST_NAMED: Final = 3
"""Files that a note names; the others are counted."""


@dataclass(frozen=True, slots=True)
class File:
    """An annotation file as it was when the store was built."""

    path: str
    size: int
    digest: str
    graph: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store holds and which versions built it; written last and compared when the store is opened.

    `paths` are the files and folders that were read, `files` what was found there. `contents` maps each file of the
    data to its digest or size.
    """

    data: str
    paths: tuple[str, ...]
    quads: Mapping[str, int]
    files: tuple[File, ...]
    contents: Mapping[str, str]

    def render(self) -> str:
        """Write it as JSON; raises LimitError if it is too large to be read again."""
        text = json.dumps(_VERSIONS | asdict(self), indent=1, ensure_ascii=False) + "\n"
        if len(text.encode()) > limits.MANIFEST_BYTES:
            raise LimitError(f"there are too many files for a store: {len(self.files):,}")
        return text


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that differ from those that a store was built from; `present` counts those that are still there."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    present: int

    @property
    def words(self) -> str:
        """Name the first files and count the others; empty if nothing has changed.

        >>> Changes(("a.yaml", "b.yaml"), ("c.yaml",), ("d.yaml", "e.yaml"), 9).words
        '`a.yaml` was added, `b.yaml` was added, `c.yaml` was changed, and 2 more'
        """
        groups = {"added": self.added, "changed": self.changed, "removed": self.removed}
        every = [f"`{path}` was {verb}" for verb, paths in groups.items() for path in paths]
        more = [f"and {len(every) - _MOST_NAMED} more"] if len(every) > _MOST_NAMED else []
        return ", ".join([*every[:_MOST_NAMED], *more])


def read(folder: Path) -> Manifest:
    """Read the manifest; raise UsageError if there is no store, StoreError if it is damaged or from another version."""
    try:
        written = _load(folder)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"there is no store at `{folder}`: run `kgraph build`") from error
    except (OSError, ValueError, RecursionError) as error:
        raise unusable(folder, f"`{NAME}` is damaged") from error
    for name, version in _VERSIONS.items():
        made_by = written.pop(name, None)
        if made_by != version:
            known = f"{made_by:.40}" if isinstance(made_by, str) else str(made_by) if type(made_by) is int else "None"
            raise unusable(folder, f"it was built with {name} {known}, but this is {name} {version}")
    try:
        return _check(written)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise unusable(folder, f"`{NAME}` is damaged") from error


def data_in_use(folder: Path) -> str:
    """Name the data folder that a store uses; without a manifest, one that need not exist."""
    try:
        data = _load(folder)["data"]
    except (OSError, ValueError, RecursionError, KeyError):
        return DATA[1]
    return DATA[0] if data == DATA[0] else DATA[1]


def changes(manifest: Manifest) -> Changes:
    """Compare the files that a store was built from with those that are there now.

    Raises UsageError if a folder cannot be read, and LimitError if there are too many files.
    """
    present = {file.shown for file in find(manifest.paths, lenient=True).files}
    recorded = {file.path: file for file in manifest.files}
    return Changes(
        added=tuple(sorted(present - recorded.keys())),
        changed=tuple(sorted(path for path in present & recorded.keys() if not is_unchanged(recorded[path]))),
        removed=tuple(sorted(recorded.keys() - present)),
        present=len(present & recorded.keys()),
    )


def is_unchanged(file: File) -> bool:
    """Whether a file is as it was when the store was built."""
    return digest(Path(file.path), file.size) == file.digest


def relative(path: Path) -> str:
    """Name a path so that it leads to the same place from the working folder, also if both have been moved."""
    absolute, base = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 -- Path.resolve would follow links
    near = absolute.is_relative_to(base) or base.is_relative_to(absolute)
    name = Path(os.path.relpath(absolute, base)) if near else path
    return os.fsencode(name.as_posix()).decode("utf-8", "backslashreplace")


def unusable(folder: Path, reason: str) -> StoreError:
    """Make the error about a store that cannot be used."""
    return StoreError(f"cannot use the store at `{folder}`: {' '.join(reason.split())}; rebuild it with `kgraph build`")


def _load(folder: Path) -> dict[str, Any]:
    data = read_bytes(folder / NAME, limits.MANIFEST_BYTES)
    written = None if data is None else json.loads(data)
    if not isinstance(written, dict):
        raise ValueError("too large, or not an object")  # noqa: TRY004 -- about the input, not about our code
    return written


def _check(written: dict[str, Any]) -> Manifest:
    """Check the type of every value, and that all files are in the named folders; raise ValueError otherwise."""
    files = tuple(File(**file) for file in written["files"])
    manifest = Manifest(**{**written, "files": files, "paths": tuple(written["paths"])})
    texts = [*manifest.paths, *manifest.contents.values()]
    texts += [text for file in files for text in (file.path, file.digest, file.graph)]
    numbers = [*manifest.quads.values(), *(file.size for file in files)]
    if not all(map(_is_text, texts)) or not all(type(number) is int for number in numbers):
        raise ValueError("a value is not of its type")
    folders = {os.path.abspath(path) for path in manifest.paths}  # noqa: PTH100 -- as it is written
    paths = [Path(os.path.abspath(file.path)) for file in files]  # noqa: PTH100
    if manifest.data not in DATA or any(folders.isdisjoint(map(str, (path, *path.parents))) for path in paths):
        raise ValueError("a path leads outside")
    return manifest


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_PATH and "\0" not in value and bool(value.encode())
