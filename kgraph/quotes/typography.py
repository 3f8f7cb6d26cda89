"""Variants of a text in typography: quotation marks, dashes, ellipses, white space and invisible characters."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SINGLE: Final = "‘’‚‛′`´"
_DOUBLE: Final = "“”„‟″«»"
_DASHES: Final = "‐‑‒–—―−"
_STRAIGHT: Final = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"')})
_PASSED_OVER: Final = str.maketrans(dict.fromkeys("\u00ad\u200c\u200d", ""))
ALIKE: Final = {**_STRAIGHT, **_PASSED_OVER, **str.maketrans({**dict.fromkeys(_DASHES, "-"), "…": "..."})}
"""A table for `str.translate` that replaces each typographic variant by one of them."""
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Invisible characters. Annotations should not contain them, so they are ignored in texts too."""
_OPENS: Final = r"(?<![^\s(\[“‘„‚«–—-])"
_PAIRS: Final = (("“", "”", "‘", "’"), ("„", "“", "‚", "‘"), ("„", "”", "‚", "’"), ("«", "»", "‘", "’"))
"""Typographic quotation marks, and those of a quotation inside another."""
_HYPHEN: Final = re.compile(r"(?<=[^\s-])[-‐‑‒–−](?=[^\s-])")
_APART: Final = re.compile(rf"(?<!\S)(?:--?|[{_DASHES}])(?!\S)")
_DASH: Final = re.compile(rf"{_APART.pattern}|--|[—―]")
_BETWEEN: Final = re.compile(rf"(?<=\S) (?:--?|[{_DASHES}]) (?=\S)|(?<=\S)(?:--|[—―])(?=\S)")


def spellings(stretch: str) -> Iterator[str]:
    """Yield the ways in which a part of a text may have been typed, if its typography was changed throughout.

    Letters and their case are the same in all variants.

    >>> "“Shut” – twice" in spellings('"Shut"  - twice')
    True
    """
    spaced = " ".join(UNSEEN.sub("", stretch).translate(_PASSED_OVER).split())
    variants = (stretch, spaced, unicodedata.normalize("NFKC", spaced))
    straight = {variant.translate(_STRAIGHT): None for variant in variants}
    quoted = (*variants, *straight, *(printed for variant in straight for printed in _printed(variant)))
    for words in dict.fromkeys(dashed for variant in dict.fromkeys(quoted) for dashed in _dashed(variant)):
        yield from dict.fromkeys((words, words.replace("...", "…"), words.replace("…", "...")))


def _printed(words: str) -> Iterator[str]:
    """Replace straight quotation marks by typographic ones, both kinds or only the double ones."""
    for opening, closing, inner_opening, inner_closing in _PAIRS:
        doubled = re.sub(rf'{_OPENS}"', opening, words).replace('"', closing)
        curly = re.sub(r"(?<=\w)'(?=\w)", "’", doubled)
        yield from (re.sub(rf"{_OPENS}'", inner_opening, curly).replace("'", inner_closing), doubled)


def _dashed(words: str) -> Iterator[str]:
    """Replace hyphens, and dashes with or without spaces around them, by each other kind."""
    for joined in dict.fromkeys((words, *(_HYPHEN.sub(hyphen, words) for hyphen in "-‑–—"))):
        yield joined
        parts = _BETWEEN.split(joined)
        for dash in ("–", "—", "-", "--"):
            yield from (_APART.sub(dash, joined), _DASH.sub(dash, joined), f" {dash} ".join(parts), dash.join(parts))
