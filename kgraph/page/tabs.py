"""The tabs of the page, and what each is filled with; all but the graph are plain HTML, readable without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from kgraph.core.counts import say_count
from kgraph.page import annotated_texts, contradictions, documents, sources, stance_tables, timeline
from kgraph.page.annotated_texts import Copy
from kgraph.page.cards import ClaimCard, Dossier
from kgraph.page.questions import sort_topics
from kgraph.page.reader import Reader

GRAPH_FIRST_UP_TO: Final = 150
"""Claims up to which the page opens with the graph: above, with the questions."""
PAGE_ROWS: Final = 500
"""Rows of a table that a browser lays out without a wait."""
FOLDED_ABOVE: Final = 1000
"""Claims above which the questions of a tab open one by one."""
BRIEF_ABOVE: Final = 5000
"""Claims above which the page says little twice, lest it be too large to send."""
LISTED: Final = 3
"""What a list of a source's claims then holds."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its id in the page, which is also its template's name, and what it is called."""

    id: str
    name: str


TABS: Final = (
    Tab("questions", "Questions"),
    Tab("graph", "Graph"),
    Tab("contradictions", "Contradictions"),
    Tab("says", "Who says what"),
    Tab("timeline", "Timeline"),
    Tab("sources", "Sources"),
    Tab("documents", "Documents"),
    Tab("claims", "All claims"),
    Tab("copies", "Annotated copies"),
)


def arrange_tabs(claims: int, *, with_copies: bool) -> list[Tab]:
    """Put the tabs in order, the one the page opens with first; without texts there are no annotated copies."""
    tabs = [tab for tab in TABS if with_copies or tab.id != "copies"]
    if claims <= GRAPH_FIRST_UP_TO:
        tabs.sort(key=lambda tab: tab.id != "graph")
    return tabs


def mark_passages(dossier: Dossier, made: list[Copy]) -> Dossier:
    """Tell each chain where its passage is marked in an annotated copy."""
    marks = {(copy.document, passage): mark for copy in made for passage, mark in copy.marks.items()}

    def marked(card: ClaimCard) -> ClaimCard:
        trails = (replace(one, mark=marks.get((one.document, one.passage), "")) for one in card.trails)
        return replace(card, trails=tuple(trails))

    return replace(dossier, claims=tuple(map(marked, dossier.claims))) if marks else dossier


def fill(reader: Reader, dossier: Dossier, made: list[Copy], *, is_part: bool = False) -> dict[str, Any]:
    """Work out what the tabs show, by the names the templates use; a part has no tabs with nothing in them."""
    topics = sort_topics(dossier)
    crossed = stance_tables.cross(dossier, topics)
    profiles = sources.profile(reader, dossier)
    spoken = [one for one in profiles if one.speaks_on or one.asserts or one.denies or one.ratings]
    carded = {card.ref.id for card in dossier.claims} | {card.ref.id for card in dossier.sources}
    found: dict[str, Any] = {
        "page_rows": PAGE_ROWS,
        "folded": len(dossier.claims) > FOLDED_ABOVE,
        "brief": len(dossier.claims) > BRIEF_ABOVE,
        "listed": LISTED if len(dossier.claims) > BRIEF_ABOVE else None,
        "topics": topics,
        "key_of": {topic.ref.id: topic.key for topic in topics if topic.ref},
        "matrix": crossed,
        "opposed": contradictions.oppose(topics, dossier),
        "implied": contradictions.imply_denials(reader, dossier),
        "doubts": contradictions.list_doubts(dossier),
        "clashes": contradictions.compare_figures(reader, dossier),
        "charts": timeline.date_topics(topics, reader),
        "profiles": spoken,
        "sources_left": say_count(len(profiles) - len(spoken), "source") if len(spoken) < len(profiles) else "",
        "alone": {one.card.ref.id: one.alone for one in profiles},
        "claim_ratings": [one for one in sources.read_ratings(reader) if one.rates.kind == "claim"],
        "portraits": documents.portray(reader, dossier),
        "copies": made,
        "copied": {copy.document.id: copy.key for copy in made},
        "carded": carded,
    }
    held = {
        "questions": topics,
        "contradictions": found["opposed"] or found["implied"] or found["doubts"] or found["clashes"],
        "says": crossed.grids,
        "timeline": found["charts"],
        "sources": dossier.sources,
        "documents": found["portraits"],
        "claims": dossier.claims,
    }
    arranged = arrange_tabs(len(dossier.claims), with_copies=bool(made))
    return found | {"tabs": [tab for tab in arranged if not is_part or held.get(tab.id, True)]}


def annotate(reader: Reader, dossier: Dossier, texts: Mapping[str, str] | None) -> list[Copy]:
    """Make the annotated copies of the texts that were given."""
    return annotated_texts.annotate(reader, dossier, texts) if texts else []
