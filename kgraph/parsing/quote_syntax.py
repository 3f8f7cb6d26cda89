"""The short forms `quote` and `pin`, and ids that are generated from the things they join."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ELLIPSIS: Final = "…"
_ESCAPED: Final = "\\…"
_PIN: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,12}) ([0-9a-f]{16})")
_BARE: Final = re.compile(r"(?<!\\)…")
_SPACED: Final = re.compile(r"\s…\s")


@dataclass(frozen=True, slots=True)
class Quote:
    """The first and last words of a passage; `last` is empty if the passage is quoted in full."""

    first: str
    last: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """The offsets of a passage in code points, as digits, and the first 16 hexadecimal digits of its SHA-256."""

    start: str
    end: str
    digest: str


def split_quote(text: str) -> Quote | None:
    r"""Split a quote at its ellipsis; None if it has several, or one without words on both sides.

    >>> split_quote("The bank shut its … for two days.")
    Quote(first='The bank shut its', last='for two days.')
    >>> split_quote("So it was\\… he said")
    Quote(first='So it was… he said', last='')
    >>> split_quote("… for two days") is None
    True
    """
    parts = [part.strip() for part in _BARE.split(text)]
    if not all(parts) or len(parts) > 1 + len(_SPACED.findall(text)) or len(_BARE.findall(text)) > 1:
        return None
    return Quote(*(part.replace(_ESCAPED, ELLIPSIS) for part in parts))


def join_quote(quote: Quote) -> str:
    """Write a quote on one line: the inverse of split_quote.

    >>> join_quote(Quote("The bank", "two days."))
    'The bank … two days.'
    """
    parts = (quote.first, quote.last) if quote.last else (quote.first,)
    return f" {ELLIPSIS} ".join(part.replace(ELLIPSIS, _ESCAPED) for part in parts)


def split_pin(text: str) -> Pin | None:
    """Parse a pin; None if the text is not a pin.

    >>> split_pin("2871-3102 9f8e7d6c5b4a3920")
    Pin(start='2871', end='3102', digest='9f8e7d6c5b4a3920')
    """
    match = _PIN.fullmatch(text)
    return Pin(*match.groups()) if match and int(match[1]) < int(match[2]) else None


def mint(prefix: str, names: Iterable[str], parts: Iterable[str]) -> str:
    """Make an id from the names of the things that are joined and a digest of what makes the new thing unique.

    >>> mint("link", ["claim:a", "claim:b"], ["claim:a", "supports", "claim:b", "actor:x"])
    'link:a.b.07ceb9a9'
    """
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
    return f"{prefix}:{'.'.join([*(name.rpartition(':')[2] for name in names), digest])}"
