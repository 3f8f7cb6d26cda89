"""Blocks as text for a terminal: the one place that wraps lines and sets the widths of columns."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgraph.core.terminal import clean
from kgraph.render.blocks import Block, Cell, Heading, Items, Node, Paragraph, Table, Tree, split_cell

WIDTH: Final = 80
_GAP: Final = 2
_SHORT: Final = 14
"""A cell of at most this many characters is never wrapped."""
_NARROWEST: Final = 18
"""Text wrapped to less than this is hard to read: such a table is written as cards."""
_DIM: Final = "\x1b[2m{}\x1b[0m"


def write_text(blocks: Iterable[Block], width: int = WIDTH, *, colour: bool = False) -> str:
    """Write blocks for a terminal. No line is longer than `width` characters; `colour` dims the names of things."""
    return "\n".join("".join(f"{line}\n" for line in _lines(block, width, colour=colour)) for block in blocks)


def wrap(text: str, width: int = WIDTH, first: str = "", rest: str | None = None) -> list[str]:
    """Wrap text that may come from strangers; `first` begins the first line, `rest` those after it."""
    rest = " " * len(first) if rest is None else rest
    return textwrap.wrap(clean(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _lines(block: Block, width: int, *, colour: bool) -> Iterator[str]:
    match block:
        case Heading(text, level):
            lines = wrap(text, width)
            yield from lines
            yield ("=" if level == 1 else "-") * max(map(len, lines), default=0)
        case Paragraph(text):
            yield from wrap(text, width)
        case Items(items):
            for item, details in items:
                marks = iter(("- ", "  "))
                for line, _ in split_cell(item):
                    yield from wrap(line, width, next(marks))
                for detail in details:
                    yield from wrap(str(detail), width, "    ")
        case Tree(roots):
            for root in roots:
                yield from wrap(root.text, width, rest="  ")
                yield from _branches(root, width)
        case Table():
            widths = [] if block.as_cards else _widths(block, width)
            yield from _grid(block, widths, colour=colour) if widths else _cards(block, width)


def _branches(root: Node, width: int) -> Iterator[str]:
    """Draw what is below a node, without recursion: a chain may be longer than Python's stack."""
    waiting = [(node, "", number == 0) for number, node in enumerate(reversed(root.below))]
    while waiting:
        node, indent, is_last = waiting.pop()
        first, rest = indent + ("└─ " if is_last else "├─ "), indent + ("   " if is_last else "│  ")
        yield from wrap(node.text, width, first, rest)
        deeper = rest if len(rest) < width // 2 else indent  # no room to indent further
        waiting += [(child, deeper, number == 0) for number, child in enumerate(reversed(node.below))]


def _widths(table: Table, width: int) -> list[int]:
    """Give the width of each column, or nothing if the table does not fit.

    A column is as wide as its longest line. If there is too little room, the widest columns are wrapped to one width.
    A cell of one word is never broken, because an id in two pieces cannot be copied.
    """
    columns = list(zip(*([table.columns] if table.columns else []), *table.rows, strict=True))
    lines = [[clean(line) for cell in column for line, _ in split_cell(cell)] for column in columns]
    whole = [max(map(len, column), default=1) for column in lines]
    least = [max(map(_least, column), default=1) for column in lines]
    room = width - _GAP * (len(columns) - 1)
    for limit in range(max(*whole, _NARROWEST), _NARROWEST - 1, -1):
        widths = [max(low, min(high, limit)) for low, high in zip(least, whole, strict=True)]
        if sum(widths) <= room:
            return widths
    return []


def _least(line: str) -> int:
    """Give the width that a line of a cell needs at least."""
    lengths = list(map(len, line.split()))
    return len(line) if len(line) <= _SHORT or len(lengths) == 1 else min(max(lengths), 2 * _SHORT)


def _grid(table: Table, widths: Sequence[int], *, colour: bool) -> Iterator[str]:
    numeric = [all(_is_number(row[at]) for row in table.rows) for at in range(len(widths))]
    rows = [[_wrapped(cell, size) for cell, size in zip(row, widths, strict=True)] for row in _merged(table)]
    spaced = 2 * sum(any(len(cell) > 1 for cell in row) for row in rows) >= len(rows)
    if table.columns:
        heads = [_wrapped(name, size) for name, size in zip(table.columns, widths, strict=True)]
        yield from _row(heads, widths, numeric, colour=colour)
        yield (" " * _GAP).join("─" * size for size in widths)
    for number, row in enumerate(rows):
        if spaced and number:
            yield ""
        yield from _row(row, widths, numeric, colour=colour)


def _wrapped(cell: Cell, width: int) -> list[tuple[str, bool]]:
    return [(wrapped, is_name) for line, is_name in split_cell(cell) for wrapped in wrap(line, width)]


def _row(
    cells: Sequence[Sequence[tuple[str, bool]]], widths: Sequence[int], numeric: Sequence[bool], *, colour: bool
) -> Iterator[str]:
    for at in range(max(map(len, cells))):
        line, pending = "", 0  # spaces that are written only if something follows them
        for cell, size, to_the_right in zip(cells, widths, numeric, strict=True):
            text, is_name = cell[at] if at < len(cell) else ("", False)
            pending += size - len(text) if to_the_right else 0
            if text:
                line += " " * pending + (_DIM.format(text) if colour and is_name else text)
                pending = 0
            pending += _GAP + (0 if to_the_right else size - len(text))
        yield line


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"(-?\d[\d.]*)?", cell) is not None


def _merged(table: Table) -> Iterator[Sequence[Cell]]:
    """Go through the rows, without what repeats the beginning of the row above."""
    above: Sequence[Cell] = ()
    for row in table.rows:
        pairs = zip(row, above, strict=False)
        kept = next((at for at, (cell, repeated) in enumerate(pairs) if cell != repeated), 0) if table.merged else 0
        yield [""] * kept + list(row[kept:])
        above = row


def _cards(table: Table, width: int) -> Iterator[str]:
    """Write each row as lines of `column  value`."""
    margin = max((min(len(name), 2 * _SHORT) for name in table.columns), default=0)
    indent = " " * (margin + _GAP if margin else 0)
    room = max(width, len(indent) + _NARROWEST)
    for row in table.rows:
        yield "─" * width
        for name, cell in zip(table.columns or [""] * len(row), row, strict=True):
            head = clean(name)[:margin].ljust(len(indent))
            for line, _ in split_cell(cell):
                yield from wrap(line, room, head, indent)
                head = indent
