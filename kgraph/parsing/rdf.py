"""Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML, read without fetching and held to the ontology."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Span, arrange
from kgraph.parsing import json_parser, jsonld, jsonld_checks, rdfxml, turtle_spans
from kgraph.parsing.rdf_checks import IMPORTS, vet
from kgraph.parsing.scalars import Findings
from kgraph.parsing.source import Parsed, Source, graph_of
from kgraph.parsing.spans import Spans

_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
_JSON: Final = frozenset({".jsonld", ".json"})


def parse(source: Source, suffix: str) -> Parsed:
    """Read a file of RDF, in the format its suffix names."""
    findings = Findings(source.path)
    parsed = Parsed(source, graph_of(source.name), (), Spans(), ())
    quads: list[ox.Quad] = []
    scan = turtle_spans.Scan(Spans())
    if suffix in _JSON:
        quads = _json(source, findings, scan.spans)
    elif _FORMATS[suffix] is ox.RdfFormat.RDF_XML:
        scanned = rdfxml.scan(source, findings)
        if scanned is not None:
            scan, quads = turtle_spans.Scan(scanned), _parse(source, ox.RdfFormat.RDF_XML, findings)
    else:
        quads, scan = _turtle(source, _FORMATS[suffix], findings)
    triples = _one_graph(quads, findings, scan)
    if suffix not in _JSON or not findings.found:  # what the tree shows already, it shows better
        vet(triples, findings, scan.spans)
    triples = tuple(one for one in triples if one.predicate.value != IMPORTS)
    if not triples and not findings.found:
        findings.add("KG020", None)
    return replace(parsed, triples=triples, spans=scan.spans, diagnostics=tuple(arrange(findings.found)))


def _turtle(source: Source, form: ox.RdfFormat, findings: Findings) -> tuple[list[ox.Quad], turtle_spans.Scan]:
    if turtle_spans.is_too_deep(source.text):
        findings.add("KG022", None, f"brackets are nested more than {turtle_spans.DEEPEST} deep", "nest less")
        return [], turtle_spans.Scan(Spans())
    return _parse(source, form, findings), turtle_spans.scan(source)


def _parse(source: Source, form: ox.RdfFormat, findings: Findings) -> list[ox.Quad]:
    """Read all of a file or nothing: half a file would look like a whole one."""
    try:
        return list(ox.parse(source.text, format=form, base_iri=jsonld.BASE))
    except SyntaxError as error:
        findings.add("KG014", _place(error), _say(error))
    except ValueError as error:  # an encoding that an XML file claims for itself
        findings.add("KG014", None, str(error).splitlines()[0][:120])
    return []


def _place(error: SyntaxError) -> Span | None:
    if not error.lineno or not error.offset:
        return None
    end = (error.end_lineno or error.lineno, error.end_offset or error.offset + 1)
    return Span(error.lineno, error.offset, *max(end, (error.lineno, error.offset + 1)))


def _say(error: SyntaxError) -> str:
    """Take the place out of a parser's message: it is shown before it already."""
    text = re.sub(r"^Parser error at line .*?: ", "", str(error.msg)).splitlines()
    return (text[0] if text else "").rstrip(".")[:160]


def _json(source: Source, findings: Findings, spans: Spans) -> list[ox.Quad]:
    root, found = json_parser.read(source)
    findings.found += found
    if root is None:
        return []
    document = jsonld_checks.check(root, findings, spans)
    try:
        quads = jsonld.parse(document)
    except SyntaxError as error:
        findings.add("KG014", None, _say(error))
        return []
    if not findings.found and not any(isinstance(quad.subject, ox.BlankNode) for quad in quads):
        came = {(_text(quad.subject), quad.predicate.value, _text(quad.object)) for quad in quads}
        for subject, predicate, value in sorted(jsonld.statements(document) - came):
            findings.add("KG018", spans.locate(subject, predicate, value), subject=subject)
    return quads


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _one_graph(quads: Iterable[ox.Quad], findings: Findings, scan: turtle_spans.Scan) -> tuple[ox.Triple, ...]:
    """Keep the triples of the default graph; a file may neither name a graph nor hold nameless things."""
    triples: set[ox.Triple] = set()
    named: set[str] = set()
    nameless: set[str] = set()
    for quad in quads:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            named.add(str(quad.graph_name))
            continue
        blanks = {str(term) for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)}
        nameless |= blanks
        if not blanks:
            triples.add(quad.triple)
    for name in sorted(named):
        findings.add("KG015", scan.brace, f"file names the graph {name[:100]}")
    if nameless and not any(one.code == "KG016" for one in findings.found):
        count = len(nameless)
        findings.add(
            "KG016",
            scan.blank,
            "file holds a blank node" if count == 1 else f"file holds {count} blank nodes",
        )
    return tuple(sorted(triples, key=str))
