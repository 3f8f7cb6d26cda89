"""Colours and strokes of the picture: text can be read, and no meaning depends on colour alone."""

from kgraph.page.palette import INKS, PAGE, STROKES


def contrast(first: str, second: str) -> float:
    """Calculate the contrast ratio of two colours as WCAG 2 defines it: 21 for black on white."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_of_black_on_white_is_the_greatest() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 6) == 21


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
