"""The passages of annotations held against the texts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgraph.core.diagnostics import Span
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import Quote
from kgraph.parsing.source import Parsed
from kgraph.quotes import match, text_fragments, texts
from kgraph.quotes.match import Assessment, Pin, Place, State
from kgraph.quotes.texts import Text
from kgraph.quotes.typography import UNSEEN
from kgraph.store.knowledge import Knowledge

SURE = frozenset({State.EXACT, State.MOVED, State.FORMATTING})
"""States in which the place of a passage is known."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as annotated: in which file and where there, of which document, found how."""

    parsed: Parsed
    anchor: str
    selector: str
    document: str
    quote: Quote
    pin: Pin | None
    is_left_out: bool = False

    @property
    def span(self) -> Span | None:
        """Where the quote stands in the annotation file."""
        return self.parsed.spans.locate(self.selector, KG.firstWords)

    @property
    def path(self) -> str:
        """The annotation file, as shown."""
        return self.parsed.source.path


@dataclass(frozen=True, slots=True)
class Checked:
    """A passage, the text of its document, and what has become of it."""

    passage: Passage
    text: str
    assessment: Assessment

    @property
    def state(self) -> State:
        """How it stands to the text."""
        return self.assessment.state

    @property
    def place(self) -> Place | None:
        """The place it surely is at."""
        return self.assessment.places[0] if self.state in SURE else None

    @property
    def shorter(self) -> Quote | None:
        """The anchor with words left out, or without an ellipsis, where its own ellipsis stands for no words."""
        if self.place is None:
            return None
        stretch = self.place.of(self.text)
        if _leaves_out(self.passage.quote, stretch):
            return None
        made = match.quote_for(self.place, self.text, match.FEWEST_WORDS)
        return made if made and _leaves_out(made, stretch) else match.quote_of(stretch, match.FEWEST_WORDS)

    @property
    def found(self) -> list[str]:
        """The stretches of text that the passage may be."""
        return [place.of(self.text) for place in self.assessment.places]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All passages held against the texts at hand, and those that could not be, their documents having none.

    `described` names the documents of the files.
    """

    checked: tuple[Checked, ...]
    unchecked: tuple[Passage, ...]
    texts: Mapping[str, Text]
    described: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[State]:
        """The number of passages in each state."""
        return Counter(one.state for one in self.checked)

    @property
    def all_exact(self) -> bool:
        """Whether every passage stands where and as it is said to; one that was not looked at does not."""
        return not self.unchecked and all(one.state is State.EXACT for one in self.checked)

    def of_file(self, parsed: Parsed) -> list[Checked]:
        """Pick the passages of a file."""
        return [one for one in self.checked if one.passage.parsed is parsed]

    def without_text(self) -> dict[str, int]:
        """Count the passages of each document that has no text."""
        counts = Counter(one.document for one in self.unchecked)
        return {one: counts[one] for one in sorted({*counts, *self.described} - set(self.texts))}

    def other_texts(self) -> list[Text]:
        """List the texts that are not the ones recorded."""
        return [text for _, text in sorted(self.texts.items()) if text.is_another]


def collect(knowledge: Knowledge) -> list[Passage]:
    """List the passages of the files, in the order written."""
    return of_files(knowledge.files)


def of_files(files: Iterable[Parsed]) -> list[Passage]:
    """List the passages of some files, in the order written."""
    found = [passage for parsed in files for passage in _passages(parsed)]
    return sorted(found, key=lambda one: (one.path, one.span or Span(0, 0, 0, 0), one.selector))


def check(knowledge: Knowledge, found: Mapping[str, Text]) -> Outcome:
    """Hold each passage against its document's text."""
    checked: list[Checked] = []
    unchecked: list[Passage] = []
    for one in collect(knowledge):
        if one.document in found:
            text = found[one.document].text
            checked.append(Checked(one, text, match.assess(one.quote, one.pin, text)))
        else:
            unchecked.append(one)
    described = tuple(one.document for one in texts.documents(knowledge.files))
    return Outcome(tuple(_shared_out(checked)), tuple(unchecked), found, described)


def _shared_out(checked: Iterable[Checked]) -> Iterator[Checked]:
    """Give equal anchors of what is left out, without pins, the places in the order of the text, one to each.

    They are ambiguous where they are more or fewer than the places that no equal anchor is pinned to.
    """
    checked = list(checked)
    equal: dict[tuple[str, Quote], list[Checked]] = {}
    for one in checked:
        if one.passage.is_left_out:
            equal.setdefault((one.passage.document, one.passage.quote), []).append(one)
    given: dict[str, Assessment] = {}
    for (_, quote), group in equal.items():
        waiting = [one for one in group if one.passage.pin is None]
        places = match.find(quote, group[0].text) if len(group) > 1 and waiting else []
        free = [place for place in places if place not in {one.place for one in group if one.passage.pin}]
        for at, one in enumerate(waiting if places else ()):
            is_one_each = len(free) == len(waiting)
            found = (free[at],) if is_one_each else tuple(places)
            given[one.passage.selector] = Assessment(State.EXACT if is_one_each else State.AMBIGUOUS, found)
    for one in checked:
        yield Checked(one.passage, one.text, given.get(one.passage.selector, one.assessment))


def suggest(one: Checked) -> Quote | None:
    """Quote the passage, or the nearest there is, by its own first and last words."""
    if not one.assessment.places:
        return None
    place = one.assessment.places[0]
    first, last = (len(words.split()) for words in (one.passage.quote.first, one.passage.quote.last))
    parts, words = UNSEEN.sub("", place.of(one.text)).split(), max(first, last)
    as_long = Quote(" ".join(parts[:first]), " ".join(parts[-last:])) if last and first + last < len(parts) else None
    if as_long and match.find(as_long, one.text) == [place]:
        return as_long
    return match.quote_for(place, one.text, min(words, match.MOST_WORDS)) or match.quote_of(place.of(one.text))


def link(passage: Passage, text: str | None = None) -> str:
    """Write the text directive of a passage; with the text at hand, with words beside it where its own come twice."""
    if text is None:
        return text_fragments.fragment(passage.quote)
    place = Checked(passage, text, match.assess(passage.quote, passage.pin, text)).place
    return str(text_fragments.direct(passage.quote, place, text)) if place else text_fragments.fragment(passage.quote)


def _leaves_out(quote: Quote, stretch: str) -> bool:
    """Whether an ellipsis stands for words, or there is none."""
    return not quote.last or len(f"{quote.first} {quote.last}".split()) < len(stretch.split())


def _passages(parsed: Parsed) -> list[Passage]:
    """Put together what the triples say of each selector."""
    values: dict[str, dict[str, str]] = {}
    for triple in parsed.triples:
        values.setdefault(_value(triple.subject), {})[triple.predicate.value] = _value(triple.object)
    left_out = {said.get(KG.passage) for said in values.values() if said.get(Term.type) == KG.Omission}
    made = []
    for anchor, things in values.items():
        selector, document = things.get(Term.selector), things.get(Term.source)
        if selector and document and KG.firstWords in values.get(selector, {}):
            said = values[selector]
            quote = Quote(said[KG.firstWords], said.get(KG.lastWords, ""))
            made.append(Passage(parsed, anchor, selector, document, quote, _pin_of(said), anchor in left_out))
    return made


def _pin_of(said: Mapping[str, str]) -> Pin | None:
    if not {Term.start, Term.end, KG.passageDigest} <= set(said):
        return None
    return Pin(Place(int(said[Term.start]), int(said[Term.end])), said[KG.passageDigest])


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
