"""A part of the graph to draw by itself: a neighbourhood, a question, a document, or the answer to a query."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, NS, Term
from kgraph.page.palette import FOUND
from kgraph.page.picture import Line
from kgraph.provenance.chains import Evidence
from kgraph.provenance.graphs import measure
from kgraph.provenance.network import draw
from kgraph.render.wording import RELATIONS, split_words
from kgraph.sparql.results import Triples, iris
from kgraph.sparql.run import answer, named
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import Known, Lookup

if TYPE_CHECKING:
    from kgraph.provenance.graphs import Network

_SAID: Final = frozenset({KG.Claim, KG.Assertion, KG.ClaimLink})
"""Things that belong to a claim, and are left out with it."""
_OWN: Final = _SAID | {
    *(KG.Document, KG.Work, KG.AnonymousSource, KG.MediaOutlet, KG.Organization, KG.Person, KG.State, KG.Group),
    *(KG.Question, KG.Event, KG.Place, KG.Quantity, KG.Passage),
}
"""Things that can have a box, or belong to a claim."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part to draw, by ids as annotations write them; an empty wish is the whole graph.

    `query` is CONSTRUCT or DESCRIBE, by its name in the catalogue or as SPARQL, with values in `params`.
    """

    focus: str = ""
    depth: int = 1
    question: str = ""
    document: str = ""
    query: str = ""
    params: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        """Whether it asks for less than the whole graph."""
        return bool(self.focus or self.question or self.document or self.query)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a graph as a graph, its description in `words`, and the lines and terms that only a query states."""

    lookup: Lookup
    evidence: Evidence
    words: str = ""
    lines: tuple[Line, ...] = ()
    terms: tuple[str, ...] = ()


def select(knowledge: Known, evidence: Evidence, wish: Wish) -> Part:
    """Copy the part that is asked for, with everything that its claims rest on; all the wishes apply together.

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
    for name, kind, relation, phrase in (
        (wish.question, "question", "answers", "claims that answer"),
        (wish.document, "document", "states", "claims in"),
    ):
        if name:
            iri = _find(graph, name, kind)
            claims &= set(_claims_beside(graph, iri, (relation,)))
            shown.add(iri)
            words.append(f"{phrase} “{_label(graph, iri)}”")
    if wish.query:
        triples = _answer(knowledge, wish)
        answered = iris(triples) & set(graph)
        claims &= answered
        shown |= answered - set(evidence.standings)
        extra = list(_extra_triples(triples, answered))
        terms = tuple(sorted({split_words(predicate) for _, predicate, _ in extra}))
        lines = tuple(_line(*triple, terms) for triple in extra)
        words.append(_say_query(wish))
    lookup = Lookup(_extract(knowledge.lookup, claims, shown))
    kept = Evidence({iri: standing for iri, standing in evidence.standings.items() if iri in claims})
    size = f"{len(claims)} of {say_count(len(evidence.standings), 'claim')}"
    return Part(lookup, kept, f"A part of the graph: {'; '.join(words)}. It holds {size}.", lines, terms)


def _find(graph: "Network", name: str, kind: str = "") -> str:
    iri = expand(name) or name
    if iri in graph and (not kind or graph.nodes[iri]["kind"] == kind):
        return iri
    known = [contract(node) for node, data in graph.nodes(data=True) if not kind or data["kind"] == kind]
    raise UsageError(f"no {kind or 'thing'} in the graph is called `{name}`{hint(name, known, lead=': ')}")


def _label(graph: "Network", iri: str) -> str:
    return str(graph.nodes[iri]["label"])


def _claims_beside(graph: "Network", iri: str, relations: Iterable[str] | None = None) -> Iterator[str]:
    """List the claims joined to a thing, by any relation or by those given."""
    for start, end, data in (*graph.out_edges(iri, data=True), *graph.in_edges(iri, data=True)):
        neighbour = end if start == iri else start
        if graph.nodes[neighbour]["kind"] == "claim" and (relations is None or data["relation"] in relations):
            yield neighbour


def _around(graph: "Network", iri: str, depth: int) -> set[str]:
    """Find the claims within `depth` steps; the claims of a source or question are one step from it."""
    is_claim = graph.nodes[iri]["kind"] == "claim"
    starts = {iri} if is_claim else set(_claims_beside(graph, iri))
    distances = measure(lambda claim: _claims_beside(graph, claim, RELATIONS), starts)
    return {claim for claim, distance in distances.items() if distance <= (depth if is_claim else depth - 1)}


def _answer(knowledge: Known, wish: Wish) -> Triples:
    whole = Knowledge((), knowledge.lookup.store, getattr(knowledge, "folder", None))
    triples = answer(whole, named(wish.query), wish.params or {})
    if not isinstance(triples, Triples):
        raise UsageError("cannot draw the answer to this query: use a CONSTRUCT or DESCRIBE query")
    return triples


def _say_query(wish: Wish) -> str:
    query = named(wish.query)
    values = ", ".join(f"{name} {value}" for name, value in sorted((wish.params or {}).items()))
    name = f"the answer to “{query.title}”" if query.title else "the answer to a query"
    return name + (f", {values}" if values else "")


def _extra_triples(triples: Triples, known: set[str]) -> Iterator[tuple[str, str, str]]:
    """List what the query states in terms that are not the model's; the picture has the model's terms anyway."""
    for triple in triples.triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            start, name, end = triple.subject.value, triple.predicate.value, triple.object.value
            if {start, end} <= known and not name.startswith(NS) and name != Term.type:
                yield start, name, end


def _line(start: str, name: str, end: str, terms: Sequence[str]) -> Line:
    stroke = FOUND[min(terms.index(split_words(name)), len(FOUND) - 1)]
    return Line(" ".join(map(contract, (name, start, end))), contract(start), contract(end), stroke, ())


def _extract(lookup: Lookup, claims: set[str], named: set[str]) -> ox.Store:
    """Copy the claims, their assertions, the links between them, and everything that these refer to."""
    types = lookup.values(Term.type)
    ends = [lookup.values(name) for name in (KG.from_, KG.to)]
    kept = {*claims, *named}
    kept |= {iri for iri, values in lookup.values(KG.asserts).items() if claims & set(values)}
    kept |= {link for link in set(ends[0]) & set(ends[1]) if {*ends[0][link], *ends[1][link]} <= claims}
    left = {iri for iri, values in types.items() if _SAID & set(values) and iri not in kept}
    statements: dict[str, list[ox.Quad]] = {}
    for quad in lookup.store:
        if isinstance(quad.subject, ox.NamedNode):
            statements.setdefault(quad.subject.value, []).append(quad)
    referring = {
        iri: {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)} - left
        for iri, quads in statements.items()
        if iri not in left
    }
    reached = set(measure(lambda iri: referring.get(iri, ()), kept))
    shown = {iri for iri, values in types.items() if _OWN & set(values)}
    # A thing without a box that is about a box, such as a rating, comes with it.
    reached |= {iri for iri in referring if iri not in shown and iri in types and referring[iri] & reached & shown}
    part = ox.Store()
    part.extend(
        quad
        for iri in sorted(reached)
        for quad in statements.get(iri, ())
        if not (isinstance(quad.object, ox.NamedNode) and quad.object.value in left)
    )
    return part
