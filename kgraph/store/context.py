"""What files that are named alone are checked against: the other files of their folder."""

from collections.abc import Sequence
from pathlib import Path

from kgraph.core.diagnostics import Diagnostic
from kgraph.core.errors import KgraphError
from kgraph.parsing.paths import find, find_beside
from kgraph.store import disk, manifest
from kgraph.store.knowledge import Knowledge, load


def read_context(paths: Sequence[Path], annotations: Path, store: Path) -> tuple[Knowledge | None, list[Diagnostic]]:
    """Read the files that belong with the named ones, with the findings of reading them; None if there are none.

    A store that holds just these files, as they are now, is opened instead. Raises what `find` does.
    """
    beside = find_beside(paths, annotations)
    if not beside:
        return None, []
    try:
        others = {file.path: file for file in manifest.read(store).files}
        for file in find(paths).files:
            others.pop(file.shown, None)
        if others.keys() == {file.shown for file in find(beside).files} and all(
            map(manifest.is_unchanged, others.values())
        ):
            return disk.open_store(store), []
    except KgraphError:
        pass  # without a store that can be used, the files are read
    return load(beside)
