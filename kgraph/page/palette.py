"""Colours, shapes and strokes of the picture, chosen so that no meaning depends on colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Ink:
    """How one kind of node is drawn: two colours where the light and the dark page differ."""

    words: str
    shape: str
    fill: tuple[str, str]
    line: tuple[str, str]
    text: tuple[str, str]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one relation is drawn. Relations between claims are `strong`; the others are thin and faint."""

    words: str
    line: tuple[str, str]
    dashes: tuple[int, ...] = ()
    arrow: bool = True
    strong: bool = True


_BLACK: Final = ("#000000", "#000000")
_INK: Final = ("#0F172A", "#F8FAFC")
_SLATE: Final = ("#334155", "#CBD5E1")
_NAVY: Final = ("#00395C", "#8ECDF5")
_BAND: Final = ("#EEF2F7", "#1B2638")
_BLUE: Final = ("#0072B2", "#6DB9EE")
_BROWN: Final = ("#7A3E00", "#F0B078")
_RED: Final = ("#B34700", "#FF8A3D")
_VIOLET: Final = ("#5B4B9A", "#B7A8F0")
_THIN: Final = ("#64748B", "#8595AB")

INKS: Final = {
    "anonymous": Ink("unnamed speaker", "speech", ("#CC79A7", "#CC79A7"), ("#7D3C60", "#FFC9E4"), _BLACK, dashed=True),
    "named": Ink("named source", "speech", ("#009E73", "#009E73"), ("#00583F", "#7FE3C4"), _BLACK),
    "work": Ink("work that is cited or speaks", "page", ("#EAF3FA", "#16324A"), _NAVY, _INK),
    "document": Ink("annotated document", "page", ("#0072B2", "#0072B2"), _NAVY, ("#FFFFFF", "#FFFFFF")),
    "question": Ink("question, with its number of claims", "box", _BAND, _SLATE, _INK),
    "claim": Ink("claim", "box", ("#FFFFFF", "#1E293B"), _SLATE, _INK),
    "person": Ink("subject: a person", "pill", ("#E69F00", "#E69F00"), ("#7A5200", "#FFD27A"), _BLACK),
    "body": Ink(
        "subject: an organization, state or group", "hexagon", ("#56B4E9", "#56B4E9"), ("#1D5F8A", "#C4E6FF"), _BLACK
    ),
}
STROKES: Final = {
    "said": Stroke("passed on by, or speaks in", _THIN, strong=False),
    "states": Stroke("states", _THIN, strong=False),
    "denied": Stroke("denies, or passes on a denial", _BROWN, (1, 4), strong=False),
    "cites": Stroke("cited in", _THIN, (6, 3), strong=False),
    "about": Stroke("about", _THIN, strong=False),
    "found": Stroke("related in the answer", _BROWN, (12, 4), strong=False),
    "found-2": Stroke("related in the answer", _BLUE, strong=False),
    "found-3": Stroke("related in the answer", _VIOLET, (2, 4), strong=False),
    "supports": Stroke("supports", ("#00714F", "#3FC79B")),
    "contradicts": Stroke("contradicts", _RED, (8, 5), arrow=False),
    "disputes": Stroke("disputes", _RED, (3, 4)),
    "undercuts": Stroke("undercuts", ("#9B2C6B", "#F29AC8"), (10, 3, 2, 3)),
    "qualifies": Stroke("qualifies", _BLUE, (2, 4)),
    "broaderThan": Stroke("broader than", _VIOLET),
}
FOUND: Final = tuple(name for name in STROKES if name.startswith("found"))
"""Strokes for the terms of a query's answer; if there are more terms than strokes, the rest share the last."""
PAGE: Final = {
    "ground": ("#FFFFFF", "#0F172A"),
    "raised": ("#F8FAFC", "#152033"),
    "band": _BAND,
    "ink": _INK,
    "quiet": ("#475569", "#B6C2D2"),
    "rule": ("#7B8798", "#8595AB"),
    "link": ("#005A8D", "#8ECDF5"),
    "lit": ("#FFE08A", "#5A4300"),
    "lit-ink": _INK,
}


def call_strokes(terms: Sequence[str]) -> Mapping[str, Stroke]:
    """Name the strokes of a query's answer by its terms.

    >>> [call_strokes(["cites", "knows", "a", "b"])[name].words for name in FOUND]
    ['cites', 'knows', 'a, b']
    """
    last = len(FOUND) - 1
    words = {name: terms[at : at + 1] if at < last else terms[last:] for at, name in enumerate(FOUND)}
    called = {name: replace(STROKES[name], words=", ".join(some)) for name, some in words.items() if some}
    return STROKES | called


def variables() -> dict[str, tuple[str, str]]:
    """Name every colour as the style sheet and the script know it: (light, dark)."""
    colours = dict(PAGE)
    for name, ink in INKS.items():
        colours |= {f"{name}-fill": ink.fill, f"{name}-line": ink.line, f"{name}-text": ink.text}
    return colours | {f"{name}-stroke": stroke.line for name, stroke in STROKES.items()}
