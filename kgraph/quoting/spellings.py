"""Words typed otherwise: with other quotation marks, dashes, ellipses or white space, or with what is invisible."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
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
_OPENS: Final = r"(?<![^\s(\[“‘–—-])"
_AS_IT_IS: Final = re.compile(r"(?!)"), ""
_DASHED: Final = (
    _AS_IT_IS,
    (re.compile(r"(?<= )--?(?= )"), "–"),
    (re.compile(r"(?<= )--?(?= )|--"), "—"),
    (re.compile(rf"(?<=\w)[{_DASHES}](?=\w)"), "-"),
    (re.compile(f"[{_DASHES}]"), "-"),
)
_DOTTED: Final = (_AS_IT_IS, (re.compile(r"\.\.\."), "…"), (re.compile("…"), "..."))


def spellings(stretch: str) -> Iterator[str]:
    """Go through the ways in which a stretch of text may have been typed before its marks were changed throughout.

    Letters, case and punctuation are the same in all of them.

    >>> "“Shut” – twice" in spellings('"Shut"  - twice')
    True
    """
    spaced = " ".join(UNSEEN.sub("", stretch).translate(_PASSED_OVER).split())
    spaced_so = (stretch, spaced, unicodedata.normalize("NFKC", spaced))
    straight = (one.translate(_STRAIGHT) for one in spaced_so)
    quoted = {*spaced_so, *(made for one in straight for made in (one, _curly(one)))}
    for words, (dash, dashed), (dots, dotted) in product(sorted(quoted), _DASHED, _DOTTED):
        yield dots.sub(dotted, dash.sub(dashed, words))


def _curly(words: str) -> str:
    """Write straight quotation marks as printers do."""
    words = re.sub(rf'{_OPENS}"', "“", words).replace('"', "”")
    return re.sub(rf"{_OPENS}'", "‘", words).replace("'", "’")
