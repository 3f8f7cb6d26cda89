"""Passages in a text: found by their first and last words, and compared with where they were."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes.typography import ALIKE, UNSEEN, spellings

LONGEST: Final = 600
"""A passage has at most this many code points."""
FEWEST_WORDS: Final = 3
MOST_WORDS: Final = 8
"""An anchor shows at most this many words at each end."""
DIGEST_DIGITS: Final = 16
_NEAR: Final = 75.0


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

    def of(self, text: str) -> str:
        """Give the stretch of a text that stands here."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a passage was when it was annotated, and the digest of what stood there."""

    place: Place
    digest: str

    def __str__(self) -> str:
        """Write the pin as files have it."""
        return f"{self.place.start}-{self.place.end} {self.digest}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What has become of a passage, and the places it may be at: one that fits, several that do, or the nearest.

    `likeness` says, in percent, how much the words at the first place are like the anchor's.
    """

    state: State
    places: tuple[Place, ...]
    likeness: float = 100.0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of a text, folded, with the offset that each of its characters comes from."""

    text: str
    origins: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        return Place(self.origins[start], self.origins[end - 1] + 1)


def prepare(text: str) -> str:
    r"""Normalise a text as its offsets and digests are counted: Unicode NFC, LF line ends.

    >>> prepare("cafe\u0301\r\n") == "caf\xe9\n"
    True
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(passage: str) -> str:
    """Shorten the SHA-256 of a passage to the digits that a pin holds."""
    return hashlib.sha256(passage.encode()).hexdigest()[:DIGEST_DIGITS]


def pin_at(place: Place, text: str) -> Pin:
    """Make the pin of the passage at a place."""
    return Pin(place, digest(place.of(text)))


def find(quote: Quote, text: str, *, loosely: bool = False) -> list[Place]:
    """Find each passage that begins and ends with the anchor's words, within one paragraph, none inside another.

    White space counts as one blank on both sides, and what is invisible not at all; `loosely` also takes quotation
    marks, dashes, ligatures, ellipses and letter case as alike, on both sides.

    >>> find(Quote("The bank", "two days."), "The bank shut its doors for two days.")
    [Place(start=0, end=37)]
    """
    first, last = fold(quote.first, loosely=loosely), fold(quote.last, loosely=loosely)
    found = [
        paragraph.place(start, end)
        for paragraph in _paragraphs(text, loosely=loosely)
        for start, end in _windows(first, last, paragraph.text)
    ]
    return [place for place in found if place.end - place.start <= LONGEST]


def assess(quote: Quote, pin: Pin | None, text: str) -> Assessment:
    """Say what has become of a passage in a text that was prepared.

    A pin that holds is exact, whether or not the words stand elsewhere too; without a pin they may stand only once.
    """
    if pin is not None and _holds(quote, pin, text):
        return Assessment(State.EXACT, (pin.place,))
    places = find(quote, text)
    if pin is None and places:
        return Assessment(State.EXACT if len(places) == 1 else State.AMBIGUOUS, tuple(places))
    if pin is not None and (moved := _assess_moved(quote, pin, places, text)):
        return moved
    loose = find(quote, text, loosely=True)
    if pin is not None:  # the text must be the one that was pinned: only then is the difference one of formatting
        loose = [place for place in loose if pin.digest in map(digest, spellings(place.of(text)))]
    if loose:
        return Assessment(State.FORMATTING if len(loose) == 1 else State.AMBIGUOUS, tuple(loose))
    if pin is not None and places:
        nearby = sorted(places, key=lambda place: (abs(place.start - pin.place.start), place.start))
        return Assessment(State.ALTERED, tuple(nearby))
    return nearest(quote, text)


def _assess_moved(quote: Quote, pin: Pin, places: list[Place], text: str) -> Assessment | None:
    """Look for the very words that were pinned, where the anchor's words stand elsewhere than at the pin."""
    same = [place for place in _unmoved_in_length(quote, pin, text, places) if digest(place.of(text)) == pin.digest]
    return Assessment(State.MOVED if len(same) == 1 else State.AMBIGUOUS, tuple(same)) if same else None


def _unmoved_in_length(quote: Quote, pin: Pin, text: str, places: Iterable[Place]) -> list[Place]:
    """List what fits the anchor and, as a pin may be of a longer passage than the shortest, is as long as pinned."""
    length = pin.place.end - pin.place.start
    starts = {place.start for place in find(Quote(quote.first), text)}
    longer = {Place(start, start + length) for start in starts if start + length <= len(text)}
    return sorted(
        {*places, *(place for place in longer if _fits(quote, place, text))}, key=lambda place: (place.start, place.end)
    )


def _holds(quote: Quote, pin: Pin, text: str) -> bool:
    return digest(pin.place.of(text)) == pin.digest and _fits(quote, pin.place, text)


def _fits(quote: Quote, place: Place, text: str) -> bool:
    """Whether the stretch at a place begins and ends with the anchor's words, inside one paragraph."""
    stretch = place.of(text)
    if "\n" in stretch or place.end - place.start > LONGEST:
        return False
    folded, first, last = (fold(one, loosely=False) for one in (stretch, quote.first, quote.last))
    if not last:
        return folded == first
    return len(folded) >= len(first) + len(last) and folded.startswith(first) and folded.endswith(last)


def nearest(quote: Quote, text: str) -> Assessment:
    """Find the stretch of one paragraph most like the anchor's words; missing where nothing is much like them."""
    from rapidfuzz import fuzz

    first, last = fold(quote.first, loosely=True), fold(quote.last, loosely=True)
    best = Assessment(State.MISSING, (), 0.0)
    for paragraph in _paragraphs(text, loosely=True):
        start = fuzz.partial_ratio_alignment(first, paragraph.text, score_cutoff=_NEAR)
        if start is None or start.dest_end <= start.dest_start:
            continue
        end, score = start.dest_end, start.score
        if last:
            rest = fuzz.partial_ratio_alignment(last, paragraph.text[end:], score_cutoff=_NEAR)
            if rest is None or rest.dest_end <= rest.dest_start:
                continue
            end, score = end + rest.dest_end, (start.score + rest.score) / 2
        place = _whole_words(paragraph.place(start.dest_start, end), text, first[0], (last or first)[-1])
        if place.end - place.start <= LONGEST and score > best.likeness:
            best = Assessment(State.ALTERED, (place,), score)
    return best


def quote_of(passage: str, words: int = 5) -> Quote:
    """Make the quote of a passage: its first and last words, with some left out between, or the whole of a short one.

    >>> quote_of("The bank shut its doors to everybody for two whole days.", words=3)
    Quote(first='The bank shut', last='two whole days.')
    """
    parts = UNSEEN.sub("", passage).split()
    if len(parts) <= MOST_WORDS:
        return Quote(" ".join(parts))
    words = min(max(words, FEWEST_WORDS), MOST_WORDS, (len(parts) - 1) // 2)
    return Quote(" ".join(parts[:words]), " ".join(parts[-words:]))


def quote_for(place: Place, text: str, words: int = 5) -> Quote | None:
    """Make the shortest quote, of no fewer words than asked for, that finds a place and no other.

    None where eight words at each end do not tell it apart.
    """
    made = (quote_of(place.of(text), number) for number in range(words, MOST_WORDS + 1))
    return next((quote for quote in made if find(quote, text) == [place]), None)


def fold(words: str, *, loosely: bool) -> str:
    """Fold words as texts are folded before they are compared."""
    return _fold(prepare(words), loosely=loosely).text.strip(" ")


@lru_cache(maxsize=32)
def _paragraphs(text: str, *, loosely: bool) -> tuple[_Paragraph, ...]:
    base, folded = 0, []
    for line in text.split("\n"):
        folded.append(_fold(line, base, loosely=loosely))
        base += len(line) + 1
    return tuple(folded)


def _fold(text: str, base: int = 0, *, loosely: bool) -> _Paragraph:
    """Fold a text character by character, runs of blanks to one, and keep where each piece came from."""
    pieces: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text, base):
        for piece in _fold_character(character, loosely=loosely):
            if piece == " " and pieces and pieces[-1] == " ":
                continue
            pieces.append(piece)
            origins.append(index)
    return _Paragraph("".join(pieces), tuple(origins))


@lru_cache(maxsize=4096)
def _fold_character(character: str, *, loosely: bool) -> str:
    if character.isspace():
        return " "
    if UNSEEN.match(character):
        return ""
    return unicodedata.normalize("NFKC", character.translate(ALIKE)).casefold() if loosely else character


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
        later = text.find(last, starts[index + 1] + len(first)) if index + 1 < len(starts) else -1
        if end >= 0 and end != later:
            yield start, end + len(last)


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _whole_words(place: Place, text: str, first: str, last: str) -> Place:
    """Widen a range to whole words, with no more punctuation about them than the characters that are to be its ends."""
    start, end = place.start, place.end
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    before, after = (_punctuation(one, edge) for one, edge in ((text[start:end], first), (text[start:end][::-1], last)))
    return Place(start + before, end - after) if start + before < end - after else Place(start, end)


def _punctuation(words: str, edge: str) -> int:
    """Count the characters before the first that is a letter, a digit, or as the edge; none if that is not there."""
    for number, character in enumerate(words):
        if edge in _fold_character(character, loosely=True):
            return number
        if character.isalnum():
            return number if edge.isalnum() else 0
    return 0
