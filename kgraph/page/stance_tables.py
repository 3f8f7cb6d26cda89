"""Who takes what stance to what: documents and sources against questions, as counts of claims."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgraph.core.counts import say_count
from kgraph.page.cards import ClaimCard, Dossier, Ref, Topic, by_name
from kgraph.render.wording import STANCES

DOCUMENT_LIMIT: Final = 12
"""Documents that get a column; a table with more is too wide to read."""
SPEAKER_LIMIT: Final = 200
TOPIC_LIMIT: Final = 40

Cell: TypeAlias = tuple[tuple[str, int], ...]
"""Numbers of claims by stance, in the order of stances; empty for silence."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The claims of a question against the documents that speak of most of them, and in words what is left out."""

    topic: Topic
    documents: tuple[Ref, ...]
    cards: tuple[ClaimCard, ...]
    left: str


TopicRow: TypeAlias = tuple[Topic, tuple[Cell, ...]]
"""A question, and what each document says on it."""
SpeakerRow: TypeAlias = tuple[Ref, int, tuple[Cell, ...]]
"""A source, on how many claims it speaks, and what it says on each question."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The tables, and in words what they leave out."""

    documents: tuple[Ref, ...]
    rows: tuple[TopicRow, ...]
    grids: tuple[Grid, ...]
    topics: tuple[Topic, ...]
    speakers: tuple[SpeakerRow, ...]
    documents_left: str
    speakers_left: str


def cross(dossier: Dossier, topics: tuple[Topic, ...]) -> Matrix:
    """Count the claims each document, and each source, takes each stance to."""
    named = [card.ref for card in dossier.sources if card.ref.kind == "document"]
    documents = _busiest(named, dossier.claims)
    shown = topics[:TOPIC_LIMIT]
    unshown = [topic for topic in topics[TOPIC_LIMIT:] if topic.ref]
    speakers = _speakers(dossier, shown)
    return Matrix(
        documents=documents,
        rows=tuple((topic, _tally(topic.cards, documents)) for topic in topics),
        grids=tuple(_grid(topic, named) for topic in topics if topic.cards),
        topics=shown,
        speakers=tuple(speakers[:SPEAKER_LIMIT]),
        documents_left=_left((len(named) - len(documents), "document")),
        speakers_left=_left((len(speakers) - SPEAKER_LIMIT, "source"), (len(unshown), "question")),
    )


def _busiest(named: Iterable[Ref], cards: Iterable[ClaimCard]) -> tuple[Ref, ...]:
    """Choose the documents that speak of most of some claims, and put them in the order of their names."""
    claims = Counter(document for card in cards for document in card.documents)
    documents = sorted(named, key=lambda ref: (-claims[ref], ref.label, ref.id))[:DOCUMENT_LIMIT]
    return tuple(sorted(documents, key=by_name))


def _grid(topic: Topic, named: list[Ref]) -> Grid:
    """Give each claim a row; where documents have no column, a claim that only they speak of has none either."""
    if len(named) <= DOCUMENT_LIMIT:
        return Grid(topic, _busiest(named, topic.cards), topic.cards, "")
    speaking = {document for card in topic.cards for document in card.documents}
    documents = _busiest(speaking, topic.cards)
    kept = tuple(card for card in topic.cards if not set(documents).isdisjoint(card.documents))
    fewer, none = " of fewer of its claims", " of which none of these speaks"
    left = _left(
        (len(speaking) - len(documents), f"document that speaks{fewer}", f"documents that speak{fewer}"),
        (len(topic.cards) - len(kept), f"claim{none}", f"claims{none}"),
    )
    return Grid(topic, documents, kept, left)


def _tally(cards: Iterable[ClaimCard], documents: Iterable[Ref]) -> tuple[Cell, ...]:
    """Count claims by the stance each document takes in its own voice, a claim once for each."""
    stances: dict[Ref, set[tuple[str, str]]] = {}
    for card in cards:
        for trail in card.trails:
            stances.setdefault(trail.document, set()).add((card.ref.id, trail.own.code))
    return tuple(_count(stances.get(document, ())) for document in documents)


def _speakers(dossier: Dossier, topics: tuple[Topic, ...]) -> list[SpeakerRow]:
    """Make a row for each source that speaks, those that speak on most claims first."""
    stances: dict[Ref, dict[Ref | None, set[tuple[str, str]]]] = {}
    claims: dict[Ref, set[str]] = {}
    for card in dossier.claims:
        for saying in {saying for trail in card.trails for saying in trail.sayings}:
            for question in card.asked:
                stances.setdefault(saying.who, {}).setdefault(question, set()).add((card.ref.id, saying.code))
            claims.setdefault(saying.who, set()).add(card.ref.id)
    rows = [
        (who, len(claims[who]), tuple(_count(own.get(topic.ref, ())) for topic in topics))
        for who, own in stances.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], *by_name(row[0])))


def _count(stances: Iterable[tuple[str, str]]) -> Cell:
    numbers = Counter(code for _, code in stances)
    return tuple((code, numbers[code]) for code in STANCES if numbers[code])


def _left(*groups: tuple[int, str, str] | tuple[int, str]) -> str:
    """Say how many of each are left out; nothing where none are.

    >>> _left((3, "source"), (-2, "question"))
    'Not shown: 3 sources.'
    """
    left = [say_count(*group) for group in groups if group[0] > 0]
    return f"Not shown: {', '.join(left)}." if left else ""
