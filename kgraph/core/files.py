"""Write files atomically, and make safe file names from ids."""

import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from pathlib import Path

from kgraph.core.errors import UsageError

_LONGEST = 60


def read_bytes(path: Path, limit: int) -> bytes | None:
    """Read a regular file; None if it is larger than a limit of bytes.

    The file is checked before it is opened, and opened without blocking: a pipe or a device would block the process.
    Raises OSError, also for what is not a regular file, and ValueError for a name with a NUL character.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "Not a regular file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:  # noqa: PTH123 -- a descriptor, not a path
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "Not a regular file")
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write a file completely or leave it untouched.

    The content is written to a temporary file beside the target, synced and moved into place. A symbolic link is
    followed: its target is replaced, not the link. Raises UsageError if the target is a folder or a device, or
    cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise UsageError(f"cannot write `{path}`: it is not a regular file")
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except RuntimeError as error:
        raise UsageError(f"cannot write `{path}`: its symbolic links form a loop") from error
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)


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
