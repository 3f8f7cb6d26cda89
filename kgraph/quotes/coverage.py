"""How much of a text its annotation covers: which sentences a claim rests on, which were left out, which neither."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.parsing.source import Parsed
from kgraph.quotes.check import Checked, Outcome
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text

_LANGUAGE: Final = "en"


class Mark(StrEnum):
    """What an annotation does with a sentence."""

    CLAIM = "claim"
    LEFT_OUT = "leftOut"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its paragraph and its number there, from 1; its claims, and why it is left out."""

    paragraph: int
    number: int
    place: Place
    claims: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """What is done with it; a claim counts before a reason to leave it out."""
        if self.claims:
            return Mark.CLAIM
        return Mark.LEFT_OUT if self.reasons else Mark.NEITHER


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sentences of a document's text, and the number of its claims; `unplaced` passages were not found in it."""

    text: Text
    sentences: tuple[Sentence, ...]
    claims: int
    unplaced: int

    def count(self, mark: Mark) -> int:
        """Count the sentences that something is done with."""
        return sum(one.mark is mark for one in self.sentences)

    @property
    def share(self) -> float:
        """The share of all sentences that a claim rests on."""
        return self.count(Mark.CLAIM) / len(self.sentences) if self.sentences else 0.0

    @property
    def share_of_rest(self) -> float:
        """The share of the sentences that were not left out on purpose; whole where nothing remains."""
        rest = len(self.sentences) - self.count(Mark.LEFT_OUT)
        return self.count(Mark.CLAIM) / rest if rest else 1.0

    @property
    def words(self) -> int:
        """The number of words of the text."""
        return len(self.text.text.split())

    @property
    def claims_per_hundred_words(self) -> float:
        """How densely the text is annotated."""
        return 100 * self.claims / self.words if self.words else 0.0

    def paragraphs(self) -> list[tuple[int, list[Sentence]]]:
        """Group the sentences by paragraph."""
        grouped: dict[int, list[Sentence]] = {}
        for one in self.sentences:
            grouped.setdefault(one.paragraph, []).append(one)
        return list(grouped.items())

    def words_of(self, sentence: Sentence) -> str:
        """Give a sentence on one line."""
        return " ".join(sentence.place.of(self.text.text).split())


def measure(files: Iterable[Parsed], outcome: Outcome) -> list[Coverage]:
    """Say for each document with a text how much of it is covered, in the order of the documents' ids.

    A sentence has a claim where it overlaps the passage of an assertion, a hop's own included; the claims counted for
    the document are those of its own assertions.
    """
    facts = _Facts(files)
    measured = []
    for document, text in sorted(outcome.texts.items()):
        mine = [one for one in outcome.checked if one.passage.document == document]
        marked = tuple(_marked(split(text.text, text.document.language), mine, facts))
        concerned = [one for one in mine if one.passage.anchor in facts.claims or one.passage.anchor in facts.reasons]
        unplaced = sum(one.place is None for one in concerned)
        measured.append(Coverage(text, marked, len(facts.own.get(document, ())), unplaced))
    return measured


def split(text: str, language: str = "") -> list[Sentence]:
    r"""Split a prepared text into its sentences, paragraph by paragraph; what holds no letter or digit is none.

    >>> [one.place for one in split("A heading\n\nIt closed. Mr. Roe said so.")]
    [Place(start=0, end=9), Place(start=11, end=21), Place(start=22, end=38)]
    """
    base, paragraph, made = 0, 0, []
    for line in text.split("\n"):
        places = _joined(_pieces(line, language.partition("-")[0].lower() or _LANGUAGE), line)
        paragraph += bool(places)
        made += [
            Sentence(paragraph, number, Place(base + place.start, base + place.end))
            for number, place in enumerate(places, 1)
        ]
        base += len(line) + 1
    return made


def _pieces(line: str, language: str) -> Iterator[Place]:
    """Split a line, without the blanks at the ends of each piece."""
    from sentencex import get_sentence_boundaries

    for one in get_sentence_boundaries(language, line):
        start, end = int(one["start_index"]), int(one["end_index"])
        piece = line[start:end]
        if stripped := piece.strip():
            begin = start + piece.index(stripped)
            yield Place(begin, begin + len(stripped))


def _joined(places: Iterable[Place], line: str) -> list[Place]:
    """Join a closing mark that stands alone to the sentence it closes."""
    joined: list[Place] = []
    for place in places:
        if any(map(str.isalnum, place.of(line))):
            joined.append(place)
        elif joined:
            joined[-1] = Place(joined[-1].start, place.end)
    return joined


def _marked(unmarked: Iterable[Sentence], checked: Sequence[Checked], facts: "_Facts") -> Iterator[Sentence]:
    placed = [(one.place, one.passage.anchor) for one in checked if one.place is not None]
    for sentence in unmarked:
        here = [anchor for place, anchor in placed if _overlap(place, sentence.place)]
        yield Sentence(
            sentence.paragraph,
            sentence.number,
            sentence.place,
            tuple(sorted({claim for anchor in here for claim in facts.claims.get(anchor, ())})),
            tuple(sorted({reason for anchor in here for reason in facts.reasons.get(anchor, ())})),
        )


def _overlap(one: Place, other: Place) -> bool:
    return max(one.start, other.start) < min(one.end, other.end)


class _Facts:
    """What files say of passages: which claims rest on each, why it is left out, and each document's own claims."""

    def __init__(self, files: Iterable[Parsed]) -> None:
        values: dict[str, dict[str, str]] = {}
        for parsed in files:
            for triple in parsed.triples:
                subject, value = (str(getattr(term, "value", term)) for term in (triple.subject, triple.object))
                values.setdefault(subject, {})[triple.predicate.value] = value
        self.claims = self._gather(values, KG.passage, KG.asserts)
        self.own = self._gather(values, KG.inDocument, KG.asserts)
        omissions = {
            iri: said for iri, said in values.items() if KG.asserts not in said and KG.Omission in said.values()
        }
        self.reasons = self._gather(omissions, KG.passage, KG.reason)

    @staticmethod
    def _gather(values: Mapping[str, Mapping[str, str]], key: str, value: str) -> dict[str, set[str]]:
        gathered: dict[str, set[str]] = {}
        for said in values.values():
            if key in said and value in said:
                gathered.setdefault(said[key], set()).add(said[value])
        return gathered
