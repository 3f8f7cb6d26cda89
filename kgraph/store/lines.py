"""Lines of annotation files for a store opened from disk, which records the files and not their lines."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from kgraph.ontology.vocab import IDS

if TYPE_CHECKING:
    from kgraph.parsing.source import Parsed

_MOST: Final = 20
"""Files that are read again for one answer: of those beyond, no line is told."""


class Recorded(Protocol):
    """An annotation file as it was when the store was built."""

    @property
    def path(self) -> str:
        """The file as shown."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""

    @property
    def graph(self) -> str:
        """Its named graph."""


class Lines:
    """Reads a file again when it is asked where in it something stands, as long as it is as it was."""

    def __init__(self, files: Iterable[Recorded]) -> None:
        self._files = {one.graph: one for one in files}
        self._read: dict[str, Parsed | None] = {}

    def of(self, graph: str) -> "Parsed | None":
        """Give the file of a graph, read again; None where it has changed, is gone, or too many were read."""
        if graph not in self._read and graph in self._files and len(self._read) < _MOST:
            self._read[graph] = self._again(self._files[graph])
        return self._read.get(graph)

    @staticmethod
    def _again(file: Recorded) -> "Parsed | None":
        from kgraph.parsing import formats

        path = Path(file.path)
        try:
            if sha256(path.read_bytes()).hexdigest() != file.digest:
                return None
        except OSError:
            return None
        return formats.read(path, shown=file.path, name=file.graph.removeprefix(f"{IDS}file/"))[0]
