"""Expand the short form to explicit JSON-LD, thing by thing; the ontology defines the keys."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgraph.core.diagnostics import Span
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.terms import Class, Property
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import quote_syntax
from kgraph.parsing.nodes import Entry, Mapping, Node, Scalar, Sequence, name_kind
from kgraph.parsing.scalars import MOST_FINDINGS, Findings, Json, Value, convert, identify
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
            if not (isinstance(node, Scalar) and node.kind == "unread"):
                message = f"`{entry.key.text}` takes a list, not {name_kind(node)}"
                self.findings.add("KG007", node.span, message, "start each item with `- `")
            return []
        for item in node.items:
            if not isinstance(item, Mapping) and not (isinstance(item, Scalar) and item.kind == "unread"):
                message = f"an item of `{entry.key.text}` must be a mapping, not {name_kind(item)}"
                self.findings.add("KG007", item.span, message, "write keys with values, such as `id:`")
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
        if key.kind == "unread" or key.text == "" or len(self.findings.found) > MOST_FINDINGS:
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
        iri = self.terms.expand(subject)
        self.spans.add(span, iri)
        return {"id": subject, "type": kind.name}

    def id_of(self, mapping: Mapping, kind: Class) -> tuple[str, Span]:
        """Return the `id` of a thing and its place; the id is empty if it is missing or not valid."""
        entry = mapping.entry("id")
        if entry is None:
            return "", mapping.span
        where = _whole(entry)
        value = identify(entry.value, kind.prefix, self.findings)
        return (str(value.json) if value else ""), where

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
        nodes = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        names = [node.text for node in nodes if isinstance(node, Scalar)]
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
        node = entry.value
        if not isinstance(node, Sequence):
            nodes: tuple[Node, ...] = (node,)
        elif prop.functional or not node.items:
            message = f"`{prop.key}` takes one value" if prop.functional else f"`{prop.key}` is an empty list"
            self.findings.add("KG007", node.span, message, "write one value without brackets or dashes")
            return
        else:
            nodes = node.items
        values: dict[str, Json] = {}
        for value_node in nodes:
            value = self._value(value_node, prop, subject)
            if value is None:
                continue
            if value.term in values:
                self.findings.add("KG018", value_node.span, f"`{prop.key}` has the same value twice", "remove one")
            values[value.term] = value.json
            self.spans.add(value_node.span, iri, prop.iri, value.term)
        if values:
            listed = list(values.values())
            thing[prop.key] = listed if isinstance(node, Sequence) else listed[0]

    def _value(self, node: Node, prop: Property, subject: str) -> Value | None:
        if isinstance(node, Mapping):
            for iri in prop.ranges:
                kind = self.terms.classes.get(iri)
                if kind and kind.prefix and not kind.section and kind.iri != KG.AnnotationSet:
                    inner = self.thing(node, kind, owner=subject)
                    return Value(inner, self.terms.expand(str(inner["id"]))) if inner else None
        return convert(node, prop, self.findings)

    def passage(self, thing: Object, subject: str, mapping: Mapping, document: str) -> str:
        """Expand `quote` and `pin`; return the quote as written, or an empty text."""
        quoted, pinned = mapping.entry("quote"), mapping.entry("pin")
        if quoted is None:
            if pinned is not None:
                self.findings.add(
                    "KG006", pinned.key.span, "`pin` has no `quote`", "add the `quote` that it belongs to"
                )
            return ""
        if mapping.entry("passage"):
            self.findings.add(
                "KG006", quoted.key.span, "`quote` and `passage` cannot be used together", "remove one of the two"
            )
        text = self._text(quoted)
        quote = quote_syntax.split_quote(text)
        if text and quote is None:
            message = "`quote` must be a passage, or its first and last words joined by one ellipsis"
            self.findings.add(
                "KG007",
                quoted.value.span,
                message,
                "write `first words … last words`, and `\\…` for an ellipsis in the text",
            )
        if quote and not document:
            self.findings.add("KG024", quoted.key.span, "the passage belongs to no document")
        if quote and document and thing:
            written = _Written(quoted, quote, pinned, self._pin(pinned))
            thing["passage"] = self._explicit(subject, written, document)
            self.spans.add(quoted.key.span, self.terms.expand(subject), KG.passage)
        return text

    def _text(self, entry: Entry) -> str:
        value = convert(entry.value, self.terms.keys["firstWords"], self.findings) if _is_text(entry.value) else None
        if value is None and not _is_text(entry.value):
            message = f"`{entry.key.text}` takes text, not {name_kind(entry.value)}"
            self.findings.add("KG007", entry.value.span, message, "put the text in quotes")
        return value.term if value else ""

    def _pin(self, entry: Entry | None) -> quote_syntax.Pin | None:
        if entry is None:
            return None
        pin = quote_syntax.split_pin(entry.value.text) if isinstance(entry.value, Scalar) else None
        if pin is None and not (isinstance(entry.value, Scalar) and entry.value.kind == "unread"):
            fix = "remove it, and let `kgraph quotes pin` write it"
            self.findings.add("KG007", entry.value.span, "`pin` must be `start-end` and 16 hexadecimal digits", fix)
        return pin

    def _explicit(self, subject: str, written: "_Written", document: str) -> Object:
        """Make the passage of a thing; its id comes from the thing, so that two files never describe one passage."""
        name = subject.removeprefix("assertion:").replace(":", ".")
        selector: Object = {"id": f"span:{name}", "type": "Selector", "firstWords": written.quote.first}
        places = [(KG.firstWords, written.quote.first, written.quoted)]
        if written.quote.last:
            selector["lastWords"] = written.quote.last
            places.append((KG.lastWords, written.quote.last, written.quoted))
        if written.pin and written.pinned:
            pin, pinned = written.pin, written.pinned
            selector |= {"type": ["Selector", "TextPositionSelector"], "start": pin.start, "end": pin.end}
            selector["passageDigest"] = pin.digest
            places += [(Term.start, pin.start, pinned), (Term.end, pin.end, pinned)]
            places.append((KG.passageDigest, pin.digest, pinned))
        span_iri = self.terms.expand(f"span:{name}")
        self.spans.add(written.quoted.value.span, self.terms.expand(f"anchor:{name}"))
        self.spans.add(written.quoted.value.span, span_iri)
        for predicate, term, entry in places:
            self.spans.add(entry.value.span, span_iri, predicate)
            self.spans.add(entry.value.span, span_iri, predicate, term)
        return {"id": f"anchor:{name}", "type": "Passage", "source": document, "selector": selector}


@dataclass(frozen=True, slots=True)
class _Written:
    """A quote and its pin, each with its entry in the file."""

    quoted: Entry
    quote: quote_syntax.Quote
    pinned: Entry | None
    pin: quote_syntax.Pin | None


def _whole(entry: Entry) -> Span:
    """Make a span of a key and its value."""
    key, value = entry.key.span, entry.value.span
    return Span(key.line, key.column, value.end_line, value.end_column)


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind in {"text", "unread"}


def _slug(text: str) -> str:
    """Drop characters that an id cannot contain: a malformed id is reported elsewhere."""
    return "".join(
        character for character in text if character.isascii() and (character.isalnum() or character in "-.:")
    )
