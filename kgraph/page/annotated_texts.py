"""Annotated copies: the text of a document with each passage marked, and its claims beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kgraph.core.characters import escape_unsafe
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import Term
from kgraph.page.cards import ClaimCard, Dossier, Reader, Ref, by_name


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the margin: the number of a passage, the id of its mark, and the claims that rest on it."""

    number: int
    mark: str
    cards: tuple[ClaimCard, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text within the same passages: their numbers, and the notes of those that start here."""

    text: str
    covering: tuple[int, ...]
    starting: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The text of a document as paragraphs of stretches, and the claims whose passage was not found in it.

    `marks` has the id of the mark of each passage.
    """

    document: Ref
    key: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    marks: Mapping[str, str]
    lost: tuple[ClaimCard, ...]


def annotate(reader: Reader, dossier: Dossier) -> list[Copy]:
    """Mark the passages in each text that the reader has."""
    carried: dict[str, dict[str, dict[str, ClaimCard]]] = {}
    for card in dossier.claims:
        for trail in card.trails:
            if trail.passage:
                carried.setdefault(trail.document.id, {}).setdefault(trail.passage, {})[card.ref.id] = card
    known = [(reader.ref(iri), text) for iri, text in reader.texts.items() if contract(iri) in reader.iris]
    known.sort(key=lambda pair: by_name(pair[0]))
    return [_copy(reader, ref, text, carried.get(ref.id, {}), f"text-{ref.id}") for ref, text in known]


def _copy(reader: Reader, ref: Ref, text: str, carried: Mapping[str, dict[str, ClaimCard]], key: str) -> Copy:
    placed: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    lost: dict[str, ClaimCard] = {}
    for passage, cards in carried.items():
        selector = reader.lookup.text(expand(passage) or passage, Term.selector)
        place, doubtful = reader.find(selector, text)
        if place:
            placed.setdefault((place.start, -place.end), []).append((passage, doubtful))
        else:
            lost |= cards
    marks: dict[str, str] = {}
    notes: dict[tuple[int, int], Note] = {}
    for number, (start, end) in enumerate(sorted(placed), 1):
        mark = f"{key}-{number}"
        cards = {}
        for passage, _ in placed[start, end]:
            cards |= carried[passage]
            marks[passage] = mark
        doubtful = any(doubt for _, doubt in placed[start, end])
        notes[start, -end] = Note(number, mark, tuple(cards[claim] for claim in sorted(cards)), doubtful)
    return Copy(ref, key, tuple(_paragraphs(text, notes)), marks, tuple(lost.values()))


def _paragraphs(text: str, notes: Mapping[tuple[int, int], Note]) -> Iterator[tuple[Stretch, ...]]:
    base = 0
    for line in text.split("\n"):
        end = base + len(line)
        if line.strip():
            here = {place: note for place, note in notes.items() if place[0] < end and place[1] > base}
            yield tuple(_stretches(text, base, end, here))
        base = end + 1


def _stretches(text: str, base: int, end: int, notes: Mapping[tuple[int, int], Note]) -> Iterator[Stretch]:
    """Cut a paragraph wherever a passage starts or ends, so that passages may overlap."""
    cuts = {base, end, *(min(max(edge, base), end) for place in notes for edge in place)}
    for start, stop in pairwise(sorted(cuts)):
        covering = [note for place, note in notes.items() if place[0] <= start and place[1] >= stop]
        starting = [note for place, note in notes.items() if max(place[0], base) == start and place[0] >= base]
        yield Stretch(
            escape_unsafe(text[start:stop]),
            tuple(sorted(note.number for note in covering)),
            tuple(sorted(starting, key=lambda note: note.number)),
        )
