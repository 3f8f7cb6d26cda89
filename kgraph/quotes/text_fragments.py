"""Links that scroll a browser to a passage: text directives of the WICG draft on text fragments."""

from typing import Final
from urllib.parse import quote as percent_encode

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes import match
from kgraph.quotes.match import Place

_MOST_WORDS: Final = 8


def fragment(quote: Quote, before: str = "") -> str:
    """Write the text directive that scrolls a browser to a passage; `before` are words in front of it.

    `-`, `,` and `&` are percent-encoded, because they separate parts and directives:
    https://wicg.github.io/scroll-to-text-fragment/#syntax

    >>> fragment(Quote("so-called rebels", "were seen, twice"))
    '#:~:text=so%2Dcalled%20rebels,were%20seen%2C%20twice'
    """
    ends = (_encode(words) for words in (quote.first, quote.last) if words)
    prefix = f"{_encode(before)}-," if before else ""
    return f"#:~:text={prefix}{','.join(ends)}"


def words_before(quote: Quote, place: Place, text: str) -> str:
    """Give the words in front of a passage that tell it from others with the same words; none if it comes first.

    A browser goes to the first passage that it finds. Empty too if eight words do not tell them apart.
    """
    if match.find(quote, text, loosely=True)[:1] == [place]:
        return ""
    words = text[: place.start].split()[-_MOST_WORDS:]
    for number in range(1, len(words) + 1):
        before = " ".join(words[-number:])
        if len(match.find(Quote(f"{before} {quote.first}"), text.replace("\n", " "), loosely=True)) == 1:
            return before
    return ""


def _encode(words: str) -> str:
    return percent_encode(words, safe="").replace("-", "%2D")
