"""The store on disk: an index that can be rebuilt from the annotations, checked when opened and never repaired.

A store is a folder with a manifest and one of two data folders, `a` and `b`. A build writes the one that is not in
use and then replaces the manifest in one step: readers see the old graph or the new one, and a crash leaves the old.
One process writes at a time: it holds the lock of the folder.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.core.errors import StoreError, UsageError
from kgraph.core.files import Batch, digest, sweep
from kgraph.ontology.vocab import IDS
from kgraph.store import manifest as manifests
from kgraph.store.knowledge import Knowledge
from kgraph.store.manifest import DATA, File, Manifest, unusable

if TYPE_CHECKING:
    from kgraph.parsing.source import Parsed

_LOCK: Final = ".lock"
_MARKER: Final = ".switching"
"""Exists while a build puts its files in place, and remains if that is interrupted."""
_UNTRACKED: Final = {"LOG", "LOCK"}
"""Files of RocksDB that hold no data."""
_DIGESTED: Final = 256 * 1024
"""Bytes. Opening a store compares smaller files by digest, and tables and larger files by size: RocksDB checks the
blocks of tables as it reads them, but reads a damaged log without an error."""
_MOST_REPARSED: Final = 20
"""Files that are parsed again for one answer; findings in further files have no line."""


def build(knowledge: Knowledge, folder: Path, paths: Sequence[Path] | None = None) -> None:
    """Write everything loaded to a store, and remove what the store held before.

    `paths` are the files and folders that were read; by default the files. Raises UsageError if the folder holds other
    files, and StoreError if another process is writing to it.
    """
    refuse_strangers(folder)
    with writing(folder), Batch() as batch:
        stage(knowledge, folder, paths, batch)
        put_in_place(folder, batch)


def stage(knowledge: Knowledge, folder: Path, paths: Sequence[Path] | None, batch: Batch) -> None:
    """Write everything loaded to the data folder that is not in use, and the manifest to a batch.

    The caller holds the lock, and writes everything else to the batch first. Raises UsageError if that fails.
    """
    used = manifests.data_in_use(folder)
    data = DATA[0] if used == DATA[1] else DATA[1]
    _remove_data(folder, used)
    quads = _write(folder / data, knowledge.store)
    manifest = Manifest(
        data=data,
        paths=tuple(map(manifests.relative, paths or [Path(parsed.source.path) for parsed in knowledge.files])),
        quads=quads,
        files=tuple(
            File(parsed.source.path, parsed.source.size, parsed.source.digest, parsed.graph)
            for parsed in knowledge.files
        ),
        contents=_contents(folder / data),
    )
    batch.write(folder / manifests.NAME, manifest.render())


def put_in_place(folder: Path, batch: Batch) -> None:
    """Put a batch in place whose last file is the manifest of a store, and remove the store's old data."""
    batch.put_in_place(folder / _MARKER)
    _remove_data(folder, manifests.data_in_use(folder))


def was_interrupted(folder: Path) -> bool:
    """Whether a build is putting its files in place, or was stopped while it did."""
    return (folder / _MARKER).exists()


def open_store(folder: Path) -> Knowledge:
    """Compare a store with its manifest and open it for reading.

    Raises UsageError if there is no store, and StoreError if it is damaged or from another version.
    """
    manifest = manifests.read(folder)
    try:
        return _open_to_read(folder, manifest)
    except StoreError:
        latest = manifests.read(folder)  # a build may have finished in between and removed the old data
        if latest == manifest:
            raise
        return _open_to_read(folder, latest)


def _open_to_read(folder: Path, manifest: Manifest) -> Knowledge:
    _check(folder, manifest)
    try:
        store = ox.Store.read_only(str(folder / manifest.data))
        graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    except (OSError, RuntimeError) as error:  # damage to a block is a RuntimeError
        raise unusable(folder, str(error)) from error
    if graphs != set(manifest.quads):
        raise unusable(folder, "its graphs are not those that were written")
    return Knowledge(files=(), store=store, folder=folder / manifest.data, _reparse=_reparser(manifest.files))


def _check(folder: Path, manifest: Manifest) -> None:
    try:
        contents = _contents(folder / manifest.data)
    except OSError as error:
        raise unusable(folder, f"its data folder `{manifest.data}` cannot be read") from error
    if contents != manifest.contents:
        changed = sorted({name for name, _ in contents.items() ^ manifest.contents.items()})
        raise unusable(folder, f"`{changed[0]}` has changed since it was written")


def _reparser(files: Iterable[File]) -> "Callable[[str], Parsed | None]":
    """Make a function that parses the file of a graph again, to find lines: the store does not record them.

    The function returns None if the file has changed or disappeared, and after the first `_MOST_REPARSED` files.
    """
    recorded = {file.graph: file for file in files}
    parsed: dict[str, Parsed | None] = {}

    def reparse(graph: str) -> "Parsed | None":
        if graph not in parsed and graph in recorded and len(parsed) < _MOST_REPARSED:
            parsed[graph] = _parse_unchanged(recorded[graph])
        return parsed.get(graph)

    return reparse


def _parse_unchanged(file: File) -> "Parsed | None":
    from kgraph.parsing import formats

    path = Path(file.path)
    if not manifests.is_unchanged(file):
        return None
    return formats.read(path, shown=file.path, name=file.graph.removeprefix(f"{IDS}file/"))[0]


def _write(path: Path, quads: Iterable[ox.Quad]) -> dict[str, int]:
    """Write a store and count its quads; it is closed on return, so its files no longer change."""
    try:
        store = ox.Store(str(path))
        store.bulk_extend(quads)
        store.flush()
        return _count(store)
    except OSError as error:  # disk full, no permission
        shutil.rmtree(path, ignore_errors=True)
        raise UsageError(f"cannot write the store at `{path.parent}`: {error}") from error
    except RuntimeError as error:
        raise StoreError(f"cannot write the store at `{path.parent}`: {error}") from error


def _count(store: ox.Store) -> dict[str, int]:
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    return {row["g"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]


def _contents(data: Path) -> dict[str, str]:
    """Map each data file to its digest or, if that would take long, its size."""
    contents = {}
    with os.scandir(data) as entries:
        for entry in entries:
            if not entry.is_file():
                raise OSError(0, "Not a regular file")
            if entry.name not in _UNTRACKED:
                size = entry.stat().st_size
                small = size <= _DIGESTED and not entry.name.endswith(".sst")
                contents[entry.name] = (digest(Path(entry.path), size) or "") if small else str(size)
    return dict(sorted(contents.items()))


def _remove_data(folder: Path, used: str) -> None:
    """Remove the data that is not in use."""
    for path in (folder / name for name in DATA if name != used):
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)


def refuse_strangers(folder: Path) -> None:
    """Raise UsageError if a folder holds files that do not belong to a store: a build could remove them."""
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    ours = {manifests.NAME, _LOCK, _MARKER, *DATA}
    strange = sorted(name for name in names - ours if not name.startswith(f".{manifests.NAME}."))
    if strange or (names & set(DATA) and not names & {manifests.NAME, _LOCK}):
        stranger = strange[0] if strange else min(names & set(DATA))
        raise UsageError(f"`{folder}` is not a kgraph store (it holds `{stranger}`): choose an empty folder")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of a store; raise StoreError, with the process that holds it, if another process does.

    The operating system releases the lock when its holder ends, so a lock file left behind locks nothing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise StoreError(f"cannot write the store at `{folder}`: {error.strerror}") from error
    try:
        _lock(handle, folder)
        sweep(folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    if sys.platform == "win32":
        return  # RocksDB holds its own lock there
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(handle, 20).decode("ascii", "replace") or "unknown"
        raise StoreError(f"process {holder} is writing the store at `{folder}`: wait until it has finished") from error
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    except OSError as error:
        raise StoreError(f"cannot write `{folder / _LOCK}`: {error.strerror}") from error
