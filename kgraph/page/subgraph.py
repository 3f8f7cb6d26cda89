"""A part of the graph for a page of its own: a neighbourhood, a question, a document, or what a query answers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, NS, Term
from kgraph.page.palette import FOUND
from kgraph.page.phrases import RELATIONS
from kgraph.page.picture import Line
from kgraph.provenance.chains import Evidence
from kgraph.provenance.network import draw
from kgraph.sparql.catalogue import suggest
from kgraph.sparql.results import Triples, iris
from kgraph.sparql.run import answer, named
from kgraph.store.lookup import Known, Lookup

if TYPE_CHECKING:
    from kgraph.provenance.graphs import Network

_SAID: Final = frozenset({KG.Claim, KG.Assertion, KG.ClaimLink})
"""What belongs to a claim, and is left out with it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part is wanted, by ids as annotations write them; an empty wish is the whole.

    `query` is CONSTRUCT or DESCRIBE, by its name in the catalogue or as SPARQL, with values in `params`.
    """

    focus: str = ""
    depth: int = 1
    question: str = ""
    document: str = ""
    query: str = ""
    params: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        """Whether it is for less than the whole."""
        return bool(self.focus or self.question or self.document or self.query)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a graph as a graph, what it is in words, and lines of a query alone, with its terms for them."""

    lookup: Lookup
    evidence: Evidence
    words: str = ""
    lines: tuple[Line, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    store: ox.Store
    folder: Path | None


def select(knowledge: Known, evidence: Evidence, wish: Wish) -> Part:
    """Take the part that is wanted, with all that its claims rest on; several wishes must all be met.

    Raises UsageError for an id that the graph does not have, and for a query that answers with rows.
    """
    if not wish:
        return Part(knowledge.lookup, evidence)
    graph = draw(knowledge)
    claims = set(evidence.standings)
    words: list[str] = []
    terms: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    shown: set[str] = set()
    if wish.focus:
        iri = _find(graph, wish.focus)
        claims &= _around(graph, iri, wish.depth)
        shown.add(iri)
        words.append(f"the neighbourhood of “{_label(graph, iri)}”, {say_count(wish.depth, 'step')}")
    for asked, kind, relation, how in (
        (wish.question, "question", "answers", "claims that answer"),
        (wish.document, "document", "states", "claims in"),
    ):
        if asked:
            iri = _find(graph, asked, kind)
            claims &= set(_claims_beside(graph, iri, (relation,)))
            shown.add(iri)
            words.append(f"{how} “{_label(graph, iri)}”")
    if wish.query:
        triples = _answer(knowledge, wish)
        answered = iris(triples) & set(graph)
        claims &= answered
        shown |= answered - set(evidence.standings)
        given = list(_given(triples, answered))
        terms = tuple(sorted({_words(name) for _, name, _ in given}))
        lines = tuple(_line(*one, terms) for one in given)
        words.append(_say_query(wish))
    lookup = Lookup(_extract(knowledge.lookup, claims, shown))
    kept = Evidence({iri: standing for iri, standing in evidence.standings.items() if iri in claims})
    size = f"{len(claims)} of {say_count(len(evidence.standings), 'claim')}"
    return Part(lookup, kept, f"A part of the graph: {'; '.join(words)}. It holds {size}.", lines, terms)


def _find(graph: "Network", name: str, kind: str = "") -> str:
    iri = expand(name) or name
    if iri in graph and (not kind or graph.nodes[iri]["kind"] == kind):
        return iri
    known = [contract(one) for one, data in graph.nodes(data=True) if not kind or data["kind"] == kind]
    raise UsageError(f"no {kind or 'thing'} in the graph is called `{name}`{suggest(name, known)}")


def _label(graph: "Network", iri: str) -> str:
    return clean(str(graph.nodes[iri]["label"]))


def _claims_beside(graph: "Network", iri: str, relations: Iterable[str] | None = None) -> Iterator[str]:
    """Go through the claims joined to something, by any relation or by some."""
    for start, end, data in (*graph.out_edges(iri, data=True), *graph.in_edges(iri, data=True)):
        other = end if start == iri else start
        if graph.nodes[other]["kind"] == "claim" and (relations is None or data["relation"] in relations):
            yield other


def _around(graph: "Network", iri: str, depth: int) -> set[str]:
    """Find the claims within some steps: those of a source or question are one step from it."""
    is_claim = graph.nodes[iri]["kind"] == "claim"
    edge = {iri} if is_claim else set(_claims_beside(graph, iri))
    found = set(edge)
    for _ in range(depth if is_claim else depth - 1):
        edge = {other for one in edge for other in _claims_beside(graph, one, RELATIONS)} - found
        found |= edge
    return found


def _answer(knowledge: Known, wish: Wish) -> Triples:
    found = answer(
        _Asked(knowledge.lookup.store, getattr(knowledge, "folder", None)), named(wish.query), wish.params or {}
    )
    if not isinstance(found, Triples):
        raise UsageError("cannot draw the answer to this query: use a CONSTRUCT or DESCRIBE query")
    return found


def _say_query(wish: Wish) -> str:
    query = named(wish.query)
    values = ", ".join(f"{name} {value}" for name, value in sorted((wish.params or {}).items()))
    said = f"what “{query.title}” answers" if query.title else "what a query answers"
    return said + (f", {clean(values)}" if values else "")


def _given(triples: Triples, known: set[str]) -> Iterator[tuple[str, str, str]]:
    """Go through what the query states in terms other than the model's, which are drawn anyway."""
    for one in triples.triples:
        if isinstance(one.subject, ox.NamedNode) and isinstance(one.object, ox.NamedNode):
            name = one.predicate.value
            if {one.subject.value, one.object.value} <= known and not name.startswith(NS) and name != Term.type:
                yield one.subject.value, name, one.object.value


def _words(term: str) -> str:
    """Read a term as words.

    >>> _words("http://purl.org/spar/cito/citesAsEvidence")
    'cites as evidence'
    """
    return clean(re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[/#]", term)[-1]).lower()) or term


def _line(start: str, name: str, end: str, terms: Sequence[str]) -> Line:
    stroke = FOUND[min(terms.index(_words(name)), len(FOUND) - 1)]
    return Line(" ".join(map(contract, (name, start, end))), contract(start), contract(end), stroke, ())


def _extract(lookup: Lookup, claims: set[str], named: set[str]) -> ox.Store:
    """Copy what the claims are made of: their assertions and the links between them, and all these refer to."""
    types = lookup.values(Term.type)
    ends = [lookup.values(name) for name in (KG.from_, KG.to)]
    kept = {*claims, *named}
    kept |= {one for one, values in lookup.values(KG.asserts).items() if claims & set(values)}
    kept |= {one for one in set(ends[0]) & set(ends[1]) if {*ends[0][one], *ends[1][one]} <= claims}
    left = {one for one, values in types.items() if _SAID & set(values) and one not in kept}
    statements: dict[str, list[ox.Quad]] = {}
    for quad in lookup.store:
        if isinstance(quad.subject, ox.NamedNode):
            statements.setdefault(quad.subject.value, []).append(quad)
    referring = {
        one: {quad.object.value for quad in statements.get(one, ()) if isinstance(quad.object, ox.NamedNode)} - left
        for one in statements
        if one not in left
    }
    reached = _reach(referring, kept)
    shown = set(network_kinds(types))
    # What is no box itself but speaks of one, as a rating does, comes with it.
    reached |= {one for one in referring if one not in shown and one in types and referring[one] & reached & shown}
    part = ox.Store()
    part.extend(
        quad
        for one in sorted(reached)
        for quad in statements.get(one, ())
        if not (isinstance(quad.object, ox.NamedNode) and quad.object.value in left)
    )
    return part


def network_kinds(types: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Go through the things that can be boxes, or belong to a claim."""
    own = {KG.Document, KG.Work, KG.AnonymousSource, KG.MediaOutlet, KG.Organization, KG.Person, KG.State, KG.Group}
    for one, values in types.items():
        if (own | _SAID | {KG.Question, KG.Event, KG.Place, KG.Quantity, KG.Passage}) & set(values):
            yield one


def _reach(referring: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        for other in referring.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
