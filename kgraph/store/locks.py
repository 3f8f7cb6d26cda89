"""One writer at a time: a lock on a folder that says who holds it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kgraph.core.errors import StoreError

LOCK: Final = ".lock"
"""The name of the lock file in a folder."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of a store, so that one process at a time writes; raise StoreError saying who does.

    The lock is the operating system's, so it ends with its holder: a file left behind locks nothing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StoreError(f"the store at `{folder}` cannot be written: {error.strerror}") from error
    try:
        _lock(handle, folder)
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    if sys.platform == "win32":
        return  # RocksDB holds a lock of its own there
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(handle, 20).decode("ascii", "replace") or "unknown"
        raise StoreError(f"the store at `{folder}` is being written by process {holder}: wait for it") from error
