"""The stances that documents take themselves, and how those of two documents compare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kgraph.provenance.chains import Assertions
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.model import AGAINST, UNDECIDED, side_of
from kgraph.store.lookup import Lookup

Stances = tuple[str, ...]
Surely = dict[tuple[str, str], set[str]]
"""How surely a document takes a stance to a claim, by claim and stance."""


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
    stances: dict[str, set[str]] = {}
    for assertion, places in graph.own.items():
        if document in places and assertion in graph.claim:
            stances.setdefault(graph.claim[assertion], set()).add(graph.hops[assertion].stance)
    return {claim: tuple(sorted(stances[claim])) for claim in sorted(stances)}


def how_surely(graph: Assertions, document: str) -> Surely:
    """Give how surely a document takes its stances, where that says something."""
    certainties: Surely = {}
    for assertion, places in graph.own.items():
        if document in places and assertion in graph.claim and graph.hops[assertion].stance not in UNDECIDED:
            certainties.setdefault((graph.claim[assertion], graph.hops[assertion].stance), set()).add(
                graph.hops[assertion].certainty
            )
    return certainties


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
