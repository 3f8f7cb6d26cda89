"""Expand the short form to explicit JSON-LD, thing by thing; the ontology defines the keys."""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final, TypeAlias

from kgraph.core import limits
from kgraph.core.diagnostics import Span
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.terms import Class, Property
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import quote_syntax
from kgraph.parsing.nodes import Entry, Mapping, Node, Scalar, Sequence, items_of, name_kind
from kgraph.parsing.scalars import Findings, Json, Value, convert, identify
from kgraph.parsing.spans import Spans

Object: TypeAlias = dict[str, Json]

SHORT_PASSAGE: Final = ("quote", "pin")
MINTING: Final = {
    KG.ClaimLink: (("from", "to"), ("from", "relation", "to", "drawnBy")),
    KG.Rating: (("rates",), ("rates", "rater", "ratedOn")),
    KG.Tenure: (("",), ("", "post", "postAt", "since")),
    KG.Naming: (("",), ("", "who", "as", "namedBy")),
    KG.Omission: (("",), ("", "quote", "pin")),
}
"""The keys in a generated id, and the keys that make it unique; "" is the thing that contains this one."""


class Things:
    """Expands single things (id, type, keys with values, passage) and records where each was written."""

    def __init__(self, findings: Findings, spans: Spans) -> None:
        self.findings = findings
        self.spans = spans
        self.terms = terms.load()
        self.document = ""
        self.defined: dict[str, Span] = {}

    def items(self, entry: Entry) -> list[Mapping]:
        """List the mappings in a list; report any other items."""
        node = entry.value
        if not isinstance(node, Sequence):
            message = f"`{entry.key.text}` takes a list, not {name_kind(node)}"
            self.findings.refuse(node, message, "start each item with `- `")
            return []
        for item in node.items:
            if not isinstance(item, Mapping):
                message = f"an item of `{entry.key.text}` must be a mapping, not {name_kind(item)}"
                self.findings.refuse(item, message, "write keys with values, such as `id:`")
        return [item for item in node.items if isinstance(item, Mapping)]

    def class_of(self, mapping: Mapping, base: Class) -> Class:
        """Parse the `type` of a thing: the class of its section, or a subclass without a section."""
        entry = mapping.entry("type")
        allowed = {kind.name: kind for kind in self.terms.subclasses(base.iri) if kind is base or not kind.section}
        if entry is None:
            if len(allowed) > 1 and base.iri == KG.Actor:
                choice = ", ".join(sorted(name for name in allowed if name != base.name))
                self.findings.add("KG019", mapping.span, "the actor has no `type`", f"add `type:` with one of {choice}")
            return base
        node = entry.value
        if isinstance(node, Scalar) and node.text in allowed and node.kind == "text":
            return allowed[node.text]
        if not isinstance(node, Scalar):
            self.findings.add("KG007", node.span, f"`type` takes a class, not {name_kind(node)}", "write one class")
        elif node.kind != "unread":
            fix = hint(node.text, allowed, f"use one of {', '.join(sorted(allowed))}")
            self.findings.add("KG019", node.span, f"`{node.text[:60]}` is not a valid `type` here", fix)
        return base

    def refuse_key(self, entry: Entry, allowed: Collection[str], what: str) -> None:
        """Report a key that is not valid here, with a similar one if there is one."""
        key = entry.key
        if key.kind == "unread" or key.text == "" or len(self.findings.listed) > limits.FINDINGS:
            return
        fix = f"use one of {', '.join(sorted(allowed))}"
        if key.text in self.terms.keys:
            fix = f"it is a key of {', '.join(sorted(map(self.terms.compact, self.terms.keys[key.text].domains)))}"
        message = f"`{key.text[:60]}` is not a key of {what}"
        self.findings.add("KG006", key.span, message, hint(key.text, allowed, fix))

    def begin(self, subject: str, kind: Class, span: Span) -> Object:
        """Start a thing, and report a second one with the same id."""
        first = self.defined.setdefault(subject, span)
        if first is not span:
            is_assertion = kind.iri == KG.Assertion
            code = "KG025" if is_assertion else "KG012"
            message = "the assertion is written twice" if is_assertion else f"`{subject}` is defined twice"
            related = [(first, "first written here" if is_assertion else "first defined here")]
            self.findings.add(code, span, message, subject=self.terms.expand(subject), related=related)
        self.spans.add(span, self.terms.expand(subject))
        return {"id": subject, "type": kind.name}

    def id_of(self, mapping: Mapping, kind: Class) -> tuple[str, Span]:
        """Return the `id` of a thing and its place; the id is empty if it is missing or not valid."""
        entry = mapping.entry("id")
        if entry is None:
            return "", mapping.span
        key, written = entry.key.span, entry.value.span
        value = identify(entry.value, kind.prefix, self.findings)
        return (str(value.json) if value else ""), Span(key.line, key.column, written.end_line, written.end_column)

    def thing(self, mapping: Mapping, base: Class, *, owner: str = "", extra: Object | None = None) -> Object | None:
        """Expand a thing of a section or inside another; `extra` holds its defaults.

        A thing without a valid id is checked for other mistakes, and then left out.
        """
        kind = base if base.iri == KG.Selector else self.class_of(mapping, base)
        keys = self.terms.keys_of(kind.iri)
        entries = [entry for entry in mapping if entry.key.text not in {"id", "type"}]
        passage_keys = SHORT_PASSAGE if "passage" in keys else ()
        for entry in entries:
            if entry.key.text not in keys and entry.key.text not in passage_keys:
                self.refuse_key(entry, [*keys, *passage_keys, "id", "type"], kind.name)
        subject, span = self._name(mapping, kind, owner, extra or {})
        known = bool(subject)
        subject = subject or f"{kind.prefix}:unnamed"
        thing = self.begin(subject, kind, span) if known else {}
        if kind.iri == KG.Selector:
            self._type_of_selector(mapping, thing)
        for key, value in (extra or {}).items():
            thing.setdefault(key, value)
        for entry in entries:
            if entry.key.text in keys:
                self.put(thing, subject, keys[entry.key.text], entry)
        if passage_keys:
            self.passage(thing, subject, mapping, str(thing.get("inDocument", self.document)))
        return thing if known else None

    def _type_of_selector(self, mapping: Mapping, thing: Object) -> None:
        entry = mapping.entry("type")
        if entry is None or not thing:
            return
        names = [node.text for node in items_of(entry.value) if isinstance(node, Scalar)]
        if not names or not set(names) <= {"Selector", "TextPositionSelector"}:
            self.findings.add(
                "KG019", entry.value.span, "the `type` of a selector must be Selector or TextPositionSelector"
            )
        elif "TextPositionSelector" in names:
            thing["type"] = ["Selector", "TextPositionSelector"]

    def _name(self, mapping: Mapping, kind: Class, owner: str, extra: Object) -> tuple[str, Span]:
        if kind.iri not in MINTING or mapping.entry("id"):
            if mapping.entry("id") is None:
                fix = f"add `id: {kind.prefix}:` and a name"
                self.findings.add("KG010", mapping.span, f"the {kind.name} has no `id`", fix)
            return self.id_of(mapping, kind)

        def value_of(key: str) -> str:
            node = mapping.get(key)
            return node.text if isinstance(node, Scalar) else str(extra.get(key, "")) if key else owner

        names, parts = ([value_of(key) for key in keys] for keys in MINTING[kind.iri])
        minted = quote_syntax.mint(kind.prefix, map(_slug, names), parts)
        number = 1
        while kind.iri == KG.Omission and minted in self.defined and not value_of("pin"):
            number += 1  # equal quotes without pins are one place each
            minted = quote_syntax.mint(kind.prefix, map(_slug, names), [*parts, str(number)])
        return minted, mapping.span

    def put(self, thing: Object, subject: str, prop: Property, entry: Entry) -> None:
        """Add the values of a key to a thing."""
        iri = self.terms.expand(subject)
        self.spans.add(entry.key.span, iri, prop.iri)
        is_list = isinstance(entry.value, Sequence)
        if is_list and (prop.functional or not items_of(entry.value)):
            message = f"`{prop.key}` takes one value" if prop.functional else f"`{prop.key}` is an empty list"
            self.findings.add("KG007", entry.value.span, message, "write one value without brackets or dashes")
            return
        values: dict[str, Json] = {}
        for node in items_of(entry.value):
            value = self._value(node, prop, subject)
            if value is None:
                continue
            if value.term in values:
                self.findings.add("KG018", node.span, f"`{prop.key}` has the same value twice", "remove one")
            values[value.term] = value.json
            self.spans.add(node.span, iri, prop.iri, value.term)
        if values:
            listed = list(values.values())
            thing[prop.key] = listed if is_list else listed[0]

    def _value(self, node: Node, prop: Property, subject: str) -> Value | None:
        if isinstance(node, Mapping):
            for iri in prop.ranges:
                kind = self.terms.classes.get(iri)
                if kind and kind.prefix and not kind.section and kind.iri != KG.AnnotationSet:
                    inner = self.thing(node, kind, owner=subject)
                    return Value(inner, self.terms.expand(str(inner["id"]))) if inner else None
        return convert(node, prop, self.findings)

    def passage(self, thing: Object, subject: str, mapping: Mapping, document: str) -> None:
        """Expand `quote` and `pin`; the passage of a thing without a valid id is only checked."""
        quoted, pinned = mapping.entry("quote"), mapping.entry("pin")
        if quoted is None:
            if pinned is not None:
                fix = "add the `quote` that it belongs to"
                self.findings.add("KG006", pinned.key.span, "`pin` has no `quote`", fix)
            return
        if mapping.entry("passage"):
            message = "`quote` and `passage` cannot be used together"
            self.findings.add("KG006", quoted.key.span, message, "remove one of the two")
        text = convert(quoted.value, replace(self.terms.keys["firstWords"], key="quote"), self.findings)
        quote = quote_syntax.split_quote(text.term) if text else None
        if text and quote is None:
            message = "`quote` must be a passage, or its first and last words joined by one ellipsis"
            fix = "write `first words … last words`, and `\\…` for an ellipsis in the text"
            self.findings.add("KG007", quoted.value.span, message, fix)
        if quote and not document:
            self.findings.add("KG024", quoted.key.span, "the passage belongs to no document")
        if quote and document and thing:
            thing["passage"] = self._explicit(subject, quote, quoted, pinned, document)
            self.spans.add(quoted.key.span, self.terms.expand(subject), KG.passage)

    def _pin(self, node: Node) -> quote_syntax.Pin | None:
        pin = quote_syntax.split_pin(node.text) if isinstance(node, Scalar) else None
        if pin is None:
            fix = "remove it, and let `kgraph quotes pin` write it"
            self.findings.refuse(node, "`pin` must be `start-end` and 16 hexadecimal digits", fix)
        return pin

    def _explicit(
        self, subject: str, quote: quote_syntax.Quote, quoted: Entry, pinned: Entry | None, document: str
    ) -> Object:
        """Make the passage of a thing; its id comes from the thing, so that two files never describe one passage."""
        name = subject.removeprefix("assertion:").replace(":", ".")
        selector: Object = {"id": f"span:{name}", "type": "Selector", "firstWords": quote.first}
        places = [(KG.firstWords, quote.first, quoted)]
        if quote.last:
            selector["lastWords"] = quote.last
            places.append((KG.lastWords, quote.last, quoted))
        if pinned and (pin := self._pin(pinned.value)):
            selector |= {"type": ["Selector", "TextPositionSelector"], "start": pin.start, "end": pin.end}
            selector["passageDigest"] = pin.digest
            places += [(Term.start, pin.start, pinned), (Term.end, pin.end, pinned)]
            places.append((KG.passageDigest, pin.digest, pinned))
        span_iri = self.terms.expand(f"span:{name}")
        self.spans.add(quoted.value.span, self.terms.expand(f"anchor:{name}"))
        self.spans.add(quoted.value.span, span_iri)
        for predicate, term, entry in places:
            self.spans.add(entry.value.span, span_iri, predicate)
            self.spans.add(entry.value.span, span_iri, predicate, term)
        return {"id": f"anchor:{name}", "type": "Passage", "source": document, "selector": selector}


def _slug(text: str) -> str:
    """Drop characters that an id cannot contain: a malformed id is reported elsewhere."""
    return re.sub(r"[^A-Za-z0-9.:-]", "", text)
