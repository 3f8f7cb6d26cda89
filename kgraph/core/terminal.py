"""Text from strangers made harmless to a terminal, and standard streams that cannot fail on a character."""

import os
import re
import sys
import unicodedata
from contextlib import suppress

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
    """Let standard output and error write any character, escaped where the encoding lacks it.

    A closed stream is stood in for, or the next file opened would take its place: nothing is read, complaints are
    lost, and an answer cannot be written.
    """
    for name, mode, access in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def drop_output() -> None:
    """Let go of standard output: what is left in its buffer would fail once more when the process ends."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as sink:  # noqa: PTH123 -- a device
        os.dup2(sink.fileno(), sys.stdout.fileno())
