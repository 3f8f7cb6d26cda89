"""Write files atomically, and make safe file names from ids."""

import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from pathlib import Path
from typing import BinaryIO, Final, Self

from kgraph.core.errors import UsageError

_LONGEST: Final = 60
_TEMPORARY: Final = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")
"""The names that `Batch` gives to temporary files."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to read.

    The file is checked before it is opened, and opened without blocking: a pipe or a device would block the process.
    Raises OSError, also for what is not a regular file, and ValueError for a name with a NUL character.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "Not a regular file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = open(descriptor, "rb")  # noqa: PTH123, SIM115 -- a descriptor, not a path; the caller closes it
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(0, "Not a regular file")
    return file


def read_bytes(path: Path, limit: int) -> bytes | None:
    """Read a regular file; None if it is larger than a limit of bytes. Raises what `open_regular` does."""
    with open_regular(path) as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


def digest(path: Path, size: int) -> str | None:
    """Return the SHA-256 of a regular file; None if it cannot be read or does not have this size in bytes."""
    try:
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size != size:
                return None
            return hashlib.sha256(file.read(size)).hexdigest()
    except (OSError, ValueError):
        return None


class Batch:
    """Files that are written now and put in place together, so that a failure leaves the old ones.

    As a context manager it removes what has not been put in place.
    """

    def __init__(self) -> None:
        self._written: list[tuple[Path, Path, Path]] = []
        self._removed: list[Path] = []

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary files that are left."""
        for _path, temporary, _target in self._written:
            temporary.unlink(missing_ok=True)

    def write(self, path: Path, content: bytes | str) -> None:
        """Write the content to a temporary file beside a path, and sync it.

        A symbolic link is followed: its target will be replaced, not the link. Raises UsageError if the target is a
        folder or a device, or cannot be written.
        """
        try:
            target = path.resolve()
            if target.exists() and not target.is_file():
                raise UsageError(f"cannot write `{path}`: it is not a regular file")
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
            self._written.append((path, Path(name), target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o666 & ~_umask())
        except RuntimeError as error:
            raise UsageError(f"cannot write `{path}`: its symbolic links form a loop") from error
        except OSError as error:
            raise UsageError(f"cannot write `{path}`: {error.strerror}") from error

    def remove(self, path: Path) -> None:
        """Remove a file when the others are put in place."""
        self._removed.append(path)

    def put_in_place(self, marker: Path | None = None) -> None:
        """Remove and replace all files, the one written last at the end.

        The file `marker` exists while some files are old and some are new, and remains if that is interrupted. Raises
        UsageError if a file cannot be replaced.
        """
        path = marker or Path()
        try:
            if marker:
                marker.touch()
                _sync_folder(marker.parent)
            for path in self._removed:
                path.unlink(missing_ok=True)
            for group in (self._written[:-1], self._written[-1:]):  # the last when all others are on the disk
                for path, temporary, target in group:  # noqa: B007 -- the message names the path
                    temporary.replace(target)
                for folder in sorted({target.parent for _, _, target in group}):
                    _sync_folder(folder)
            if marker:
                marker.unlink()
        except OSError as error:
            raise UsageError(f"cannot write `{path}`: {error.strerror}") from error


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write a file completely or leave it untouched. Raises what `Batch.write` does."""
    with Batch() as batch:
        batch.write(path, content)
        batch.put_in_place()


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed process left in a folder."""
    for path in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


def slug(text: str) -> str:
    """Make a file name of lower-case letters, digits and hyphens; a digest is added if the text was cut or changed.

    >>> slug("doc:escobar-steppe")
    'doc-escobar-steppe'
    >>> slug("../CON")
    'con-d1d3a747'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST]
    if re.fullmatch(r"[a-z]+:[a-z0-9-]+", text) and len(text) <= _LONGEST:
        return name
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".lstrip("-")


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Sync a folder so that the move survives a crash; does nothing where folders cannot be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
