"""What one claim rests on: every chain with its sentence, its weakest link and its gaps, and what is linked to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, SCHEMES, Term
from kgraph.provenance.chains import Assertions, Stored, weigh
from kgraph.provenance.citations import Whereabouts, innermost, passage_of
from kgraph.provenance.entailment import broader, narrower
from kgraph.provenance.hedges import find_drift
from kgraph.provenance.lookup import Register, about_claim
from kgraph.provenance.model import INDEPENDENCE, Hop, Standing
from kgraph.provenance.ratings import Rated, Ratings, Weakness
from kgraph.provenance.walks import measure
from kgraph.render.wording import BASES, say_basis, say_chain, say_drift

Circle = tuple[tuple[Hop, tuple[Hop, ...]], ...]
"""The members of a circle, each with those that it relays."""
_ORDER: Final = ("contradicts", "supports", "disputes", "undercuts", "qualifies", "variantOf", "broaderThan")


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
        return self.standing.roots_for if self.side == "for" else self.standing.roots_against


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a claim stands, with a sentence and the weakest link for each chain, its links, and what is outside.

    `outside` are assertions that no chain from a document reaches: read as of a date, these were made by then and
    reported only later. `figures` are other claims about the quantity of this one. `drifts` say where it gets surer on
    its way, or loses whom it is from, with the documents where it does. `implied` is what is said of narrower and
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


class _Part:
    """What bears on one claim, and on those that it implies or is implied by, copied out of the whole."""

    def __init__(self, knowledge: Stored, claim: str) -> None:
        self.store = about_claim(knowledge, claim)
        for other in sorted(_beside(knowledge.store, claim) - {claim}):
            self.store.extend(list(about_claim(knowledge, other)))


def _beside(store: ox.Store, claim: str) -> set[str]:
    """Find what a claim implies, what implies it, and what contradicts it."""

    def ends(one: str, relation: str, near: str, far: str) -> Iterator[str]:
        for quad in store.quads_for_pattern(None, ox.NamedNode(near), ox.NamedNode(one)):
            coded = ox.NamedNode(f"{SCHEMES}relation#{relation}")
            if any(store.quads_for_pattern(quad.subject, ox.NamedNode(KG.relation), coded)):
                found = store.quads_for_pattern(quad.subject, ox.NamedNode(far), None)
                yield from (other.object.value for other in found if isinstance(other.object, ox.NamedNode))

    beside: set[str] = set()
    for near, far in ((KG.from_, KG.to), (KG.to, KG.from_)):
        beside |= {*measure(partial(ends, relation="broaderThan", near=near, far=far), [claim])}
        beside |= {*ends(claim, "contradicts", near, far)}
    return beside


def attribute(knowledge: Stored, claim: str) -> tuple[Attribution, Register]:
    """Find what one claim, an IRI of the graph, rests on; what reads the names comes with it."""
    part = _Part(knowledge, claim)
    register = Register(part, words=knowledge.store)
    graph = Assertions(part.store)
    sides = {"for": narrower(register, claim), "against": broader(register, claim)}
    rivals = _rivals(register, claim)
    wanted = {claim, *sides["for"], *sides["against"], *rivals.values()}
    standings = weigh(part, graph=graph, claims=wanted).standings
    standing = standings[claim]
    implied = (
        Implied(standings[other], side, links)
        for side, found in sides.items()
        for other, links in found.items()
        if other in standings
    )
    drifts = (one for one in find_drift(graph) if one.claim == claim)
    ratings = Ratings(register)
    return (
        Attribution(
            standing=standing,
            sentences=tuple(say_chain(chain, register) for chain in standing.chains),
            weaknesses=tuple(ratings.weakest(chain) for chain in standing.chains),
            links=tuple(sorted(_links(register, claim, standings), key=_place)),
            implied=tuple(one for one in implied if one.roots),
            circles=tuple(_around(graph, circle) for circle in standing.circles),
            outside=tuple(_outside(graph, claim)),
            figures=tuple(_same_quantity(register, claim)),
            drifts=tuple((say_drift(one, graph, register), graph.hops[one.outer].document) for one in drifts),
        ),
        register,
    )


def _around(graph: Assertions, circle: tuple[str, ...]) -> Circle:
    """List the members of a circle as one comes to them from the first, each with the members that it relays."""

    def step(one: str) -> list[str]:
        return sorted(other for other in graph.relays.successors(one) if other in circle)

    return tuple(
        (graph.hops[one], tuple(graph.hops[other] for other in step(one))) for one in measure(step, circle[:1])
    )


def _place(link: Link) -> tuple[int, bool, str, str]:
    at = _ORDER.index(link.relation) if link.relation in _ORDER else len(_ORDER)
    return at, link.outward, link.other, link.drawn_by


def _rivals(register: Register, claim: str) -> dict[str, str]:
    """Find the claims that contradict a claim, by the links that say so."""
    contradicting = (one for one in register.links.get(claim, ()) if register.code(one, KG.relation) == "contradicts")
    ends = {one: {*register.all(KG.from_).get(one, ()), *register.all(KG.to).get(one, ())} for one in contradicting}
    return {one: min(found - {claim}, default=claim) for one, found in ends.items()}


def _links(register: Register, claim: str, standings: Mapping[str, Standing]) -> Iterator[Link]:
    def first(link: str, predicate: str) -> str:
        return next(iter(register.all(predicate).get(link, ())), "")

    rivals = _rivals(register, claim)
    for link in register.links.get(claim, ()):
        outward = first(link, KG.from_) == claim
        other = first(link, KG.to if outward else KG.from_)
        yield Link(
            relation=register.code(link, KG.relation),
            outward=outward,
            other=other,
            drawn_by=first(link, KG.drawnBy),
            document=first(link, KG.inDocument),
            reason=register.one(link, KG.reason),
            strict=register.one(link, KG.strict),
            rival=standings.get(other) if link in rivals else None,
        )


def _outside(graph: Assertions, claim: str) -> Iterator[Hop]:
    reached, waiting = set(graph.own), list(graph.own)
    while waiting:
        one = waiting.pop()
        if one in graph.relays:
            fresh = set(graph.relays.successors(one)) - reached
            reached |= fresh
            waiting += fresh
    for one in sorted(graph.hops):
        if one not in reached and graph.claim.get(one) == claim:
            yield graph.hops[one]


def _same_quantity(register: Register, claim: str) -> Iterator[str]:
    mine = set(register.all(KG.quantity).get(claim, ()))
    return (one for one, found in register.all(KG.quantity).items() if one != claim and mine.intersection(found))


def describe(found: Attribution, register: Register, places: Whereabouts) -> dict[str, object]:
    """Give what a claim rests on as plain data, ids short."""
    standing = found.standing
    quoted = {chain: innermost(chain, register) for chain in standing.chains}
    return {
        "claim": contract(standing.claim),
        "text": register.one(standing.claim, KG.text),
        "documents": sorted(map(contract, standing.documents)),
        "roots": {
            "for": list(map(contract, standing.roots_for)),
            "against": list(map(contract, standing.roots_against)),
            "neither": list(map(contract, standing.roots_neither)),
        },
        "independent": {
            "for": standing.independent_for,
            "against": standing.independent_against,
            "meaning": INDEPENDENCE,
            "forWithPosts": standing.untied_for,
            "againstWithPosts": standing.untied_against,
            "heardFromAnother": {side: list(map(contract, standing.heard(side))) for side in ("for", "against")},
        },
        "anonymousOnly": standing.anonymous_only,
        "circles": [list(map(contract, circle)) for circle in standing.circles],
        "chainsLeftOut": standing.unlisted,
        "chains": [
            {
                "document": contract(chain.document),
                "sentence": sentence,
                "passage": one.words if (one := quoted[chain]) else "",
                "at": places.describe(quoted[chain]),
                "hops": [_describe_hop(hop, register, places) for hop in chain.hops],
                "weakest": _describe_weakness(weakness),
            }
            for chain, sentence, weakness in zip(standing.chains, found.sentences, found.weaknesses, strict=True)
        ],
        "drift": [{"words": words, "document": contract(document)} for words, document in found.drifts],
        "otherFigures": list(map(contract, found.figures)),
        "outside": [_describe_hop(hop, register, places) for hop in found.outside],
        "links": list(map(_describe_link, found.links)),
        "implied": [
            {
                "claim": contract(one.standing.claim),
                "side": one.side,
                "links": one.links,
                "by": list(map(contract, one.roots)),
            }
            for one in found.implied
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
        **({"assertedBy": list(map(contract, link.rival.roots_for))} if link.rival else {}),
    }


def _describe_hop(hop: Hop, register: Register, places: Whereabouts) -> dict[str, object]:
    quoted = passage_of(hop.assertion, register)
    return {
        "assertion": contract(hop.assertion),
        "speaker": contract(hop.speaker),
        "name": register.name(hop.speaker),
        "anonymous": hop.anonymous,
        "stance": hop.stance,
        "basis": hop.basis,
        "basisInWords": BASES.get(hop.basis) or say_basis(hop, register) if hop.basis != "statement" else "",
        "certainty": hop.certainty,
        "cites": list(map(contract, hop.cites)),
        "saidOn": register.one(hop.assertion, KG.saidOn),
        "note": register.one(hop.assertion, Term.note),
        "saidIn": list(map(contract, register.every(hop.assertion, KG.saidIn))),
        "passage": quoted.words if quoted else "",
        "at": places.describe(quoted),
    }


def _describe_weakness(weakness: Weakness) -> dict[str, object]:
    def grades(rated: tuple[Rated, ...]) -> list[dict[str, str]]:
        return [{"source": contract(one.of), "grade": one.grade, "rater": contract(one.rater)} for one in rated]

    return {
        "lowest": grades(weakness.lowest),
        "beside": grades(weakness.beside),
        "unknown": grades(weakness.unknown),
        "unrated": list(map(contract, weakness.unrated)),
        "gap": contract(weakness.gap) if weakness.gap else "",
    }
