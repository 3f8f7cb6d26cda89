"""Where the boxes of the picture stand: sources, documents, claims by question, and actors, left to right."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

CLAIM_WIDTH: Final = 230
OUTER_WIDTH: Final = 158
GAP: Final = 16
AISLE: Final = 34
"""The space between columns of claims: lines between neighbours must show."""
LANE: Final = 52
"""The space between columns of different kinds, where lines run."""
LINE_HEIGHT: Final = 17
PADDING: Final = 14
HEADING: Final = 30
_CLAIM_CHARACTERS: Final = 24  # of 14 px in the widest common system font, so that a label seldom is cut
_OUTER_CHARACTERS: Final = 17
_CLAIM_LINES: Final = 5
_OUTER_LINES: Final = 5
_VIEW_WIDTH: Final = 890
"""Pixels for the picture beside the panel in a window of 1280."""
LEAST_SCALE: Final = 0.6
"""Below this, labels of 14 px would be smaller than 8 px."""
_MOST_COLUMNS: Final = 4
_FIRST_VIEW: Final = 1100
"""The height seen first: sources and documents are drawn up into it, lest it show claims alone."""


class Column(IntEnum):
    """The columns, left to right."""

    SOURCE = 0
    DOCUMENT = 1
    CLAIM = 2
    ACTOR = 3


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be placed. Claims have a band, and stand right in it where `right` is set."""

    id: str
    column: Column
    label: str
    band: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle, by its left upper corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Every box by its id, every band by its name, and the size of the whole."""

    boxes: Mapping[str, Place]
    bands: Mapping[str, Place]
    width: int
    height: int


def arrange_boxes(boxes: Sequence[Box], links: Iterable[tuple[str, str]]) -> Layout:
    """Place boxes so that the whole is low at a readable scale.

    `links` are pairs of a box and a claim; they decide the order in the outer columns. Bands come in the
    order of their first claim, and claims keep the order they are given in.
    """
    near: dict[str, list[str]] = {}
    for outer, claim in links:
        near.setdefault(outer, []).append(claim)
    tried = [_arrange(boxes, near, columns) for columns in range(1, _MOST_COLUMNS + 1)]
    wide = [layout for layout in tried if layout.width * LEAST_SCALE <= _VIEW_WIDTH]
    return min(wide, key=lambda layout: layout.height * min(1, _VIEW_WIDTH / layout.width))


def _arrange(boxes: Sequence[Box], near: Mapping[str, list[str]], columns: int) -> Layout:
    places: dict[str, Place] = {}
    bands: dict[str, Place] = {}
    left = {Column.SOURCE: 0, Column.DOCUMENT: OUTER_WIDTH + LANE, Column.CLAIM: 2 * (OUTER_WIDTH + LANE)}
    has_claims, has_actors = (any(box.column is one for box in boxes) for one in (Column.CLAIM, Column.ACTOR))
    claims_width = columns * (CLAIM_WIDTH + AISLE) if has_claims else 0
    left[Column.ACTOR] = left[Column.CLAIM] + (claims_width + LANE if has_claims else 0)
    grouped: dict[str, list[Box]] = {}
    for box in boxes:
        if box.column is Column.CLAIM:
            grouped.setdefault(box.band, []).append(box)
    top = 0
    for band, members in grouped.items():
        below = _fill_band(members, places, columns, left[Column.CLAIM] + AISLE // 2, top + HEADING)
        bands[band] = Place(left[Column.CLAIM], top, claims_width, below - top)
        top = below + GAP
    height = max(top - GAP, 0)
    for column in (Column.DOCUMENT, Column.SOURCE, Column.ACTOR):
        members = [box for box in boxes if box.column is column]
        share = 1 if column is Column.ACTOR else min(1, _FIRST_VIEW / max(height, 1))
        height = max(height, _fill_column(members, places, near, left[column], height=height, share=share))
    return Layout(places, bands, left[Column.ACTOR] + (OUTER_WIDTH if has_actors else -LANE), height)


def _fill_band(members: list[Box], places: dict[str, Place], columns: int, x: int, y: int) -> int:
    """Place the claims of one band in rows; say where the band ends."""
    lefts, rights = ([box for box in members if box.right is side] for side in (False, True))
    kept = min(columns - 1, -(-columns * len(rights) // len(members))) if lefts and rights else 0
    width = columns - kept if lefts else columns
    rows: dict[int, list[tuple[int, Box]]] = {}
    for i, box in enumerate(lefts):
        rows.setdefault(i // width, []).append((i % width, box))
    first = 0 if kept or not lefts else max(rows) + 1  # in a single column the rights come below
    span, offset = (kept, width) if kept else (columns, 0)
    for i, box in enumerate(rights):
        rows.setdefault(first + i // span, []).append((offset + i % span, box))
    for _, row in sorted(rows.items()):
        height = max(measure(box) for _, box in row)
        for column, box in row:
            places[box.id] = Place(x + column * (CLAIM_WIDTH + AISLE), y, CLAIM_WIDTH, height)
        y += height + GAP
    return y


def _fill_column(
    members: list[Box],
    places: dict[str, Place],
    near: Mapping[str, list[str]],
    x: int,
    *,
    height: int,
    share: float,
) -> int:
    """Place an outer column, each box as near its claims as others leave room; say where the column ends.

    `share` is the upper part of the height that the column keeps to.
    """

    def middle(box: Box) -> float:
        ys = [places[claim].y + places[claim].height / 2 for claim in near.get(box.id, ()) if claim in places]
        return share * (sum(ys) / len(ys) if ys else height)

    ordered = sorted(members, key=lambda box: (middle(box), box.id))
    heights = [measure(box) for box in ordered]
    tops: list[int] = []
    below = 0
    for box, tall in zip(ordered, heights, strict=True):
        tops.append(max(below, round(middle(box) - tall / 2)))
        below = tops[-1] + tall + GAP
    above = max(height, sum(heights) + GAP * len(heights))
    for i in reversed(range(len(ordered))):  # what ran out at the foot is pushed up again
        tops[i] = max(0, min(tops[i], above - heights[i]))
        above = tops[i] - GAP
        places[ordered[i].id] = Place(x, tops[i], OUTER_WIDTH, heights[i])
    return max((top + tall for top, tall in zip(tops, heights, strict=True)), default=0)


def measure(box: Box) -> int:
    """Say how high a box must be for its label, up to the lines it may have."""
    claim = box.column is Column.CLAIM
    wrapped = textwrap.wrap(box.label, _CLAIM_CHARACTERS if claim else _OUTER_CHARACTERS)
    lines = max(2, min(len(wrapped), _CLAIM_LINES if claim else _OUTER_LINES))
    return lines * LINE_HEIGHT + PADDING
