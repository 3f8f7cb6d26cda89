"""The tree that YAML and JSON files are parsed to: mappings, sequences and scalars with their places."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from kgraph.core.diagnostics import Span

_SIMILAR: Final = 0.75
"""The least similarity, by difflib's ratio, of a name that is suggested."""
_SHORTEST: Final = 5
"""The least length of a word, with a hyphen on each side, that is searched for inside ids."""

Kind: TypeAlias = Literal["text", "integer", "decimal", "boolean", "null", "unread"]
"""What a scalar is; "unread" marks one that was reported already, so that it is not reported again."""


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
        """Return the value of a key, or None."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def entry(self, key: str) -> Entry | None:
        """Return a key with its value, or None."""
        return next((entry for entry in self.entries if entry.key.text == key), None)

    def __iter__(self) -> Iterator[Entry]:
        """Iterate over the entries in the order written."""
        return iter(self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping


def name_kind(node: Node) -> str:
    """Describe a node in a message.

    >>> name_kind(Scalar(Span(1, 1, 1, 2), "7", "integer"))
    'a number'
    """
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    names = {"integer": "a number", "decimal": "a number", "boolean": "true or false", "null": "no value"}
    return names.get(node.kind, "text")


def suggest(word: str, known: Iterable[str]) -> str:
    """Find the known word most similar to a misspelt one, or return an empty text if none is similar.

    An id that contains the whole word is preferred. Ids with the same prefix are compared without it.

    >>> suggest("quoet", ["quote", "basis"])
    'quote'
    >>> suggest("question:coup", ["question:csto", "question:coup-by-whom", "question:who-led-the-coup"])
    'question:coup-by-whom'
    >>> suggest("claim:b", ["claim:a"])
    ''
    """
    known = list(known)
    word = word.lower()[:200]
    if containing := _containing(word, known):
        return containing
    start = word[: word.rfind(":") + 1]
    names = {candidate.lower().removeprefix(start): candidate for candidate in sorted(known, reverse=True)}
    nearest = difflib.get_close_matches(word.removeprefix(start), names, n=1, cutoff=_SIMILAR)
    return names[nearest[0]] if nearest else ""


def _containing(word: str, known: Iterable[str]) -> str:
    """Find the shortest id whose name starts with the words of another, or else contains them; whole words only."""
    prefix, _, name = word.rpartition(":")
    wanted = "-".join(["", *re.findall(r"[^\W_]+", name), ""])
    if len(wanted) < _SHORTEST:
        return ""
    matches = []
    for candidate in known:
        start, colon, rest = candidate.lower().rpartition(":")
        if (colon or "-" in candidate) and prefix in ("", start) and wanted in f"-{rest}-":
            matches.append((not f"-{rest}-".startswith(wanted), len(candidate), candidate))
    return min(matches)[2] if matches else ""
