"""The stances that documents take themselves, and how those of two documents compare."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgraph.provenance.chains import Assertions
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.graphs import measure
from kgraph.provenance.model import AGAINST, DECIDED_SIDES, PASSED_ON, UNDECIDED, side_of
from kgraph.store.lookup import Lookup

Stances = tuple[str, ...]
Surely = dict[tuple[str, str], set[str]]
"""How surely a document takes a stance to a claim, by claim and stance."""


Voices = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Who speaks for and against each claim."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """An opposition between the speakers of two documents, at least one of them only passed on.

    Of one claim, both `claims` are the same, and `sides` are `for` and `against` or the other way round. Of two claims
    that contradict each other, both sides are `for`. `speakers` are those of each document.
    """

    claims: tuple[str, str]
    sides: tuple[str, str]
    speakers: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Implied:
    """A claim that one document asserts while the other denies a broader one, so many links off: the nearest.

    `by_one` where the first document asserts it.
    """

    asserted: str
    denied: str
    links: int
    by_one: bool


def own_stances(graph: Assertions, document: str) -> dict[str, Stances]:
    """Give the stances a document takes itself to each claim it makes or passes on."""
    own = _own_assertions(graph, document)
    return {claim: tuple(sorted({graph.hops[name].stance for name in names})) for claim, names in own.items()}


def how_surely(graph: Assertions, document: str) -> Surely:
    """Give how surely a document takes its stances, where that says something."""
    certainties: Surely = {}
    for claim, assertions in _own_assertions(graph, document).items():
        for hop in (graph.hops[assertion] for assertion in assertions):
            if hop.stance not in UNDECIDED:
                certainties.setdefault((claim, hop.stance), set()).add(hop.certainty)
    return certainties


def _own_assertions(graph: Assertions, document: str) -> dict[str, list[str]]:
    """List the assertions that a document makes itself by the claims they are of, in the order of claims."""
    own: dict[str, list[str]] = {}
    for assertion, places in graph.own.items():
        if document in places and assertion in graph.claim:
            own.setdefault(graph.claim[assertion], []).append(assertion)
    return dict(sorted(own.items()))


def list_voices(graph: Assertions, document: str) -> Voices:
    """Give who takes a side on each claim in a document: itself, and those whose word it passes on without a side.

    What a speaker relays who takes a side counts as that speaker's.
    """

    def step(assertion: str) -> Iterable[str]:
        return graph.relays.successors(assertion) if graph.hops[assertion].stance in PASSED_ON | UNDECIDED else ()

    voices: dict[str, dict[str, tuple[str, ...]]] = {}
    for claim, own in _own_assertions(graph, document).items():
        speakers: dict[str, set[str]] = {"for": set(), "against": set(), "neither": set()}
        for assertion in measure(step, own):
            speakers[side_of(graph.hops[assertion].stance)].add(graph.hops[assertion].speaker)
        voices[claim] = {side: tuple(sorted(speakers[side])) for side in DECIDED_SIDES if speakers[side]}
    return voices


def find_passed_on(first: Voices, second: Voices, rivals: Iterable[tuple[str, str]]) -> Iterator[PassedOn]:
    """Find where the voices of two documents are opposed: on one claim, and on pairs of rival claims.

    What both documents have on both sides is left out: they pass on the same dispute.
    """
    for claim in sorted(first.keys() & second.keys()):
        is_dispute = set(first[claim]) == set(second[claim]) == set(DECIDED_SIDES)
        for sides in () if is_dispute else (DECIDED_SIDES, DECIDED_SIDES[::-1]):
            if sides[0] in first[claim] and sides[1] in second[claim]:
                yield PassedOn((claim, claim), sides, (first[claim][sides[0]], second[claim][sides[1]]))
    for one, other in sorted(rivals):
        if "for" in first.get(one, ()) and "for" in second.get(other, ()):
            has_both = "for" in first.get(other, ()) and "for" in second.get(one, ())
            if not has_both:
                yield PassedOn((one, other), ("for", "for"), (first[one]["for"], second[other]["for"]))


def are_opposed(first: Stances, second: Stances) -> bool:
    """Whether one side asserts what the other denies or takes back.

    >>> are_opposed(("asserts",), ("denies", "reports")), are_opposed(("reports",), ("denies",))
    (True, False)
    """
    first_sides, second_sides = _sides(first), _sides(second)
    return ("for" in first_sides and "against" in second_sides) or ("against" in first_sides and "for" in second_sides)


def are_agreed(first: Stances, second: Stances) -> bool:
    """Whether both sides assert it, or both deny it or take it back, and neither does the contrary as well.

    >>> are_agreed(("asserts", "reports"), ("asserts",)), are_agreed(("reports",), ("reports",))
    (True, False)
    """
    return not are_opposed(first, second) and bool(_sides(first) & _sides(second))


def find_implied(
    lookup: Lookup, asserting: Mapping[str, Stances], denying: Mapping[str, Stances], *, by_one: bool
) -> Iterator[Implied]:
    """Find the claims that one document asserts and that imply a claim which another denies or takes back."""
    denied = (claim for claim, stances in denying.items() if not AGAINST.isdisjoint(stances))
    nearest = find_nearest_broader(lookup, denied)
    for claim, stances in asserting.items():
        broader, links = nearest.get(claim, ("", 0))
        if links and "asserts" in stances:
            yield Implied(claim, broader, links, by_one)


def _sides(stances: Stances) -> set[str]:
    return {side_of(stance) for stance in stances} - {"neither"}
