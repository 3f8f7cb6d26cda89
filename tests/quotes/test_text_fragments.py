"""A text directive is written as the WICG draft asks."""

import pytest

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes import match
from kgraph.quotes.match import prepare
from kgraph.quotes.text_fragments import fragment, words_before


@pytest.mark.parametrize(
    ("quote", "written"),
    [
        (Quote("an example text fragment"), "#:~:text=an%20example%20text%20fragment"),
        (Quote("an example", "text fragment"), "#:~:text=an%20example,text%20fragment"),
        (Quote("a-b, c & d"), "#:~:text=a%2Db%2C%20c%20%26%20d"),
        (Quote("100%", "qué? #1"), "#:~:text=100%25,qu%C3%A9%3F%20%231"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_directive_is_written_as_in_the_draft(quote: Quote, written: str) -> None:
    assert written == fragment(quote)


TWICE = prepare("The port was shut, the mayor said.\nNobody else spoke.\nLater the port was shut, the mayor said.\n")
PORT = Quote("the port was shut", "the mayor said")


def test_the_second_of_two_equal_passages_has_words_in_front() -> None:
    first, second = match.find(PORT, TWICE, loosely=True)

    assert words_before(PORT, first, TWICE) == ""
    assert words_before(PORT, second, TWICE) == "Later"
    assert fragment(PORT, "Later") == "#:~:text=Later-,the%20port%20was%20shut,the%20mayor%20said"
