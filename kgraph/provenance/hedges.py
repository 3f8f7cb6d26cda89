"""Where a claim gets surer on its way, or loses whom it is from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kgraph.provenance.chains import Assertions
from kgraph.provenance.lookup import Register
from kgraph.provenance.model import PASSED_ON, Hop
from kgraph.render.wording import say_name

_RANKS: Final = {"possible": 1, "probable": 2, "certain": 3}
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


def say_drift(drift: Drift, graph: Assertions, register: Register) -> str:
    """Put a change in words."""
    outer, inner = graph.hops[drift.outer], graph.hops[drift.inner]
    who = register.name(outer.speaker)
    if drift.kind == "certainty":
        passing = f"{say_name(outer.speaker, register)} passes it on as {outer.certainty}"
        return f"{register.name(inner.speaker)} holds it {inner.certainty}, and {passing}"
    if drift.kind == "attribution":
        return f"{who} is named as asserting it, where it only passes on another's word"
    hedged = inner.stance not in PASSED_ON
    behind = _hedging(inner, graph) if hedged else _behind(inner, graph)
    names = ", ".join(say_name(hop.speaker, register) for hop in behind)
    if not hedged:
        return f"{who} passes it on from {names}, and also says it without a source"
    hedge = min((hop.certainty for hop in behind), key=lambda one: _RANKS[one])
    return f"{who} has it from {names}, as {hedge}, and also says it without a source, as {outer.certainty}"


def _along_relays(graph: Assertions) -> Iterator[Drift]:
    for outer, inner in graph.relays.edges:
        one, other = graph.hops.get(outer), graph.hops.get(inner)
        claim = graph.claim.get(outer, "")
        if one is None or other is None or one.stance not in _PASSING:
            continue
        if other.stance in _PASSING and _RANKS.get(one.certainty, 0) > _RANKS.get(other.certainty, 4):
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
    return not any(hop.document == outer.speaker and hop.stance == "asserts" for hop in _behind(outer, graph))


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
            rank = _RANKS.get(graph.hops[one].certainty, 0)
            if others := [other for least, other in passed.get(key, {}).items() if least < rank or not least]:
                yield Drift(key[0], "repeated", one, min(others))


def _to_exceed(hop: Hop, graph: Assertions) -> int | None:
    """Give the rank that a bare assertion must exceed to drift from this sourced one: 0 for none; None if none does.

    Who takes no side in one place takes one in the other. Who asserts it in both has only dropped a hedge, if any.
    """
    if hop.stance in PASSED_ON:
        return 0
    ranks = [_RANKS[one.certainty] for one in _hedging(hop, graph)]
    return min(ranks, default=None) if hop.stance == "asserts" else None


def _behind(hop: Hop, graph: Assertions) -> list[Hop]:
    return [graph.hops[one] for one in sorted(graph.relays.successors(hop.assertion)) if one in graph.hops]


def _hedging(hop: Hop, graph: Assertions) -> list[Hop]:
    """List those on whose word a hop is whose certainty can be compared with its own."""
    return [one for one in _behind(hop, graph) if one.stance in _PASSING and one.certainty in _RANKS]
