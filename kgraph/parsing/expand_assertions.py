"""Expand claims and assertions of the short form: who says a claim, and through which chain of speakers."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from kgraph.core import limits
from kgraph.ontology.vocab import KG
from kgraph.parsing import quote_syntax
from kgraph.parsing.expand import SHORT_PASSAGE, Object, Things
from kgraph.parsing.nodes import Entry, Mapping, Node, Scalar, Sequence, items_of, name_kind
from kgraph.parsing.scalars import convert, reference

CLAIM_OWN: Final = frozenset({"id", "type", "note"})
"""Keys of claims and assertions that, written in a claim, belong to the claim."""
EXPLICIT: Final = frozenset({"asserts", "relays", "reportedIn", "passage"})
"""Keys of an assertion that the short form generates."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """One speaker of a chain: the outermost assertion, or an item of `via`."""

    mapping: Mapping
    speaker: str
    written: Entry | None


class Assertions:
    """Expands claims and assertions; `Things` does what they share with other things."""

    def __init__(self, things: Things, *, creator: str) -> None:
        self.things = things
        self.creator = creator
        self.expanded: list[Object] = []
        self._keys = things.terms.keys_of(KG.Assertion)
        self._short = {*self._keys, *SHORT_PASSAGE, "via"} - EXPLICIT
        self._claim_keys = things.terms.keys_of(KG.Claim)

    def claim(self, mapping: Mapping) -> Object | None:
        """Expand a claim and the assertions inside it."""
        kind = self.things.terms.classes[KG.Claim]
        allowed = {*self._claim_keys, *self._short, "said"}
        own = {*self._claim_keys, "id", "type"}
        short = [entry for entry in mapping if entry.key.text in self._short - own]
        for entry in mapping:
            if entry.key.text not in own | allowed:
                self.things.refuse_key(entry, allowed, "Claim")
        claim = self.things.thing(
            Mapping(mapping.span, tuple(entry for entry in mapping if entry.key.text in own)), kind
        )
        only = Mapping(short[0].key.span, tuple(short)) if short else None
        self._assertions(mapping, str(claim["id"]) if claim else "", only, short)
        return claim

    def assertion(self, mapping: Mapping) -> None:
        """Expand one item of `assertions`: one or several assertions of a claim that another file defines."""
        entry = mapping.entry("asserts")
        if entry is None or not isinstance(entry.value, Scalar):
            message, fix = "the assertion has no claim", "add `asserts:` with the id of the claim"
            self.things.findings.add("KG007", mapping.span, message, fix)
            return
        value = reference(entry.value, self._keys["asserts"], self.things.findings)
        beside = [beside for beside in mapping if beside.key.text not in {"asserts", "said"}]
        self._assertions(mapping, str(value.json) if value else "", mapping, beside, entry)

    def _assertions(
        self, mapping: Mapping, claim: str, only: Mapping | None, beside: list[Entry], asserts: Entry | None = None
    ) -> None:
        """Expand the items of `said`, or the only assertion; those of a claim without a valid id are only checked."""
        before = len(self.expanded)
        said = mapping.entry("said")
        if said is not None:
            for entry in beside:
                message = f"`{entry.key.text}` cannot be used together with `said`"
                self.things.findings.add("KG006", entry.key.span, message, "move it into an item of `said`")
        for item in self.things.items(said) if said else [only] if only else []:
            self._assertion(item, claim or f"claim:unnamed-{mapping.span.line}-{mapping.span.column}", asserts)
        if not claim:
            del self.expanded[before:]

    def _refuse_unknown(self, mapping: Mapping, allowed: Collection[str], what: str) -> None:
        for entry in mapping:
            if entry.key.text == "asserts" and "asserts" not in allowed:
                message = "`asserts` cannot be used inside a claim"
                fix = "remove it; to assert another claim, add an item to `assertions`"
                self.things.findings.add("KG006", entry.key.span, message, fix)
            elif entry.key.text not in allowed:
                self.things.refuse_key(entry, allowed, what)

    def _assertion(self, mapping: Mapping, claim: str, asserts: Entry | None) -> None:
        """Expand the outermost assertion and the hops of its `via`."""
        own = mapping.entry("asserts")
        allowed = self._short | {"id", "type"} | (EXPLICIT if asserts else frozenset())
        self._refuse_unknown(mapping, allowed if own is asserts else allowed - {"asserts"}, "Assertion")
        self.things.class_of(mapping, self.things.terms.classes[KG.Assertion])
        via, relays = mapping.entry("via"), mapping.entry("relays")
        if via and relays:
            message = "`relays` and `via` cannot be used together"
            self.things.findings.add("KG006", relays.key.span, message, "remove one of the two")
        document = self._document(mapping)
        if not document:
            self.things.findings.add("KG024", mapping.span)
        chain = [self._outermost(mapping, document), *self._via(via)]
        quote, passage = "", None
        previous: Object | None = None
        speakers = [hop.speaker for hop in chain]
        for index, hop in enumerate(chain):
            is_outermost = index == 0
            own = hop.mapping.entry("quote")
            quote = own.value.text if own and isinstance(own.value, Scalar) else quote
            thing = self._begin(hop, document, claim, [*speakers, quote, str(index)])
            if thing is None:
                return
            subject = str(thing["id"])
            thing["asserts"] = claim
            if asserts and is_outermost:
                self._place(subject, KG.asserts, asserts, claim)
            self._say(thing, subject, hop, document, is_outermost=is_outermost, more=index + 1 < len(chain))
            if document:
                self.things.passage(thing, subject, hop.mapping, document)
            passage = self._passage(thing, passage)
            if previous is not None:
                previous["relays"] = subject
            self.expanded.append(thing)
            previous = thing

    def _passage(self, thing: Object, above: str | None) -> str | None:
        """Use the passage of the hop above for a hop without a quote."""
        own = thing.get("passage")
        if own is None and above is not None:
            thing["passage"] = above
        return str(own["id"]) if isinstance(own, dict) else above

    def _document(self, mapping: Mapping) -> str:
        for key in ("inDocument", "reportedIn"):
            node = mapping.get(key)
            if isinstance(node, Scalar):
                value = reference(node, self._keys[key], self.things.findings)
                return str(value.json) if value else "doc:unnamed"
        return self.things.document

    def _outermost(self, mapping: Mapping, document: str) -> _Hop:
        by = mapping.entry("by")
        if by is None:
            speaker = (self.creator or document) if document == self.things.document else ""
        else:
            speaker = self._speaker(by.value)
        return _Hop(mapping, speaker, by)

    def _speaker(self, node: Node, key: str = "by") -> str:
        value = convert(node, replace(self._keys["by"], key=key), self.things.findings)
        return str(value.json) if value else ""

    def _via(self, entry: Entry | None) -> list[_Hop]:
        if entry is None:
            return []
        nodes = items_of(entry.value)
        if not nodes:
            fix = "write the id of the source that is quoted, or remove `via`"
            self.things.findings.add("KG007", entry.value.span, "`via` is an empty list", fix)
        if len(nodes) > limits.HOPS:
            message = f"the chain has {len(nodes)} sources, and the limit is {limits.HOPS}"
            self.things.findings.add(
                "KG022", nodes[limits.HOPS].span, message, "leave out sources that only pass it on"
            )
            return []
        return [hop for node in nodes if (hop := self._hop(entry, node))]

    def _hop(self, via: Entry, node: Node) -> _Hop | None:
        if isinstance(node, Sequence):
            message = f"an item of `via` must be an id or a mapping, not {name_kind(node)}"
            self.things.findings.add("KG007", node.span, message, "write all speakers in one list, outermost first")
            return None
        if isinstance(node, Scalar):
            bare = Entry(Scalar(via.key.span, "by"), node)
            return _Hop(Mapping(node.span, ()), self._speaker(node, "via"), bare)
        self._refuse_unknown(node, (self._short | {"id"}) - {"via", "inDocument"}, "an item of `via`")
        by = node.entry("by")
        if by is None:
            message = "the item of `via` has no speaker"
            self.things.findings.add("KG007", node.span, message, "add `by:` with the id of a source")
        return _Hop(node, self._speaker(by.value) if by else "", by)

    def _begin(self, hop: _Hop, document: str, claim: str, parts: list[str]) -> Object | None:
        kind = self.things.terms.classes[KG.Assertion]
        subject, span = self.things.id_of(hop.mapping, kind)
        names = [document, claim] if document else [claim]
        subject = subject or quote_syntax.mint("assertion", names, [document, claim, *parts])
        is_new = subject not in self.things.defined
        thing = self.things.begin(subject, kind, span)
        return thing if is_new else None

    def _say(self, thing: Object, subject: str, hop: _Hop, document: str, *, is_outermost: bool, more: bool) -> None:
        """Add the speaker, the document, the defaults and the written keys."""
        if hop.speaker:
            thing["by"] = hop.speaker
            if hop.written:
                self._place(subject, KG.attributedTo, hop.written, hop.speaker)
        relays = more or hop.mapping.entry("relays") is not None
        thing["stance"] = "reports" if relays and is_outermost else "asserts"
        thing["certainty"] = "certain"
        if relays or hop.mapping.entry("cites"):
            thing["basis"] = "statement" if relays else "document"
        elif not is_outermost:
            thing["basis"] = "noneStated"
        if document:
            is_own = is_outermost and hop.mapping.entry("reportedIn") is None
            thing["inDocument" if is_own else "reportedIn"] = document
        for entry in hop.mapping:
            if entry.key.text in self._keys.keys() - {"asserts", "by"}:
                self.things.put(thing, subject, self._keys[entry.key.text], entry)

    def _place(self, subject: str, predicate: str, entry: Entry, value: str) -> None:
        iri = self.things.terms.expand(subject)
        self.things.spans.add(entry.key.span, iri, predicate)
        self.things.spans.add(entry.value.span, iri, predicate, self.things.terms.expand(value))
