"""Make text from files safe for a terminal, and standard streams that accept any character."""

import os
import re
import sys
import unicodedata
from contextlib import suppress

_KEPT = {"\n", "\t", "\u200c", "\u200d"}  # the joiners belong to Persian and to emoji
_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def clean(text: str) -> str:
    r"""Write control, format and line-separator characters as visible escapes.

    Otherwise an escape sequence in a title could repaint the screen, and a bidirectional control could reorder it.

    >>> clean("all\x1b[2J well")
    'all\\x1b[2J well'
    >>> clean("a\u202eb")
    'a\\u202eb'
    """
    return re.sub(r"[^ -~\n]", lambda match: _visible(match[0]), text)


def _visible(character: str) -> str:
    if character in _KEPT or unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def settle_streams() -> None:
    """Let standard output and error write any character, escaped if the encoding lacks it.

    A closed stream is replaced, or the next opened file would take its number: reading gives nothing, errors are
    dropped, and writing an answer fails.
    """
    for name, mode, access in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def drop_output() -> None:
    """Discard the buffer of standard output, which would fail again when the process ends."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as sink:  # noqa: PTH123 -- a device
        os.dup2(sink.fileno(), sys.stdout.fileno())
