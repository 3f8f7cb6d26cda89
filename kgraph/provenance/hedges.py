"""Where a claim gets surer on its way, or loses whom it is from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kgraph.provenance.chains import Assertions
from kgraph.provenance.model import PASSED_ON, Hop

RANKS: Final = {"possible": 1, "probable": 2, "certain": 3}
"""Certainty that can be compared; `unclear` is off the scale."""
_PASSING: Final = frozenset({"asserts", "reports"})
"""Stances that hand a claim on as it was said, so that how surely may be compared."""


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """A change between two assertions of one claim.

    `kind` is `certainty` where the outer speaker is surer than the inner; `attribution` where the outer leaves out
    whom the inner has it from; `repeated` where one document passes the claim on in one place, or asserts it there on
    the word of somebody who hedges it, and in another asserts it in its own voice, in the second case more surely,
    without saying from where.
    """

    claim: str
    kind: Literal["certainty", "attribution", "repeated"]
    outer: str
    inner: str


def find_drift(graph: Assertions) -> list[Drift]:
    """Find every change that an outer speaker who asserts or reports a claim makes to it."""
    return sorted({*_along_relays(graph), *_within_documents(graph)})


def _along_relays(graph: Assertions) -> Iterator[Drift]:
    for outer, inner in graph.relays.edges:
        one, other = graph.hops.get(outer), graph.hops.get(inner)
        claim = graph.claim.get(outer, "")
        if one is None or other is None or one.stance not in _PASSING:
            continue
        if other.stance in _PASSING and RANKS.get(one.certainty, 0) > RANKS.get(other.certainty, 4):
            yield Drift(claim, "certainty", outer, inner)
        if _loses_attribution(one, other, graph):
            yield Drift(claim, "attribution", outer, inner)


def _loses_attribution(outer: Hop, inner: Hop, graph: Assertions) -> bool:
    """Whether a document is named as asserting what it only passes on: `E says`, where E says that B says.

    Only where the hop goes on in another document of the corpus is it known what that document itself says. One that
    asserts it in another place is rightly named.
    """
    goes_on = outer.speaker == inner.document != outer.document
    if not goes_on or outer.stance != "asserts" or inner.stance not in PASSED_ON:
        return False
    return not any(hop.document == outer.speaker and hop.stance == "asserts" for hop in behind(outer, graph))


def _within_documents(graph: Assertions) -> Iterator[Drift]:
    """Find where a document drops in one place the source, or with it the hedge, that it gives in another."""
    passed: dict[tuple[str, str], dict[int, str]] = {}
    bare: dict[tuple[str, str], list[str]] = {}
    for one in sorted(graph.own):
        hop, claim = graph.hops.get(one), graph.claim.get(one, "")
        if hop is None or not claim:
            continue
        key = claim, hop.document
        if graph.relays.out_degree(one) > 0:
            if (rank := _to_exceed(hop, graph)) is not None:
                passed.setdefault(key, {}).setdefault(rank, one)
        elif hop.stance == "asserts" and hop.basis == "noneStated" and not hop.cites:
            bare.setdefault(key, []).append(one)
    for key, ones in bare.items():
        for one in ones:
            rank = RANKS.get(graph.hops[one].certainty, 0)
            if others := [other for least, other in passed.get(key, {}).items() if least < rank or not least]:
                yield Drift(key[0], "repeated", one, min(others))


def _to_exceed(hop: Hop, graph: Assertions) -> int | None:
    """Give the rank that a bare assertion must exceed to drift from this sourced one: 0 for none; None if none does.

    Who takes no side in one place takes one in the other. Who asserts it in both has only dropped a hedge, if any.
    """
    if hop.stance in PASSED_ON:
        return 0
    ranks = [RANKS[one.certainty] for one in hedging(hop, graph)]
    return min(ranks, default=None) if hop.stance == "asserts" else None


def behind(hop: Hop, graph: Assertions) -> list[Hop]:
    """List the hops that a hop passes on."""
    return [graph.hops[one] for one in sorted(graph.relays.successors(hop.assertion)) if one in graph.hops]


def hedging(hop: Hop, graph: Assertions) -> list[Hop]:
    """List those on whose word a hop is whose certainty can be compared with its own."""
    return [one for one in behind(hop, graph) if one.stance in _PASSING and one.certainty in RANKS]
