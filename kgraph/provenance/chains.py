"""What each claim rests on: chains of attribution, the roots they end in, and where they run in a circle."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Final

from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.graphs import find_circles, relate
from kgraph.provenance.independence import Origins
from kgraph.provenance.model import AGAINST, PASSED_ON, Chain, Hop, Standing, side_of
from kgraph.provenance.walks import list_paths, measure
from kgraph.store.lookup import Known, Lookup

CHAIN_LIMIT: Final = 200
"""Chains listed for one claim. Roots and documents are counted whatever is listed: derived hops can multiply chains
without bound."""

_DOUBTS: Final = frozenset({"denies", "questions", "distances"})
"""Stances in which a document does not stand by what it passes on."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The standing of every claim, by its IRI, in the order of IRIs."""

    standings: Mapping[str, Standing]

    def __iter__(self) -> Iterator[Standing]:
        """Go through the standings in order."""
        return iter(self.standings.values())


class Assertions:
    """The assertions of a store as one graph: an edge for each relay, recorded or derived.

    `claim` maps each assertion to its claim, `own` those that a document makes itself to it, `hops` to plain values.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.types = lookup.values(Term.type)
        self.claim = {assertion: claims[0] for assertion, claims in lookup.values(KG.asserts).items()}
        relays = lookup.values(KG.relays).items()
        self.relays = relate(self.claim, ((outer, inner) for outer, inners in relays for inner in inners))
        self.own = lookup.values(KG.inDocument)
        self.hops = _read_hops(lookup, self.relays, self.own)

    @cached_property
    def circles(self) -> dict[str, list[tuple[str, ...]]]:
        """The groups of assertions that relay one another, by the claims they are of."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for circle in find_circles(self.relays):
            for claim in {self.claim[one] for one in circle if one in self.claim}:
                found.setdefault(claim, []).append(circle)
        return {claim: sorted(circles) for claim, circles in found.items()}


def _read_hops(lookup: Lookup, assertions: Iterable[str], own: Mapping[str, tuple[str, ...]]) -> dict[str, Hop]:
    """Read each assertion; `own` has the documents of those that documents make themselves."""

    def first(predicate: str) -> dict[str, str]:
        return {subject: values[0] for subject, values in lookup.values(predicate).items()}

    def codes(predicate: str) -> dict[str, str]:
        return {subject: intern(value.rpartition("#")[2]) for subject, value in first(predicate).items()}

    stances, bases, certainties = map(codes, (KG.stance, KG.basis, KG.certainty))
    speakers, reported = first(KG.attributedTo), first(KG.reportedIn)
    types, cites = lookup.values(Term.type), lookup.values(KG.cites)
    hops = {}
    for assertion in assertions:
        speaker = speakers.get(assertion, "")
        hops[assertion] = Hop(
            assertion=assertion,
            speaker=speaker,
            anonymous=KG.AnonymousSource in types.get(speaker, ()),
            stance=stances.get(assertion, ""),
            basis=bases.get(assertion, ""),
            certainty=certainties.get(assertion, ""),
            document=own[assertion][0] if assertion in own else reported.get(assertion, ""),
            cites=cites.get(assertion, ()),
        )
    return hops


def index_assertions(knowledge: Known) -> Assertions:
    """Return the assertions of a graph, read once."""
    return knowledge.lookup.once(Assertions)


def weigh(knowledge: Known, *, claims: Container[str] | None = None) -> Evidence:
    """Find the chains, roots and circles of every claim, or of `claims` only.

    Time grows with the number of assertions: roots and documents are found by walking each claim's relays there and
    back, and chains are listed up to a limit.
    """
    graph = index_assertions(knowledge)
    origins = Origins(knowledge.lookup)
    starts: dict[str, list[str]] = {subject: [] for subject, types in graph.types.items() if KG.Claim in types}
    for one, claim in graph.claim.items():
        starts.setdefault(claim, [])
        if one in graph.own:
            starts[claim].append(one)
    standings = {
        claim: _stand(graph, claim, sorted(own), origins)
        for claim, own in sorted(starts.items())
        if claims is None or claim in claims
    }
    return Evidence(standings)


def _stand(graph: Assertions, claim: str, starts: list[str], origins: Origins) -> Standing:
    far = measure(graph.relays.successors, starts)
    reached = sorted(far)
    ends = [one for one in reached if graph.relays.out_degree(one) == 0]
    left = measure(graph.relays.predecessors, ends)
    denying = [one for one in reached if graph.relays.out_degree(one) and graph.hops[one].stance in AGAINST]
    sides: dict[str, set[str]] = {
        "for": set(),
        "against": {graph.hops[one].speaker for one in denying},
        "neither": set(),
    }
    for one in ends:
        sides[side_of(graph.hops[one].stance)] |= {graph.hops[one].speaker, *graph.hops[one].cites}
    named = {side: tuple(sorted(roots - {""})) for side, roots in sides.items()}
    hops = [graph.hops[one] for one in (*ends, *denying)]
    joined = {
        side: origins.count(named[side], (one for one in hops if side_of(one.stance) == side))
        for side in ("for", "against")
    }
    heard = {
        side: _heard(graph, side, [hop for hop in hops if side_of(hop.stance) == side], far)
        if len(named[side]) > 1
        else ()
        for side in ("for", "against")
    }
    paths, unlisted = list_paths(graph.relays.successors, starts, left, CHAIN_LIMIT)
    asserting = _asserting(graph, starts, ends)
    return Standing(
        claim=claim,
        chains=tuple(_chain(graph, claim, path) for path in paths),
        unlisted=unlisted,
        ends=tuple(graph.hops[one] for one in ends),
        distances=tuple(far[one] for one in ends),
        deniers=tuple(graph.hops[one] for one in denying),
        documents=_documents(graph, (one for one in starts if one in left)),
        asserting=_documents(graph, _asserting(graph, starts, ends, set(denying)) if denying else asserting),
        doubted=bool(asserting) and all(graph.hops[one].stance in _DOUBTS for one in asserting),
        roots_for=named["for"],
        roots_against=named["against"],
        roots_neither=named["neither"],
        independent_for=joined["for"][0],
        independent_against=joined["against"][0],
        untied_for=joined["for"][1],
        untied_against=joined["against"][1],
        heard_for=heard["for"],
        heard_against=heard["against"],
        anonymous=tuple(sorted({graph.hops[one].speaker for one in reached if graph.hops[one].anonymous})),
        circles=tuple(graph.circles.get(claim, ())),
    )


def _asserting(graph: Assertions, starts: list[str], ends: list[str], barred: Container[str] = ()) -> list[str]:
    """Find the starts from which a chain that runs through none of the barred leads to who asserts the claim."""
    given = [one for one in ends if side_of(graph.hops[one].stance) == "for"]

    def back(one: str) -> Iterator[str]:
        return (other for other in graph.relays.predecessors(one) if other not in barred)

    leading = measure(back, given)
    return [one for one in starts if one in leading]


def _heard(graph: Assertions, side: str, giving: list[Hop], reached: Container[str]) -> tuple[str, ...]:
    """List who gives a side a root by one of these hops, and elsewhere has the claim from another who does.

    Of who is behind an assertion two are kept: one of them is another than its speaker, if anybody is.
    """
    behind: dict[str, set[str]] = {}
    waiting = [(hop.assertion, hop.speaker) for hop in giving if hop.speaker]
    while waiting:
        one, speaker = waiting.pop()
        known = behind.setdefault(one, set())
        if speaker not in known and len(known) < 2:  # noqa: PLR2004
            known.add(speaker)
            for other in graph.relays.predecessors(one):
                stance = graph.hops[other].stance
                if other in reached and (stance in PASSED_ON or side_of(stance) == side):
                    waiting.append((other, speaker))
    hearing = {graph.hops[one].speaker for one, known in behind.items() if known - {graph.hops[one].speaker}}
    return tuple(sorted(hearing & {hop.speaker for hop in giving if hop.speaker}))


def _documents(graph: Assertions, starts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({graph.own[one][0] for one in starts}))


def _chain(graph: Assertions, claim: str, path: tuple[str, ...]) -> Chain:
    return Chain(claim, graph.own[path[0]][0], tuple(graph.hops[one] for one in path))
