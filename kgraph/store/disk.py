"""The store on disk: an index that can be rebuilt from the annotations, checked when opened and never repaired.

A store is a folder with a manifest and one of two data folders, `a` and `b`. A build writes the one that is not in
use and then replaces the manifest in one step: readers see the old graph or the new one, and a crash leaves the old.
One process writes at a time: it holds the lock of the folder.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgraph.core import version as installed
from kgraph.core.errors import StoreError, UsageError
from kgraph.core.files import write_atomic
from kgraph.ontology.vocab import IDS
from kgraph.store.knowledge import Knowledge

if TYPE_CHECKING:
    from kgraph.parsing.source import Parsed

FORMAT: Final = 4
"""Increase it whenever what is stored changes, derived statements included: an older store would lack them."""

_MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"
_DATA: Final = ("a", "b")
_UNTRACKED: Final = {"LOG", "LOCK"}
"""Files of RocksDB that hold no data."""
_DIGESTED: Final = 256 * 1024
"""Bytes. Opening a store compares smaller files by digest, and tables and larger files by size: RocksDB checks the
blocks of tables as it reads them, but reads a damaged log without an error."""
_MOST_REPARSED: Final = 20
"""Files that are parsed again for one answer; findings in further files have no line."""


@dataclass(frozen=True, slots=True)
class File:
    """An annotation file as it was when the store was built."""

    path: str
    digest: str
    graph: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store holds and which versions built it; written last and compared when the store is opened."""

    format: int
    kgraph: str
    pyoxigraph: str
    data: str
    quads: dict[str, int]
    total: int
    files: tuple[File, ...]
    contents: dict[str, str]


def build(knowledge: Knowledge, folder: Path) -> Manifest:
    """Write everything loaded to a store, and remove what the store held before.

    Raises UsageError if the folder holds other files, and StoreError if another process is writing to it.
    """
    refuse_strangers(folder)
    with writing(folder):
        data = _spare(folder)
        quads = _write(folder / data, knowledge.store)
        manifest = Manifest(
            format=FORMAT,
            kgraph=installed.version(),
            pyoxigraph=ox.__version__,
            data=data,
            quads=quads,
            total=sum(quads.values()),
            files=tuple(File(parsed.source.path, parsed.source.digest, parsed.graph) for parsed in knowledge.files),
            contents=_contents(folder / data),
        )
        write_atomic(folder / _MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")
        _sweep(folder, data)
        return manifest


def open_store(folder: Path) -> Knowledge:
    """Compare a store with its manifest and open it for reading.

    Raises UsageError if there is no store, and StoreError if it is damaged or from another version.
    """
    manifest = read_manifest(folder)
    try:
        return _open_to_read(folder, manifest)
    except StoreError:
        latest = read_manifest(folder)  # a build may have finished in between and removed the old data
        if latest == manifest:
            raise
        return _open_to_read(folder, latest)


def stale(folder: Path, root: Path | None = None) -> list[str]:
    """List the files that have changed or disappeared since the store was built, as the manifest names them."""
    base = root or Path()
    return [file.path for file in read_manifest(folder).files if _digest_of(base / file.path) != file.digest]


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest; raise UsageError if there is no store, StoreError if it is damaged or from another version."""
    try:
        written: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"there is no store at `{folder}`: run `kgraph build`") from error
    except (OSError, ValueError) as error:
        raise _unusable(folder, f"`{_MANIFEST}` is damaged") from error
    versions = {"format": FORMAT, "kgraph": installed.version(), "pyoxigraph": ox.__version__}
    for name, version in versions.items():
        made_by = written.get(name) if isinstance(written, dict) else None
        if made_by != version:
            raise _unusable(folder, f"it was built with {name} {made_by}, but this is {name} {version}")
    try:
        manifest = Manifest(**{**written, "files": tuple(File(**file) for file in written["files"])})
    except (KeyError, TypeError) as error:
        raise _unusable(folder, f"`{_MANIFEST}` is damaged") from error
    if manifest.data not in _DATA:
        raise _unusable(folder, f"`{_MANIFEST}` is damaged")
    return manifest


def _open_to_read(folder: Path, manifest: Manifest) -> Knowledge:
    _check(folder, manifest)
    try:
        store = ox.Store.read_only(str(folder / manifest.data))
        graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    except (OSError, RuntimeError) as error:  # damage to a block is a RuntimeError
        raise _unusable(folder, str(error)) from error
    if graphs != set(manifest.quads):
        raise _unusable(folder, "its graphs are not those that were written")
    return Knowledge(files=(), store=store, folder=folder / manifest.data, _reparse=_reparser(manifest.files))


def _check(folder: Path, manifest: Manifest) -> None:
    try:
        contents = _contents(folder / manifest.data)
    except OSError as error:
        raise _unusable(folder, f"its data folder `{manifest.data}` cannot be read") from error
    if contents != manifest.contents:
        changed = sorted({name for name, _ in contents.items() ^ manifest.contents.items()})
        raise _unusable(folder, f"`{changed[0]}` has changed since it was written")


def _unusable(folder: Path, reason: str) -> StoreError:
    return StoreError(f"cannot use the store at `{folder}`: {' '.join(reason.split())}; rebuild it with `kgraph build`")


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
    if _digest_of(path) != file.digest:
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
            if entry.name not in _UNTRACKED:
                size = entry.stat().st_size
                small = size <= _DIGESTED and not entry.name.endswith(".sst")
                contents[entry.name] = (_digest_of(Path(entry.path)) or "") if small else str(size)
    return dict(sorted(contents.items()))


def _digest_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _spare(folder: Path) -> str:
    """Empty the data folder that is not in use, and return its name."""
    try:
        used = json.loads((folder / _MANIFEST).read_bytes())["data"]
    except (OSError, ValueError, KeyError, TypeError):
        used = _DATA[1]
    _sweep(folder, used)
    return _DATA[0] if used == _DATA[1] else _DATA[1]


def _sweep(folder: Path, used: str) -> None:
    """Remove data that is not in use, and what a killed build left behind."""
    for name in _DATA:
        if name != used and (folder / name).exists():
            shutil.rmtree(folder / name)
    for temporary in folder.glob(f".{_MANIFEST}.*.tmp"):
        temporary.unlink()


def refuse_strangers(folder: Path) -> None:
    """Raise UsageError if a folder holds files that do not belong to a store: a build could remove them."""
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    ours = {_MANIFEST, _LOCK, *_DATA}
    strange = sorted(name for name in names - ours if not name.startswith(f".{_MANIFEST}."))
    if strange or (names & set(_DATA) and not names & {_MANIFEST, _LOCK}):
        stranger = strange[0] if strange else min(names & set(_DATA))
        raise UsageError(f"`{folder}` is not a kgraph store (it holds `{stranger}`): choose an empty folder")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of a store; raise StoreError, with the process that holds it, if another process does.

    The operating system releases the lock when its holder ends, so a lock file left behind locks nothing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StoreError(f"cannot write the store at `{folder}`: {error.strerror}") from error
    try:
        _lock(handle, folder)
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
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
