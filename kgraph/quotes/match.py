"""Find passages in a text by their first and last words, and compare them with their pins."""

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
"""The most code points of a passage."""
FEWEST_WORDS: Final = 3
MOST_WORDS: Final = 8
"""The most words at each end of a quote."""
DIGEST_DIGITS: Final = 16
_NEAR: Final = 75.0


class State(StrEnum):
    """The state of an annotated passage in the text."""

    EXACT = "exact"
    FORMATTING = "formatting"
    AMBIGUOUS = "ambiguous"
    MOVED = "moved"
    ALTERED = "altered"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a text in code points; `end` is exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return this part of a text."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Pin:
    """The place of a passage when it was annotated, and the digest of its words."""

    place: Place
    digest: str

    def __str__(self) -> str:
        """Write the pin as in annotation files."""
        return f"{self.place.start}-{self.place.end} {self.digest}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of a passage and its possible places: the one that matches, several that do, or the most similar.

    `likeness` is the similarity, in percent, of the words at the first place to those of the quote.
    """

    state: State
    places: tuple[Place, ...]
    likeness: float = 100.0


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded for comparison, with the offset of the original of each character."""

    text: str
    origins: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        """Return the place, in the original, of a range of the folded text."""
        return Place(self.origins[start], self.origins[end - 1] + 1)


def prepare(text: str) -> str:
    r"""Normalise a text to Unicode NFC and LF line ends, which offsets, lengths and digests refer to.

    >>> prepare("cafe\u0301\r\n") == "caf\xe9\n"
    True
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(passage: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a passage, as in pins."""
    return hashlib.sha256(passage.encode()).hexdigest()[:DIGEST_DIGITS]


def pin_at(place: Place, text: str) -> Pin:
    """Make the pin of the passage at a place."""
    return Pin(place, digest(place.of(text)))


def find(quote: Quote, text: str, *, loosely: bool = False) -> list[Place]:
    """Find each passage in one paragraph that begins and ends with the words of a quote and contains no other.

    White space is compared as one space, and invisible characters are ignored; `loosely` also ignores the kinds of
    quotation marks, dashes and ellipses, ligatures, and letter case.

    >>> find(Quote("The bank", "two days."), "The bank shut its doors for two days.")
    [Place(start=0, end=37)]
    """
    first, last = fold(quote.first, loosely=loosely), fold(quote.last, loosely=loosely)
    places = [
        paragraph.place(start, end)
        for paragraph in _paragraphs(text, loosely=loosely)
        for start, end in _windows(first, last, paragraph.text)
    ]
    return [place for place in places if place.end - place.start <= LONGEST]


def assess(quote: Quote, pin: Pin | None, text: str) -> Assessment:
    """Determine the state of a passage in a prepared text.

    A passage with a valid pin is exact, even if its words appear elsewhere too; without a pin they must be unique.
    """
    if pin is not None and digest(pin.place.of(text)) == pin.digest and _fits(quote, pin.place, text):
        return Assessment(State.EXACT, (pin.place,))
    places = find(quote, text)
    if pin is None and places:
        return _at_one_of(places, State.EXACT)
    if pin is not None and (same := _find_pinned(quote, pin, text, places)):
        return _at_one_of(same, State.MOVED)
    loose = find(quote, text, loosely=True)
    if pin is not None:  # only if the digest matches a variant of the text is the difference one of formatting
        loose = [place for place in loose if pin.digest in map(digest, spellings(place.of(text)))]
    if loose:
        return _at_one_of(loose, State.FORMATTING)
    if pin is not None and places:
        nearby = sorted(places, key=lambda place: (abs(place.start - pin.place.start), place.start))
        return Assessment(State.ALTERED, tuple(nearby))
    return nearest(quote, text)


def _find_pinned(quote: Quote, pin: Pin, text: str, places: Iterable[Place]) -> list[Place]:
    """Find the pinned words among places that match the quote, and among those as long as the pin."""
    length = pin.place.end - pin.place.start
    starts = {place.start for place in find(Quote(quote.first), text)}
    longer = {Place(start, start + length) for start in starts if start + length <= len(text)}
    matching = {*places, *(place for place in longer if _fits(quote, place, text))}
    same = [place for place in matching if digest(place.of(text)) == pin.digest]
    return sorted(same, key=lambda place: place.start)


def _at_one_of(places: list[Place], state: State) -> Assessment:
    return Assessment(state if len(places) == 1 else State.AMBIGUOUS, tuple(places))


def _fits(quote: Quote, place: Place, text: str) -> bool:
    """Whether a place is in one paragraph and begins and ends with the words of the quote."""
    stretch = place.of(text)
    if "\n" in stretch or place.end - place.start > LONGEST:
        return False
    folded, first, last = (fold(words, loosely=False) for words in (stretch, quote.first, quote.last))
    if not last:
        return folded == first
    return len(folded) >= len(first) + len(last) and folded.startswith(first) and folded.endswith(last)


def nearest(quote: Quote, text: str) -> Assessment:
    """Find the part of a paragraph most similar to the quote; the state is missing if nothing is similar enough."""
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
    """Make the quote of a passage: its first and last words with some left out, or all words of a short passage.

    >>> quote_of("The bank shut its doors to everybody for two whole days.", words=3)
    Quote(first='The bank shut', last='two whole days.')
    """
    parts = UNSEEN.sub("", passage).split()
    if len(parts) <= MOST_WORDS:
        return Quote(" ".join(parts))
    words = min(max(words, FEWEST_WORDS), MOST_WORDS, (len(parts) - 1) // 2)
    return Quote(" ".join(parts[:words]), " ".join(parts[-words:]))


def quote_for(place: Place, text: str, words: int = 5) -> Quote | None:
    """Make the shortest quote with at least some number of words at each end that finds only this place.

    None if eight words at each end are not unique.
    """
    quotes = (quote_of(place.of(text), number) for number in range(words, MOST_WORDS + 1))
    return next((quote for quote in quotes if find(quote, text) == [place]), None)


def fold(words: str, *, loosely: bool) -> str:
    """Fold words in the way in which texts are folded for comparison."""
    return _fold_line(prepare(words), loosely=loosely).text.strip(" ")


@lru_cache(maxsize=32)
def _paragraphs(text: str, *, loosely: bool) -> tuple[Folded, ...]:
    base, folded = 0, []
    for line in text.split("\n"):
        folded.append(_fold_line(line, base, loosely=loosely))
        base += len(line) + 1
    return tuple(folded)


def _fold_line(line: str, base: int = 0, *, loosely: bool) -> Folded:
    """Fold a line that starts at an offset character by character, with one space for several."""
    pieces: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(line, base):
        for piece in _fold_character(character, loosely=loosely):
            if piece != " " or pieces[-1:] != [" "]:
                pieces.append(piece)
                origins.append(index)
    return Folded("".join(pieces), tuple(origins))


@lru_cache(maxsize=4096)
def _fold_character(character: str, *, loosely: bool) -> str:
    if character.isspace():
        return " "
    if UNSEEN.match(character):
        return ""
    return unicodedata.normalize("NFKC", character.translate(ALIKE)).casefold() if loosely else character


def _windows(first: str, last: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges from `first` to `last` that contain no other such range."""
    if not first:
        return
    starts = list(occurrences(first, text))
    if not last:
        yield from ((start, start + len(first)) for start in starts)
        return
    for index, start in enumerate(starts):
        end = text.find(last, start + len(first))
        later = text.find(last, starts[index + 1] + len(first)) if index + 1 < len(starts) else -1
        if end >= 0 and end != later:
            yield start, end + len(last)


def occurrences(words: str, text: str) -> Iterator[int]:
    """Yield the offsets of some words in a text, overlapping ones included."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _whole_words(place: Place, text: str, first: str, last: str) -> Place:
    """Widen a range to whole words, without punctuation at the ends beyond the characters `first` and `last`."""
    start, end = place.start, place.end
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    before, after = (
        _punctuation(words, edge) for words, edge in ((text[start:end], first), (text[start:end][::-1], last))
    )
    return Place(start + before, end - after) if start + before < end - after else Place(start, end)


def _punctuation(words: str, edge: str) -> int:
    """Count the characters before the first letter, digit or edge character; 0 if the edge is not found."""
    for number, character in enumerate(words):
        if edge in _fold_character(character, loosely=True):
            return number
        if character.isalnum():
            return number if edge.isalnum() else 0
    return 0
