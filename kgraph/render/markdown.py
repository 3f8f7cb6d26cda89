"""Blocks as Markdown in which text from strangers is shown as it is and is never markup."""

import html
import re
from collections.abc import Iterable, Iterator

from kgraph.core.characters import escape_unsafe
from kgraph.render.blocks import Block, Cell, Heading, Items, Paragraph, Table, Tree, WebLink, split_cell

_INLINE = re.compile(r"[\\`*_\[\]|~#]")
_OPENING = re.compile(r"([-+](?!\S)|[-=]+$|\d{1,9}(?=[.)](?!\S)))")
"""What opens a list or a rule, at the beginning of a line."""


def escape(text: str) -> str:
    r"""Write text as one line of Markdown.

    >>> escape("a|b <i>*c*")
    'a\\|b &lt;i&gt;\\*c\\*'
    >>> escape("1. # one"), escape("- two")
    ('1\\. \\# one', '\\- two')
    """
    line = html.escape(" ".join(escape_unsafe(text).split()), quote=False)
    marked = _INLINE.sub(lambda match: f"\\{match[0]}", line)
    if opening := _OPENING.match(marked):
        at = opening.end() if opening[0][0].isdigit() else 0
        marked = f"{marked[:at]}\\{marked[at:]}"
    return marked


def write_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown."""
    return "\n".join("".join(f"{line}\n" for line in _lines(block)) for block in blocks)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escape(text)}"
        case Paragraph(text):
            yield escape(text)
        case Items(items):
            for item, details in items:
                yield f"- {_cell(item, ' ')}"
                yield from (f"  - {_detail(detail)}" for detail in details)
        case Tree(roots):
            waiting = [(root, 0) for root in reversed(roots)]
            while waiting:
                node, depth = waiting.pop()
                yield f"{'  ' * depth}- {escape(node.text)}"
                waiting += [(child, depth + 1) for child in reversed(node.below)]
        case Table(columns, rows):
            yield f"| {' | '.join(map(escape, columns or [''] * len(rows[0])))} |"
            yield f"|{'---|' * len(columns or rows[0])}"
            yield from (f"| {' | '.join(_cell(cell, '<br>') for cell in row)} |" for row in rows)


def _cell(cell: Cell, gap: str) -> str:
    """Write the lines of a cell, and its name as code: a short name holds no character that could end it."""
    return gap.join(f"`{escape_unsafe(line)}`" if is_name else escape(line) for line, is_name in split_cell(cell))


def _detail(detail: str | WebLink) -> str:
    if isinstance(detail, str):
        return escape(detail)
    return f"[{escape(detail.text)}](<{detail.url.replace('<', '%3C').replace('>', '%3E')}>)"
