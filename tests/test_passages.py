"""A passage is found where it stands, and every change to the text around or inside it is told apart."""

from hypothesis import given
from hypothesis import strategies as st

from kgraph.quoting.passages import (
    LONGEST,
    Pin,
    Place,
    State,
    assess,
    digest,
    find,
    fragment,
    prepare,
    quote_of,
)
from kgraph.reading.shorthand import Quote

TEXT = prepare(
    "A heading\n"
    "On Monday the bank “shut its doors” for two days. Officials – unnamed – said the minister gave the order.\n"
    "On Tuesday the bank stayed shut for two days more.\n"
)
SHUT = Quote("On Monday the bank", "for two days.")
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
sentences = st.lists(words, min_size=12, max_size=30).map(" ".join)


def _pin(quote: Quote, text: str) -> Pin:
    place = find(quote, text)[0]
    return Pin(place, digest(text[place.start : place.end]))


def test_a_passage_is_the_shortest_range_in_one_paragraph() -> None:
    place = find(SHUT, TEXT)[0]

    assert TEXT[place.start : place.end] == "On Monday the bank “shut its doors” for two days."


def test_a_passage_does_not_cross_a_paragraph_or_run_too_long() -> None:
    assert find(Quote("A heading", "for two days."), TEXT) == []
    assert find(Quote("one", "two"), "one " + "x" * LONGEST + " two") == []


def test_each_state_is_told_apart() -> None:
    pin = _pin(SHUT, TEXT)

    assert assess(SHUT, None, TEXT).state is State.EXACT
    assert assess(SHUT, pin, TEXT).state is State.EXACT
    assert assess(SHUT, pin, "New first line\n" + TEXT).state is State.MOVED
    assert assess(SHUT, pin, TEXT.replace("doors", "gates")).state is State.ALTERED
    assert assess(Quote('bank "shut its', "two days."), None, TEXT).state is State.FORMATTING
    assert assess(Quote("the bank"), None, TEXT).state is State.AMBIGUOUS
    assert assess(Quote("On Mondays the banks", "for two days"), None, TEXT).state is State.ALTERED
    assert assess(Quote("nothing like this at all", "stands here anywhere"), None, TEXT).state is State.MISSING


def test_a_pin_decides_between_two_equal_passages() -> None:
    text = "the bank shut again\nthe bank shut again\n"
    second = Pin(Place(20, 39), digest("the bank shut again"))

    assert assess(Quote("the bank shut again"), second, text).state is State.EXACT
    assert assess(Quote("the bank shut again"), second, text).places == (Place(20, 39),)


def test_a_fragment_has_words_beside_a_passage_that_stands_twice() -> None:
    assert fragment(Quote("shut"), before="the bank", after="again") == "#:~:text=the%20bank-,shut,-again"


@given(sentences, st.data())
def test_any_passage_is_found_by_its_own_quote(sentence: str, data: st.DataObject) -> None:
    text = prepare(f"{sentence}\n")
    parts = text.split()
    start = data.draw(st.integers(0, len(parts) - 10))
    passage = " ".join(parts[start : start + 10])
    quote = quote_of(passage)

    found = [text[place.start : place.end] for place in find(quote, text)]

    assert any(one.startswith(quote.first) and one.endswith(quote.last) for one in found)
    assert all(len(one) <= LONGEST for one in found)


@given(sentences, sentences)
def test_text_before_a_passage_moves_it_and_leaves_it_the_same(before: str, sentence: str) -> None:
    text = prepare(sentence)
    quote = quote_of(text)
    pin = Pin(Place(0, len(text)), digest(text))
    if len(find(quote, text)) != 1 or find(quote, before):
        return

    moved = assess(quote, pin, prepare(f"{before}\n{text}"))

    assert moved.state is State.MOVED
    assert moved.places[0].start == len(prepare(before)) + 1


@given(sentences)
def test_both_sides_are_normalised_alike(sentence: str) -> None:
    text = prepare(sentence)
    decorated = text.replace("'", "’").replace('"', "“").replace("-", "–").replace(" ", "  ")

    assert bool(find(quote_of(text), text, loosely=True)) == bool(find(quote_of(decorated), text, loosely=True))
