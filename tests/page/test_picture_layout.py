"""Boxes do not overlap, whatever they are, and the whole can be read at the least scale."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kgraph.page.palette import INKS, PAGE, STROKES, contrast
from kgraph.page.picture_layout import LEAST_SCALE, Box, Column, Layout, Place, arrange_boxes

LABELS = st.text("abc defg", max_size=120)
CLAIMS = st.lists(st.tuples(LABELS, st.sampled_from("xyz"), st.booleans()), max_size=25)
OUTER = st.lists(st.tuples(LABELS, st.sampled_from([Column.SOURCE, Column.DOCUMENT, Column.ACTOR])), max_size=25)


def _boxes(claims: list[tuple[str, str, bool]], outer: list[tuple[str, Column]]) -> list[Box]:
    return [
        *(Box(f"c{i}", Column.CLAIM, label, band, right=right) for i, (label, band, right) in enumerate(claims)),
        *(Box(f"o{i}", column, label) for i, (label, column) in enumerate(outer)),
    ]


def _apart(one: Place, other: Place) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def _arrange(claims: list[tuple[str, str, bool]], outer: list[tuple[str, Column]]) -> Layout:
    links = [(f"o{i}", f"c{i % len(claims)}") for i in range(len(outer))] if claims else []
    return arrange_boxes(_boxes(claims, outer), links)


@given(CLAIMS, OUTER)
def test_every_box_has_a_place_and_none_overlap(
    claims: list[tuple[str, str, bool]], outer: list[tuple[str, Column]]
) -> None:
    layout = _arrange(claims, outer)

    assert len(layout.boxes) == len(claims) + len(outer)
    assert all(_apart(one, other) for one, other in combinations(layout.boxes.values(), 2))
    for place in layout.boxes.values():
        assert 0 <= place.x <= layout.width - place.width
        assert 0 <= place.y <= layout.height - place.height


@given(CLAIMS)
def test_claims_stand_in_their_band_and_bands_apart(claims: list[tuple[str, str, bool]]) -> None:
    layout = _arrange(claims, [])

    assert all(_apart(one, other) for one, other in combinations(layout.bands.values(), 2))
    for i, (_, band, _) in enumerate(claims):
        place, around = layout.boxes[f"c{i}"], layout.bands[band]
        assert around.x < place.x < place.x + place.width < around.x + around.width
        assert around.y < place.y < place.y + place.height <= around.y + around.height


def test_claims_that_are_only_denied_stand_right() -> None:
    layout = _arrange([("for", "x", False), ("against", "x", True), ("for", "x", False)], [])

    assert layout.boxes["c1"].x > max(layout.boxes["c0"].x, layout.boxes["c2"].x)


def test_a_source_stands_near_its_claim() -> None:
    claims = [("claim", f"band {i}", False) for i in range(8)]
    boxes = [*_boxes(claims, []), Box("low", Column.ACTOR, "actor"), Box("high", Column.ACTOR, "actor")]

    layout = arrange_boxes(boxes, [("low", "c7"), ("high", "c0")])

    assert layout.boxes["high"].y < layout.boxes["low"].y


@given(CLAIMS, OUTER)
def test_the_whole_fits_a_small_window_at_a_readable_scale(
    claims: list[tuple[str, str, bool]], outer: list[tuple[str, Column]]
) -> None:
    assert _arrange(claims, outer).width * LEAST_SCALE <= 890


def test_text_and_outlines_can_be_told_from_their_ground() -> None:
    for mode in (0, 1):
        for ink in INKS.values():
            assert contrast(ink.text[mode], ink.fill[mode]) >= 4.5
            assert contrast(ink.line[mode], PAGE["ground"][mode]) >= 3
        for stroke in STROKES.values():
            assert contrast(stroke.line[mode], PAGE["ground"][mode]) >= 3
            assert contrast(stroke.line[mode], PAGE["band"][mode]) >= 3
        for name in ("ink", "quiet", "link"):
            for ground in ("ground", "raised", "band"):
                assert contrast(PAGE[name][mode], PAGE[ground][mode]) >= 4.5


def test_no_two_kinds_or_relations_differ_by_colour_alone() -> None:
    kinds = {(ink.shape, ink.dashed, ink.fill) for ink in INKS.values()}
    strong = {(stroke.dashes, stroke.arrow) for stroke in STROKES.values() if stroke.strong}

    assert len(kinds) == len(INKS)
    assert len(strong) >= len([one for one in STROKES.values() if one.strong]) - 1
