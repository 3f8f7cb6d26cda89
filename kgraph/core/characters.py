"""Characters that reorder, hide or break what a reader sees."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls except tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u200b\u2060\ufeff\u2028\u2029"  # zero-width spaces, separators
    "\ud800-\udfff\ufffe\uffff]"  # surrogates and noncharacters
)
_INVISIBLE: Final = re.compile(
    "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # the flag of a region, which is seen
    "|(?P<hidden>[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2061-\u2065\u206a-\u206f\u2800\u3164\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    # Joiners and variation selectors belong to the letter or the emoji before them.
    "|(?<![#*0-9\u0080-\U0010ffff])[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef])"
)


def unsafe_characters(text: str) -> Iterator[tuple[int, str]]:
    r"""Find the characters that no text needs and that deceive a reader or break a page: offset and name of each.

    >>> list(unsafe_characters("a\u202eb"))
    [(1, 'U+202E RIGHT-TO-LEFT OVERRIDE')]
    """
    for match in _UNSAFE.finditer(text):
        yield match.start(), _name(match[0])


def invisible_characters(text: str) -> Iterator[tuple[int, str]]:
    r"""Find the other characters that nobody sees (Unicode: Default_Ignorable_Code_Point and blank letters).

    Those that form an emoji or a ligature with their neighbours are not found.

    >>> list(invisible_characters("go\u00advern"))
    [(2, 'U+00AD SOFT HYPHEN')]
    >>> list(invisible_characters("\U0001f468\u200d\U0001f33e 1\ufe0f\u20e3"))
    []
    """
    for match in _INVISIBLE.finditer(text):
        if match["hidden"]:
            yield match.start(), _name(match[0])


def escape_unsafe(text: str) -> str:
    r"""Write unsafe characters as visible escapes, for pages and formats that cannot hold them.

    >>> escape_unsafe("a\u202eb\u00ad")
    'a\\u202eb\xad'
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"
