"""Links that scroll a browser to a passage: text directives of the WICG draft on text fragments."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote as percent_encode

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes.match import Place, fold_characters, occurrences

# https://wicg.github.io/scroll-to-text-fragment/: #:~:text=[prefix-,]start[,end][,-suffix]

_MOST_CONTEXT: Final = 6
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Directive:
    """The parts of a text directive; `end`, `prefix` and `suffix` may be empty."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Write the directive as the fragment of an address.

        `-`, `,` and `&` are percent-encoded, because they separate parts and directives.

        >>> str(Directive("so-called rebels", "were seen, twice"))
        '#:~:text=so%2Dcalled%20rebels,were%20seen%2C%20twice'
        """
        parts = [_encode(self.prefix) + "-"] if self.prefix else []
        parts += [_encode(part) for part in (self.start, self.end) if part]
        parts += ["-" + _encode(self.suffix)] if self.suffix else []
        return "#:~:text=" + ",".join(parts)


def direct(quote: Quote, place: Place, text: str) -> Directive:
    """Make the directive that leads a browser to a place, with words around the passage if it is not unique.

    A browser uses the first match on the page, and ignores case and accents. If no words around the passage make it
    unique, the directive has none and leads to the first match.
    """
    plain = Directive(" ".join(quote.first.split()), " ".join(quote.last.split()))
    before, after = _context(place, text)
    for number in range(_MOST_CONTEXT + 1):
        prefix, suffix = " ".join(before[len(before) - number :]), " ".join(after[:number])
        for directive in (
            Directive(plain.start, plain.end, prefix),
            Directive(plain.start, plain.end, "", suffix),
            Directive(plain.start, plain.end, prefix, suffix),
        ):
            if _lands(directive, place, text):
                return directive
    return plain


def _lands(directive: Directive, place: Place, text: str) -> bool:
    """Whether a directive leads to a place; characters around it that are not part of a word do not matter."""
    target = follow(directive, text)
    if target is None:
        return False
    edges = ((target.start, place.start), (target.end, place.end))
    return not any(_is_word(character) for pair in edges for character in text[min(pair) : max(pair)])


def follow(directive: Directive, text: str) -> Place | None:
    """Find the place that a browser scrolls to, as in "find a range from a text directive" of the draft."""
    page = _Page(text)
    prefix, start, end, suffix = (
        page.fold(part) for part in (directive.prefix, directive.start, directive.end, directive.suffix)
    )
    for begin, after in page.starts(prefix, start, is_bounded=bool(end) or not suffix):
        ends = (at + len(end) for at in page.every(end, after, is_bounded=not suffix)) if end else [after]
        for last in ends:
            if not suffix or page.stands(suffix, last):
                return page.place(begin, last)
    return None


@lru_cache(maxsize=16)
class _Page:
    """A text as a browser compares it: without case and accents, with single spaces, each line a block."""

    def __init__(self, text: str) -> None:
        folded = fold_characters(text, self._piece)
        self.text, self.place = folded.text, folded.place

    @staticmethod
    def _piece(character: str) -> str:
        if character == "\n":
            return "\n"
        if character.isspace():
            return " "
        plain = unicodedata.normalize("NFKD", character).casefold()
        return "".join(letter for letter in plain if not unicodedata.combining(letter))

    def fold(self, words: str) -> str:
        return "".join(map(self._piece, " ".join(words.split())))

    def starts(self, prefix: str, start: str, *, is_bounded: bool) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each match of the first words."""
        if not start:
            return
        if not prefix:
            yield from ((at, at + len(start)) for at in self.every(start, 0, is_bounded=is_bounded))
            return
        for at in self.every(prefix, 0, is_bounded=False):
            begin = self._skip_blanks(at + len(prefix))
            if self.text.startswith(start, begin) and (not is_bounded or self._is_edge(begin + len(start))):
                yield begin, begin + len(start)

    def every(self, words: str, begin: int, *, is_bounded: bool) -> Iterator[int]:
        """Yield the matches of words that begin and, if bounded, end at the edge of a word."""
        for at in occurrences(words, self.text, begin):
            if self._is_edge(at) and (not is_bounded or self._is_edge(at + len(words))):
                yield at

    def stands(self, words: str, after: int) -> bool:
        """Whether words follow an offset, after any white space."""
        begin = self._skip_blanks(after)
        return self.text.startswith(words, begin) and self._is_edge(begin + len(words))

    def _skip_blanks(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _is_edge(self, at: int) -> bool:
        return not (0 < at < len(self.text) and _is_word(self.text[at - 1]) and _is_word(self.text[at]))


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _context(place: Place, text: str) -> tuple[list[str], list[str]]:
    """List the words before and after a place in the same paragraph: a match does not cross blocks."""
    before = text[: place.start].rstrip().rpartition("\n")[2]
    after = text[place.end :].lstrip().partition("\n")[0]
    return _WORD.findall(before)[-_MOST_CONTEXT:], _WORD.findall(after)[:_MOST_CONTEXT]


def _encode(words: str) -> str:
    return percent_encode(words, safe="").replace("-", "%2D")
