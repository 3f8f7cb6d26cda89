"""Blocks as one HTML page that opens offline, loads nothing and runs nothing."""

import html
from collections.abc import Iterable, Iterator
from importlib.resources import files
from string import Template
from typing import Final

from kgraph.core.characters import escape_unsafe
from kgraph.render.blocks import Block, Cell, Heading, Items, Node, Paragraph, Table, Tree, WebLink, split_cell

_PAGE: Final = Template((files("kgraph.render") / "report.html").read_text("utf-8"))


def write_html(blocks: Iterable[Block]) -> str:
    """Write blocks as a page; its title is the first heading."""
    listed = list(blocks)
    title = next((block.text for block in listed if isinstance(block, Heading)), "kgraph")
    body = "".join(f"{line}\n" for block in listed for line in _lines(block))
    return _PAGE.substitute(title=_escape(title), body=body)


def _escape(text: str) -> str:
    return html.escape(escape_unsafe(text))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{_escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{_escape(text)}</p>"
        case Items(items):
            yield "<ul>"
            for item, details in items:
                yield f"<li>{_cell(item)}"
                if details:
                    yield from ("<ul>", *(f"<li>{_detail(detail)}</li>" for detail in details), "</ul>")
                yield "</li>"
            yield "</ul>"
        case Tree(roots):
            yield from _nested(roots)
        case Table(columns, rows):
            yield "<table>"
            if columns:
                yield _row("th", columns)
            yield from (_row("td", row) for row in rows)
            yield "</table>"


def _cell(cell: Cell) -> str:
    return "<br>".join(
        f"<code>{_escape(line)}</code>" if is_name else _escape(line) for line, is_name in split_cell(cell)
    )


def _detail(detail: str | WebLink) -> str:
    text = _escape(str(detail))
    return text if isinstance(detail, str) else f'<a href="{_escape(detail.url)}">{text}</a>'


def _nested(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Write a tree as lists within lists, without recursion: a chain may be longer than Python's stack."""
    waiting: list[Node | str] = ["</ul>", *reversed(nodes)]
    yield "<ul>"
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        yield f"<li>{_escape(node.text)}"
        waiting.append("</li>")
        if node.below:
            yield "<ul>"
            waiting += ["</ul>", *reversed(node.below)]


def _row(tag: str, cells: Iterable[Cell]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_cell(cell)}</{tag}>" for cell in cells) + "</tr>"
