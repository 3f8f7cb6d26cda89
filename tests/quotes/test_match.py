"""A passage is found at its place, and each change to the text around or inside it is distinguished."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.parsing.quote_syntax import Quote
from kgraph.quotes.match import (
    LONGEST,
    Pin,
    Place,
    State,
    assess,
    digest,
    find,
    pin_at,
    prepare,
    quote_for,
    quote_of,
)
from kgraph.quotes.typography import UNSEEN

TEXT = prepare(
    "A heading\n"
    "On Monday the bank “shut its doors” for two days. Officials – unnamed – said the minister gave the order.\n"
    "On Tuesday the bank stayed shut for two days more.\n"
)
SHUT = Quote("On Monday the bank", "for two days.")
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
sentences = st.lists(words, min_size=12, max_size=30).map(" ".join)
plain = st.sampled_from(
    ["the", "bank", "shut", "–", "“its”", "doors…", "for", "two", "days,", "café", "𝒳", "😀", "x̂", "Ａ", "ﬁ"]
)
texts = st.lists(st.lists(plain, min_size=4, max_size=30).map(" ".join), min_size=1, max_size=4).map(
    lambda paragraphs: prepare("\n".join(paragraphs))
)


def _pin(quote: Quote, text: str) -> Pin:
    place = find(quote, text)[0]
    return Pin(place, digest(text[place.start : place.end]))


def _draw_place(text: str, data: st.DataObject) -> Place:
    """Choose whole words of one paragraph."""
    lines = text.split("\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    base = sum(len(line) + 1 for line in lines[:number])
    edges = [match.span() for match in re.finditer(r"\S+", lines[number])]
    first = data.draw(st.integers(0, len(edges) - 1))
    last = data.draw(st.integers(first, len(edges) - 1))
    return Place(base + edges[first][0], base + edges[last][1])


def test_a_passage_is_the_shortest_range_in_one_paragraph() -> None:
    place = find(SHUT, TEXT)[0]

    assert TEXT[place.start : place.end] == "On Monday the bank “shut its doors” for two days."


def test_a_passage_does_not_cross_a_paragraph_or_run_too_long() -> None:
    assert find(Quote("A heading", "for two days."), TEXT) == []
    assert find(Quote("one", "two"), "one " + "x" * LONGEST + " two") == []


def test_each_state_is_recognised() -> None:
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


@given(sentences, st.data())
def test_any_passage_is_found_by_its_own_quote(sentence: str, data: st.DataObject) -> None:
    text = prepare(f"{sentence}\n")
    parts = text.split()
    start = data.draw(st.integers(0, len(parts) - 10))
    passage = " ".join(parts[start : start + 10])
    quote = quote_of(passage)

    stretches = [UNSEEN.sub("", text[place.start : place.end]) for place in find(quote, text)]

    assert any(stretch.startswith(quote.first) and stretch.endswith(quote.last) for stretch in stretches)
    assert all(len(stretch) <= LONGEST for stretch in stretches)


@given(texts, st.data())
def test_a_passage_is_found_again_by_the_quote_made_for_it(text: str, data: st.DataObject) -> None:
    place = _draw_place(text, data)
    quote = quote_for(place, text)

    if quote is not None:
        assert find(quote, text) == [place]
        assert assess(quote, None, text).state is State.EXACT
        assert assess(quote, pin_at(place, text), text).state is State.EXACT


@given(texts, sentences, st.booleans(), st.data())
def test_text_elsewhere_moves_a_passage_or_leaves_it(text: str, new: str, is_before: bool, data: st.DataObject) -> None:  # noqa: FBT001
    place = _draw_place(text, data)
    quote, new = quote_for(place, text), prepare(new)
    changed = f"{new}\n{text}" if is_before else f"{text}\n{new}"
    shift = len(new) + 1 if is_before else 0
    if quote is None or find(quote, changed) != [Place(place.start + shift, place.end + shift)]:
        return

    assessment = assess(quote, pin_at(place, text), changed)

    assert assessment.state is (State.MOVED if is_before else State.EXACT)
    assert assessment.places == (Place(place.start + shift, place.end + shift),)


@given(texts, st.data())
def test_a_change_inside_a_passage_alters_it(text: str, data: st.DataObject) -> None:
    place = _draw_place(text, data)
    quote = quote_for(place, text)
    if quote is None or not quote.last:
        return
    at = place.start + len(place.of(text).rpartition(quote.last)[0])
    changed = f"{text[:at]}inserted {text[at:]}"

    assessment = assess(quote, pin_at(place, text), changed)

    assert assessment.state is State.ALTERED
    assert "inserted" in assessment.places[0].of(changed)


@given(texts)
def test_line_ends_and_composition_do_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert prepare(text.replace("\n", "\r\n")) == text
    assert prepare(decomposed) == prepare(prepare(decomposed))
    assert prepare(decomposed) == text


def test_offsets_count_code_points() -> None:
    text = prepare("😀 cafe\u0301 𝒳 shut\r\nThe bank shut for two days.")

    assert find(Quote("The bank", "two days."), text) == [Place(14, 41)]
    assert find(Quote("cafe\u0301"), text) == [Place(2, 6)]


def test_white_space_inside_a_passage_is_formatting() -> None:
    changed = TEXT.replace("“shut its doors”", "“shut  its\u00a0doors”")

    assert assess(SHUT, _pin(SHUT, TEXT), changed).state is State.FORMATTING
    assert find(SHUT, changed)


PRINTED = prepare("On Monday “the bank – it’s said – ‘shut’ its doors… and first-class windows” for two days.")
PLAINLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "…": "..."})
STRAIGHT = PRINTED.translate(str.maketrans("“”‘’", "\"\"''"))
UNHYPHENED = PRINTED.replace("-", " ")
UNNESTED = PRINTED.replace("‘shut’", "shut")
UNSPACED = PRINTED.replace(" – ", "—")
TYPED = [
    (PRINTED, STRAIGHT),
    (PRINTED, PRINTED.translate(PLAINLY)),
    (PRINTED, PRINTED.replace("–", "--")),
    (PRINTED, PRINTED.replace("–", "—")),
    (PRINTED.replace("–", "—"), PRINTED.replace("–", "--")),
    (PRINTED, PRINTED.replace("-", "‑")),
    (PRINTED, UNSPACED),
    (UNSPACED, STRAIGHT.replace("–", "-")),
    (UNSPACED, PRINTED.replace(" – ", "--")),
    (UNSPACED, STRAIGHT.replace("–", "--")),
    (UNHYPHENED, UNHYPHENED.replace(" – ", "-")),
    (UNHYPHENED.replace(" – ", "—"), UNHYPHENED.replace(" – ", "-")),
    *((UNNESTED.translate(str.maketrans("“”", pair)), UNNESTED) for pair in ("„“", "„”", "«»")),
    *((UNNESTED.translate(str.maketrans("“”", pair)), UNNESTED.translate(PLAINLY)) for pair in ("„“", "„”", "«»")),
    (PRINTED.replace("‘shut’", "‚shut‘").translate(str.maketrans("“”", "„“")), PRINTED.translate(PLAINLY)),
]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *TYPED,
        *((after, before) for before, after in TYPED),
        (PRINTED, PRINTED.replace("bank", "ba\u00adnk").replace("first", "\u200bﬁrst")),
    ],
)
def test_consistent_other_typography_is_formatting(before: str, after: str) -> None:
    quote = Quote("On Monday “the bank", "for two days.")
    pin = pin_at(find(quote, before, loosely=True)[0], before)

    assert assess(quote, pin, after).state is State.FORMATTING
    assert assess(quote, pin, after.replace("doors", "gates")).state is State.ALTERED


def test_invisible_characters_in_the_text_are_ignored() -> None:
    text = prepare("The\u200b bank \u202eshut\u202c its doors.")

    assert find(Quote("The bank shut"), text) == [Place(0, 15)]
    assert quote_of(text) == Quote("The bank shut its doors.")


def test_a_quote_in_plain_typography_is_formatting_if_the_pin_is_valid() -> None:
    quote = Quote('on monday the bank "shut', "for two days.")

    assert assess(quote, _pin(SHUT, TEXT), TEXT).state is State.FORMATTING
    assert assess(quote, _pin(SHUT, TEXT), TEXT.replace("doors", "gates")).state is State.ALTERED


def test_a_pin_of_a_longer_passage_than_the_shortest_holds_and_moves() -> None:
    text = "The bank shut. The bank shut for two days."
    quote, longer = Quote("The bank", "two days."), Place(0, 42)

    assert find(quote, text) == [Place(15, 42)]
    assert assess(quote, pin_at(longer, text), text).places == (longer,)
    assert assess(quote, pin_at(longer, text), f"New.\n{text}").places == (Place(5, 47),)


def test_a_moved_passage_that_now_appears_twice_is_ambiguous() -> None:
    text = "The bank shut again."
    pin = pin_at(Place(0, 20), text)

    assert assess(Quote(text), pin, f"New.\n{text}\n{text}").state is State.AMBIGUOUS


def test_an_altered_passage_is_found_by_its_remaining_words() -> None:
    assessment = assess(Quote("On Mondays the banks", "for two day."), None, TEXT)

    assert assessment.places[0].of(TEXT) == "On Monday the bank “shut its doors” for two days."
    assert 75 < assessment.likeness < 100
    for anchor in ("Officials – nameless", "the banks “shut its doors", "the banks “shut its doors”"):
        assert len(anchor) >= len(assess(Quote(anchor), None, TEXT).places[0].of(TEXT))


def test_a_quote_leaves_words_out_and_shows_eight_words_at_most() -> None:
    nine = "one two three four five six seven eight nine"

    assert quote_of("one two three four five six seven eight") == Quote("one two three four five six seven eight")
    assert quote_of(nine) == Quote("one two three four", "six seven eight nine")
    assert quote_of(f"{nine} ten") == Quote("one two three four", "seven eight nine ten")
    assert quote_of(f"{nine} {nine}", words=20) == Quote(nine[:-5], nine[4:])


@given(sentences)
def test_both_sides_are_normalised_alike(sentence: str) -> None:
    text = prepare(sentence)
    decorated = text.replace("'", "’").replace('"', "“").replace("-", "–").replace(" ", "  ")

    assert bool(find(quote_of(text), text, loosely=True)) == bool(find(quote_of(decorated), text, loosely=True))
