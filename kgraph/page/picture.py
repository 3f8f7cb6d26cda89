"""What the picture shows of the cards: nodes, lines between them, and places for those of a small graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.page.cards import ClaimCard, Dossier, Ref
from kgraph.page.phrases import MARKS, RELATIONS
from kgraph.page.picture_layout import Box, Column, Layout, arrange_boxes
from kgraph.provenance.chains import Evidence
from kgraph.provenance.model import AGAINST, Chain

NODE_LIMIT: Final = 150
"""Nodes drawn at once: beyond, a picture is no longer read but looked at."""
CLAIM_LIMIT: Final = 150
"""Claims above which nothing is placed here: the page shows questions first, and of claims what is asked for."""
QUIET_ABOVE: Final = 60
"""Claims above which lines to actors start switched off."""
NO_QUESTION: Final = "No question recorded"
_ABOUT: Final = " spoken of"


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `card` is the id of the card it opens, `kind` its ink."""

    id: str
    card: str
    kind: str
    label: str
    column: Column
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boxes, and the claims it is drawn for."""

    id: str
    start: str
    end: str
    relation: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All nodes and lines, and the places of those that are drawn first; a large graph has none."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    layout: Layout


def draw(dossier: Dossier, evidence: Evidence, extra: Iterable[Line] = ()) -> Drawing:
    """Make nodes and lines of all cards, and place as many as can be read.

    `extra` are lines that were asked for; those between things that have no card are left out.
    """
    lines = _merge([*_provenance(dossier, evidence), *_relations(dossier), *extra])
    nodes = {node.id: node for node in _nodes(dossier, lines)}
    lines = [line for line in lines if line.start in nodes and line.end in nodes]
    small = len(dossier.claims) <= CLAIM_LIMIT
    layout = _place(dossier, nodes, lines) if small else arrange_boxes([], [])
    return Drawing(tuple(nodes.values()), tuple(lines), layout)


def _place(dossier: Dossier, nodes: dict[str, Node], lines: list[Line]) -> Layout:
    """Place claims and what they touch; where all is too much, first without those who are only spoken of."""
    spared = () if len(nodes) <= NODE_LIMIT else ("about",)
    reach: dict[str, set[str]] = {card.ref.id: {card.ref.id} for card in dossier.claims}
    for line in lines:
        for claim in line.claims:
            if line.relation not in (*RELATIONS, *spared):
                reach[claim] |= {line.start, line.end}
    chosen, shown = _choose(dossier.claims, reach)
    if not dossier.claims:
        shown = set(nodes)
    bands = _bands(dossier)
    boxes = [
        Box(
            card.ref.id,
            Column.CLAIM,
            f"{MARKS[card.side]} {card.ref.label}",
            bands[card.ref.id],
            right=card.side == "against",
        )
        for card in _order(dossier, bands)
        if card.ref.id in shown
    ]
    boxes += [
        Box(node.id, node.column, node.label)
        for node in sorted(nodes.values(), key=lambda node: node.id)
        if node.id in shown and node.column is not Column.CLAIM
    ]
    links = [
        (outer, claim)
        for line in lines
        for claim in line.claims
        for outer in (line.start, line.end)
        if claim in chosen and outer != claim
    ]
    return arrange_boxes(boxes, links)


def _provenance(dossier: Dossier, evidence: Evidence) -> Iterator[Line]:
    """Lines from origins through those who pass on to the documents, and from documents to claims."""
    makers = {source.ref.id: {maker.id for maker in source.makers} for source in dossier.sources}
    carded = {card.ref.id for card in dossier.claims}
    for standing in evidence:
        if contract(standing.claim) not in carded:
            continue
        for chain in standing.chains:
            claim, document = contract(standing.claim), contract(chain.document)
            path = _path(chain, document, makers.get(document, set()))
            for inner, outer in zip(path[1:], path, strict=False):
                yield _line(inner, outer, "said", claim)
            for hop in chain.hops:
                for work in hop.cites:
                    yield _line(contract(work), contract(hop.document or chain.document), "cites", claim)
            denied = any(hop.stance in AGAINST for hop in chain.hops)
            yield _line(document, claim, "denied" if denied else "states", claim)


def _path(chain: Chain, document: str, makers: set[str]) -> list[str]:
    """List who is drawn for a chain, the document first; an author who passes on is the document's voice."""
    speakers = [contract(hop.speaker) for hop in chain.hops if hop.speaker]
    if len(chain.hops) > 1 and speakers and speakers[0] in makers:
        speakers = speakers[1:]
    path = [document]
    for speaker in speakers:
        if speaker != path[-1]:
            path.append(speaker)
    return path


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
    """Join lines with one id, as the several claims that one source is cited for; links never share one."""
    found: dict[str, Line] = {}
    for line in lines:
        claims = set(line.claims) | set(found[line.id].claims if line.id in found else ())
        kept = found.get(line.id, line)
        found[line.id] = Line(kept.id, kept.start, kept.end, kept.relation, tuple(sorted(claims)))
    return [found[name] for name in sorted(found)]


def _nodes(dossier: Dossier, lines: Iterable[Line]) -> Iterator[Node]:
    ends = {end for line in lines for end in (line.start, line.end)}
    for card in dossier.claims:
        ref = card.ref
        yield Node(ref.id, ref.id, "claim", ref.label, Column.CLAIM, MARKS[card.side])
    for source in dossier.sources:
        ref = source.ref
        if ref.id in ends:
            column = Column.DOCUMENT if ref.kind == "document" else Column.SOURCE
            yield Node(ref.id, ref.id, _ink(ref), ref.label, column, "?" if ref.kind == "anonymous" else "")
        if ref.id + _ABOUT in ends:
            yield Node(ref.id + _ABOUT, ref.id, _ink(ref, spoken_of=True), ref.label, Column.ACTOR)


def _ink(ref: Ref, *, spoken_of: bool = False) -> str:
    if not spoken_of:
        return ref.kind if ref.kind in ("anonymous", "document", "work") else "named"
    bodies = ("organization", "outlet", "state", "group")
    return "person" if ref.kind in ("person", "anonymous") else "body" if ref.kind in bodies else ""


def _choose(claims: Iterable[ClaimCard], reach: dict[str, set[str]]) -> tuple[set[str], set[str]]:
    """Choose the claims to draw, the most contested first, while they and what they touch stay few enough."""

    def weight(card: ClaimCard) -> tuple[int, int, int, str]:
        return (-card.contested, -len(card.ties), -len(card.trails), card.ref.id)

    chosen: set[str] = set()
    shown: set[str] = set()
    for card in sorted(claims, key=weight):
        more = shown | reach[card.ref.id]
        if len(more) <= NODE_LIMIT and len(chosen) < CLAIM_LIMIT:
            shown = more
            chosen.add(card.ref.id)
    return chosen, shown


def _bands(dossier: Dossier) -> dict[str, str]:
    """Name the band of each claim: its question, or that of a claim it bears on, or none."""
    words = dossier.numbered
    found = {
        card.ref.id: words.get(card.questions[0], card.questions[0].label) for card in dossier.claims if card.questions
    }
    for card in dossier.claims:
        near = [found[tie.other.id] for tie in card.ties if tie.other.id in found]
        if card.ref.id not in found and near:
            found[card.ref.id] = near[0]
    return {card.ref.id: found.get(card.ref.id, NO_QUESTION) for card in dossier.claims}


def _order(dossier: Dossier, bands: dict[str, str]) -> list[ClaimCard]:
    """Put claims that are tied next to one another, and the claims without a question last."""
    cards = {card.ref.id: card for card in dossier.claims}
    placed: dict[str, ClaimCard] = {}
    for card in dossier.claims:
        waiting = [card.ref.id]
        while waiting:
            one = waiting.pop()
            if one not in placed:
                placed[one] = cards[one]
                ties = [tie.other.id for tie in cards[one].ties if tie.other.id in cards]
                waiting += reversed([other for other in ties if bands[other] == bands[one]])
    return sorted(placed.values(), key=lambda card: bands[card.ref.id] == NO_QUESTION)
