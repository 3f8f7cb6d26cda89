"""A text directive leads a browser to the passage meant, by the rules of the WICG draft."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes.match import Place, find, prepare
from kgraph.quotes.text_fragments import Directive, direct, follow


def _found(directive: Directive, text: str) -> str | None:
    place = follow(directive, text)
    return place.of(text) if place else None


@pytest.mark.parametrize(
    ("directive", "written"),
    [
        (Directive("an example text fragment"), "#:~:text=an%20example%20text%20fragment"),
        (Directive("an example", "text fragment"), "#:~:text=an%20example,text%20fragment"),
        (Directive("an example", "", "this is", "text fragment"), "#:~:text=this%20is-,an%20example,-text%20fragment"),
        (Directive("The bank", "two days."), "#:~:text=The%20bank,two%20days."),
        (Directive("shut", prefix="the bank", suffix="again"), "#:~:text=the%20bank-,shut,-again"),
        (Directive("a-b, c & d"), "#:~:text=a%2Db%2C%20c%20%26%20d"),
        (Directive("100%", "qué? #1"), "#:~:text=100%25,qu%C3%A9%3F%20%231"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_directive_is_written_as_in_the_draft(directive: Directive, written: str) -> None:
    assert written == str(directive)


def test_context_decides_as_in_the_example_of_the_draft() -> None:
    directive = Directive("an example", "", "this is", "text fragment")

    assert _found(directive, "this is an example text fragment") == "an example"
    assert _found(directive, "here is an example text") is None


def test_a_range_runs_from_the_first_start_to_the_first_end_behind_it() -> None:
    text = "text fragment\nan example of a\ntext fragment and a text fragment"

    assert _found(Directive("an example", "text fragment"), text) == "an example of a\ntext fragment"


def test_terms_match_whole_words_only() -> None:
    assert _found(Directive("range"), "orange, mountain range") == "range"
    assert _found(Directive("mountain r"), "mountain range") is None


def test_case_and_accents_are_ignored() -> None:
    assert _found(Directive("cafe noir"), "Un CAFÉ noir") == "CAFÉ noir"


def test_unique_words_need_no_context() -> None:
    text = "The bank shut. The bank opened."

    assert direct(Quote("The bank shut."), Place(0, 14), text) == Directive("The bank shut.")


def test_the_second_of_two_passages_gets_words_beside_it() -> None:
    text = "At first the bank shut.\nThen THE BANK shut for good."
    place = find(Quote("THE BANK shut"), text)[0]

    made = direct(Quote("THE BANK shut"), place, text)

    assert made == Directive("THE BANK shut", "", "Then")
    assert _found(made, text) == "THE BANK shut"


def test_a_passage_at_the_start_of_a_paragraph_takes_the_end_of_the_one_before() -> None:
    text = "It opened.\nIt shut.\nIt closed.\nIt shut."

    made = direct(Quote("It shut."), Place(31, 39), text)

    assert made.prefix == "closed."
    assert follow(made, text) == Place(31, 39)


def test_a_passage_that_cannot_be_unique_leads_to_the_first() -> None:
    text = "Again.\n" * 20

    assert direct(Quote("Again."), Place(70, 76), text) == Directive("Again.")


@given(
    st.lists(
        st.sampled_from(["the", "bank", "shut,", "a", "minister", "-", "&", "co.", "said", "é", "𝒳", "x̂\n"]), min_size=8
    ),
    st.data(),
)
def test_a_directive_with_context_leads_to_the_passage_or_has_none(words: list[str], data: st.DataObject) -> None:
    text = prepare(" ".join(words))
    start = data.draw(st.integers(0, len(words) - 3))
    quote = Quote(" ".join(words[start : start + 3]))
    for place in find(quote, text):
        made = direct(quote, place, text)

        assert made == Directive(" ".join(quote.first.split())) or _close(follow(made, text), place, text)


def _close(reached: Place | None, wanted: Place, text: str) -> bool:
    return reached is not None and reached.of(text).split() == wanted.of(text).split()
