"""Colours and strokes of the picture: text can be read, and no meaning depends on colour alone."""

from kgraph.page.palette import INKS, PAGE, STROKES, contrast


def test_text_and_outlines_stand_out_from_their_ground() -> None:
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
    assert len(strong) >= len([stroke for stroke in STROKES.values() if stroke.strong]) - 1
