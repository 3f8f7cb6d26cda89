"""Answers to queries: a table for people, the standard formats for programs."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology import curies
from kgraph.render.blocks import Block, Heading, Named, Paragraph, Table
from kgraph.render.markdown import write_markdown
from kgraph.render.text import write_text
from kgraph.sparql.catalogue import Parameter, Query, by_topic
from kgraph.sparql.results import Results, Rows, Term, Triples, Truth, plain, split_ids

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
    Rows: ("SELECT", ("table", "csv", "tsv", "json", "xml", "markdown")),
    Triples: ("CONSTRUCT or DESCRIBE", ("turtle", "ntriples", "jsonld", "table", "markdown")),
    Truth: ("ASK", ("table", "json", "xml")),
}
"""The query forms of each kind of answer, and the formats that it can be written in."""
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML document may hold, not even escaped: https://www.w3.org/TR/xml/#charsets"""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
NOTHING: Final = Paragraph("Nothing found.")


def render(answer: Results, form: str, *, safe: bool = False, width: int | None = None, colour: bool = False) -> str:
    """Write an answer in a format.

    `table` is for people: it shows labels with the ids below, and leaves out what repeats the row above. `safe` puts
    an apostrophe in front of each cell of a CSV that a spreadsheet would run as a formula. Raises UsageError, with
    the formats that fit, if this one does not.
    """
    kind, formats = _FORMATS[type(answer)]
    if form not in formats:
        raise UsageError(f"the answer to {kind} cannot be written as {form}: choose {', '.join(formats)}")
    if safe and form != "csv":
        raise UsageError("--safe-csv needs --format csv")
    if form == "table":
        return write_text(to_blocks(answer), width or screen_width(), colour=colour)
    if form == "markdown":
        return write_markdown(to_blocks(answer)[:1])
    text = (_graph(answer, form) if isinstance(answer, Triples) else _results(answer, form)).decode()
    if form == "xml":
        text = _NOT_XML.sub("\ufffd", text).replace("\r", "&#13;")  # XML parsers read a bare one as a line feed
    text = text if text.endswith("\n") else text + "\n"
    return _guarded(text) if safe else text


def screen_width() -> int:
    """Give the number of columns of the terminal, or 80."""
    return shutil.get_terminal_size((80, 24)).columns


def _results(answer: Rows | Truth, form: str) -> bytes:
    document = {"head": {}, "boolean": answer.value} if isinstance(answer, Truth) else bindings(answer)
    parsed = ox.parse_query_results(json.dumps(document), format=ox.QueryResultsFormat.JSON)
    return parsed.serialize(format=_RESULTS[form]) or b""


def bindings(rows: Rows) -> dict[str, object]:
    """Give rows as plain data in the form of SPARQL 1.1 Query Results JSON."""
    solutions = [
        {name: _binding(term) for name, term in zip(rows.columns, row, strict=True) if term is not None}
        for row in rows.rows
    ]
    return {"head": {"vars": list(rows.columns)}, "results": {"bindings": solutions}}


def _binding(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **kind}


def _graph(answer: Triples, form: str) -> bytes:
    prefixes = curies.prefixes() if form == "turtle" else {}
    text = "\n".join(map(str, answer.triples))
    used = {prefix: iri for prefix, iri in prefixes.items() if f"<{iri}" in text}
    return ox.serialize(answer.triples, format=_GRAPHS[form], prefixes=used) or b""


def _guarded(text: str) -> str:
    """Keep spreadsheets from running a cell as a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in row])
    return written.getvalue()


def to_blocks(answer: Results) -> list[Block]:
    """Lay out an answer as a table and the number of its rows."""
    if isinstance(answer, Truth):
        return [Paragraph("yes" if answer.value else "no")]
    rows = answer if isinstance(answer, Rows) else answer.as_rows()
    return [to_table(rows), Paragraph(say_count(len(rows), "row"))] if rows.rows else [NOTHING]


def to_table(rows: Rows) -> Table:
    """Make a table of rows; a text that is the label of an IRI in the same row is written once.

    If every column stays, as in a query that a user wrote, the IRI is then written without its label.
    """
    labels = [
        [rows.label(term.value) or None if isinstance(term, ox.NamedNode) else None for term in row]
        for row in rows.rows
    ]
    columns = range(len(rows.columns))
    labelled = {at: iris for at in columns if (iris := _labelled(rows, labels, at)) is not None}
    shown = [at for at in columns if not (rows.merges and at in labelled)]
    bare = set() if rows.merges else set(labelled.values())
    cells = (
        tuple(_list(rows, row[at]) or _cell(row[at], None if at in bare else label[at]) for at in shown)
        for row, label in zip(rows.rows, labels, strict=True)
    )
    return Table(tuple(rows.columns[at] for at in shown), tuple(cells), merged=True)


def _labelled(rows: Rows, labels: Sequence[Sequence[str | None]], at: int) -> int | None:
    """Find the column of IRIs whose labels are the values of a column."""
    values = [row[at].value if isinstance(row[at], ox.Literal) else None for row in rows.rows]  # type: ignore[union-attr]
    columns = (
        column
        for column in range(len(rows.columns))
        if column != at and all(value == row[column] for value, row in zip(values, labels, strict=True))
    )
    return next(columns, None) if any(values) else None


def _list(rows: Rows, term: Term | None) -> Named | None:
    """Name the things in a list of ids, as the named questions have."""
    ids = split_ids(term) if rows.merges else []
    labels = [rows.label(iri) or curies.contract(iri) for iri in ids]
    return Named("; ".join(labels), " ".join(map(curies.contract, ids))) if ids else None


def _cell(term: Term | None, label: str | None) -> str | Named:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        name = curies.contract(term.value)
        return Named(label, name) if label is not None else curies.code(term.value) or name
    value = plain(term)
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = term.value if isinstance(term, ox.Literal) else str(value)
    return min(text, f"{value:.4g}", key=len) if isinstance(value, float) else text


def render_questions(
    queries: Iterable[Query], form: str = "table", *, safe: bool = False, width: int | None = None
) -> str:
    """List the named questions; as a table by topic, each with its parameters in brackets."""
    if form == "table" and not safe:
        return write_text(_by_topic(queries), width or screen_width())
    columns = ("name", "topic", "title", "question", "parameters")
    values = (
        (query.name, query.topic, query.title, query.question, ", ".join(map(str, query.parameters)))
        for query in queries
    )
    return render(Rows(columns, tuple(tuple(map(ox.Literal, row)) for row in values)), form, safe=safe)


def _by_topic(queries: Iterable[Query]) -> Iterator[Block]:
    for topic, listed in by_topic(queries).items():
        yield Heading(topic or "Other")
        yield Table((), tuple((query.name, " ".join([query.title, *_needed(query.parameters)])) for query in listed))


def _needed(parameters: Sequence[Parameter]) -> Iterator[str]:
    """Say in brackets which values a question needs, and which are optional."""
    for verb, required in (("needs", True), ("takes", False)):
        if names := [parameter.name for parameter in parameters if parameter.required is required]:
            yield f"({verb} {', '.join(names)})"
