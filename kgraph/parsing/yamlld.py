"""Parse YAML-LD: the short form is expanded to explicit JSON-LD, which is parsed to triples."""

from collections.abc import Iterator
from dataclasses import replace

from kgraph.core import limits
from kgraph.core.diagnostics import Diagnostic, arrange
from kgraph.ontology import terms
from kgraph.ontology.vocab import KG
from kgraph.parsing import json_parser, jsonld, yaml_parser
from kgraph.parsing.expand import Object, Things
from kgraph.parsing.expand_assertions import Assertions
from kgraph.parsing.nodes import Mapping, Scalar, Sequence, items_of
from kgraph.parsing.scalars import Findings, Json, fold, identify
from kgraph.parsing.source import Parsed, Source, graph_of
from kgraph.parsing.spans import Spans


def parse(source: Source, *, is_json: bool = False) -> Parsed:
    """Parse a file of YAML, or of JSON with the same keys.

    The valid parts of a faulty file are kept, so that references to them are not reported too.
    """
    root, syntax_findings = _read_json(source) if is_json else yaml_parser.read(source)
    spans = Spans()
    graph = graph_of(source.name)
    empty = Parsed(source, graph, (), spans, tuple(arrange(syntax_findings)))
    if root is None:
        return empty
    findings = Findings(source.path, syntax_findings, dict(_called(root)))
    document = _File(root, graph, findings, spans).expand()
    if len(findings.listed) > limits.FINDINGS:  # further findings would have the same cause
        return replace(empty, diagnostics=tuple(arrange(findings.listed)))
    triples = tuple(sorted({quad.triple for quad in jsonld.parse(document, findings, spans)}, key=str))
    return replace(empty, triples=triples, diagnostics=tuple(arrange(findings.listed)), document=dict(document))


def _read_json(source: Source) -> tuple[Mapping | None, list[Diagnostic]]:
    findings = Findings(source.path)
    root = json_parser.parse(source, findings)
    return (root if isinstance(root, Mapping) else None), findings.listed


def _called(root: Mapping) -> Iterator[tuple[str, str]]:
    """Map the folded names, titles and labels of things to their ids; the names of ids come last, so they win."""
    things = [item for entry in root if isinstance(entry.value, Sequence) for item in entry.value.items]
    identified = [
        (thing, named.text)
        for thing in [*things, *(entry.value for entry in root)]
        if isinstance(thing, Mapping) and isinstance(named := thing.get("id"), Scalar)
    ]
    for key in ("altLabel", "title", "label"):
        for thing, identifier in identified:
            for name in items_of(thing.get(key) or thing):
                if isinstance(name, Scalar):
                    yield fold(name.text), identifier
    yield from ((fold(identifier.partition(":")[2]), identifier) for _, identifier in identified)


class _File:
    """Expands the sections of one file; the document comes first, because other things refer to it by default."""

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
        expanded: dict[str, list[Json]] = {"document": [document]} if document else {}
        for entry in self.root:
            key = entry.key.text
            if key not in sections or key == "document":
                continue
            things = [self._thing(key, item, assertions) for item in self.things.items(entry)]
            expanded[key] = [thing for thing in things if thing is not None]
        expanded["assertions"] = list(assertions.expanded)
        top: Object = {"@context": terms.CONTEXT_IRI, "id": self.graph, "type": "AnnotationSet", **self.top}
        return top | {key: things for key, things in sorted(expanded.items()) if things}

    def _thing(self, section: str, item: Mapping, assertions: Assertions) -> Object | None:
        if section == "claims":
            return assertions.claim(item)
        if section == "assertions":
            assertions.assertion(item)
            return None
        return self.things.thing(item, self.terms.sections[section], extra=self._extra(section, item))

    def _extra(self, section: str, item: Mapping) -> Object:
        """Return the defaults of a thing: who draws a link and in which document, and where a source is described."""
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
        """Parse the keys of the file itself, and report keys that are neither that nor a section."""
        kind = self.terms.classes[KG.AnnotationSet]
        keys = self.terms.keys_of(kind.iri)
        self.top: Object = {}
        self.things.spans.add(self.root.span, self.graph)
        for entry in self.root:
            key = entry.key.text
            if key == "@context":
                if not isinstance(entry.value, Scalar) or entry.value.text != terms.CONTEXT_IRI:
                    self.findings.add("KG017", entry.value.span)
            elif key in keys:
                self.things.put(self.top, self.graph, keys[key], entry)
            elif key not in self.terms.sections:
                allowed = [*keys, *self.terms.sections, "@context"]
                self.things.refuse_key(entry, allowed, "an annotation file")

    def _document(self) -> Object | None:
        entry = self.root.entry("document")
        if entry is None:
            return None
        if not isinstance(entry.value, Mapping):
            self.findings.refuse(entry.value, "`document` takes a mapping", "write its keys below it, indented")
            return None
        kind = self.terms.classes[KG.Document]
        named = entry.value.get("id")
        if named is not None:
            value = identify(named, kind.prefix, Findings(self.findings.path))
            self.things.document = str(value.json) if value else ""
        return self.things.thing(entry.value, kind)


def _single(value: Json | None) -> str:
    """Return the only value; an empty text if there are several."""
    if isinstance(value, list) and len(value) == 1:
        return str(value[0])
    return value if isinstance(value, str) else ""
