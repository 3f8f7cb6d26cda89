"""Write files atomically, and make safe file names from ids."""

import hashlib
import os
import re
import tempfile
import unicodedata
from pathlib import Path

from kgraph.core.errors import UsageError

_LONGEST = 60


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
