"""The formats of a report, and the writer for each."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from kgraph.render.blocks import Block, Paragraph, Table
from kgraph.render.html import write_html
from kgraph.render.markdown import write_markdown
from kgraph.render.text import WIDTH, write_text


def write(blocks: Iterable[Block], form: str, width: int = WIDTH, *, colour: bool = False) -> str:
    """Write blocks as text (which is also called table), markdown or html."""
    if form == "markdown":
        return write_markdown(blocks)
    return write_html(blocks) if form == "html" else write_text(blocks, width, colour=colour)


def write_csv(table: Table) -> str:
    """Write a table as comma-separated values, with the line ends of RFC 4180."""
    written = io.StringIO()
    csv.writer(written).writerows([table.columns, *table.rows])
    return written.getvalue()


def write_json(value: object) -> str:
    """Write plain data as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def annotate(blocks: Sequence[Block], text: str) -> list[Block]:
    """Put a paragraph under the title of a report."""
    return [*blocks[:1], Paragraph(text), *blocks[1:]]
