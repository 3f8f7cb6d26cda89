"""What each claim rests on: chains of attribution, the roots they end in, and where they run in a circle."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Final, NamedTuple

from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.graphs import find_circles, list_paths, measure, relate
from kgraph.provenance.independence import Origins
from kgraph.provenance.model import AGAINST, PASSED_ON, SIDES, Chain, Hop, Side, Standing, side_of
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
        by_claim: dict[str, list[tuple[str, ...]]] = {}
        for circle in find_circles(self.relays):
            for claim in {self.claim[assertion] for assertion in circle if assertion in self.claim}:
                by_claim.setdefault(claim, []).append(circle)
        return {claim: sorted(circles) for claim, circles in by_claim.items()}


def _read_hops(lookup: Lookup, assertions: Iterable[str], own: Mapping[str, tuple[str, ...]]) -> dict[str, Hop]:
    """Read each assertion; `own` has the documents of those that documents make themselves."""

    def first(predicate: str) -> dict[str, str]:
        return {subject: values[0] for subject, values in lookup.values(predicate).items()}

    def codes(predicate: str) -> dict[str, str]:
        return {subject: intern(value.rpartition("#")[2]) for subject, value in first(predicate).items()}

    stances, bases, certainties = map(codes, (KG.stance, KG.basis, KG.certainty))
    speakers, reported = first(KG.attributedTo), first(KG.reportedIn)
    types, cites, unseen = lookup.values(Term.type), lookup.values(KG.cites), lookup.values(KG.access)
    hops = {}
    for assertion in assertions:
        speaker, works = speakers.get(assertion, ""), cites.get(assertion, ())
        hops[assertion] = Hop(
            assertion=assertion,
            speaker=speaker,
            anonymous=speaker in unseen or KG.AnonymousSource in types.get(speaker, ()),
            stance=stances.get(assertion, ""),
            basis=bases.get(assertion, ""),
            certainty=certainties.get(assertion, ""),
            document=own[assertion][0] if assertion in own else reported.get(assertion, ""),
            cites=works,
            grounds=tuple(work for work in works if work not in unseen),
        )
    return hops


def index_assertions(knowledge: Known) -> Assertions:
    """Return the assertions of a graph, read once."""
    return knowledge.lookup.once(Assertions)


def weigh(knowledge: Known, *, claims: Container[str] | None = None) -> Evidence:
    """Find the chains, roots and circles of every claim, or of `claims` only.

    Time grows with the number of assertions: roots and documents are found by walking each claim's relays there and
    back, and chains are listed up to a limit.

    Example::

        evidence = kgraph.weigh(knowledge)
        print(len(evidence.standings) > 0)  # True
    """
    graph = index_assertions(knowledge)
    origins = Origins(knowledge.lookup)
    starts: dict[str, list[str]] = {subject: [] for subject, types in graph.types.items() if KG.Claim in types}
    for assertion, claim in graph.claim.items():
        starts.setdefault(claim, [])
        if assertion in graph.own:
            starts[claim].append(assertion)
    standings = {
        claim: _stand(graph, claim, sorted(own), origins)
        for claim, own in sorted(starts.items())
        if claims is None or claim in claims
    }
    return Evidence(standings)


def _stand(graph: Assertions, claim: str, starts: list[str], origins: Origins) -> Standing:
    far = measure(graph.relays.successors, starts)
    reached = sorted(far)
    ends = [assertion for assertion in reached if graph.relays.out_degree(assertion) == 0]
    left = measure(graph.relays.predecessors, ends)
    denying = [name for name in reached if graph.relays.out_degree(name) and graph.hops[name].stance in AGAINST]
    hops = _Ends([graph.hops[name] for name in ends], [graph.hops[name] for name in denying], far)
    paths, unlisted = list_paths(graph.relays.successors, starts, left, CHAIN_LIMIT)
    asserting = _asserting(graph, starts, ends)
    return Standing(
        claim=claim,
        chains=tuple(_chain(graph, claim, path) for path in paths),
        unlisted=unlisted,
        ends=tuple(hops.last),
        distances=tuple(far[assertion] for assertion in ends),
        deniers=tuple(hops.denying),
        documents=_documents(graph, (assertion for assertion in starts if assertion in left)),
        asserting=_documents(graph, _asserting(graph, starts, ends, set(denying)) if denying else asserting),
        doubted=bool(asserting) and all(graph.hops[assertion].stance in _DOUBTS for assertion in asserting),
        sides={side: _side(graph, side, hops, origins) for side in SIDES},
        anonymous=tuple(sorted({graph.hops[name].speaker for name in reached if graph.hops[name].anonymous})),
        circles=tuple(graph.circles.get(claim, ())),
    )


class _Ends(NamedTuple):
    """The hops that end the chains of a claim, those that relay others and deny it, and everything reached."""

    last: list[Hop]
    denying: list[Hop]
    reached: Container[str]


def _side(graph: Assertions, side: str, ends: _Ends, origins: Origins) -> Side:
    """Find the roots on a side: the last speakers of chains, the works they cite, and speakers on the way who deny."""
    last = [hop for hop in ends.last if side_of(hop.stance) == side]
    hops = last + (ends.denying if side == "against" else [])
    named = {hop.speaker for hop in hops} | {work for hop in last for work in hop.grounds}
    roots = tuple(sorted(named - {""}))
    if side == "neither" or len(roots) < 2:  # noqa: PLR2004 - nothing to join
        return Side(roots, len(roots), len(roots))
    return Side(roots, *origins.count(roots, hops), _heard(graph, side, hops, ends.reached))


def _asserting(graph: Assertions, starts: list[str], ends: list[str], barred: Container[str] = ()) -> list[str]:
    """Find the starts with a chain to a speaker who asserts the claim, avoiding the barred assertions."""
    asserted = [assertion for assertion in ends if side_of(graph.hops[assertion].stance) == "for"]

    def back(assertion: str) -> Iterator[str]:
        return (outer for outer in graph.relays.predecessors(assertion) if outer not in barred)

    leading = measure(back, asserted)
    return [assertion for assertion in starts if assertion in leading]


def _heard(graph: Assertions, side: str, giving: list[Hop], reached: Container[str]) -> tuple[str, ...]:
    """List the speakers who are a root of a side here, and who elsewhere have the claim from another such root.

    For each assertion two of the speakers behind it are enough: at most one of them is its own speaker. That is why
    this walk is not networkx's.
    """
    behind: dict[str, set[str]] = {}
    waiting = [(hop.assertion, hop.speaker) for hop in giving if hop.speaker]
    while waiting:
        assertion, speaker = waiting.pop()
        known = behind.setdefault(assertion, set())
        if speaker not in known and len(known) < 2:  # noqa: PLR2004
            known.add(speaker)
            for outer in graph.relays.predecessors(assertion):
                stance = graph.hops[outer].stance
                if outer in reached and (stance in PASSED_ON or side_of(stance) == side):
                    waiting.append((outer, speaker))
    hearing = {
        graph.hops[assertion].speaker for assertion, known in behind.items() if known - {graph.hops[assertion].speaker}
    }
    return tuple(sorted(hearing & {hop.speaker for hop in giving if hop.speaker}))


def _documents(graph: Assertions, starts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({graph.own[start][0] for start in starts}))


def _chain(graph: Assertions, claim: str, path: tuple[str, ...]) -> Chain:
    return Chain(claim, graph.own[path[0]][0], tuple(graph.hops[assertion] for assertion in path))
