"""Answers as text: a table for people, the standard formats for programs."""

import csv
import io
import json
import re
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology import curies
from kgraph.render import markdown
from kgraph.sparql.results import Answer, Rows, Term, Triples, Truth, plain

_RESULTS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_FORMATS: Final = {
    Rows: ("table", "csv", "tsv", "json", "xml", "markdown"),
    Triples: ("turtle", "ntriples", "jsonld", "table", "markdown"),
    Truth: ("table", "json", "xml"),
}
_FORMS: Final = {Rows: "SELECT", Triples: "CONSTRUCT or DESCRIBE", Truth: "ASK"}
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML document may hold, not even escaped: https://www.w3.org/TR/xml/#charsets"""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDE: Final = 26
"""A column whose cells are longer than this is wrapped."""
_NARROWEST: Final = 18
"""Text wrapped into less than this is not read with ease: the rows are then written one below the other."""
_GAP: Final = 2
_COLOUR: Final = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person sees of a term: its label or value and, below it, its short name where that says more."""

    text: str
    name: str = ""

    @property
    def width(self) -> int:
        """The length of its longest line, unwrapped."""
        return max(map(len, [*self.text.split("\n"), self.name]))


def render(answer: Answer, form: str, *, safe: bool = False, width: int | None = None, colour: bool = False) -> str:
    """Write an answer in a format; raise UsageError, naming those that fit, where the format does not.

    `table` is for people: labels instead of IRIs, what repeats the row above left out. `safe` keeps
    spreadsheets from running a cell as a formula, at the price of a quotation mark in front of it.
    """
    fitting = _FORMATS[type(answer)]
    if form not in fitting:
        raise UsageError(f"the answer to {_FORMS[type(answer)]} is not written as {form}: choose {', '.join(fitting)}")
    if safe and form != "csv":
        raise UsageError("--safe-csv goes with --format csv")
    if form == "table":
        return _table(answer, width or shutil.get_terminal_size((80, 24)).columns, colour=colour)
    if form == "markdown":
        return _markdown(answer)
    if isinstance(answer, Triples):
        return _graph(answer, form)
    text = _results(answer, form)
    return _guarded(text) if safe else text


# Standard formats


def _results(answer: Rows | Triples | Truth, form: str) -> str:
    if isinstance(answer, Truth):
        document: dict[str, object] = {"head": {}, "boolean": answer.value}
    else:
        document = bindings(answer if isinstance(answer, Rows) else answer.as_rows())
    parsed = ox.parse_query_results(json.dumps(document), format=ox.QueryResultsFormat.JSON)
    written = (parsed.serialize(format=_RESULTS[form]) or b"").decode()
    if form == "xml":
        written = _NOT_XML.sub("\ufffd", written).replace("\r", "&#13;")  # a bare one is read as a line feed
    return written if written.endswith("\n") else written + "\n"


def bindings(rows: Rows) -> dict[str, object]:
    """Give rows as SPARQL 1.1 Query Results JSON has them."""
    found = [
        {name: _binding(term) for name, term in zip(rows.columns, row, strict=True) if term is not None}
        for row in rows.rows
    ]
    return {"head": {"vars": list(rows.columns)}, "results": {"bindings": found}}


def _binding(term: Term) -> dict[str, object]:
    """Write a term as SPARQL 1.1 Query Results JSON does."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _graph(answer: Triples, form: str) -> str:
    known = curies.prefixes() if form == "turtle" else {}
    text = "\n".join(map(str, answer.triples))
    used = {prefix: iri for prefix, iri in known.items() if f"<{iri}" in text}
    written = ox.serialize(answer.triples, format=_GRAPHS[form], prefixes=used) or b""
    return written.decode() if written.endswith(b"\n") else written.decode() + "\n"


def _guarded(text: str) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in row])
    return written.getvalue()


# Tables


def _cells(rows: Rows) -> tuple[list[str], list[list[Cell]]]:
    """Give the columns and cells to show; a text that is the label of an IRI in the same row is written once.

    Where every column is to stay, the IRI then stands without its label.
    """
    labelled = [[_label(rows, term) for term in row] for row in rows.rows]
    ways = range(len(rows.columns))
    labels = {at: other for at in ways if (other := _labels(rows, labelled, at)) is not None}
    shown = [at for at in ways if not (rows.merges and at in labels)]
    bare = set() if rows.merges else set(labels.values())
    cells = [
        [_cell(row[at], None if at in bare else label[at]) for at in shown]
        for row, label in zip(rows.rows, labelled, strict=True)
    ]
    return [clean(rows.columns[at]) for at in shown], cells


def _label(rows: Rows, term: Term | None) -> str | None:
    return rows.labels.get(term.value) if isinstance(term, ox.NamedNode) else None


def _labels(rows: Rows, labelled: Sequence[Sequence[str | None]], at: int) -> int | None:
    """Find the column whose IRIs have every cell of a column as their label."""
    values = [row[at].value if isinstance(row[at], ox.Literal) else None for row in rows.rows]  # type: ignore[union-attr]
    others = (
        other
        for other in range(len(rows.columns))
        if other != at and all(value == row[other] for value, row in zip(values, labelled, strict=True))
    )
    return next(others, None) if any(values) else None


def _cell(term: Term | None, label: str | None) -> Cell:
    if term is None:
        return Cell("")
    if not isinstance(term, ox.NamedNode):
        return Cell(clean(_value(term) if isinstance(term, ox.Literal) else str(plain(term))))
    if label is not None:
        return Cell(clean(label), clean(curies.contract(term.value)))
    return Cell(clean(curies.code(term.value) or curies.contract(term.value)))


def _value(term: ox.Literal) -> str:
    """Write a literal as a person reads it: yes and no, and a long fraction cut."""
    value = plain(term)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) and len(term.value) > len(f"{value:.4g}") else term.value


def _table(answer: Answer, width: int, *, colour: bool) -> str:
    if isinstance(answer, Truth):
        return "yes\n" if answer.value else "no\n"
    rows = answer if isinstance(answer, Rows) else answer.as_rows()
    if not rows.rows:
        return "nothing found\n"
    columns, cells = _cells(rows)
    count = say_count(len(rows), "row")
    widths = [max(len(name), *(row[at].width for row in cells)) for at, name in enumerate(columns)]
    wide = [one for one in widths if one > _WIDE]
    room = width - sum(one for one in widths if one <= _WIDE) - _GAP * len(widths)
    grid = "" if wide and room < _NARROWEST * len(wide) else _grid(columns, cells, width, colour=colour)
    if not grid or _breaks(grid, cells):
        return "".join(_cards(columns, cells, width)) + f"\n{count}\n"
    return f"{grid}\n{count}\n"


def _breaks(grid: str, cells: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether an id, or another text of one word, is broken in a grid: it could not be copied."""
    whole = set(_COLOUR.sub(" ", grid).split())
    words = ((cell.name or cell.text).split() for row in cells for cell in row)
    return any(len(one) == 1 and one[0] not in whole for one in words)


def _grid(columns: Sequence[str], cells: Sequence[Sequence[Cell]], width: int, *, colour: bool) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), leading=1)
    for at, name in enumerate(columns):
        numeric = all(re.fullmatch(r"-?[\d.]*", row[at].text) for row in cells)
        wraps = any(row[at].width > _WIDE for row in cells)
        grid.add_column(Text(name), justify="right" if numeric else "left", overflow="fold", no_wrap=not wraps)
    above: Sequence[Cell] = ()
    for row in cells:
        kept = next((at for at, (one, two) in enumerate(zip(row, above, strict=False)) if one != two), 0)
        shown = [Cell("")] * kept + list(row[kept:])
        named = [Text("\n" + cell.name if cell.name else "", style="dim") for cell in shown]
        grid.add_row(*(Text.assemble(cell.text, name) for cell, name in zip(shown, named, strict=True)))
        above = row
    written = io.StringIO()
    console = Console(
        file=written,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    console.print(grid, markup=False, highlight=False, emoji=False)
    return "".join(line.rstrip() + "\n" for line in written.getvalue().splitlines())


def cards(rows: Rows, width: int) -> list[str]:
    """Write each row by itself, as lines of `column  value`."""
    columns, cells = _cells(rows)
    return _cards(columns, cells, width)


def _cards(columns: Sequence[str], cells: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """Write each row as lines of `column  value`: what many columns on a narrow screen are read as."""
    margin = max(map(len, columns)) + _GAP
    written: list[str] = []
    for row in cells:
        lines = ["─" * width]
        for name, cell in zip(columns, row, strict=True):
            for at, text in enumerate(filter(None, [*cell.text.split("\n"), cell.name])):
                head = name.ljust(margin) if at == 0 else " " * margin
                room = max(width, margin + _NARROWEST)
                lines.append(
                    textwrap.fill(
                        text, room, initial_indent=head, subsequent_indent=" " * margin, break_on_hyphens=False
                    )
                )
        written.append("\n".join(lines) + "\n")
    return written


def _markdown(answer: Answer) -> str:
    rows = answer.as_rows() if isinstance(answer, Triples) else answer
    if isinstance(rows, Truth):
        raise UsageError("a yes or no is not written as markdown")
    columns, cells = _cells(rows)
    lines = [
        [*map(markdown.escape, columns)],
        ["---"] * len(columns),
        *([_marked(one) for one in row] for row in cells),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _marked(cell: Cell) -> str:
    lines = map(markdown.escape, cell.text.split("\n"))
    return "<br>".join([*lines, *([f"`{cell.name}`"] if cell.name else [])])
