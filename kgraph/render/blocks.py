"""The parts of a report: headings, paragraphs, lists, trees and tables, in no format yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Named:
    """A text, and the short name of the thing that it describes."""

    text: str
    name: str = ""

    def __str__(self) -> str:
        """Put the name behind the text, in brackets."""
        return f"{self.text} ({self.name})" if self.text and self.name else self.text or self.name


@dataclass(frozen=True, slots=True)
class WebLink:
    """A text that links to a web address; a terminal shows the text only."""

    text: str
    url: str

    def __str__(self) -> str:
        """Give the text without the address."""
        return self.text


Cell: TypeAlias = str | Named


def split_cell(cell: Cell) -> list[tuple[str, bool]]:
    """Give the lines of a cell that are not empty, its name last, each with whether it is the name."""
    text, name = (cell.text, cell.name) if isinstance(cell, Named) else (cell, "")
    return [(line, False) for line in text.split("\n") if line] + ([(name, True)] if name else [])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first of a report is its title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


Item: TypeAlias = tuple[Cell, tuple[str | WebLink, ...]]
"""An entry of a list, and its details."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item has details, which form a list below it."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A line of a tree and the lines below it."""

    text: str
    below: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree, outermost node first."""

    roots: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without columns it has no header.

    `merged` leaves out, on a terminal, the first cells of a row that repeat the row above. `as_cards` writes each row
    there as lines of `column  value`, as is done with every table that is too wide.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    merged: bool = False
    as_cards: bool = False


Block: TypeAlias = Heading | Paragraph | Items | Tree | Table


def list_under(heading: str, items: Iterable[Item], meaning: str = "") -> list[Block]:
    """Put a list under a heading, and what it means between them; nothing if there are no items."""
    listed = tuple(items)
    return [Heading(heading), *([Paragraph(meaning)] if meaning else []), Items(listed)] if listed else []
