"""When: three clocks for each question, kept apart, on a scale that has a place for every date that occurs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from kgraph.ontology.vocab import Term
from kgraph.page.cards import ClaimCard, Ref
from kgraph.page.phrases import STANCE_MARKS, STANCES
from kgraph.page.questions import Topic
from kgraph.page.reader import Reader

CLOCKS: Final = ("happened", "said", "published")
DATE_LIMIT: Final = 40
"""Dates that get a column; the table below the picture has them all."""
STEP: Final = 84
LEFT: Final = 92
HEAD: Final = 34
ROW: Final = 26
_LONG: Final = 45
"""Days between neighbouring dates above which the axis is broken."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one clock has at one date: claims that share a mark, `code` its stance or empty for what happened.

    `voices` says who says which of them: those who say the same stand together.
    """

    clock: str
    date: str
    code: str
    mark: str
    claims: tuple[Ref, ...]
    voices: tuple[tuple[tuple[Ref, ...], tuple[Ref, ...]], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A moment's place in the picture."""

    moment: Moment
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A clock's stripe in the picture."""

    clock: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A question's picture, the same as moments for a table, and how many dates have no column."""

    topic: Topic
    width: int
    height: int
    dates: tuple[tuple[str, int], ...]
    breaks: tuple[int, ...]
    lanes: tuple[Lane, ...]
    spots: tuple[Spot, ...]
    moments: tuple[Moment, ...]
    left: int

    def rows(self, clock: str) -> list[tuple[Moment, tuple[Ref, ...], tuple[Ref, ...]]]:
        """List for the table what a clock has: a moment, speakers, and the claims they speak of."""
        return [(one, *voice) for one in self.moments if one.clock == clock for voice in one.voices]

    @property
    def undated(self) -> list[tuple[str, int]]:
        """Count for each clock the claims that it has no date for."""
        dated = {clock: {ref for one in self.moments if one.clock == clock for ref in one.claims} for clock in CLOCKS}
        counts = [(clock, len(self.topic.cards) - len(dated[clock])) for clock in CLOCKS]
        return [(clock, number) for clock, number in counts if number]


def date_topics(topics: Iterable[Topic], reader: Reader) -> list[Chart]:
    """Draw each question that has a date of any kind."""
    charts = (_chart(topic, _moments(topic, reader)) for topic in topics)
    return [chart for chart in charts if chart.moments]


def _moments(topic: Topic, reader: Reader) -> tuple[Moment, ...]:
    said: dict[tuple[str, str, str], dict[Ref | None, set[Ref]]] = {}
    for card in topic.cards:
        for clock, when, code, who in _times(card, reader):
            said.setdefault((clock, when, code), {}).setdefault(who, set()).add(card.ref)
    codes = ["", *STANCES]
    keys = sorted(said, key=lambda key: (CLOCKS.index(key[0]), key[1], codes.index(key[2]), key[2]))
    return tuple(
        Moment(
            clock,
            when,
            code,
            STANCE_MARKS.get(code, "◆"),
            _arrange(set().union(*said[clock, when, code].values())),
            tuple(_group(said[clock, when, code])),
        )
        for clock, when, code in keys
    )


def _group(said: dict[Ref | None, set[Ref]]) -> Iterator[tuple[tuple[Ref, ...], tuple[Ref, ...]]]:
    whom: dict[tuple[Ref, ...], set[Ref]] = {}
    for who, claims in said.items():
        whom.setdefault(_arrange(claims), set()).update([who] if who else [])
    together = [(_arrange(speakers), claims) for claims, speakers in whom.items()]
    yield from sorted(together, key=lambda pair: [(who.label.casefold(), who.id) for who in pair[0]])


def _times(card: ClaimCard, reader: Reader) -> Iterator[tuple[str, str, str, Ref | None]]:
    if card.happened:
        yield "happened", card.happened, "", None
    for trail in card.trails:
        for saying in trail.sayings:
            if saying.said_on:
                yield "said", saying.said_on, saying.code, saying.who
        if issued := reader.lookup.text(reader.iris.get(trail.document.id, ""), Term.date):
            yield "published", issued, trail.own.code, trail.document


def _arrange(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    return tuple(sorted(refs, key=lambda ref: (ref.label.casefold(), ref.id)))


def _chart(topic: Topic, moments: tuple[Moment, ...]) -> Chart:
    every = sorted({moment.date for moment in moments})
    shown = every[-DATE_LIMIT:]
    at = {when: LEFT + STEP // 2 + STEP * number for number, when in enumerate(shown)}
    lanes: list[Lane] = []
    spots: list[Spot] = []
    y = HEAD
    for clock in CLOCKS:
        stacks: dict[str, int] = {}
        for moment in moments:
            if moment.clock == clock and moment.date in at:
                depth = stacks.get(moment.date, 0)
                stacks[moment.date] = depth + 1
                spots.append(Spot(moment, at[moment.date], y + ROW * depth + ROW // 2))
        lanes.append(Lane(clock, y, ROW * max(1, *stacks.values(), 0)))
        y += lanes[-1].height + 6
    return Chart(
        topic=topic,
        width=LEFT + STEP * len(shown) + 8,
        height=y,
        dates=tuple(at.items()),
        breaks=tuple(at[late] - STEP // 2 for early, late in pairwise(shown) if _far(early, late)),
        lanes=tuple(lanes),
        spots=tuple(spots),
        moments=moments,
        left=len(every) - len(shown),
    )


def _far(early: str, late: str) -> bool:
    first, second = _day(early), _day(late)
    return first is not None and second is not None and (second - first).days > _LONG


def _day(text: str) -> date | None:
    """Take a year or a month as its first day.

    >>> _day("2022-01"), _day("about then")
    (datetime.date(2022, 1, 1), None)
    """
    try:
        return date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return None
