"""The store on disk: an index of the annotations, never the truth; checked when opened, never mended.

A store is a folder with a manifest and one of two data folders, `a` and `b`. A build writes the one that is
not in use and then replaces the manifest, in one step: readers see the old graph or the new one, and a crash
leaves the old.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgraph.core import version as installed
from kgraph.core.errors import StoreError, UsageError
from kgraph.core.files import write_atomic
from kgraph.store.knowledge import Knowledge, derive
from kgraph.store.lines import Lines
from kgraph.store.locks import LOCK, writing

if TYPE_CHECKING:
    from kgraph.parsing.source import Parsed

FORMAT: Final = 2
"""Raised whenever a store of the version before cannot be read."""

_MANIFEST: Final = "manifest.json"
_DATA: Final = ("a", "b")
_UNTRACKED: Final = {"LOG", "LOCK"}
"""Files of RocksDB that say nothing about the data."""
_DIGESTED: Final = 256 * 1024
"""Files up to this size are compared by digest when a store is opened, tables and larger ones by size: RocksDB checks
the blocks of tables as it reads them, but reads a damaged log without a word. `verify` compares all by digest."""


@dataclass(frozen=True, slots=True)
class File:
    """An annotation file as it was when the store was built."""

    path: str
    digest: str
    graph: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store holds and was made by, written last and compared when it is opened."""

    format: int
    kgraph: str
    pyoxigraph: str
    data: str
    quads: dict[str, int]
    total: int
    files: tuple[File, ...]
    contents: dict[str, str]
    digests: dict[str, str]


def build(knowledge: Knowledge, folder: Path) -> Manifest:
    """Write everything loaded to a store, in place of what it held.

    Raises UsageError where the folder holds something else, and StoreError where another process is writing to it.
    """
    files = tuple(File(one.source.path, one.source.digest, one.graph) for one in knowledge.files)
    refuse_strangers(folder)
    with writing(folder):
        data = _spare(folder)
        quads = _write(folder / data, lambda store: store.bulk_extend(knowledge.store))
        return _publish(folder, data, quads, files)


def replace(folder: Path, parsed: "Parsed") -> Manifest:
    """Put the new content of one file in place of what the store holds of it, and derive anew.

    The change is made on a copy that shares the large files, so a reader beside it sees all of it or nothing.
    """
    refuse_strangers(folder)
    with writing(folder):
        old = read_manifest(folder)
        _check(folder, old)
        data = _spare(folder)
        shutil.copytree(folder / old.data, folder / data, copy_function=_link_or_copy)
        quads = _write(folder / data, partial(_renew, parsed))
        new = File(parsed.source.path, parsed.source.digest, parsed.graph)
        others = [one for one in old.files if one.graph != new.graph]
        return _publish(folder, data, quads, sorted([*others, new], key=lambda one: one.path))


def exchange(store: ox.Store, graph: str, triples: Iterable[ox.Triple]) -> None:
    """Put triples in place of all that a graph holds, in one transaction: on failure nothing has changed."""
    lines = "\n".join(f"{triple} ." for triple in triples)
    name = ox.NamedNode(graph)
    store.update(f"DROP SILENT GRAPH {name} ; INSERT DATA {{ GRAPH {name} {{\n{lines}\n}} }}")


def open_store(folder: Path) -> Knowledge:
    """Open a store to read, after comparing it with its manifest; raise StoreError at any doubt."""
    manifest = read_manifest(folder)
    try:
        return _open_to_read(folder, manifest)
    except StoreError:
        again = read_manifest(folder)  # a build may have finished in between and swept the old data
        if again == manifest:
            raise
        return _open_to_read(folder, again)


def verify(folder: Path) -> Manifest:
    """Read every byte and count every quad of a store, which opening leaves out: it takes time in proportion."""
    knowledge, manifest = open_store(folder), read_manifest(folder)
    digests = _digests(folder / manifest.data)
    if changed := sorted({name for name, _ in digests.items() ^ manifest.digests.items()}):
        raise _doubt(folder, f"`{changed[0]}` is not as it was written")
    try:
        quads = _count(knowledge.store)
    except (OSError, RuntimeError) as error:
        raise _doubt(folder, str(error)) from error
    if quads != manifest.quads:
        raise _doubt(folder, "the number of quads in a graph is not what was written")
    return manifest


def stale(folder: Path, root: Path | None = None) -> list[str]:
    """List the files, as the manifest names them, that have changed since the store was built or are gone."""
    base = root or Path()
    return [one.path for one in read_manifest(folder).files if _digest_of(base / one.path) != one.digest]


def read_manifest(folder: Path) -> Manifest:
    """Read what a store says of itself; raise UsageError where there is none, StoreError at any doubt."""
    try:
        found: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"there is no store at `{folder}`: run `kgraph build`") from error
    except (OSError, ValueError) as error:
        raise _doubt(folder, "its manifest cannot be read") from error
    versions = {"format": FORMAT, "kgraph": installed.version(), "pyoxigraph": ox.__version__}
    for name, version in versions.items():
        made_by = found.get(name) if isinstance(found, dict) else None
        if made_by != version:
            raise _doubt(folder, f"it was made by {name} {made_by}, and this is {name} {version}")
    try:
        manifest = Manifest(**{**found, "files": tuple(File(**one) for one in found["files"])})
    except (KeyError, TypeError) as error:
        raise _doubt(folder, "its manifest cannot be read") from error
    if manifest.data not in _DATA:
        raise _doubt(folder, "its manifest cannot be read")
    return manifest


def _open_to_read(folder: Path, manifest: Manifest) -> Knowledge:
    _check(folder, manifest)
    try:
        store = ox.Store.read_only(str(folder / manifest.data))
        graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    except (OSError, RuntimeError) as error:  # damage to a block is a RuntimeError
        raise _doubt(folder, str(error)) from error
    if graphs != set(manifest.quads):
        raise _doubt(folder, "its graphs are not those that were written")
    return Knowledge(files=(), store=store, folder=folder / manifest.data, _lines=Lines(manifest.files))


def _check(folder: Path, manifest: Manifest) -> None:
    try:
        contents = _contents(folder / manifest.data)
    except OSError as error:
        raise _doubt(folder, "its data cannot be read") from error
    if contents != manifest.contents:
        changed = sorted({name for name, _ in contents.items() ^ manifest.contents.items()})
        raise _doubt(folder, f"`{changed[0]}` is not as it was written")


def _doubt(folder: Path, reason: str) -> StoreError:
    told = " ".join(reason.split())
    return StoreError(f"the store at `{folder}` cannot be trusted: {told}; run `kgraph build` to make it anew")


def _renew(parsed: "Parsed", store: ox.Store) -> None:
    exchange(store, parsed.graph, parsed.triples)
    derive(store)


def _write(path: Path, fill: Callable[[ox.Store], None]) -> dict[str, int]:
    """Fill a store, flush it and count its quads; closed on return, its files change no more."""
    try:
        store = ox.Store(str(path))
        fill(store)
        store.flush()
        return _count(store)
    except OSError as error:  # no room, no right to
        shutil.rmtree(path, ignore_errors=True)
        raise UsageError(f"cannot write the store at `{path.parent}`: {error}") from error
    except RuntimeError as error:
        raise StoreError(f"the store at `{path.parent}` cannot be written: {error}") from error


def _publish(folder: Path, data: str, quads: dict[str, int], files: Iterable[File]) -> Manifest:
    """Write the manifest that points at the new data, and sweep the old."""
    manifest = Manifest(
        format=FORMAT,
        kgraph=installed.version(),
        pyoxigraph=ox.__version__,
        data=data,
        quads=quads,
        total=sum(quads.values()),
        files=tuple(files),
        contents=_contents(folder / data),
        digests=_digests(folder / data),
    )
    write_atomic(folder / _MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")
    _sweep(folder, data)
    return manifest


def _count(store: ox.Store) -> dict[str, int]:
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    return {row["g"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]


def _contents(data: Path) -> dict[str, str]:
    """Describe each file of the data by its digest or, where that would take long, its size."""
    found = {}
    with os.scandir(data) as entries:
        for entry in entries:
            if entry.name not in _UNTRACKED:
                size = entry.stat().st_size
                small = size <= _DIGESTED and not entry.name.endswith(".sst")
                found[entry.name] = (_digest_of(Path(entry.path)) or "") if small else str(size)
    return dict(sorted(found.items()))


def _digests(data: Path) -> dict[str, str]:
    """Give the digest of each file of the data; an empty one where it cannot be read."""
    return {path.name: _digest_of(path) or "" for path in sorted(data.iterdir()) if path.name not in _UNTRACKED}


def _digest_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _link_or_copy(source: str, target: str) -> None:
    """Share what RocksDB never changes in place, copy the rest."""
    if source.endswith(".sst"):
        try:
            os.link(source, target)
        except OSError:  # a file system without links
            shutil.copyfile(source, target)
    else:
        shutil.copyfile(source, target)


def _spare(folder: Path) -> str:
    """Name the data folder that is not in use, and empty it."""
    try:
        used = json.loads((folder / _MANIFEST).read_bytes())["data"]
    except (OSError, ValueError, KeyError, TypeError):
        used = _DATA[1]
    _sweep(folder, used)
    return _DATA[0] if used == _DATA[1] else _DATA[1]


def _sweep(folder: Path, used: str) -> None:
    """Remove what is not in use: the old data, and what a build that was killed left behind."""
    for name in _DATA:
        if name != used and (folder / name).exists():
            shutil.rmtree(folder / name)
    for left in folder.glob(f".{_MANIFEST}.*.tmp"):
        left.unlink()


def refuse_strangers(folder: Path) -> None:
    """Raise UsageError where a folder holds files that are not a store's: they would be mixed or removed."""
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    ours = {_MANIFEST, LOCK, *_DATA}
    strange = sorted(name for name in names - ours if not name.startswith(f".{_MANIFEST}."))
    if strange or (names & set(_DATA) and not names & {_MANIFEST, LOCK}):
        found = strange[0] if strange else "a folder"
        raise UsageError(f"`{folder}` is no store of kgraph's (it holds `{found}`): name an empty folder")
