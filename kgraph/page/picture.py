"""The boxes of the picture and the lines between them; the script places them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.page.cards import Dossier, Ref
from kgraph.provenance.chains import Evidence
from kgraph.provenance.model import AGAINST, Chain
from kgraph.render.wording import STANDING_MARKS

CLAIM_LIMIT: Final = 150
"""Claims above which the picture opens with the questions, and shows claims only when the reader asks for them."""
QUIET_ABOVE: Final = 60
"""Claims above which lines to actors start switched off."""
_ABOUT: Final = " spoken of"


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `card` is the id of the card that it opens, `kind` its ink."""

    id: str
    card: str
    kind: str
    label: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boxes, and the claims it is drawn for."""

    id: str
    start: str
    end: str
    relation: str
    claims: tuple[str, ...]


def draw(dossier: Dossier, evidence: Evidence, extra: Iterable[Line] = ()) -> tuple[list[Node], list[Line]]:
    """Make boxes and lines of all cards.

    `extra` are lines that a query answers with; those between things that have no card are left out.
    """
    lines = _merge([*_provenance(dossier, evidence), *_relations(dossier), *extra])
    nodes = {node.id: node for node in _nodes(dossier, lines)}
    return list(nodes.values()), [line for line in lines if line.start in nodes and line.end in nodes]


def _provenance(dossier: Dossier, evidence: Evidence) -> Iterator[Line]:
    """Draw each chain: from its root through those who pass it on to the document, and from there to the claim."""
    makers = {source.ref.id: {maker.id for maker in source.makers} for source in dossier.sources}
    carded = {card.ref.id for card in dossier.claims}
    for standing in evidence:
        if contract(standing.claim) not in carded:
            continue
        for chain in standing.chains:
            claim, document = contract(standing.claim), contract(chain.document)
            path = _path(chain, document, makers.get(document, set()))
            for outer, inner in pairwise(path):
                yield _line(inner, outer, "said", claim)
            for hop in chain.hops:
                for work in hop.cites:
                    yield _line(contract(work), contract(hop.document or chain.document), "cites", claim)
            denied = any(hop.stance in AGAINST for hop in chain.hops)
            yield _line(document, claim, "denied" if denied else "states", claim)


def _path(chain: Chain, document: str, makers: set[str]) -> list[str]:
    """List the boxes of a chain, the document first; an author who passes a claim on has the document's box."""
    speakers = [contract(hop.speaker) for hop in chain.hops if hop.speaker]
    if len(chain.hops) > 1 and speakers and speakers[0] in makers:
        speakers = speakers[1:]
    return [box for box, _ in groupby([document, *speakers])]


def _relations(dossier: Dossier) -> Iterator[Line]:
    for card in dossier.claims:
        for _, ref in card.about:
            if _ink(ref, spoken_of=True):
                yield _line(card.ref.id, ref.id + _ABOUT, "about", card.ref.id)
        for tie in card.ties:
            ends = (card.ref.id, tie.other.id) if tie.outward else (tie.other.id, card.ref.id)
            yield Line(tie.link, *ends, tie.relation, tuple(sorted(set(ends))))


def _line(start: str, end: str, relation: str, claim: str) -> Line:
    return Line(f"{relation} {start} {end}", start, end, relation, (claim,))


def _merge(lines: Iterable[Line]) -> list[Line]:
    """Join lines with the same id, such as those of the claims for which one work is cited; links never share one."""
    first: dict[str, Line] = {}
    claims: dict[str, set[str]] = {}
    for line in lines:
        first.setdefault(line.id, line)
        claims.setdefault(line.id, set()).update(line.claims)
    return [replace(first[name], claims=tuple(sorted(claims[name]))) for name in sorted(first)]


def _nodes(dossier: Dossier, lines: Iterable[Line]) -> Iterator[Node]:
    ends = {end for line in lines for end in (line.start, line.end)}
    for card in dossier.claims:
        ref = card.ref
        yield Node(ref.id, ref.id, "claim", ref.label, STANDING_MARKS[card.side])
    for source in dossier.sources:
        ref = source.ref
        if ref.id in ends:
            yield Node(ref.id, ref.id, _ink(ref), ref.label, "?" if ref.kind == "anonymous" else "")
        if ref.id + _ABOUT in ends:
            yield Node(ref.id + _ABOUT, ref.id, _ink(ref, spoken_of=True), ref.label)


def _ink(ref: Ref, *, spoken_of: bool = False) -> str:
    if not spoken_of:
        return ref.kind if ref.kind in ("anonymous", "document", "work") else "named"
    bodies = ("organization", "outlet", "state", "group")
    return "person" if ref.kind in ("person", "anonymous") else "body" if ref.kind in bodies else ""
