"""Who takes what stance to what: documents and sources against questions, as counts of claims."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kgraph.viewing.cards import ClaimCard, Dossier, Ref
from kgraph.viewing.phrases import STANCES, count
from kgraph.viewing.questions import Topic

DOCUMENT_LIMIT: Final = 12
"""Documents that get a column: a table with more is wider than anybody reads."""
SPEAKER_LIMIT: Final = 200
TOPIC_LIMIT: Final = 40

Cell = tuple[tuple[str, int], ...]
"""Numbers of claims by stance, in the order of stances; empty for silence."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A question, and what each document says on it."""

    topic: Topic
    cells: tuple[Cell, ...]
    speaking: int


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A source, what it says on each question, and on how many claims it speaks."""

    speaker: Ref
    cells: tuple[Cell, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The tables, and in words what they leave out."""

    documents: tuple[Ref, ...]
    rows: tuple[TopicRow, ...]
    topics: tuple[Topic, ...]
    speakers: tuple[SpeakerRow, ...]
    documents_left: str
    speakers_left: str


def cross(dossier: Dossier, topics: tuple[Topic, ...]) -> Matrix:
    """Count the claims each document, and each source, takes each stance to."""
    named = [card.ref for card in dossier.sources if card.ref.kind == "document"]
    said = Counter(document for card in dossier.claims for document in card.documents)
    documents = sorted(named, key=lambda ref: (-said[ref], ref.label, ref.id))[:DOCUMENT_LIMIT]
    documents.sort(key=lambda ref: (ref.label.casefold(), ref.id))
    rows = [
        TopicRow(
            topic,
            tuple(_tally(_own(topic.cards), document) for document in documents),
            sum(any(document in card.documents for card in topic.cards) for document in named),
        )
        for topic in topics
    ]
    shown = topics[:TOPIC_LIMIT]
    speakers = _speakers(dossier, shown)
    return Matrix(
        documents=tuple(documents),
        rows=tuple(rows),
        topics=shown,
        speakers=tuple(speakers[:SPEAKER_LIMIT]),
        documents_left=_left((len(named) - len(documents), "document")),
        speakers_left=_left((len(speakers) - SPEAKER_LIMIT, "source"), (len(topics) - TOPIC_LIMIT, "question")),
    )


def _own(cards: Iterable[ClaimCard]) -> list[tuple[str, Ref, str]]:
    return [(card.ref.id, trail.document, trail.own.code) for card in cards for trail in card.trails]


def _tally(said: Iterable[tuple[str, Ref, str]], who: Ref) -> Cell:
    """Count claims by stance, a claim once for each stance taken to it."""
    found = Counter(code for _, code in {(claim, code) for claim, speaker, code in said if speaker == who})
    return tuple((code, found[code]) for code in STANCES if found[code])


def _speakers(dossier: Dossier, topics: tuple[Topic, ...]) -> list[SpeakerRow]:
    """Make a row for each source that speaks, those that speak on most claims first."""
    said: dict[Ref, dict[str, set[tuple[str, str]]]] = {}
    spoken: dict[Ref, set[str]] = {}
    for card in dossier.claims:
        question = card.question.id if card.question else ""
        for saying in {saying for trail in card.trails for saying in trail.sayings}:
            said.setdefault(saying.who, {}).setdefault(question, set()).add((card.ref.id, saying.code))
            spoken.setdefault(saying.who, set()).add(card.ref.id)
    keys = [topic.ref.id if topic.ref else "" for topic in topics]
    rows = [SpeakerRow(who, tuple(_count(own, key) for key in keys), len(spoken[who])) for who, own in said.items()]
    return sorted(rows, key=lambda row: (-row.claims, row.speaker.label.casefold(), row.speaker.id))


def _count(said: Mapping[str, set[tuple[str, str]]], question: str) -> Cell:
    found = Counter(code for _, code in said.get(question, ()))
    return tuple((code, found[code]) for code in STANCES if found[code])


def _left(*groups: tuple[int, str]) -> str:
    """Say how many of each are left out; nothing where none are.

    >>> _left((3, "source"), (-2, "question"))
    'Not shown: 3 sources.'
    """
    left = [count(number, name) for number, name in groups if number > 0]
    return f"Not shown: {', '.join(left)}." if left else ""
