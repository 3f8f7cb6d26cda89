"""Where a claim gets surer from speaker to speaker, or loses its source."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kgraph.provenance.chains import Assertions
from kgraph.provenance.graphs import measure
from kgraph.provenance.model import PASSED_ON, Hop

RANKS: Final = {"possible": 1, "probable": 2, "certain": 3}
"""Certainty that can be compared; `unclear` is off the scale."""
_PASSING: Final = frozenset({"asserts", "reports"})
"""Stances that pass a claim on as it was said, so that certainty can be compared."""


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """A change between two assertions of one claim.

    `kind` is `certainty` if the outer speaker is surer than the inner one, and `attribution` if the outer one leaves
    out the source that the inner one gives. It is `repeated` if a document gives a source in one place, and asserts
    the claim without one in another: a source that it only reports, or one that is less sure.
    """

    claim: str
    kind: Literal["certainty", "attribution", "repeated"]
    outer: str
    inner: str


def find_drift(graph: Assertions) -> list[Drift]:
    """Find every such change by a speaker who asserts or reports a claim."""
    return sorted({*_along_relays(graph), *_within_documents(graph)})


def _along_relays(graph: Assertions) -> Iterator[Drift]:
    for outer_id, inner_id in graph.relays.edges:
        outer, inner = graph.hops.get(outer_id), graph.hops.get(inner_id)
        claim = graph.claim.get(outer_id, "")
        if outer is None or inner is None or outer.stance not in _PASSING:
            continue
        if inner.stance in _PASSING and RANKS.get(outer.certainty, 0) > RANKS.get(inner.certainty, 4):
            yield Drift(claim, "certainty", outer_id, inner_id)
        if _loses_attribution(outer, inner, graph):
            yield Drift(claim, "attribution", outer_id, inner_id)


def _loses_attribution(outer: Hop, inner: Hop, graph: Assertions) -> bool:
    """Whether a document is named as asserting what it only passes on: `E says`, where E says that B says.

    We know what a document says itself only if it is in the corpus. A document that also asserts the claim elsewhere
    is named rightly.
    """
    goes_on = outer.speaker == inner.document != outer.document
    if not goes_on or outer.stance != "asserts" or inner.stance not in PASSED_ON:
        return False
    return not any(hop.document == outer.speaker and hop.stance == "asserts" for hop in behind(outer, graph))


def _within_documents(graph: Assertions) -> Iterator[Drift]:
    """Find where a document drops the source, or the hedge, that it gives in another place."""
    carrying = _carrying(graph)
    passed: dict[tuple[str, str], dict[int, str]] = {}
    bare: dict[tuple[str, str], list[str]] = {}
    for assertion in sorted(graph.own):
        hop, claim = graph.hops.get(assertion), graph.claim.get(assertion, "")
        if hop is None or not claim:
            continue
        key = claim, hop.document
        if graph.relays.out_degree(assertion) > 0:
            if (rank := _to_exceed(hop, graph, carrying)) is not None:
                passed.setdefault(key, {}).setdefault(rank, assertion)
        elif hop.stance == "asserts" and hop.basis == "noneStated" and not hop.cites:
            bare.setdefault(key, []).append(assertion)
    for key, assertions in bare.items():
        for assertion in assertions:
            rank = RANKS.get(graph.hops[assertion].certainty, 0)
            if sourced := [source for least, source in passed.get(key, {}).items() if least < rank or not least]:
                yield Drift(key[0], "repeated", assertion, min(sourced))


def _carrying(graph: Assertions) -> dict[str, int]:
    """Find the assertions that pass the claim on from somebody who asserts it or has it from hearsay.

    Those that only pass on a denial or a question give the claim no source.
    """
    given = [
        assertion
        for assertion, hop in graph.hops.items()
        if hop.stance == "asserts" or (hop.stance in PASSED_ON and graph.relays.out_degree(assertion) == 0)
    ]
    passing = {assertion for assertion, hop in graph.hops.items() if hop.stance in PASSED_ON}
    return measure(graph.relays.predecessors, given, passing)


def _to_exceed(hop: Hop, graph: Assertions, carrying: Container[str]) -> int | None:
    """Give the rank that an assertion without a source must exceed to differ from this one; None if it never does.

    The rank is 0 if this one takes no side: then any assertion does. If both assert the claim, only a hedge is lost.
    """
    if hop.stance in PASSED_ON:
        return 0 if hop.assertion in carrying else None
    ranks = [RANKS[hedged.certainty] for hedged in hedging(hop, graph)]
    return min(ranks, default=None) if hop.stance == "asserts" else None


def behind(hop: Hop, graph: Assertions) -> list[Hop]:
    """List the hops that a hop passes on."""
    return [graph.hops[inner] for inner in sorted(graph.relays.successors(hop.assertion)) if inner in graph.hops]


def hedging(hop: Hop, graph: Assertions) -> list[Hop]:
    """List the hops that a hop passes on and whose certainty can be compared with its own."""
    return [inner for inner in behind(hop, graph) if inner.stance in _PASSING and inner.certainty in RANKS]
