"""The data for the script of the page: the picture and the cards, each value written once to keep the page small."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kgraph.ontology.curies import contract
from kgraph.page import palette
from kgraph.page.cards import ClaimCard, Dossier, SourceCard, Tie, Trail
from kgraph.page.picture import CLAIM_LIMIT, QUIET_ABOVE, Line, Node
from kgraph.provenance.chains import Evidence
from kgraph.provenance.model import Chain
from kgraph.render import wording
from kgraph.render.wording import RELATIONS

_SOURCES, _DOCUMENTS, _CLAIMS, _ACTORS = range(4)
"""The columns of the picture, left to right."""
_COLUMN: Final = {"document": _DOCUMENTS, "claim": _CLAIMS, "question": _CLAIMS, "person": _ACTORS, "body": _ACTORS}
"""The column of each ink; boxes of other inks are sources."""
_CLAIM_WIDTH: Final = 230
_WIDTH: Final = 158


def list_nodes(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """Write each box; claims come first, in the order of the cards."""
    return [
        {"id": node.id, "kind": node.kind, "label": node.label}
        | ({"card": node.card} if node.card != node.id else {})
        | ({"mark": node.mark} if node.mark else {})
        for node in nodes
    ]


def list_lines(nodes: Iterable[Node], lines: Iterable[Line], dossier: Dossier) -> list[list[Any]]:
    """Write each line as the number of its relation, its ends, and what it is drawn for.

    Boxes and claims are named by their place in the list of boxes. A line for claims lists them. A link
    between claims has its id, the reason given, who drew it, and what it implies for the claim at its end, and for
    that at its start.
    """
    at = {node.id: number for number, node in enumerate(nodes)}
    ties: dict[str, list[Tie]] = {}
    for tie in (tie for card in dossier.claims for tie in card.ties):
        ties.setdefault(tie.link, []).append(tie)
    relations = list(palette.STROKES)
    return [
        [relations.index(line.relation), at[line.start], at[line.end], *_drawn_for(line, at, ties)] for line in lines
    ]


def _drawn_for(line: Line, at: dict[str, int], ties: dict[str, list[Tie]]) -> list[Any]:
    if line.relation in RELATIONS and line.id in ties:
        tie = ties[line.id][0]
        implied = {tie.outward: tie.implied for tie in ties[line.id]}
        values = [line.id, tie.reason, tie.drawer, implied.get(False, ""), implied.get(True, "")]
        return values if values[4] else values[:4] if values[3] else values[:3]
    if not line.claims:
        return [line.id]
    return [at[claim] for claim in line.claims]


class _Index:
    """Numbers values in the order of their first use."""

    def __init__(self) -> None:
        self.known: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:  # noqa: ANN401 - whatever can be a key
        return self.known.setdefault(value, len(self.known))


class Deck:
    """The cards as the panel and the filters need them, with references and repeated words as numbers."""

    def __init__(self, dossier: Dossier, evidence: Evidence) -> None:
        self.words, self.refs, self.manners = _Index(), _Index(), _Index()
        chains = {contract(standing.claim): standing.chains for standing in evidence}
        self.asked = {ref: number for number, ref in enumerate(dossier.questions)}
        self.claims = [self.claim(card, chains[card.ref.id]) for card in dossier.claims]
        self.sources = {self.refs(card.ref): self.source(card) for card in dossier.sources}
        self.questions = [[ref.id, f"Q{dossier.numbers[ref.id]} {ref.label}"] for ref in dossier.questions]

    def value(self) -> dict[str, Any]:
        """Give everything as the script reads it."""
        return {
            "words": list(self.words.known),
            "manners": list(self.manners.known),
            "refs": [[ref.id, ref.label, ref.kind, *filter(None, [ref.mark])] for ref in self.refs.known],
            "claims": self.claims,
            "sources": self.sources,
            "questions": self.questions,
        }

    def claim(self, card: ClaimCard, chains: Iterable[Chain]) -> dict[str, Any]:
        """Write a claim's card; its links stand with the lines."""
        values = {
            "sort": self.words(card.sort) if card.sort else None,
            "questions": [self.asked[ref] for ref in card.questions if ref in self.asked],
            "facts": list(card.particulars),
            "counts": self.words(f"{card.counts} {card.unrated}".strip()),
            "trails": [self.trail(trail, chain) for trail, chain in zip(card.trails, chains, strict=True)],
            "about": [[self.words(role), self.refs(ref)] for role, ref in card.about],
            "hot": card.contested,
        }
        return {name: value for name, value in values.items() if value}

    def trail(self, trail: Trail, chain: Chain) -> list[Any]:
        """Write who passes a claim on, first speaker first, with the codes that the filters use.

        Then come the weakest link, and the pieces of the sentence for the same chain.
        """
        hops = [
            [
                self.refs(saying.who),
                self.manners((saying.how, hop.stance, hop.basis)),
                *map(self.refs, saying.evidence),
            ]
            for saying, hop in zip(trail.sayings, reversed(chain.hops), strict=True)
        ]
        sentence = [self.words(trail.weakest), *map(self.words, trail.opening)]
        passage = [trail.quote, trail.live, trail.mark] if trail.quote else []
        while passage and not passage[-1]:
            passage.pop()
        return [self.refs(trail.document), hops, sentence, *passage]

    def source(self, card: SourceCard) -> dict[str, Any]:
        """Write what is recorded about a source; the script collects from the claims what it says."""
        values = {"facts": list(card.particulars), "ground": card.ground, "links": list(map(list, card.links))}
        return {name: value for name, value in values.items() if value}


def describe(dossier: Dossier, strokes: Mapping[str, palette.Stroke]) -> dict[str, Any]:
    """Write how kinds and relations are drawn and called, and which lines are off when the page opens."""
    return {
        "few": CLAIM_LIMIT,
        "inks": {
            name: {
                "shape": ink.shape,
                "dashed": ink.dashed,
                "words": ink.words,
                "col": _COLUMN.get(name, _SOURCES),
                "w": _CLAIM_WIDTH if _COLUMN.get(name) == _CLAIMS else _WIDTH,
            }
            for name, ink in palette.INKS.items()
        },
        "strokes": {
            name: {"dashes": list(stroke.dashes), "arrow": stroke.arrow, "strong": stroke.strong, "words": stroke.words}
            for name, stroke in strokes.items()
        },
        "lines": list(palette.STROKES),
        "relations": RELATIONS,
        "stances": wording.STANCES,
        "bases": wording.BASIS_NAMES,
        "kinds": wording.KINDS,
        "marks": {mark: wording.STANDINGS[name] for name, mark in wording.STANDING_MARKS.items()},
        "denied": wording.STANDING_MARKS["against"],
        "off": list(hidden_at_first(dossier)),
    }


def hidden_at_first(dossier: Dossier) -> tuple[str, ...]:
    """Name the lines that are off when the page opens: "about" says little when there are many claims."""
    return ("about",) if len(dossier.claims) > QUIET_ABOVE else ()


def count_lines(lines: Iterable[Line]) -> dict[str, int]:
    """Count the lines of each relation that occurs, in the order of the legend."""
    counts = Counter(line.relation for line in lines)
    return {name: counts[name] for name in palette.STROKES if counts[name]}


def inks_used(nodes: Iterable[Node], dossier: Dossier) -> dict[str, palette.Ink]:
    """Give the inks that the legend explains; only a large graph has boxes for questions."""
    kinds = {node.kind for node in nodes} | ({"question"} if len(dossier.claims) > CLAIM_LIMIT else set())
    return {name: ink for name, ink in palette.INKS.items() if name in kinds}
