"""Check the quotations of annotations against the texts of their documents."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kgraph.core.diagnostics import Span
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import Quote
from kgraph.parsing.source import Parsed
from kgraph.quotes import match, texts
from kgraph.quotes.match import Assessment, Pin, Place, State
from kgraph.quotes.texts import Text
from kgraph.quotes.typography import UNSEEN
from kgraph.store.knowledge import Knowledge

_SURE: Final = frozenset({State.EXACT, State.MOVED, State.FORMATTING})
"""The states in which the place of a passage is certain."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as annotated: its file, its document, its quote and its pin.

    `anchor` and `selector` are IRIs. `is_left_out` marks a passage that the annotation leaves out on purpose.
    """

    parsed: Parsed
    anchor: str
    selector: str
    document: str
    quote: Quote
    pin: Pin | None
    is_left_out: bool = False

    @property
    def span(self) -> Span | None:
        """The place of the quote in the annotation file."""
        return self.parsed.spans.locate(self.selector, KG.firstWords)

    @property
    def path(self) -> str:
        """The annotation file, as shown."""
        return self.parsed.source.path


@dataclass(frozen=True, slots=True)
class Checked:
    """A passage, the text of its document, and the result of the check."""

    passage: Passage
    text: str
    assessment: Assessment

    @property
    def state(self) -> State:
        """The state of the passage in the text."""
        return self.assessment.state

    @property
    def place(self) -> Place | None:
        """The place of the passage, if it is certain."""
        return self.assessment.places[0] if self.state in _SURE else None

    @property
    def shorter(self) -> Quote | None:
        """A quote that leaves words out or has no ellipsis, if the ellipsis of the quote replaces no words."""
        if self.place is None:
            return None
        stretch = self.place.of(self.text)
        if _leaves_out(self.passage.quote, stretch):
            return None
        unique = match.quote_for(self.place, self.text, match.FEWEST_WORDS)
        return unique if unique and _leaves_out(unique, stretch) else match.quote_of(stretch, match.FEWEST_WORDS)

    @property
    def stretches(self) -> list[str]:
        """The parts of the text that the passage may be."""
        return [place.of(self.text) for place in self.assessment.places]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The checked passages, and the passages of documents without a text.

    `texts` maps documents to their texts; `described` lists the documents of the files.
    """

    checked: tuple[Checked, ...]
    unchecked: tuple[Passage, ...]
    texts: Mapping[str, Text]
    described: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[State]:
        """The number of passages in each state."""
        return Counter(checked.state for checked in self.checked)

    @property
    def all_exact(self) -> bool:
        """Whether every passage is exact; an unchecked passage is not."""
        return not self.unchecked and all(checked.state is State.EXACT for checked in self.checked)

    @property
    def all_placed(self) -> bool:
        """Whether the place of every passage is certain; that of an unchecked passage is not."""
        return not self.unchecked and all(checked.place for checked in self.checked)

    def of_file(self, parsed: Parsed) -> list[Checked]:
        """List the checked passages of a file."""
        return [checked for checked in self.checked if checked.passage.parsed is parsed]

    def without_text(self) -> dict[str, int]:
        """Count the passages of each document that has no text."""
        counts = Counter(passage.document for passage in self.unchecked)
        return {document: counts[document] for document in sorted({*counts, *self.described} - set(self.texts))}

    def other_texts(self) -> list[Text]:
        """List the texts whose digest is not the recorded one."""
        return [text for _, text in sorted(self.texts.items()) if text.is_another]


def of_files(files: Iterable[Parsed]) -> list[Passage]:
    """List the passages of some files, in the order written."""
    passages = [passage for parsed in files for passage in _passages(parsed)]
    return sorted(passages, key=lambda passage: (passage.path, passage.span or Span(0, 0, 0, 0), passage.selector))


def check(knowledge: Knowledge, documents: Mapping[str, Text]) -> Outcome:
    """Check each passage against the text of its document."""
    passages = of_files(knowledge.files)
    checked = [look_up(item, documents[item.document].text) for item in passages if item.document in documents]
    unchecked = tuple(item for item in passages if item.document not in documents)
    described = tuple(document.document for document in texts.documents(knowledge.files))
    return Outcome(tuple(_assign_places(checked)), unchecked, documents, described)


def look_up(passage: Passage, text: str) -> Checked:
    """Check one passage against a text, whatever others quote."""
    return Checked(passage, text, match.assess(passage.quote, passage.pin, text))


def _assign_places(checked: Sequence[Checked]) -> Iterator[Checked]:
    """Assign the places of equal quotes, left out on purpose and not pinned, in the order of the text.

    If there are more or fewer quotes than places without a pin, the quotes are ambiguous.
    """
    groups: dict[tuple[str, Quote], list[Checked]] = {}
    for item in checked:
        if item.passage.is_left_out:
            groups.setdefault((item.passage.document, item.passage.quote), []).append(item)
    assigned: dict[str, Assessment] = {}
    for (_, quote), group in groups.items():
        unpinned = [item for item in group if item.passage.pin is None]
        places = match.find(quote, group[0].text) if len(group) > 1 and unpinned else []
        pinned = {item.place for item in group if item.passage.pin}
        free = [place for place in places if place not in pinned]
        for number, item in enumerate(unpinned if places else ()):
            if len(free) == len(unpinned):
                assigned[item.passage.selector] = Assessment(State.EXACT, (free[number],))
            else:
                assigned[item.passage.selector] = Assessment(State.AMBIGUOUS, tuple(places))
    for item in checked:
        yield replace(item, assessment=assigned.get(item.passage.selector, item.assessment))


def why_missing(checked: Checked) -> str:
    """Say which of three usual reasons keeps a passage from being found; empty if it is none of them."""
    quote, text = checked.passage.quote, checked.text
    if checked.state not in {State.MISSING, State.ALTERED} or match.find(quote, text, loosely=True):
        return ""
    first, dots, last = quote.first.partition("...")
    if dots and not quote.last and match.find(Quote(first.strip(), last.strip()), text, loosely=True):
        return "three dots are part of the words; write … for words left out"
    if match.find(quote, text.replace("\n", " "), loosely=True):
        return "the words run over a line break: join the lines of the text"
    starts, ends = (match.find(Quote(words), text, loosely=True) for words in (quote.first, quote.last or quote.first))
    apart = [end.end - start.start for start in starts for end in ends if end.start > start.start][:1]
    if apart and apart[0] > match.LONGEST:
        return f"its ends are {apart[0]} characters apart, and at most {match.LONGEST} are allowed"
    return ""


def suggest(checked: Checked) -> Quote | None:
    """Quote the passage, or the most similar part of the text, with as many words as the quote has."""
    if not checked.assessment.places:
        return None
    place, text = checked.assessment.places[0], checked.text
    first, last = (len(words.split()) for words in (checked.passage.quote.first, checked.passage.quote.last))
    words = UNSEEN.sub("", place.of(text)).split()
    if last and first + last < len(words):
        same_length = Quote(" ".join(words[:first]), " ".join(words[-last:]))
        if match.find(same_length, text) == [place]:
            return same_length
    return match.quote_for(place, text, min(max(first, last), match.MOST_WORDS)) or match.quote_of(place.of(text))


def _leaves_out(quote: Quote, stretch: str) -> bool:
    """Whether the ellipsis of a quote replaces words, or it has none."""
    return not quote.last or len(f"{quote.first} {quote.last}".split()) < len(stretch.split())


def _passages(parsed: Parsed) -> list[Passage]:
    """List the passages of a file, from the triples of their anchors and selectors."""
    subjects = texts.properties([parsed])
    left_out = {thing.get(KG.passage) for thing in subjects.values() if thing.get(Term.type) == KG.Omission}
    passages = []
    for anchor, thing in subjects.items():
        selector, document = thing.get(Term.selector), thing.get(Term.source)
        if selector and document and KG.firstWords in subjects.get(selector, {}):
            values = subjects[selector]
            quote = Quote(values[KG.firstWords], values.get(KG.lastWords, ""))
            passages.append(Passage(parsed, anchor, selector, document, quote, _pin_of(values), anchor in left_out))
    return passages


def _pin_of(selector: Mapping[str, str]) -> Pin | None:
    if not {Term.start, Term.end, KG.passageDigest} <= set(selector):
        return None
    return Pin(Place(int(selector[Term.start]), int(selector[Term.end])), selector[KG.passageDigest])
