"""A file as a tree of mappings, sequences and scalars, each with its place: what YAML and JSON share."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from kgraph.core.diagnostics import Span

SURE: Final = 0.75
"""How alike a code must be to be named instead of all there are."""

_SHORTEST: Final = 5
"""So long is a word, with a hyphen on each side, that is looked for within others."""

Kind: TypeAlias = Literal["text", "integer", "decimal", "boolean", "null", "unread"]
"""What a scalar is; "unread" is one that was refused already, so that nobody refuses it again."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written, without its quotes."""

    span: Span
    text: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    span: Span
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written, each key once."""

    span: Span
    entries: tuple[Entry, ...]

    def get(self, key: str) -> "Node | None":
        """Find the value of a key."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def entry(self, key: str) -> Entry | None:
        """Find a key with its value."""
        return next((entry for entry in self.entries if entry.key.text == key), None)

    def __iter__(self) -> Iterator[Entry]:
        """Go through the keys in the order written."""
        return iter(self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping


def name_kind(node: Node) -> str:
    """Say what a node is, for a message.

    >>> name_kind(Scalar(Span(1, 1, 1, 2), "7", "integer"))
    'a number'
    """
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    names = {"integer": "a number", "decimal": "a number", "boolean": "true or false", "null": "no value"}
    return names.get(node.kind, "text")


def suggest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Name the known word nearest to a misspelt one, or nothing; one that holds it whole comes first.

    >>> suggest("quoet", ["quote", "basis"])
    'quote'
    >>> suggest("question:coup", ["question:csto", "question:coup-by-whom", "question:who-led-the-coup"])
    'question:coup-by-whom'
    """
    known = list(known)
    if whole := _holding(word, known):
        return whole
    lowered = {one.lower(): one for one in sorted(known, reverse=True)}
    near = difflib.get_close_matches(word.lower()[:200], lowered, n=1, cutoff=cutoff)
    return lowered[near[0]] if near else ""


def _holding(word: str, known: Iterable[str]) -> str:
    """Name the shortest id that starts with what another says after its prefix, or else holds it; whole words only."""
    prefix, _, name = word.lower()[:200].rpartition(":")
    words = re.findall(r"[^\W_]+", name)
    wanted = f"-{'-'.join(words)}-"
    if len(wanted) < _SHORTEST:
        return ""
    found = []
    for one in known:
        start, colon, rest = one.lower().rpartition(":")
        if (colon or "-" in one) and prefix in ("", start) and wanted in f"-{rest}-":
            found.append((not f"-{rest}-".startswith(wanted), len(one), one))
    return min(found)[2] if found else ""
