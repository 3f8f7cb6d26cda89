"""Links that scroll a browser to a passage: text directives of the WICG draft on text fragments."""

from urllib.parse import quote as percent_encode

from kgraph.parsing.quote_syntax import Quote


def fragment(quote: Quote) -> str:
    """Write the text directive that scrolls a browser to a passage.

    `-`, `,` and `&` are percent-encoded, because they separate parts and directives:
    https://wicg.github.io/scroll-to-text-fragment/#syntax

    >>> fragment(Quote("so-called rebels", "were seen, twice"))
    '#:~:text=so%2Dcalled%20rebels,were%20seen%2C%20twice'
    """
    ends = (percent_encode(words, safe="").replace("-", "%2D") for words in (quote.first, quote.last) if words)
    return "#:~:text=" + ",".join(ends)
