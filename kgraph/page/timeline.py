"""The timeline of each question: when things happened, were said and were published, with a column for each date."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from kgraph.ontology.vocab import Term
from kgraph.page.cards import ClaimCard, Reader, Ref, Topic, by_name
from kgraph.render.wording import STANCE_MARKS, STANCES

CLOCKS: Final = ("happened", "said", "published")
DATE_LIMIT: Final = 40
"""Dates that get a column; the table below the picture has all of them."""
STEP: Final = 84
LEFT: Final = 92
HEAD: Final = 34
ROW: Final = 26
_LONG: Final = 45
"""Days between neighbouring dates above which the axis is broken."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Claims with the same kind of date, date and mark; `code` is their stance, empty for what happened.

    `voices` says who says which of them; speakers of the same claims are together.
    """

    clock: str
    date: str
    code: str
    mark: str
    claims: tuple[Ref, ...]
    voices: tuple[tuple[tuple[Ref, ...], tuple[Ref, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of a question, the same data for a table, and the number of dates without a column.

    `lanes` are the rows of the kinds of date, each with its y and height; `spots` are moments with their x and y.
    """

    topic: Topic
    width: int
    height: int
    dates: tuple[tuple[str, int], ...]
    breaks: tuple[int, ...]
    lanes: tuple[tuple[str, int, int], ...]
    spots: tuple[tuple[Moment, int, int], ...]
    moments: tuple[Moment, ...]
    left: int

    def rows(self, clock: str) -> list[tuple[Moment, tuple[Ref, ...], tuple[Ref, ...]]]:
        """List the rows of the table for a kind of date: a moment, speakers, and their claims."""
        return [(moment, *voice) for moment in self.moments if moment.clock == clock for voice in moment.voices]

    @property
    def undated(self) -> list[tuple[str, int]]:
        """Count the claims that have no date of a kind."""
        dated = {clock: {ref for row in self.rows(clock) for ref in row[0].claims} for clock in CLOCKS}
        counts = [(clock, len(self.topic.cards) - len(dated[clock])) for clock in CLOCKS]
        return [(clock, number) for clock, number in counts if number]


def date_topics(topics: Iterable[Topic], reader: Reader) -> list[Chart]:
    """Draw each question that has a date."""
    charts = (_chart(topic, _moments(topic, reader)) for topic in topics)
    return [chart for chart in charts if chart.moments]


def _moments(topic: Topic, reader: Reader) -> tuple[Moment, ...]:
    moments: dict[tuple[str, str, str], dict[Ref | None, set[Ref]]] = {}
    for card in topic.cards:
        for clock, when, code, who in _times(card, reader):
            moments.setdefault((clock, when, code), {}).setdefault(who, set()).add(card.ref)
    codes = ["", *STANCES]
    keys = sorted(moments, key=lambda key: (CLOCKS.index(key[0]), key[1], codes.index(key[2]), key[2]))
    return tuple(
        Moment(
            clock,
            when,
            code,
            STANCE_MARKS.get(code, "◆"),
            _arrange(set().union(*moments[clock, when, code].values())),
            tuple(_group(moments[clock, when, code])),
        )
        for clock, when, code in keys
    )


def _group(claims_of: dict[Ref | None, set[Ref]]) -> list[tuple[tuple[Ref, ...], tuple[Ref, ...]]]:
    """Join the speakers of the same claims."""
    speakers_of: dict[tuple[Ref, ...], set[Ref]] = {}
    for speaker, claims in claims_of.items():
        speakers_of.setdefault(_arrange(claims), set()).update([speaker] if speaker else [])
    voices = [(_arrange(speakers), claims) for claims, speakers in speakers_of.items()]
    return sorted(voices, key=lambda voice: [by_name(speaker) for speaker in voice[0]])


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
    return tuple(sorted(refs, key=by_name))


def _chart(topic: Topic, moments: tuple[Moment, ...]) -> Chart:
    every = sorted({moment.date for moment in moments})
    shown = every[-DATE_LIMIT:]
    at = {when: LEFT + STEP // 2 + STEP * number for number, when in enumerate(shown)}
    lanes: list[tuple[str, int, int]] = []
    spots: list[tuple[Moment, int, int]] = []
    y = HEAD
    for clock in CLOCKS:
        depths: Counter[str] = Counter()
        for moment in moments:
            if moment.clock == clock and moment.date in at:
                spots.append((moment, at[moment.date], y + ROW * depths[moment.date] + ROW // 2))
                depths[moment.date] += 1
        height = ROW * max(depths.values(), default=1)
        lanes.append((clock, y, height))
        y += height + 6
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
    """Read a date; a year or a month counts as its first day.

    >>> _day("2022-01"), _day("about then")
    (datetime.date(2022, 1, 1), None)
    """
    try:
        return date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return None
