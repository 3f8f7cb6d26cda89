"""A sheet of findings, made once and written as plain text, Markdown, HTML or comma-separated values."""

import csv
import html
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgraph.render.markdown import escape

WIDTH: Final = 80
_GAP: Final = 2
_NARROWEST: Final = 14


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first of a sheet is its title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Words that lead to an address on the web; a terminal, which has no room for it, shows the words only."""

    text: str
    url: str

    def __str__(self) -> str:
        """Give the words."""
        return self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list; what belongs under an item follows it as a list of its own."""

    items: tuple[tuple[str, tuple[str | Cited, ...]], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A line of a tree and the lines below it."""

    text: str
    below: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree, outermost first."""

    roots: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Paragraph | Items | Tree | Grid


def annotate(blocks: Sequence[Block], words: str) -> list[Block]:
    """Put a paragraph under the title of a sheet."""
    return [*blocks[:1], Paragraph(words), *blocks[1:]]


def write_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """Write blocks for a terminal, no line longer than its width."""
    return "\n".join("".join(f"{line.rstrip()}\n" for line in _lines(block, width)) for block in blocks)


def _lines(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(text, level):
            lines = textwrap.wrap(text, width)
            yield from lines
            yield ("=" if level == 1 else "-") * max(map(len, lines), default=0)
        case Paragraph(text):
            yield from textwrap.wrap(text, width, break_on_hyphens=False)
        case Items(items):
            for item, below in items:
                yield from _bullet(item, "- ", width)
                for one in below:
                    yield from _bullet(str(one), "    ", width)
        case Tree(roots):
            for root in roots:
                yield from textwrap.wrap(root.text, width, subsequent_indent="  ", break_on_hyphens=False)
                yield from _branches(root, width)
        case Grid(columns, rows):
            yield from _grid(columns, rows, width)


def _bullet(text: str, mark: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)


def _branches(root: Node, width: int) -> Iterator[str]:
    """Draw what is below a node, by a stack of its own: chains may be longer than Python recurses."""
    waiting = [(one, "", at == 0) for at, one in enumerate(reversed(root.below))]
    while waiting:
        node, indent, last = waiting.pop()
        first, rest = indent + ("└─ " if last else "├─ "), indent + ("   " if last else "│  ")
        yield from textwrap.wrap(node.text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
        deeper = rest if len(rest) < width // 2 else indent  # deeper than that, there is no room to go to the right
        waiting += [(one, deeper, at == 0) for at, one in enumerate(reversed(node.below))]


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Draw a table: the first column takes what the others leave; too many columns are written as cards."""
    listed = [columns, *rows]
    widths = [max(_widest(row[at]) for row in listed) for at in range(len(columns))]
    whole = max(len(row[0]) for row in listed)
    room = width - sum(one + _GAP for one in widths[1:])
    if room < min(whole, 2 * _NARROWEST):
        yield from _cards(columns, rows, width)
        return
    widths[0] = min(whole, room)
    for row in [columns, ["-" * one for one in widths], *rows]:
        cells = [
            textwrap.wrap(cell, size, break_on_hyphens=False) or [""] for cell, size in zip(row, widths, strict=True)
        ]
        for at in range(max(map(len, cells))):
            line = (" " * _GAP).join(
                (cell[at] if at < len(cell) else "").ljust(size) for cell, size in zip(cells, widths, strict=True)
            )
            yield line


def _widest(cell: str) -> int:
    """Give the length of a cell's longest word: a cell of words may be wrapped, a word not."""
    return max(map(len, cell.split()), default=0) if len(cell) > _NARROWEST else len(cell)


def _cards(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    margin = min(max(map(len, columns)), 2 * _NARROWEST) + _GAP
    for row in rows:
        yield "─" * width
        for name, cell in zip(columns, row, strict=True):
            head = name[: margin - _GAP].ljust(margin)
            yield from textwrap.wrap(cell, width, initial_indent=head, subsequent_indent=" " * margin) if cell else ()


def write_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown in which nothing from an annotation is markup."""
    return "\n".join("".join(f"{line}\n" for line in _marked(block)) for block in blocks)


def _marked(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escape(text)}"
        case Paragraph(text):
            yield escape(text)
        case Items(items):
            for item, below in items:
                yield f"- {escape(item)}"
                yield from (f"  - {_marked_link(one)}" for one in below)
        case Tree(roots):
            waiting = [(root, 0) for root in reversed(roots)]
            while waiting:
                node, depth = waiting.pop()
                yield f"{'  ' * depth}- {escape(node.text)}"
                waiting += [(one, depth + 1) for one in reversed(node.below)]
        case Grid(columns, rows):
            yield f"| {' | '.join(map(escape, columns))} |"
            yield f"|{'---|' * len(columns)}"
            yield from (f"| {' | '.join(map(escape, row))} |" for row in rows)


def _marked_link(one: str | Cited) -> str:
    if isinstance(one, str):
        return escape(one)
    return f"[{escape(one.text)}](<{one.url.replace('<', '%3C').replace('>', '%3E')}>)"


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid; padding: .25rem .5rem; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def write_html(blocks: Iterable[Block]) -> str:
    """Write blocks as one page that opens offline, contacts nobody and runs nothing."""
    listed = list(blocks)
    title = next((block.text for block in listed if isinstance(block, Heading)), "kgraph")
    body = "".join(f"{line}\n" for block in listed for line in _tagged(block))
    return _PAGE.format(title=html.escape(title), body=body)


def _tagged(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{html.escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{html.escape(text)}</p>"
        case Items(items):
            yield "<ul>"
            for item, below in items:
                yield f"<li>{html.escape(item)}"
                if below:
                    yield from ("<ul>", *(f"<li>{_tagged_link(one)}</li>" for one in below), "</ul>")
                yield "</li>"
            yield "</ul>"
        case Tree(roots):
            yield from _nested(roots)
        case Grid(columns, rows):
            yield "<table>"
            yield _row("th", columns)
            yield from (_row("td", row) for row in rows)
            yield "</table>"


def _tagged_link(one: str | Cited) -> str:
    words = html.escape(str(one))
    return words if isinstance(one, str) else f'<a href="{html.escape(one.url)}">{words}</a>'


def _nested(nodes: tuple[Node, ...]) -> Iterator[str]:
    waiting: list[Node | str] = ["</ul>", *reversed(nodes)]
    yield "<ul>"
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        yield f"<li>{html.escape(node.text)}"
        waiting.append("</li>")
        if node.below:
            yield "<ul>"
            waiting += ["</ul>", *reversed(node.below)]


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def write_csv(grid: Grid) -> str:
    """Write a table as comma-separated values, its lines ended as RFC 4180 says."""
    written = io.StringIO()
    csv.writer(written).writerows([grid.columns, *grid.rows])
    return written.getvalue()


def write(blocks: Sequence[Block], form: str, width: int = WIDTH) -> str:
    """Write blocks in a format: text or table, markdown, html."""
    if form == "markdown":
        return write_markdown(blocks)
    return write_html(blocks) if form == "html" else write_text(blocks, width)
