"""The tabs of the page and their contents; all but the graph are plain HTML that can be read without scripts."""

from dataclasses import replace
from typing import Any, Final

from kgraph.core.counts import say_count
from kgraph.page import contradictions, documents, sources, stance_tables, timeline
from kgraph.page.annotated_texts import Copy
from kgraph.page.cards import ClaimCard, Dossier, Reader, sort_topics
from kgraph.provenance.ratings import meanings

GRAPH_FIRST_UP_TO: Final = 150
"""Claims up to which the page opens with the graph: above, with the questions."""
PAGE_ROWS: Final = 500
"""Rows of a table that a browser lays out without delay."""
FOLDED_ABOVE: Final = 1000
"""Claims above which the questions of a tab open one by one."""
BRIEF_ABOVE: Final = 5000
"""Claims above which the page omits repeated detail, to keep it small."""
LISTED: Final = 3
"""Entries in a list of a source's claims on such a page."""


TABS: Final = {
    "questions": "Questions",
    "graph": "Graph",
    "contradictions": "Contradictions",
    "says": "Who says what",
    "timeline": "Timeline",
    "sources": "Sources",
    "documents": "Documents",
    "claims": "All claims",
    "copies": "Annotated copies",
}
"""The title of each tab by its id on the page, which is also the name of its template."""


def arrange_tabs(claims: int, *, with_copies: bool) -> list[str]:
    """Order the ids of the tabs; the page opens with the first. Without texts there are no annotated copies."""
    tabs = [tab for tab in TABS if with_copies or tab != "copies"]
    if claims <= GRAPH_FIRST_UP_TO:
        tabs.sort(key=lambda tab: tab != "graph")
    return tabs


def mark_passages(dossier: Dossier, copies: list[Copy]) -> Dossier:
    """Give each chain the place where its passage is marked in an annotated copy."""
    marks = {(copy.document, passage): mark for copy in copies for passage, mark in copy.marks.items()}

    def marked(card: ClaimCard) -> ClaimCard:
        trails = (replace(trail, mark=marks.get((trail.document, trail.passage), "")) for trail in card.trails)
        return replace(card, trails=tuple(trails))

    return replace(dossier, claims=tuple(map(marked, dossier.claims))) if marks else dossier


def fill(reader: Reader, dossier: Dossier, copies: list[Copy], *, is_part: bool = False) -> dict[str, Any]:
    """Prepare what the tabs show, by the names that the templates use; a part of a graph has no empty tabs."""
    topics = sort_topics(dossier)
    crossed = stance_tables.cross(dossier, topics)
    profiles = sources.profile(reader, dossier)
    speaking = [source for source in profiles if source.speaks_on or source.asserts or source.denies or source.ratings]
    carded = {card.ref.id for card in dossier.claims} | {card.ref.id for card in dossier.sources}
    values: dict[str, Any] = {
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
        "profiles": speaking,
        "sources_left": say_count(len(profiles) - len(speaking), "source") if len(speaking) < len(profiles) else "",
        "alone": {source.card.ref.id: source.alone for source in profiles},
        "claim_ratings": [
            (card.ref, rating)
            for card in sorted(dossier.claims, key=lambda card: card.ref.id)
            for rating in sources.list_ratings(reader, card.ref)
        ],
        "name": reader.name,
        "meanings": meanings(),
        "portraits": documents.portray(reader, dossier),
        "copies": copies,
        "copied": {copy.document.id: copy.key for copy in copies},
        "carded": carded,
    }
    held = {
        "questions": topics,
        "contradictions": any(values[name] for name in ("opposed", "implied", "doubts", "clashes")),
        "says": crossed.grids,
        "timeline": values["charts"],
        "sources": dossier.sources,
        "documents": values["portraits"],
        "claims": dossier.claims,
    }
    arranged = arrange_tabs(len(dossier.claims), with_copies=bool(copies))
    return values | {"tabs": {tab: TABS[tab] for tab in arranged if not is_part or held.get(tab, True)}}
