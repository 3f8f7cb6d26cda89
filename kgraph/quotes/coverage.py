"""How much of a text is annotated: which sentences have a claim, which were left out on purpose, which neither."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.parsing.source import Parsed
from kgraph.quotes.check import Checked, Outcome
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text, properties

_LANGUAGE: Final = "en"


class Mark(StrEnum):
    """How a sentence is annotated."""

    CLAIM = "claim"
    LEFT_OUT = "leftOut"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its paragraph and its number there, both from 1, its claims, and why it is left out."""

    paragraph: int
    number: int
    place: Place
    claims: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """How it is annotated; a claim takes precedence over a reason to leave it out."""
        if self.claims:
            return Mark.CLAIM
        return Mark.LEFT_OUT if self.reasons else Mark.NEITHER


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sentences of a document and the number of its claims; `unplaced` counts passages that were not found."""

    text: Text
    sentences: tuple[Sentence, ...]
    claims: int
    unplaced: int

    def count(self, mark: Mark) -> int:
        """Count the sentences with a mark."""
        return sum(sentence.mark is mark for sentence in self.sentences)

    @property
    def share(self) -> float:
        """The share of all sentences that have a claim."""
        return self.count(Mark.CLAIM) / len(self.sentences) if self.sentences else 0.0

    @property
    def share_of_rest(self) -> float:
        """The share of sentences with a claim among those not left out on purpose; 1 if there are none."""
        rest = len(self.sentences) - self.count(Mark.LEFT_OUT)
        return self.count(Mark.CLAIM) / rest if rest else 1.0

    @property
    def words(self) -> int:
        """The number of words of the text."""
        return len(self.text.text.split())

    @property
    def claims_per_hundred_words(self) -> float:
        """The number of claims per hundred words of the text."""
        return 100 * self.claims / self.words if self.words else 0.0

    def paragraphs(self) -> list[tuple[int, list[Sentence]]]:
        """Group the sentences by paragraph."""
        grouped: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            grouped.setdefault(sentence.paragraph, []).append(sentence)
        return list(grouped.items())

    def words_of(self, sentence: Sentence) -> str:
        """Return a sentence on one line."""
        return " ".join(sentence.place.of(self.text.text).split())


def measure(files: Iterable[Parsed], outcome: Outcome) -> list[Coverage]:
    """Measure the coverage of each document with a text, sorted by document.

    A sentence has a claim if it overlaps the passage of an assertion or of one of its hops. The number of claims of a
    document counts only its own assertions.
    """
    facts = _Facts(files)
    coverages = []
    for document, text in sorted(outcome.texts.items()):
        checked = [item for item in outcome.checked if item.passage.document == document]
        sentences = tuple(_marked(split(text.text, text.document.language), checked, facts))
        counted = facts.claims.keys() | facts.reasons.keys()
        unplaced = sum(item.place is None for item in checked if item.passage.anchor in counted)
        coverages.append(Coverage(text, sentences, len(facts.own.get(document, ())), unplaced))
    return coverages


def split(text: str, language: str = "") -> list[Sentence]:
    r"""Split a prepared text into sentences, paragraph by paragraph; each contains a letter or a digit.

    >>> [sentence.place for sentence in split("A heading\n\nIt closed. Mr. Roe said so.")]
    [Place(start=0, end=9), Place(start=11, end=21), Place(start=22, end=38)]
    """
    base, paragraph, sentences = 0, 0, []
    for line in text.split("\n"):
        places = _joined(_pieces(line, language.partition("-")[0].lower() or _LANGUAGE), line)
        paragraph += bool(places)
        sentences += [
            Sentence(paragraph, number, Place(base + place.start, base + place.end))
            for number, place in enumerate(places, 1)
        ]
        base += len(line) + 1
    return sentences


def _pieces(line: str, language: str) -> Iterator[Place]:
    """Split a line into sentences without the white space around them."""
    from sentencex import get_sentence_boundaries

    for boundary in get_sentence_boundaries(language, line):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        if stripped := line[start:end].strip():
            begin = line.index(stripped, start)
            yield Place(begin, begin + len(stripped))


def _joined(places: Iterable[Place], line: str) -> list[Place]:
    """Join a closing mark to the sentence before it."""
    joined: list[Place] = []
    for place in places:
        if any(map(str.isalnum, place.of(line))):
            joined.append(place)
        elif joined:
            joined[-1] = Place(joined[-1].start, place.end)
    return joined


def _marked(unmarked: Iterable[Sentence], checked: Sequence[Checked], facts: "_Facts") -> Iterator[Sentence]:
    placed = [(item.place, item.passage.anchor) for item in checked if item.place is not None]
    for sentence in unmarked:
        start, end = sentence.place.start, sentence.place.end
        here = [anchor for place, anchor in placed if place.start < end and start < place.end]
        yield replace(
            sentence,
            claims=tuple(sorted({claim for anchor in here for claim in facts.claims.get(anchor, ())})),
            reasons=tuple(sorted({reason for anchor in here for reason in facts.reasons.get(anchor, ())})),
        )


class _Facts:
    """The claims of each passage, the reasons why passages are left out, and each document's own claims."""

    def __init__(self, files: Iterable[Parsed]) -> None:
        values = properties(files)
        self.claims = self._gather(values, KG.passage, KG.asserts)
        self.own = self._gather(values, KG.inDocument, KG.asserts)
        omissions = {
            iri: thing for iri, thing in values.items() if KG.asserts not in thing and KG.Omission in thing.values()
        }
        self.reasons = self._gather(omissions, KG.passage, KG.reason)

    @staticmethod
    def _gather(things: Mapping[str, Mapping[str, str]], key: str, value: str) -> dict[str, set[str]]:
        gathered: dict[str, set[str]] = {}
        for thing in things.values():
            if key in thing and value in thing:
                gathered.setdefault(thing[key], set()).add(thing[value])
        return gathered
