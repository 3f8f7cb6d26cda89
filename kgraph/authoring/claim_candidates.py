"""Find sentences that may contain a claim: they report speech, are quoted, cite a source or give a figure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgraph.authoring import direct_speech
from kgraph.parsing import quote_syntax
from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes import coverage, match
from kgraph.quotes.match import LONGEST, Place

_FEWEST_WORDS: Final = 4
_SAYING: Final = re.compile(
    r"""\b(?:
    (?:answer|appeal|ask|assert|boast|claim|comment|complain|condemn|confirm|contend|demand|explain|forecast|inform|
       insist|mention|misportray|portray|predict|proclaim|recall|recommend|reject|remark|report|reveal|stress|suggest|
       vow|warn)(?:s|es|ed|ing)
    |(?:accus|acknowledg|advis|alleg|announc|argu|believ|conced|criticis|criticiz|declar|denounc|describ|disclos|
       emphasis|emphasiz|estimat|not|observ|promis|propagat|propos|quot|reiterat|speculat|summaris|summariz|urg)
       (?:es|ed|ing)
    |accuse|acknowledge|allege|argue|assert|believe|claim|contend|explain|insist|mention|propagate|speculate|suggest
    |said|says?|saying|told|tells?|telling|spoke|speaks?|wrote|writes|thinks?|thought|tweeted
    |admit(?:s|ted|ting)?|den(?:y|ies|ied|ying)|label(?:s|led|ed)|repl(?:y|ies|ied)|summari[sz]e|testif(?:y|ies|ied)
    |stat(?:ed|ing)|states(?=\s*:|\s+that\b)|(?:adds|added|continues|continued)(?=\s*[:,]|\s+that\b)|address(?:es|ed)\s+the
    |call(?:s|ed|ing)?\s+(?:for|on|upon|it|this|them)|learn(?:s|ed|t)\s+(?:from|that)
    |(?:conclud|hop)(?:es|ed)\s+that|(?:fears?|feared|finds|found|maintains|maintained)\s+that|fram(?:es|ed|ing)
    |(?:points|pointed|pointing|spells|spelt|spelled)\s+out|interview(?:s|ed)?
    |according\s+to|in\s+the\s+words\s+of|(?:alleged|purported|reported|supposed)ly|rumou?red
    |(?:allegation|innuendo|narrative|rumou?r|slogan|spokes(?:man|woman|person)|statement)s?|official\s+version
    |sources?(?!\s+of\b|\s*:)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CITING: Final = (
    "cit(?:es|ed|ing)|stud(?:y|ies)|surveys?|polls?|dataset|treaty|charter|resolution|documents?|"
    "report (?:by|of|on|from)|published (?:by|in)|in an (?:interview|article)|footage|photographs?|videos?"
)
_COUNTED: Final = r"(?:dozens|scores|hundreds|thousands|tens of thousands|millions|billions) of"
_REASONS: Final = {
    "reports speech": _SAYING,
    "cites": re.compile(rf"\b(?:{_CITING})\b|https?://|\[[0-9]+\]", re.IGNORECASE),
    "gives a figure": re.compile(rf"(?<![\w.,])[0-9][0-9.,]*(?!\w)|\b{_COUNTED}", re.IGNORECASE),
}
_CALENDAR: Final = re.compile(
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b(?:19|20)[0-9]{2}s?\b|\b[0-9]{1,2}(?:st|nd|rd|th)?\s+(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))|"
    r"(?<=uary |arch |pril |.May |June |July |gust |mber |ober )[0-9]{1,2}\b|\[[0-9]+\]"
)


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
