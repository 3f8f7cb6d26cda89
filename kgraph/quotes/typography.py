"""Words typed otherwise: with other quotation marks, dashes, ellipses or white space, or with what is invisible."""

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
"""What is typed in several ways, as a table to translate by into one of them."""
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""What is invisible; annotations may hold none of these, so that in a text they are passed over too."""
_OPENS: Final = r"(?<![^\s(\[“‘„‚«–—-])"
_PAIRS: Final = (("“", "”", "‘", "’"), ("„", "“", "‚", "‘"), ("„", "”", "‚", "’"), ("«", "»", "‘", "’"))
"""Quotation marks as printers write them, and those of a quotation within another."""
_HYPHEN: Final = re.compile(r"(?<=[^\s-])[-‐‑‒–−](?=[^\s-])")
_APART: Final = re.compile(rf"(?<!\S)(?:--?|[{_DASHES}])(?!\S)")
_DASH: Final = re.compile(rf"{_APART.pattern}|--|[—―]")
_BETWEEN: Final = re.compile(rf"(?<=\S) (?:--?|[{_DASHES}]) (?=\S)|(?<=\S)(?:--|[—―])(?=\S)")


def spellings(stretch: str) -> Iterator[str]:
    """Go through the ways in which a stretch of text may have been typed before its marks were changed throughout.

    Letters, case and punctuation are the same in all of them.

    >>> "“Shut” – twice" in spellings('"Shut"  - twice')
    True
    """
    spaced = " ".join(UNSEEN.sub("", stretch).translate(_PASSED_OVER).split())
    spaced_so = (stretch, spaced, unicodedata.normalize("NFKC", spaced))
    straight = {one.translate(_STRAIGHT): None for one in spaced_so}
    quoted = (*spaced_so, *straight, *(made for one in straight for made in _printed(one)))
    for words in dict.fromkeys(made for one in dict.fromkeys(quoted) for made in _dashed(one)):
        yield from dict.fromkeys((words, words.replace("...", "…"), words.replace("…", "...")))


def _printed(words: str) -> Iterator[str]:
    """Write straight quotation marks as printers do; also the double ones alone."""
    for opening, closing, inner_opening, inner_closing in _PAIRS:
        doubled = re.sub(rf'{_OPENS}"', opening, words).replace('"', closing)
        curly = re.sub(r"(?<=\w)'(?=\w)", "’", doubled)
        yield from (re.sub(rf"{_OPENS}'", inner_opening, curly).replace("'", inner_closing), doubled)


def _dashed(words: str) -> Iterator[str]:
    """Write hyphens in each way, and dashes too, with blanks around them or none."""
    for joined in dict.fromkeys((words, *(_HYPHEN.sub(hyphen, words) for hyphen in "-‑–—"))):
        yield joined
        parts = _BETWEEN.split(joined)
        for dash in ("–", "—", "-", "--"):
            yield from (_APART.sub(dash, joined), _DASH.sub(dash, joined), f" {dash} ".join(parts), dash.join(parts))
