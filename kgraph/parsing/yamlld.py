"""YAML-LD: a file of the short form to triples, by way of explicit JSON-LD."""

from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox

from kgraph.core.diagnostics import arrange
from kgraph.ontology import terms
from kgraph.ontology.vocab import KG
from kgraph.parsing import jsonld, yaml_parser
from kgraph.parsing.expand import Object, Things
from kgraph.parsing.expand_assertions import Assertions
from kgraph.parsing.nodes import Entry, Mapping, Scalar, Sequence
from kgraph.parsing.scalars import MOST_FINDINGS, Findings, Json, fold, identify
from kgraph.parsing.source import Parsed, Source, graph_of
from kgraph.parsing.spans import Spans


def parse(source: Source) -> Parsed:
    """Read a file; what can be read of a faulty one is kept, so that its things are not called undefined."""
    root, found = yaml_parser.read(source)
    spans = Spans()
    graph = graph_of(source.name)
    empty = Parsed(source, graph, (), spans, tuple(arrange(found)))
    if root is None:
        return empty
    findings = Findings(source.path, found, dict(_called(root)))
    document = expand(root, graph=graph, findings=findings, spans=spans)
    if len(findings.found) > MOST_FINDINGS:  # what the rules would add has the same cause
        return replace(empty, diagnostics=tuple(arrange(findings.found)))
    triples = _triples(document, findings, spans)
    return replace(empty, triples=triples, diagnostics=tuple(arrange(findings.found)), document=dict(document))


def _called(root: Mapping) -> Iterator[tuple[str, str]]:
    """List the ids that a file defines under all that they may be called by, ids last: they win."""
    things = [item for entry in root if isinstance(entry.value, Sequence) for item in entry.value.items]
    for key in ("altLabel", "title", "label", "id"):
        for thing in [*things, *(entry.value for entry in root)]:
            named, identifier = (thing.get(key), thing.get("id")) if isinstance(thing, Mapping) else (None, None)
            names = named.items if isinstance(named, Sequence) else [named]
            for one in names:
                if isinstance(one, Scalar) and isinstance(identifier, Scalar):
                    yield fold(one.text.partition(":")[2] if key == "id" else one.text), identifier.text


def expand(root: Mapping, *, graph: str, findings: Findings, spans: Spans) -> Object:
    """Expand a whole file to its explicit form."""
    return _File(root, graph, findings, spans).expand()


def _triples(document: Object, findings: Findings, spans: Spans) -> tuple[ox.Triple, ...]:
    """Read the explicit form as RDF, and hold what came out against what went in."""
    quads = jsonld.parse({"@context": dict(terms.load().context), **_without_context(document)})
    triples = sorted({quad.triple for quad in quads}, key=str)
    came = {(_text(one.subject), one.predicate.value, _text(one.object)) for one in triples}
    went = jsonld.statements(document)
    for subject, predicate, value in sorted(went ^ came):
        span = spans.locate(subject, predicate, value)
        message = f"the statement of `{terms.load().compact(predicate)}` did not arrive in the graph"
        findings.add("KG018", span, message, subject=subject)
    return tuple(triples)


def _without_context(document: Object) -> Object:
    return {key: value for key, value in document.items() if key != "@context"}


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class _File:
    """One file's sections in the order of the ontology, the document first: other things default to it."""

    def __init__(self, root: Mapping, graph: str, findings: Findings, spans: Spans) -> None:
        self.root = root
        self.graph = graph
        self.findings = findings
        self.terms = terms.load()
        self.things = Things(findings, spans)

    def expand(self) -> Object:
        sections = self.terms.sections
        self._top()
        document = self._document()
        creator = _single(document.get("creator")) if document else ""
        assertions = Assertions(self.things, creator=creator)
        held: dict[str, list[Json]] = {"document": [document]} if document else {}
        for entry in self.root:
            key = entry.key.text
            if key not in sections or key == "document":
                continue
            made = [self._one(key, item, assertions) for item in self.things.items(entry)]
            held[key] = [one for one in made if one is not None]
        held["assertions"] = list(assertions.expanded)
        top: Object = {"@context": terms.CONTEXT_IRI, "id": self.graph, "type": "AnnotationSet", **self.top}
        return top | {key: held[key] for key in sorted(held) if held[key]}

    def _one(self, section: str, item: Mapping, assertions: Assertions) -> Object | None:
        if section == "claims":
            return assertions.claim(item)
        if section == "assertions":
            assertions.assertion(item)
            return None
        return self.things.thing(item, self.terms.sections[section], extra=self._extra(section, item))

    def _extra(self, section: str, item: Mapping) -> Object:
        """Give a thing what it has where it does not say: who draws a link and where, who is described."""
        if section == "anonymous" and self.things.document:
            return {"describedIn": self.things.document}
        if section != "links":
            return {}
        drawn = item.get("drawnBy")
        by = drawn.text if isinstance(drawn, Scalar) else _single(self.top.get("annotatedBy"))
        extra: Object = {"drawnBy": by} if by and drawn is None else {}
        if self.things.document and by and not by.startswith("annotator:"):
            extra["inDocument"] = self.things.document
        return extra

    def _top(self) -> None:
        """Read what is said of the file itself, and refuse keys that are neither that nor a section."""
        kind = self.terms.classes[KG.AnnotationSet]
        keys = self.terms.keys_of(kind.iri)
        self.top: Object = {}
        self.things.spans.add(self.root.span, self.graph)
        for entry in self.root:
            key = entry.key.text
            if key == "@context":
                self._context(entry)
            elif key in keys:
                self.things.put(self.top, self.graph, keys[key], entry)
            elif key not in self.terms.sections:
                allowed = [*keys, *self.terms.sections, "@context"]
                self.things.refuse_key(entry, allowed, "an annotation file")

    def _context(self, entry: Entry) -> None:
        node = entry.value
        if not isinstance(node, Scalar) or node.text != terms.CONTEXT_IRI:
            self.findings.add("KG017", node.span)

    def _document(self) -> Object | None:
        entry = self.root.entry("document")
        if entry is None:
            return None
        if not isinstance(entry.value, Mapping):
            if not (isinstance(entry.value, Scalar) and entry.value.kind == "unread"):
                self.findings.add("KG007", entry.value.span, "`document` takes one mapping", "write its keys below it")
            return None
        kind = self.terms.classes[KG.Document]
        named = entry.value.get("id")
        if named is not None:
            value = identify(named, kind.prefix, Findings(self.findings.path))
            self.things.document = str(value.json) if value else ""
        return self.things.thing(entry.value, kind)


def _single(value: Json | None) -> str:
    """Name the one value there is; nothing where there are several."""
    if isinstance(value, list) and len(value) == 1:
        return str(value[0])
    return value if isinstance(value, str) else ""
