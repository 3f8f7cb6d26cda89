"""Check the triples of an RDF file against the ontology, as the keys of a YAML file are checked."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kgraph.core import limits
from kgraph.core.characters import unsafe_characters
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.terms import Property
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing import datatypes
from kgraph.parsing.jsonld import BASE
from kgraph.parsing.scalars import WEB, Findings, codes_of, match_id
from kgraph.parsing.spans import Spans, term_text

IMPORTS: Final = "http://www.w3.org/2002/07/owl#imports"
"""Never followed and never exported: it makes other tools fetch what it names."""

_SHAPES: Final = "http://www.w3.org/ns/shacl#"


def check(triples: Iterable[ox.Triple], findings: Findings, spans: Spans) -> None:
    """Check every triple of a file, and report terms, ids, codes and literals that YAML could not contain."""
    triples = list(triples)
    kinds: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == Term.type and isinstance(triple.object, ox.NamedNode):
            kinds.setdefault(term_text(triple.subject), set()).add(triple.object.value)
    checker = _Checker(findings, spans, kinds)
    for subject in dict.fromkeys(triple.subject for triple in triples):
        checker.subject(subject)
    for triple in triples:
        checker.statement(triple)
    _check_chains(triples, findings, spans)


def _check_chains(triples: Iterable[ox.Triple], findings: Findings, spans: Spans) -> None:
    """Report a chain of more than `limits.HOPS` sources, at the first one too many."""
    relayed: dict[str, list[str]] = {}
    for triple in triples:
        if triple.predicate.value == KG.relays:
            relayed.setdefault(term_text(triple.subject), []).append(term_text(triple.object))
    waiting = Counter(target for targets in relayed.values() for target in targets)
    hops = [hop for hop in relayed if hop not in waiting]
    for _ in range(limits.HOPS + 1):  # what is on a circle is never reached
        reached = [target for hop in hops for target in relayed.get(hop, ())]
        waiting.subtract(reached)
        hops = [target for target in dict.fromkeys(reached) if not waiting[target]]
    if hops:
        first = min(hops)
        message = f"a chain has more than {limits.HOPS} sources"
        findings.add("KG022", spans.locate(first), message, "leave out sources that only pass it on", subject=first)


class _Checker:
    """Checks one triple at a time."""

    def __init__(self, findings: Findings, spans: Spans, kinds: dict[str, set[str]]) -> None:
        self.findings = findings
        self.spans = spans
        self.kinds = kinds
        self.terms = terms.load()

    def subject(self, subject: object) -> None:
        """Check the id of a subject, and that its prefix belongs to its class."""
        if not isinstance(subject, ox.NamedNode):
            return
        iri = subject.value
        span = self.spans.locate(iri)
        if not self._is_id(iri):
            message = "the id is a relative IRI" if iri.startswith(BASE) else f"`{_short(iri)}` is not a valid id"
            fix = f"write {IDS}, a known prefix and a name, such as {IDS}claim/bank-closed"
            self.findings.add("KG010", span, message, fix, subject=iri)
            return
        prefix = iri.removeprefix(IDS).partition("/")[0]
        for kind in sorted(self.kinds.get(iri, ())):
            known = self.terms.classes.get(kind)
            if known and known.prefix and known.prefix != prefix:
                message = f"`{self.terms.compact(iri)}` is a {known.name}, whose ids start with `{known.prefix}:`"
                self.findings.add("KG010", span, message, f"use an id with `{known.prefix}:`", subject=iri)

    def _is_id(self, iri: str) -> bool:
        compact = self.terms.compact(iri)
        return iri.startswith(IDS) and (compact.startswith("file:") or match_id(compact) is not None)

    def statement(self, triple: ox.Triple) -> None:
        """Check the predicate of a triple, then its value."""
        predicate, value = triple.predicate.value, triple.object
        if isinstance(value, ox.Triple) or isinstance(triple.subject, ox.Triple):
            self._add("KG019", triple, "statements about statements are not supported", "write an assertion instead")
            return
        if predicate.startswith(_SHAPES) or term_text(value).startswith(_SHAPES):
            self._add("KG027", triple, "")
            return
        if predicate == IMPORTS:
            self._add("KG019", triple, "`owl:imports` is not followed", "name the other file on the command line")
            return
        for _, name in unsafe_characters(term_text(value)):
            self._add("KG013", triple, f"the text contains {name}")
            return
        span = self.spans.locate(term_text(triple.subject), predicate, term_text(value))
        self.findings.add_invisible(term_text(value), span, term_text(triple.subject))
        if predicate == Term.type:
            if term_text(value) not in {*self.terms.classes, Term.TextPositionSelector}:
                self._unknown(triple, term_text(value), self.terms.classes)
            return
        prop = self.terms.properties.get(predicate)
        if prop is None:
            self._unknown(triple, predicate, self.terms.properties)
            return
        self._domain(triple, prop)
        if isinstance(value, ox.Literal):
            self._literal(triple, prop, value)
        elif isinstance(value, ox.NamedNode):
            self._iri(triple, prop, value.value)

    def _domain(self, triple: ox.Triple, prop: Property) -> None:
        kinds = self.kinds.get(term_text(triple.subject), set()) & self.terms.classes.keys()
        domains = {above for kind in kinds for above in self.terms.classes[kind].ancestors}
        if domains and not domains & prop.domains:
            homes = ", ".join(sorted(map(self.terms.compact, prop.domains)))
            self._add("KG006", triple, f"`{prop.key}` is not a property of this thing", f"it is a property of {homes}")

    def _unknown(self, triple: ox.Triple, term: str, known: Iterable[str]) -> None:
        names = {_local_name(iri): iri for iri in known}
        fix = hint(_local_name(term), names, show=lambda name: f"<{names[name]}>")
        self._add("KG019", triple, f"`{_short(term)}` is not in the ontology", fix)

    def _literal(self, triple: ox.Triple, prop: Property, value: ox.Literal) -> None:
        if prop.is_reference or prop.coercion == "@vocab":
            self._add("KG007", triple, f"`{prop.key}` takes an IRI, not a literal", "write the IRI in angle brackets")
            return
        datatype = value.datatype.value
        allowed = list(prop.ranges)
        if datatypes.XSD + "string" in allowed:
            allowed.append(datatypes.LANGUAGE_STRING)
        if datatype not in allowed:
            wanted = " or ".join(map(datatypes.name, prop.ranges))
            self._add("KG023", triple, f"`{prop.key}` takes {wanted}, not {datatypes.name(datatype)}")
        elif not datatypes.CHECKS[datatype](value.value):
            message = f"`{value.value[:40]}` is not a valid {datatypes.name(datatype)}"
            self._add("KG009" if "date" in datatype else "KG023", triple, message)
        elif not value.value.strip():
            self._add("KG007", triple, f"`{prop.key}` is empty", "write the text, or remove the statement")

    def _iri(self, triple: ox.Triple, prop: Property, iri: str) -> None:
        if prop.coercion == "@vocab":
            self._code(triple, prop, iri)
        elif not prop.is_reference:
            self._add("KG007", triple, f"`{prop.key}` takes a literal, not an IRI", "write it in quotes")
        elif any(kind in self.terms.classes for kind in prop.ranges):
            prefixes = self.terms.prefixes_for(prop.ranges)
            compact = self.terms.compact(iri)
            if not self._is_id(iri) or compact.partition(":")[0] not in prefixes:
                expected = " or ".join(f"`{prefix}:`" for prefix in prefixes)
                self._add("KG010", triple, f"`{_short(compact)}` has the wrong prefix: `{prop.key}` takes {expected}")
        elif not WEB.fullmatch(iri):
            message = f"`{prop.key}` takes a web address that starts with https:// or http://"
            self._add("KG010", triple, message, "write the full address")

    def _code(self, triple: ox.Triple, prop: Property, iri: str) -> None:
        codes = codes_of(prop)
        if iri not in codes.values():
            choices = f"use one of {', '.join(sorted(codes.values()))}"
            fix = hint(_local_name(iri), codes, choices, show=lambda code: f"<{codes[code]}>")
            self._add("KG021", triple, f"`{_short(iri)}` is not a valid `{prop.key}`", fix)

    def _add(self, code: str, triple: ox.Triple, message: str, fix: str = "") -> None:
        subject = term_text(triple.subject)
        span = self.spans.locate(subject, triple.predicate.value, term_text(triple.object))
        self.findings.add(code, span, message, fix, subject=subject)


def _local_name(iri: str) -> str:
    return iri.replace("/", "#").rpartition("#")[2]


def _short(text: str) -> str:
    """Shorten a text for a message."""
    return text.removeprefix(BASE)[:80]
