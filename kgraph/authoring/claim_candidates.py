"""Find sentences that may contain a claim: they report speech, are quoted, cite a source or give a figure."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from kgraph.authoring import direct_speech
from kgraph.parsing import quote_syntax
from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes import coverage, match
from kgraph.quotes.match import LONGEST, Place

_FEWEST_WORDS: Final = 4
_PATTERNS: Final = tomllib.loads((files("kgraph.authoring") / "claim_candidates.toml").read_text("utf-8"))
_SAYING: Final = re.compile(_PATTERNS["saying"], re.IGNORECASE | re.VERBOSE)
_REASONS: Final = {
    "reports speech": _SAYING,
    "cites": re.compile(_PATTERNS["citing"], re.IGNORECASE | re.VERBOSE),
    "gives a figure": re.compile(_PATTERNS["figure"], re.IGNORECASE | re.VERBOSE),
}
_CALENDAR: Final = re.compile(_PATTERNS["calendar"], re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may contain a claim: the reasons, its place, its line in the text, and a quote that finds it."""

    reasons: tuple[str, ...]
    place: Place
    line: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates in the order of the text, and how many more have no quote: too long, or not unique."""

    listed: tuple[Candidate, ...]
    without_quote: int


def find(text: str, language: str = "") -> Candidates:
    """Find the candidates of a prepared text."""
    listed: list[Candidate] = []
    missing = 0
    folded = _fold(text)
    quoted = direct_speech.find(text, _SAYING)
    for sentence in coverage.split(text, language):
        place = sentence.place
        words = place.of(text)
        reasons = tuple(_reasons(words, is_quoted=_is_quoted(place, quoted)))
        if not reasons or len(words.split()) < _FEWEST_WORDS:
            continue
        quote = _quote(place, text, folded)
        if quote is None:
            missing += 1
        else:
            listed.append(Candidate(reasons, place, text.count("\n", 0, place.start) + 1, quote))
    return Candidates(tuple(listed), missing)


def _reasons(sentence: str, *, is_quoted: bool) -> Iterator[str]:
    if is_quoted:
        yield "is quoted"
    for reason, pattern in _REASONS.items():
        if pattern.search(_CALENDAR.sub(" ", sentence) if reason == "gives a figure" else sentence):
            yield reason


def _is_quoted(place: Place, quoted: Sequence[Place]) -> bool:
    """Whether a sentence overlaps a quotation."""
    following = bisect_right(quoted, place.start, key=lambda quotation: quotation.end)
    return following < len(quoted) and quoted[following].start < place.end


def _quote(place: Place, text: str, folded: str) -> Quote | None:
    """Make a quote that finds only this sentence; None if there is none."""
    if place.end - place.start > LONGEST:
        return None
    quote: Quote | None = match.quote_of(place.of(text))
    if quote and not _is_unique(quote, _fold(place.of(text)), folded):
        quote = match.quote_for(place, text)
    return quote if quote and quote_syntax.split_quote(quote_syntax.join_quote(quote)) == quote else None


def _is_unique(quote: Quote, sentence: str, folded: str) -> bool:
    """Whether a quote certainly finds only its sentence; faster than a search through every paragraph."""
    at = folded.find(quote.first)
    if at < 0 or folded.find(quote.first, at + 1) >= 0 or not sentence.startswith(quote.first):
        return False
    end = sentence.find(quote.last, len(quote.first)) + len(quote.last) if quote.last else len(quote.first)
    return end == len(sentence)


def _fold(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))
