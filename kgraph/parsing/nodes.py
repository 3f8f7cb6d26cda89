"""The tree that YAML and JSON files are parsed to: mappings, sequences and scalars with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kgraph.core.diagnostics import Span

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


def items_of(node: Node) -> tuple[Node, ...]:
    """List the items of a list; any other node is its own only item."""
    return node.items if isinstance(node, Sequence) else (node,)


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
