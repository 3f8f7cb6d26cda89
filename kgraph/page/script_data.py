"""What the script of the page is told: the picture and the cards, each value written once, so that it stays small."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kgraph.ontology.curies import contract
from kgraph.page import palette, phrases
from kgraph.page.cards import ClaimCard, Dossier, SourceCard, Tie, Trail
from kgraph.page.phrases import RELATIONS
from kgraph.page.picture import QUIET_ABOVE, Drawing, Line
from kgraph.page.picture_layout import CLAIM_WIDTH, OUTER_WIDTH, Column
from kgraph.provenance.chains import Evidence
from kgraph.provenance.model import Chain

_COLUMN: Final = {"document": Column.DOCUMENT, "claim": Column.CLAIM, "question": Column.CLAIM} | dict.fromkeys(
    ("person", "body"), Column.ACTOR
)


def list_nodes(drawing: Drawing) -> list[dict[str, Any]]:
    """Write each box, with its middle where it has a place; claims come first, in the order of the cards."""
    found = []
    for node in drawing.nodes:
        place = drawing.layout.boxes.get(node.id)
        one: dict[str, Any] = {"id": node.id, "kind": node.kind, "label": node.label}
        if node.card != node.id:
            one["card"] = node.card
        if node.mark:
            one["mark"] = node.mark
        if place:
            one |= {"x": place.x + place.width // 2, "y": place.y + place.height / 2, "h": place.height}
        found.append(one)
    return found


def list_lines(drawing: Drawing, dossier: Dossier) -> list[list[Any]]:
    """Write each line as the number of its relation, its ends, and what it is drawn for.

    Boxes and claims are named by their place in the list of boxes. A line for claims lists them. A link
    between claims has its id, the reason given, who drew it, and what it implies for the claim at its end, and for
    that at its start.
    """
    at = {node.id: number for number, node in enumerate(drawing.nodes)}
    ties: dict[str, list[Tie]] = {}
    for tie in (tie for card in dossier.claims for tie in card.ties):
        ties.setdefault(tie.link, []).append(tie)
    relations = list(palette.STROKES)
    return [
        [relations.index(line.relation), at[line.start], at[line.end], *_drawn_for(line, at, ties)]
        for line in drawing.lines
    ]


def _drawn_for(line: Line, at: dict[str, int], ties: dict[str, list[Tie]]) -> list[Any]:
    if line.relation in RELATIONS and line.id in ties:
        tie = ties[line.id][0]
        told = {one.outward: one.implied for one in ties[line.id]}
        values = [line.id, tie.reason, tie.drawer, told.get(False, ""), told.get(True, "")]
        return values if values[4] else values[:4] if values[3] else values[:3]
    if not line.claims:
        return [line.id]
    return [at[claim] for claim in line.claims]


class _Index:
    """Numbers values in the order they are first met."""

    def __init__(self) -> None:
        self.known: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:  # noqa: ANN401 - whatever can be a key
        return self.known.setdefault(value, len(self.known))


class Deck:
    """The cards as the panel and the filters need them: references and repeated words as numbers."""

    def __init__(self, dossier: Dossier, evidence: Evidence) -> None:
        self.words, self.refs, self.manners = _Index(), _Index(), _Index()
        chains = {contract(standing.claim): standing.chains for standing in evidence}
        self.asked = {ref: number for number, ref in enumerate(dossier.questions)}
        self.claims = [self.claim(card, chains[card.ref.id]) for card in dossier.claims]
        self.sources = {self.refs(card.ref): self.source(card) for card in dossier.sources}
        self.questions = [[ref.id, words] for ref, words in dossier.numbered.items()]

    def value(self) -> dict[str, Any]:
        """Write the cards out."""
        return {
            "words": list(self.words.known),
            "manners": list(self.manners.known),
            "refs": [[ref.id, ref.label, ref.kind] for ref in self.refs.known],
            "claims": self.claims,
            "sources": self.sources,
            "questions": self.questions,
        }

    def claim(self, card: ClaimCard, chains: Iterable[Chain]) -> dict[str, Any]:
        """Write a claim's card; its links stand with the lines.

        `soft` says that its text begins small at the end of a sentence.
        """
        found = {
            "sort": self.words(card.sort) if card.sort else None,
            "questions": [self.asked[ref] for ref in card.questions if ref in self.asked],
            "soft": int(card.ending[:1] != card.ref.label[:1]),
            "facts": list(card.particulars),
            "counts": self.words(f"{card.counts} {card.unrated}".strip()),
            "trails": [self.trail(one, chain) for one, chain in zip(card.trails, chains, strict=True)],
            "about": [[self.words(role), self.refs(ref)] for role, ref in card.about],
            "hot": card.contested,
        }
        return {name: value for name, value in found.items() if value}

    def trail(self, trail: Trail, chain: Chain) -> list[Any]:
        """Write who hands a claim on, origin first, with the codes that filters go by.

        Then the weakest link, and the pieces of the sentence that says the same.
        """
        hops = [
            [
                self.refs(saying.who),
                self.manners((saying.how, hop.stance, hop.basis)),
                *map(self.refs, saying.evidence),
            ]
            for saying, hop in zip(trail.sayings, reversed(chain.hops), strict=True)
        ]
        said = [self.words(trail.weakest), *map(self.words, trail.opening)]
        passage = [trail.quote, trail.live, trail.mark] if trail.quote else []
        while passage and not passage[-1]:
            passage.pop()
        return [self.refs(trail.document), hops, said, *passage]

    def source(self, card: SourceCard) -> dict[str, Any]:
        """Write what is recorded of a source; what it says, the script gathers from the claims."""
        found = {"facts": list(card.particulars), "ground": card.ground, "links": [list(one) for one in card.links]}
        return {name: value for name, value in found.items() if value}


def describe(drawing: Drawing, dossier: Dossier, strokes: Mapping[str, palette.Stroke]) -> dict[str, Any]:
    """Say how kinds and relations are drawn and called, where the bands are, and what starts switched off."""
    layout = drawing.layout
    return {
        "width": layout.width,
        "height": layout.height,
        "bands": [
            {"label": label, "x": place.x, "y": place.y, "w": place.width, "h": place.height}
            for label, place in layout.bands.items()
        ],
        "inks": {
            name: {
                "shape": ink.shape,
                "dashed": ink.dashed,
                "words": ink.words,
                "col": int(_COLUMN.get(name, Column.SOURCE)),
                "w": CLAIM_WIDTH if _COLUMN.get(name) is Column.CLAIM else OUTER_WIDTH,
            }
            for name, ink in palette.INKS.items()
        },
        "strokes": {
            name: {"dashes": list(stroke.dashes), "arrow": stroke.arrow, "strong": stroke.strong, "words": stroke.words}
            for name, stroke in strokes.items()
        },
        "lines": list(palette.STROKES),
        "relations": RELATIONS,
        "stances": phrases.STANCES,
        "bases": phrases.BASES,
        "kinds": phrases.KINDS,
        "marks": {mark: phrases.STANDINGS[name] for name, mark in phrases.MARKS.items()},
        "off": list(hidden_at_first(dossier)),
    }


def hidden_at_first(dossier: Dossier) -> tuple[str, ...]:
    """Name the relations that start switched off: of many claims, who is spoken of says little."""
    return ("about",) if len(dossier.claims) > QUIET_ABOVE else ()


def count_lines(drawing: Drawing) -> dict[str, int]:
    """Count the lines of each relation that occurs, in the order of the legend."""
    used = dict.fromkeys(palette.STROKES, 0)
    for line in drawing.lines:
        used[line.relation] += 1
    return {name: number for name, number in used.items() if number}


def inks_used(drawing: Drawing) -> dict[str, palette.Ink]:
    """Give the inks the legend explains; questions are boxes only where claims have no places."""
    kinds = {node.kind for node in drawing.nodes}
    kinds |= set() if drawing.layout.boxes or "claim" not in kinds else {"question"}
    return {name: ink for name, ink in palette.INKS.items() if name in kinds}
