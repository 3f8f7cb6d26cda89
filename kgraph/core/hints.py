"""Suggest the name that somebody may have meant."""

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Final

from kgraph.core.errors import UsageError

_SIMILAR: Final = 0.75
"""The least similarity, by difflib's ratio, of a name that is suggested."""
_SHORTEST: Final = 5
"""The least length of a word, with a hyphen on each side, that is searched for inside ids."""


def hint(
    word: str, known: Iterable[str], otherwise: str = "", *, lead: str = "", show: Callable[[str], str] = "`{}`".format
) -> str:
    """Ask whether a similar name was meant, after `lead`; return `otherwise` if no name is similar.

    >>> hint("quoet", ["quote", "basis"], lead=": "), hint("kind", ["quote"], "use one of quote")
    (': did you mean `quote`?', 'use one of quote')
    """
    near = similar(word, known)
    return f"{lead}did you mean {show(near)}?" if near else otherwise


def choose(name: str, value: str, known: Iterable[str]) -> None:
    """Raise UsageError, with the values that are valid, unless a value is one of them."""
    if value not in known:
        valid = ", ".join(known)
        raise UsageError(f"`{value}` is not a valid {name}: {hint(value, known, f'use one of {valid}')}")


def similar(word: str, known: Iterable[str]) -> str:
    """Find the known word most similar to a misspelt one, or return an empty text if none is similar.

    An id that contains the whole word is preferred. Ids with the same prefix are compared without it.

    >>> similar("quoet", ["quote", "basis"])
    'quote'
    >>> similar("question:coup", ["question:csto", "question:coup-by-whom", "question:who-led-the-coup"])
    'question:coup-by-whom'
    >>> similar("claim:b", ["claim:a"])
    ''
    """
    known = list(known)
    word = word.lower()[:200]
    if containing := _containing(word, known):
        return containing
    start = word[: word.rfind(":") + 1]
    names = {candidate.lower().removeprefix(start): candidate for candidate in sorted(known, reverse=True)}
    nearest = difflib.get_close_matches(word.removeprefix(start), names, n=1, cutoff=_SIMILAR)
    return names[nearest[0]] if nearest else ""


def _containing(word: str, known: Iterable[str]) -> str:
    """Find the shortest id whose name starts with the words of another, or else contains them; whole words only."""
    prefix, _, name = word.rpartition(":")
    wanted = "-".join(["", *re.findall(r"[^\W_]+", name), ""])
    if len(wanted) < _SHORTEST:
        return ""
    matches = []
    for candidate in known:
        start, colon, rest = candidate.lower().rpartition(":")
        if (colon or "-" in candidate) and prefix in ("", start) and wanted in f"-{rest}-":
            matches.append((not f"-{rest}-".startswith(wanted), len(candidate), candidate))
    return min(matches)[2] if matches else ""
