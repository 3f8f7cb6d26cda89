"""What one claim rests on: every chain with its sentence, its weakest link and its gaps, and what is linked to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.chains import Assertions, index_assertions, weigh
from kgraph.provenance.citations import Whereabouts, innermost, passage_of
from kgraph.provenance.entailment import broader, narrower
from kgraph.provenance.excerpt import Excerpt
from kgraph.provenance.graphs import measure
from kgraph.provenance.hedges import find_drift
from kgraph.provenance.model import INDEPENDENCE, Hop, Standing
from kgraph.provenance.ratings import Rated, Ratings, Weakness
from kgraph.quotes.text_fragments import fragment
from kgraph.render.wording import BASES, Wording
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import Lookup

Circle = tuple[tuple[Hop, tuple[Hop, ...]], ...]
"""The members of a circle, each with those that it relays."""
_ORDER: Final = ("contradicts", "supports", "disputes", "undercuts", "qualifies", "broaderThan")


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another claim: `outward` where this claim is the evidence.

    `rival` is the standing of the other where they contradict each other, and `strict` what is recorded of whether
    both cannot be false either: `true`, `false`, or nothing.
    """

    relation: str
    outward: bool
    other: str
    drawn_by: str
    document: str
    reason: str
    strict: str
    rival: Standing | None


@dataclass(frozen=True, slots=True)
class Implied:
    """Another claim, so many links off, of which somebody takes a side that is one on this claim if the links hold.

    `side` is `for` where the other is narrower and is asserted, `against` where it is broader and is denied.
    """

    standing: Standing
    side: str
    links: int

    @property
    def roots(self) -> tuple[str, ...]:
        """Give who takes the side."""
        return self.standing.sides[self.side].roots


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a claim stands, with a sentence and the weakest link for each chain, its links, and what is outside.

    `outside` are assertions that no chain from a document reaches: read as of a date, these were made by then and
    reported only later. `figures` are other claims about the quantity of this one. `drifts` say where it gets surer on
    its way, or loses its source, with the documents where it does. `implied` is what is said of narrower and
    broader claims; none of it is a root of this one. `circles` have the members of each circle, with those of the
    same circle that each relays.
    """

    standing: Standing
    sentences: tuple[str, ...]
    weaknesses: tuple[Weakness, ...]
    links: tuple[Link, ...]
    implied: tuple[Implied, ...]
    circles: tuple[Circle, ...]
    outside: tuple[Hop, ...]
    figures: tuple[str, ...]
    drifts: tuple[tuple[str, str], ...]
    lookup: Lookup = field(compare=False, repr=False)
    places: Whereabouts = field(compare=False, repr=False)


def trace(knowledge: Knowledge, claim: str) -> Trace:
    """Find what one claim, an IRI of the graph, rests on."""
    excerpt = Excerpt(knowledge, claim)
    lookup, graph = excerpt.lookup, index_assertions(excerpt)
    sides = {"for": narrower(lookup, claim), "against": broader(lookup, claim)}
    rivals = {end for _, *ends in lookup.linked("contradicts") if claim in ends for end in ends}
    standings = weigh(excerpt, claims={claim, *sides["for"], *sides["against"], *rivals}).standings
    standing = standings[claim]
    implied = (
        Implied(standings[near], side, links)
        for side, distances in sides.items()
        for near, links in distances.items()
        if near in standings
    )
    drifts = (drift for drift in find_drift(graph) if drift.claim == claim)
    ratings, wording = Ratings(lookup), Wording(lookup)
    return Trace(
        standing=standing,
        sentences=tuple(wording.chain(chain) for chain in standing.chains),
        weaknesses=tuple(ratings.weakest(chain) for chain in standing.chains),
        links=tuple(sorted(_links(lookup, claim, standings), key=_place)),
        implied=tuple(near for near in implied if near.roots),
        circles=tuple(_around(graph, circle) for circle in standing.circles),
        outside=tuple(_outside(graph, claim)),
        figures=tuple(_same_quantity(lookup, claim)),
        drifts=tuple((wording.drift(drift, graph), graph.hops[drift.outer].document) for drift in drifts),
        lookup=lookup,
        places=Whereabouts(lookup, knowledge.locate, lambda quoted: fragment(quoted.quote)),
    )


def _around(graph: Assertions, circle: tuple[str, ...]) -> Circle:
    """List the members of a circle as one comes to them from the first, each with the members that it relays."""

    def step(assertion: str) -> list[str]:
        return sorted(inner for inner in graph.relays.successors(assertion) if inner in circle)

    return tuple(
        (graph.hops[member], tuple(graph.hops[inner] for inner in step(member))) for member in measure(step, circle[:1])
    )


def _place(link: Link) -> tuple[int, bool, str, str]:
    at = _ORDER.index(link.relation) if link.relation in _ORDER else len(_ORDER)
    return at, link.outward, link.other, link.drawn_by


def _links(lookup: Lookup, claim: str, standings: Mapping[str, Standing]) -> Iterator[Link]:
    for link in lookup.links.get(claim, ()):
        relation = lookup.code(link, KG.relation)
        outward = lookup.text(link, KG.from_) == claim
        other = lookup.text(link, KG.to if outward else KG.from_)
        yield Link(
            relation=relation,
            outward=outward,
            other=other,
            drawn_by=lookup.text(link, KG.drawnBy),
            document=lookup.text(link, KG.inDocument),
            reason=lookup.text(link, KG.reason),
            strict=lookup.text(link, KG.strict),
            rival=standings.get(other) if relation == "contradicts" else None,
        )


def _outside(graph: Assertions, claim: str) -> Iterator[Hop]:
    reached = measure(graph.relays.successors, (own for own in graph.own if own in graph.relays))
    for assertion in sorted(graph.hops):
        if assertion not in reached and graph.claim.get(assertion) == claim:
            yield graph.hops[assertion]


def _same_quantity(lookup: Lookup, claim: str) -> Iterator[str]:
    quantities = set(lookup.values(KG.quantity).get(claim, ()))
    return (near for near, own in lookup.values(KG.quantity).items() if near != claim and quantities.intersection(own))


def to_json(trace: Trace) -> dict[str, object]:
    """Return what a claim rests on as plain data with short ids."""
    standing, lookup, places = trace.standing, trace.lookup, trace.places
    sides = standing.sides
    quoted = {chain: innermost(chain, lookup) for chain in standing.chains}
    return {
        "claim": contract(standing.claim),
        "text": lookup.text(standing.claim, KG.text),
        "documents": sorted(map(contract, standing.documents)),
        "roots": {name: _short(side.roots) for name, side in standing.sides.items()},
        "independent": {
            "for": sides["for"].independent,
            "against": sides["against"].independent,
            "meaning": INDEPENDENCE,
            "forWithPosts": sides["for"].untied,
            "againstWithPosts": sides["against"].untied,
            "heardFromAnother": {name: _short(sides[name].heard) for name in ("for", "against")},
        },
        "anonymousOnly": standing.anonymous_only,
        "circles": [_short(circle) for circle in standing.circles],
        "chainsLeftOut": standing.unlisted,
        "chains": [
            {
                "document": contract(chain.document),
                "sentence": sentence,
                "passage": passage.words if (passage := quoted[chain]) else "",
                "at": places.describe(quoted[chain]),
                "hops": [_describe_hop(hop, lookup, places) for hop in chain.hops],
                "weakest": _describe_weakness(weakness),
            }
            for chain, sentence, weakness in zip(standing.chains, trace.sentences, trace.weaknesses, strict=True)
        ],
        "drift": [{"words": words, "document": contract(document)} for words, document in trace.drifts],
        "otherFigures": _short(trace.figures),
        "outside": [_describe_hop(hop, lookup, places) for hop in trace.outside],
        "links": list(map(_describe_link, trace.links)),
        "implied": [
            {
                "claim": contract(implied.standing.claim),
                "side": implied.side,
                "links": implied.links,
                "by": _short(implied.roots),
            }
            for implied in trace.implied
        ],
    }


def _describe_link(link: Link) -> dict[str, object]:
    return {
        "relation": link.relation,
        "outward": link.outward,
        "claim": contract(link.other),
        "drawnBy": contract(link.drawn_by),
        "inDocument": contract(link.document),
        "reason": link.reason,
        **({"strict": link.strict == "true"} if link.strict else {}),
        **({"assertedBy": _short(link.rival.sides["for"].roots)} if link.rival else {}),
    }


def _describe_hop(hop: Hop, lookup: Lookup, places: Whereabouts) -> dict[str, object]:
    quoted = passage_of(hop.assertion, lookup)
    return {
        "assertion": contract(hop.assertion),
        "speaker": contract(hop.speaker),
        "name": lookup.name(hop.speaker),
        "anonymous": hop.anonymous,
        "stance": hop.stance,
        "basis": hop.basis,
        "basisInWords": BASES.get(hop.basis) or Wording(lookup).basis(hop) if hop.basis != "statement" else "",
        "certainty": hop.certainty,
        "cites": _short(hop.cites),
        "saidOn": lookup.text(hop.assertion, KG.saidOn),
        "note": lookup.text(hop.assertion, Term.note),
        "saidIn": _short(lookup.texts(hop.assertion, KG.saidIn)),
        "passage": quoted.words if quoted else "",
        "at": places.describe(quoted),
    }


def _describe_weakness(weakness: Weakness) -> dict[str, object]:
    def grades(rated: tuple[Rated, ...]) -> list[dict[str, str]]:
        return [
            {"source": contract(rating.of), "grade": rating.grade, "rater": contract(rating.rater)} for rating in rated
        ]

    return {
        "lowest": grades(weakness.lowest),
        "beside": grades(weakness.beside),
        "unknown": grades(weakness.unknown),
        "unrated": _short(weakness.unrated),
        "gap": contract(weakness.gap) if weakness.gap else "",
    }


def _short(iris: Iterable[str]) -> list[str]:
    return [contract(iri) for iri in iris]
