"""Checks of explicit JSON-LD before it is read: what a reader of JSON-LD would drop without a word."""

from typing import Final

import pyoxigraph as ox

from kgraph.ontology import terms
from kgraph.ontology.vocab import Term
from kgraph.parsing import jsonld
from kgraph.parsing.json_parser import LONGEST_INTEGER, plain
from kgraph.parsing.nodes import SURE, Entry, Mapping, Node, Scalar, Sequence, suggest
from kgraph.parsing.scalars import Findings
from kgraph.parsing.spans import Spans

_KEYWORDS: Final = frozenset({"@context", "@id", "@type", "@value", "@language", "@graph", "@included"})
_IDS: Final = frozenset({"id", "@id"})
_TYPES: Final = frozenset({"type", "@type"})


def check(root: Node, findings: Findings, spans: Spans) -> object:
    """Check a whole file, note where things stand, and return it as JSON with the shipped context inline.

    Contexts inside it are told of here, and left out of what is returned.
    """
    checker = _Checker(findings, spans)
    if isinstance(root, Mapping):
        checker.context(root.entry("@context"))
        checker.node(Mapping(root.span, tuple(one for one in root if one.key.text != "@context")))
        return {**_as_object(_without_contexts(plain(root))), "@context": dict(terms.load().context)}
    if isinstance(root, Sequence):
        for item in root.items:
            checker.value(item)
        return {"@context": dict(terms.load().context), "@graph": _without_contexts(plain(root))}
    findings.add("KG007", root.span, "file is neither a mapping nor a list", "write things with an `id` and a `type`")
    return {}


def _without_contexts(value: object) -> object:
    if isinstance(value, list):
        return [_without_contexts(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_contexts(one) for key, one in value.items() if key != "@context"}
    return value


def _as_object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


class _Checker:
    """Walks the tree once."""

    def __init__(self, findings: Findings, spans: Spans) -> None:
        self.findings = findings
        self.spans = spans
        self.terms = terms.load()

    def context(self, entry: Entry | None) -> None:
        """Accept the shipped context, by name or word for word."""
        if entry is None:
            return
        node = entry.value
        is_named = isinstance(node, Scalar) and node.text == terms.CONTEXT_IRI
        if not is_named and not (isinstance(node, Mapping) and plain(node) == dict(self.terms.context)):
            self.findings.add("KG017", node.span)

    def value(self, node: Node) -> None:
        if isinstance(node, Mapping):
            self.node(node)
        elif isinstance(node, Sequence):
            for item in node.items:
                self.value(item)
        else:
            self.findings.add("KG018", node.span, "a bare value that belongs to no property is dropped")

    def node(self, mapping: Mapping) -> None:
        """Check a thing: its id, and every key."""
        subject = ""
        named = next((entry for entry in mapping if entry.key.text in _IDS), None)
        if named is not None:
            subject = self._id(named.value)
            if len(mapping.entries) > 1 and subject:  # alone, an id is a mere reference
                self.spans.add(named.key.span, subject)
        elif not all(jsonld.is_container(entry.key.text) for entry in mapping):
            self.findings.add("KG016", mapping.span, "thing has no id", "give it an `id`")
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
            message = f"`{text[:60]}` is not an id" if text else "id is not text"
            self.findings.add("KG010", node.span, message, "write a known prefix, a colon and a name")
            return ""
        return iri

    def _entry(self, entry: Entry, subject: str) -> None:
        key, node = entry.key.text, entry.value
        if key == "@context":
            self.findings.add("KG017", entry.key.span, "context inside a thing", "remove it")
        elif jsonld.is_container(key):
            self.value(node)
        elif key in _TYPES:
            for one in _items(node):
                self._type(one, subject, entry)
        elif key in self.terms.keys or self._is_property(key):
            self._property(entry, subject)
        else:
            allowed = [*self.terms.keys, *self.terms.sections, "id", "type"]
            near = suggest(key, allowed)
            fix = f"did you mean `{near}`?" if near else ""
            self.findings.add("KG006", entry.key.span, f"`{key[:60]}` is not a key of explicit JSON-LD", fix)

    def _is_property(self, key: str) -> bool:
        """Whether a key is an IRI: one that is not in the ontology is reported with the triples."""
        return not key.startswith("@") and ":" in key and _is_iri(self.terms.expand(key))

    def _type(self, node: Node, subject: str, entry: Entry) -> None:
        text = node.text if isinstance(node, Scalar) and node.kind == "text" else ""
        iri = jsonld.term_of(text)
        if not _is_iri(iri):
            near = suggest(text, self.terms.class_names)
            fix = f"did you mean `{near}`?" if near else ""
            self.findings.add("KG019", node.span, f"`{text[:60]}` is not in the ontology", fix, subject=subject)
        elif subject:
            self.spans.add(entry.key.span, subject, Term.type)
            self.spans.add(node.span, subject, Term.type, iri)

    def _property(self, entry: Entry, subject: str) -> None:
        key = entry.key.text
        predicate = jsonld.term_of(key)
        if subject:
            self.spans.add(entry.key.span, subject, predicate)
        for node in _items(entry.value):
            if isinstance(node, Mapping):
                self._nested(node)
            elif isinstance(node, Sequence):
                self.findings.add("KG018", node.span, "a list inside a list is not read", "write one list")
                continue
            else:
                self._scalar(node, key)
            if subject:
                self.spans.add(node.span, subject, predicate, jsonld.value_of(key, plain(node)))

    def _nested(self, node: Mapping) -> None:
        if node.entry("@value") is None:
            self.node(node)
            return
        for entry in node:
            if entry.key.text not in {"@value", "@type", "@language", "type"}:
                self.findings.add("KG006", entry.key.span, f"`{entry.key.text[:60]}` does not stand beside `@value`")
            elif not isinstance(entry.value, Scalar) or entry.value.kind == "null":
                self.findings.add("KG018", entry.value.span)

    def _scalar(self, node: Scalar, key: str) -> None:
        prop = self.terms.keys.get(key)
        if node.kind == "null":
            self.findings.add("KG018", node.span, f"`{key}` has no value, and is dropped", "remove the key")
        elif node.kind == "decimal" or (node.kind == "integer" and len(node.text) > LONGEST_INTEGER):
            message = f"readers of JSON round `{node.text[:40]}` differently"
            self.findings.add("KG008", node.span, message, f'write it as text: "{node.text[:40]}"')
        elif prop is not None and prop.is_reference:
            self._id(node)
        elif prop is not None and prop.coercion == "@vocab" and not _is_iri(jsonld.value_of(key, node.text)):
            near = suggest(node.text, prop.codes, cutoff=SURE)
            fix = f"did you mean `{near}`?" if near else f"one of {', '.join(prop.codes)}" if prop.codes else ""
            self.findings.add("KG021", node.span, f"`{node.text[:60]}` is no code of `{key}`", fix)


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
