"""Parse Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML without fetching, and check it by the ontology."""

import re
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from kgraph.core import limits, subprocesses
from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Span, arrange, errors
from kgraph.core.errors import LimitError
from kgraph.ontology.vocab import IDS
from kgraph.parsing import json_parser, jsonld, rdfxml, turtle_spans
from kgraph.parsing.rdf_checks import IMPORTS, check
from kgraph.parsing.scalars import Findings
from kgraph.parsing.source import Parsed, Source, graph_of
from kgraph.parsing.spans import Spans
from kgraph.parsing.turtle_spans import Scan

_FILES: Final = f"{IDS}file/"


def parse(source: Source, suffix: str) -> Parsed:
    """Parse a file of RDF in the format of its suffix."""
    findings = Findings(source.path)
    quads: list[ox.Quad] = []
    scan = Scan()
    form = ox.RdfFormat.from_extension(suffix.removeprefix(".")) or ox.RdfFormat.TURTLE
    is_json = form == ox.RdfFormat.JSON_LD
    if is_json:
        quads = _json(source, findings, scan.spans)
    elif form == ox.RdfFormat.RDF_XML:
        if rdfxml.scan(source, findings, scan.spans):
            quads = _parse(source, form, findings)
    else:
        quads, scan = _parse(source, form, findings), turtle_spans.scan(source)
    triples = _one_graph(quads, findings, scan)
    if not is_json or not errors(findings.listed):  # otherwise the findings about the tree already explain the problem
        check(triples, findings, scan.spans)
    triples = tuple(triple for triple in triples if triple.predicate.value != IMPORTS)
    if not triples and not findings.listed:
        findings.add("KG020", None)
    return Parsed(source, graph_of(source.name), triples, scan.spans, tuple(arrange(findings.listed)))


def to_quads(text: str, form: ox.RdfFormat) -> list[ox.Quad]:
    """Parse all of a text, fetching nothing. Raises SyntaxError, and LimitError for what is nested too deeply.

    pyoxigraph overflows the stack on deep nesting, which ends the process. Where the nesting is not certain, a child
    process tries first.
    """
    if form not in {ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD}:
        depth = turtle_spans.nesting(text)
        too_deep = f"brackets are nested more than {limits.RDF_NESTING} deep"
        if depth is None:
            try:
                subprocesses.run("kgraph.parsing.rdf:_try", f"{form.media_type}\n{text}".encode(), seconds=60)
            except LimitError as error:
                raise LimitError(too_deep) from error
        elif depth > limits.RDF_NESTING:
            raise LimitError(too_deep)
    try:
        return list(ox.parse(text, format=form, base_iri=jsonld.BASE))
    except MemoryError as error:  # of the parser's buffer
        raise LimitError("one value is larger than 16 MiB") from error


def _try(payload: bytes) -> bytes:
    """Parse a text in a child process, on a stack that is smaller than that of the parent."""
    media_type, _, text = payload.decode().partition("\n")
    form = ox.RdfFormat.from_media_type(media_type)

    def parse() -> None:
        with suppress(SyntaxError, ValueError, MemoryError):
            deque(ox.parse(text, format=form, base_iri=jsonld.BASE), maxlen=0)

    threading.stack_size(4 * limits.MIB)
    thread = threading.Thread(target=parse)
    thread.start()
    thread.join()
    return b""


def _parse(source: Source, form: ox.RdfFormat, findings: Findings) -> list[ox.Quad]:
    """Parse all of a file or nothing: part of a file would look like a complete one."""
    try:
        return to_quads(source.text, form)
    except LimitError as error:
        findings.add("KG022", None, str(error), "nest them less deeply" if "nested" in str(error) else "")
    except SyntaxError as error:
        findings.add("KG014", _place(error), _message(error))
    except ValueError as error:  # a wrong encoding in an XML declaration
        findings.add("KG014", None, str(error).splitlines()[0][:120])
    return []


def _place(error: SyntaxError) -> Span | None:
    if not error.lineno or not error.offset:
        return None
    end = (error.end_lineno or error.lineno, error.end_offset or error.offset + 1)
    return Span(error.lineno, error.offset, *max(end, (error.lineno, error.offset + 1)))


def _message(error: SyntaxError) -> str:
    """Remove the place from a parser's message, because the finding shows it already."""
    text = re.sub(r"^Parser error at line .*?: ", "", str(error.msg)).splitlines()
    return (text[0] if text else "").rstrip(".")[:160]


def _json(source: Source, findings: Findings, spans: Spans) -> list[ox.Quad]:
    root = json_parser.parse(source, findings)
    try:
        return jsonld.read(root, findings, spans) if root else []
    except SyntaxError as error:
        findings.add("KG014", None, _message(error))
        return []


def _one_graph(quads: Iterable[ox.Quad], findings: Findings, scan: Scan) -> tuple[ox.Triple, ...]:
    """Return the triples of a file, and report named graphs and blank nodes.

    Graphs named after annotation files, as in an export, are merged.
    """
    triples: set[ox.Triple] = set()
    graphs: set[str] = set()
    blank_nodes: set[str] = set()
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, ox.BlankNode) or (isinstance(graph, ox.NamedNode) and not graph.value.startswith(_FILES)):
            graphs.add(str(graph))
            continue
        blanks = {str(term) for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)}
        blank_nodes |= blanks
        if not blanks:
            triples.add(quad.triple)
    for name in sorted(graphs):
        findings.add("KG015", scan.brace, f"the file names the graph {name[:100]}")
    if blank_nodes and not any(finding.code == "KG016" for finding in findings.listed):
        findings.add("KG016", scan.blank, f"the file contains {say_count(len(blank_nodes), 'blank node')}")
    return tuple(sorted(triples, key=str))
