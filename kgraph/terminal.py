"""Text from strangers made harmless to a terminal, and standard streams that cannot fail on a character."""

import re
import sys
import unicodedata

_KEPT = {"\n", "\t", "\u200c", "\u200d"}  # the joiners belong to Persian and to emoji
_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def clean(text: str) -> str:
    r"""Write control, format and line-separator characters as visible escapes.

    An escape sequence in a title could otherwise repaint the screen, and a bidirectional control reorder it.

    >>> clean("all\x1b[2J well")
    'all\\x1b[2J well'
    >>> clean("a\u202eb")
    'a\\u202eb'
    """
    return re.sub(r"[^ -~\n]", lambda found: _visible(found[0]), text)


def _visible(character: str) -> str:
    if character in _KEPT or unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def settle_streams() -> None:
    """Let standard output and error write any character, escaped where the encoding lacks it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
