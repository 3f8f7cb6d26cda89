"""Explicit JSON-LD: checked in one pass over its tree, parsed without fetching, and compared with the triples.

A JSON-LD parser silently drops what it does not understand; the checks report it.
"""

import json
from collections.abc import Mapping as Object
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import errors
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.vocab import Term
from kgraph.parsing.json_parser import LONGEST_INTEGER, plain
from kgraph.parsing.nodes import Entry, Mapping, Node, Scalar, Sequence, items_of
from kgraph.parsing.scalars import Findings
from kgraph.parsing.spans import Spans, term_text

BASE: Final = "relative://invalid/"
"""The base of relative IRIs: nobody uses its scheme, so relative IRIs can be recognised afterwards."""
_KEYWORDS: Final = frozenset({"@value", "@type", "@language", "type"})
_IDS: Final = frozenset({"id", "@id"})
_TYPES: Final = frozenset({"type", "@type"})


def parse(document: Object[str, object], findings: Findings, spans: Spans) -> list[ox.Quad]:
    """Parse JSON-LD with the shipped context; nothing is fetched. Raises SyntaxError.

    If nothing else is wrong with the file, report the values with a place that the parser has dropped.
    """
    text = json.dumps({**document, "@context": dict(terms.load().context)})
    quads = list(ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri=BASE))
    if not errors(findings.listed):
        parsed = {(term_text(quad.subject), quad.predicate.value, term_text(quad.object)) for quad in quads}
        for subject, predicate, value in sorted(spans.values() - parsed):
            message = f"the value of `{terms.load().compact(predicate)}` was lost when the file was parsed"
            findings.add("KG018", spans.exact(subject, predicate, value), message, subject=subject)
    return quads


def read(root: Node, findings: Findings, spans: Spans) -> list[ox.Quad]:
    """Check the tree of a file, record places, and parse it. Raises SyntaxError."""
    return parse(_Checker(findings, spans).document(root), findings, spans)


class _Checker:
    """Walks the tree once: reports mistakes and records places."""

    def __init__(self, findings: Findings, spans: Spans) -> None:
        self.findings = findings
        self.spans = spans
        self.terms = terms.load()

    def document(self, root: Node) -> dict[str, object]:
        """Check a whole file, and return it as JSON without its contexts."""
        if isinstance(root, Scalar):
            fix = "write things with an `id` and a `type`"
            self.findings.add("KG007", root.span, "the file is neither a mapping nor a list", fix)
            return {}
        if isinstance(root, Mapping):
            self._context(root.entry("@context"))
            root = Mapping(root.span, tuple(entry for entry in root if entry.key.text != "@context"))
        self._value(root)
        body = _without_contexts(plain(root))
        return body if isinstance(body, dict) else {"@graph": body}

    def _context(self, entry: Entry | None) -> None:
        """Accept only the shipped context, by its IRI or word for word."""
        if entry is None:
            return
        node = entry.value
        is_named = isinstance(node, Scalar) and node.text == terms.CONTEXT_IRI
        if not is_named and not (isinstance(node, Mapping) and plain(node) == dict(self.terms.context)):
            self.findings.add("KG017", node.span)

    def _value(self, node: Node) -> None:
        if isinstance(node, Mapping):
            self._thing(node)
        elif isinstance(node, Sequence):
            for item in node.items:
                self._value(item)
        else:
            self.findings.add("KG018", node.span, "the value belongs to no property, so it would be lost")

    def _thing(self, mapping: Mapping) -> None:
        """Check a thing: its id, and every key."""
        subject = ""
        identified = next((entry for entry in mapping if entry.key.text in _IDS), None)
        if identified is not None:
            subject = self._id(identified.value)
            if len(mapping.entries) > 1 and subject:  # an id alone is only a reference
                self.spans.add(identified.key.span, subject)
        elif not all(_is_container(entry.key.text) for entry in mapping):
            self.findings.add("KG016", mapping.span, "the thing has no `id`", "add an `id`")
        for entry in mapping:
            if entry.key.text not in _IDS:
                self._entry(entry, subject)

    def _id(self, node: Node) -> str:
        text = node.text if isinstance(node, Scalar) else ""
        if text.startswith("_:"):
            self.findings.add("KG016", node.span, f"`{text[:60]}` is a blank node")
            return ""
        iri = self.terms.expand(text)
        if not _is_iri(iri):
            message = f"`{text[:60]}` is not a valid id" if text else "the id is not text"
            self.findings.add("KG010", node.span, message, "write a known prefix, a colon and a name")
            return ""
        return iri

    def _entry(self, entry: Entry, subject: str) -> None:
        key, node = entry.key.text, entry.value
        if key == "@context":
            self.findings.add("KG017", entry.key.span, "there is a context inside a thing", "remove it")
        elif _is_container(key):
            self._value(node)
        elif key in _TYPES:
            for item in items_of(node):
                self._type(item, subject, entry)
        elif key in self.terms.keys or self._is_property(key):
            self._property(entry, subject)
        else:
            fix = hint(key, [*self.terms.keys, *self.terms.sections, "id", "type"])
            self.findings.add("KG006", entry.key.span, f"`{key[:60]}` is not a key of explicit JSON-LD", fix)

    def _is_property(self, key: str) -> bool:
        """Whether a key is an IRI; one that is not in the ontology is reported with the triples."""
        return not key.startswith("@") and ":" in key and _is_iri(self.terms.expand(key))

    def _type(self, node: Node, subject: str, entry: Entry) -> None:
        text = node.text if isinstance(node, Scalar) and node.kind == "text" else ""
        iri = _term_of(text)
        if not _is_iri(iri):
            fix = hint(text, self.terms.class_names)
            self.findings.add("KG019", node.span, f"`{text[:60]}` is not a class of the ontology", fix, subject=subject)
        elif subject:
            self.spans.add(entry.key.span, subject, Term.type)
            self.spans.add(node.span, subject, Term.type, iri)

    def _property(self, entry: Entry, subject: str) -> None:
        key = entry.key.text
        predicate = _term_of(key)
        if subject:
            self.spans.add(entry.key.span, subject, predicate)
        for node in items_of(entry.value):
            if isinstance(node, Mapping):
                self._nested(node)
            elif isinstance(node, Sequence):
                self.findings.add("KG018", node.span, "a list inside a list would be lost", "write one list")
                continue
            else:
                self._scalar(node, key)
            if subject:
                self.spans.add(node.span, subject, predicate, _value_of(key, plain(node)))

    def _nested(self, node: Mapping) -> None:
        if node.entry("@value") is None:
            self._thing(node)
            return
        for entry in node:
            if entry.key.text not in _KEYWORDS:
                message = f"`{entry.key.text[:60]}` cannot be used together with `@value`"
                self.findings.add("KG006", entry.key.span, message)
            elif not isinstance(entry.value, Scalar) or entry.value.kind == "null":
                self.findings.add("KG018", entry.value.span)

    def _scalar(self, node: Scalar, key: str) -> None:
        prop = self.terms.keys.get(key)
        if node.kind == "null":
            self.findings.add("KG018", node.span, f"`{key}` has no value, so it would be lost", "remove the key")
        elif node.kind == "decimal" or (node.kind == "integer" and len(node.text) > LONGEST_INTEGER):
            message = f"JSON parsers round `{node.text[:40]}` differently"
            self.findings.add("KG008", node.span, message, f'write it as text: "{node.text[:40]}"')
        elif prop is not None and prop.is_reference:
            self._id(node)
        elif prop is not None and prop.coercion == "@vocab" and not _is_iri(_value_of(key, node.text)):
            fix = hint(node.text, prop.codes, f"use one of {', '.join(prop.codes)}" if prop.codes else "")
            self.findings.add("KG021", node.span, f"`{node.text[:60]}` is not a valid `{key}`", fix)


def _without_contexts(value: object) -> object:
    if isinstance(value, list):
        return [_without_contexts(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_contexts(item) for key, item in value.items() if key != "@context"}
    return value


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _is_container(key: str) -> bool:
    """Whether a key only contains further things and makes no statement itself."""
    return key in {"@graph", "@included"} or terms.load().context.get(key) == "@included"


def _iri_of(thing: dict[str, object]) -> str:
    return terms.load().expand(str(thing.get("id", thing.get("@id", ""))))


def _term_of(name: str) -> str:
    """Return the IRI of a class or property."""
    known = terms.load()
    if name in known.class_names:
        return known.class_names[name].iri
    if name in known.keys:
        return known.keys[name].iri
    definition = known.context.get(name)
    return known.expand(definition if isinstance(definition, str) else name)


def _value_of(key: str, value: object) -> str:
    """Return the IRI or lexical form that a value of a key becomes."""
    if isinstance(value, dict):
        return _lexical(value["@value"]) if "@value" in value else _iri_of(value)
    known = terms.load()
    prop = known.keys.get(key)
    if prop is None or not isinstance(value, str):
        return _lexical(value)
    if prop.coercion == "@vocab":
        return prop.codes.get(value) or _term_of(value)
    return known.expand(value) if prop.is_reference else value


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
