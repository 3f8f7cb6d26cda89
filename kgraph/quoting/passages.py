"""Passages in a text: found by their first and last words, compared with where they were, named in a link."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote as percent_encode

from kgraph.reading.shorthand import Quote

LONGEST: Final = 600
"""A passage has at most this many code points."""
MOST_WORDS: Final = 8
"""An anchor shows at most this many words at each end."""
DIGEST_DIGITS: Final = 16
_NEAR: Final = 75.0
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)


class State(StrEnum):
    """How an annotated passage stands to the text."""

    EXACT = "exact"
    FORMATTING = "formatting"
    AMBIGUOUS = "ambiguous"
    MOVED = "moved"
    ALTERED = "altered"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a text in code points: from `start`, to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a passage was when it was annotated, and the digest of what stood there."""

    place: Place
    digest: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What has become of a passage, and the places it may be at: one that fits, several that do, or the nearest."""

    state: State
    places: tuple[Place, ...]


def prepare(text: str) -> str:
    r"""Normalise a text as its offsets and digests are counted: Unicode NFC, LF line ends.

    >>> prepare("cafe\u0301\r\n") == "caf\xe9\n"
    True
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(passage: str) -> str:
    """Shorten the SHA-256 of a passage to the digits that a pin holds."""
    return hashlib.sha256(passage.encode()).hexdigest()[:DIGEST_DIGITS]


def find(quote: Quote, text: str, *, loosely: bool = False) -> list[Place]:
    """Find each passage that begins and ends with the anchor's words, within one paragraph, none inside another.

    White space counts as one blank on both sides; `loosely` also takes quotation marks, dashes, ligatures, ellipses
    and letter case as alike, on both sides.

    >>> find(Quote("The bank", "two days."), "The bank shut its doors for two days.")
    [Place(start=0, end=37)]
    """
    fold = _fold_loosely if loosely else _fold_space
    first, last = _folded(quote.first, fold), _folded(quote.last, fold)
    places: list[Place] = []
    for base, paragraph in _paragraphs(text):
        characters, origins = _fold_text(paragraph, fold)
        places += [
            Place(base + origins[start][0], base + origins[end - 1][1])
            for start, end in _windows(first, last, characters)
        ]
    return [place for place in places if place.end - place.start <= LONGEST]


def assess(quote: Quote, pin: Pin | None, text: str) -> Assessment:
    """Say what has become of a passage in a text that was prepared."""
    places = tuple(find(quote, text))
    same = tuple(place for place in places if pin and digest(text[place.start : place.end]) == pin.digest)
    if pin and pin.place in same:
        return Assessment(State.EXACT, (pin.place,))
    if len(same) == 1:
        return Assessment(State.MOVED, same)
    if places:
        lone = State.ALTERED if pin else State.EXACT
        return Assessment(lone if len(places) == 1 else State.AMBIGUOUS, places)
    loose = tuple(find(quote, text, loosely=True))
    if len(loose) == 1:
        return Assessment(State.FORMATTING, loose)
    near = nearest(quote, text)
    return Assessment(State.ALTERED, (near,)) if near else Assessment(State.MISSING, ())


def nearest(quote: Quote, text: str) -> Place | None:
    """Find the stretch of one paragraph most like the anchor's words; None where nothing is much like them."""
    from rapidfuzz import fuzz

    best: tuple[float, Place] | None = None
    for base, paragraph in _paragraphs(text):
        start = fuzz.partial_ratio_alignment(quote.first, paragraph)
        if start is None or start.score < _NEAR:
            continue
        end = start
        if quote.last:
            rest = fuzz.partial_ratio_alignment(quote.last, paragraph[start.dest_start :])
            if rest is None or rest.score < _NEAR:
                continue
            offset = start.dest_start
            place = Place(base + offset, base + offset + rest.dest_end)
            score = (start.score + rest.score) / 2
        else:
            place = Place(base + end.dest_start, base + end.dest_end)
            score = start.score
        if place.end - place.start <= LONGEST and (best is None or score > best[0]):
            best = score, _whole_words(place, text)
    return best[1] if best else None


def quote_of(passage: str, words: int = 5) -> Quote:
    """Make the quote of a passage: its first and last words, or the whole of a short one.

    >>> quote_of("The bank shut its doors to everybody for two whole days.", words=3)
    Quote(first='The bank shut', last='two whole days.')
    """
    parts = passage.split()
    if len(parts) <= MOST_WORDS:
        return Quote(" ".join(parts))
    return Quote(" ".join(parts[:words]), " ".join(parts[-words:]))


def fragment(quote: Quote, *, before: str = "", after: str = "") -> str:
    """Write the text directive that scrolls a browser to a passage.

    The syntax is `#:~:text=[prefix-,]start[,end][,-suffix]` of the WICG draft on text fragments; `-`, `,` and `&` are
    percent-encoded, for they separate the parts. `before` and `after` are words beside the passage, for one whose
    own words stand elsewhere too.

    >>> fragment(Quote("so-called rebels", "were seen, twice"))
    '#:~:text=so%2Dcalled%20rebels,were%20seen%2C%20twice'
    """
    parts = [_encode(before) + "-"] if before else []
    parts += [_encode(part) for part in (quote.first, quote.last) if part]
    parts += ["-" + _encode(after)] if after else []
    return "#:~:text=" + ",".join(parts)


def _encode(words: str) -> str:
    return percent_encode(words, safe="").replace("-", "%2D")


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    base = 0
    for paragraph in text.split("\n"):
        yield base, paragraph
        base += len(paragraph) + 1


def _windows(first: str, last: str, text: str) -> Iterator[tuple[int, int]]:
    """Go through the ranges from `first` to `last` that hold no other such range."""
    if not first:
        return
    starts = list(_occurrences(first, text))
    if not last:
        yield from ((start, start + len(first)) for start in starts)
        return
    for index, start in enumerate(starts):
        end = text.find(last, start + len(first))
        later = starts[index + 1] + len(first) if index + 1 < len(starts) else len(text) + 1
        if end >= 0 and end < later:
            yield start, end + len(last)


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _fold_space(character: str) -> str:
    return " " if character.isspace() else character


def _fold_loosely(character: str) -> str:
    return " " if character.isspace() else unicodedata.normalize("NFKC", character.translate(_ALIKE)).casefold()


def _folded(words: str, fold: Callable[[str], str]) -> str:
    return _fold_text(prepare(words), fold)[0].strip()


def _fold_text(text: str, fold: Callable[[str], str]) -> tuple[str, list[tuple[int, int]]]:
    """Fold a text character by character, runs of blanks to one, and keep where each piece came from."""
    pieces: list[str] = []
    origins: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        for piece in fold(character):
            if piece == " " and pieces and pieces[-1] == " ":
                continue
            pieces.append(piece)
            origins.append((index, index + 1))
    return "".join(pieces), origins


def _whole_words(place: Place, text: str) -> Place:
    """Widen a range to whole words."""
    start, end = place.start, place.end
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    return Place(start, end)
