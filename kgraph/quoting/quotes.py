"""The passages of annotations held against the texts: checked, pinned where they are, mended where they moved."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.diagnostics import Span
from kgraph.errors import UsageError
from kgraph.graph.knowledge import Knowledge
from kgraph.quoting import passages
from kgraph.quoting.passages import Assessment, Pin, Place, State
from kgraph.reading import shorthand, source
from kgraph.reading.shorthand import Quote
from kgraph.reading.source import Parsed
from kgraph.vocab import KG, Term

_TEXT_SUFFIXES: Final = frozenset({".txt", ".text", ".md"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as annotated: in which file and where there, of which document, found how."""

    parsed: Parsed
    selector: str
    document: str
    quote: Quote
    pin: Pin | None

    @property
    def span(self) -> Span | None:
        """Where the quote stands in the annotation file."""
        return self.parsed.spans.locate(self.selector, KG.firstWords)


@dataclass(frozen=True, slots=True)
class Checked:
    """A passage, the text of its document where that is at hand, and what has become of it."""

    passage: Passage
    text: str
    assessment: Assessment

    @property
    def found(self) -> list[str]:
        """The stretches of text that the passage may be."""
        return [self.text[place.start : place.end] for place in self.assessment.places]


def collect(knowledge: Knowledge) -> list[Passage]:
    """List the passages of the files, in the order written."""
    found = [passage for parsed in knowledge.files for passage in _passages(parsed)]
    return sorted(found, key=lambda one: (one.parsed.source.path, one.span or Span(0, 0, 0, 0), one.selector))


def read_texts(knowledge: Knowledge, folder: Path) -> dict[str, str]:
    """Read the documents' texts from a folder, by document.

    A text is the document's whose `digest` it has; else the one whose file is named as the annotation file is, up to
    the first character that is no letter or digit. Raises UsageError where the folder holds no text.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder of texts at `{folder}`")
    texts: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _TEXT_SUFFIXES:
            read, found = source.read(path, shown=str(path), name=path.name)
            if read is None:
                raise UsageError(f"cannot read `{path}`: {found[0].message}")
            texts[path.stem] = passages.prepare(read.text)
    if not texts:
        raise UsageError(f"no text (.txt) in `{folder}`")
    by_digest = {sha256(text.encode()).hexdigest(): text for text in texts.values()}
    matched: dict[str, str] = {}
    for parsed in knowledge.files:
        for document, digest in _documents(parsed).items():
            named = [text for stem, text in texts.items() if _same_name(stem, Path(parsed.source.name).stem)]
            if digest in by_digest:
                matched[document] = by_digest[digest]
            elif len(named) == 1:
                matched[document] = named[0]
    return matched


def check(found: Iterable[Passage], texts: Mapping[str, str]) -> list[Checked]:
    """Hold each passage against its document's text; passages of documents without a text are left out."""
    return [
        Checked(one, texts[one.document], passages.assess(one.quote, one.pin, texts[one.document]))
        for one in found
        if one.document in texts
    ]


def count(checked: Iterable[Checked]) -> Counter[State]:
    """Count the passages in each state."""
    return Counter(one.assessment.state for one in checked)


def pin(parsed: Parsed, checked: Sequence[Checked]) -> str:
    """Write a file anew with the place of each exact passage pinned; all else stays to the letter."""
    edits = [
        edit
        for one in checked
        if one.passage.parsed is parsed and one.assessment.state is State.EXACT
        for edit in _pinning(parsed, one, one.assessment.places[0])
    ]
    return _apply(parsed.source.text, edits)


def repair(parsed: Parsed, checked: Sequence[Checked]) -> str:
    """Write a file anew with what can be mended surely: passages that moved, or whose anchors differ in formatting."""
    edits: list[tuple[int, int, str]] = []
    for one in checked:
        if one.passage.parsed is not parsed or one.assessment.state not in {State.MOVED, State.FORMATTING}:
            continue
        place = one.assessment.places[0]
        if one.assessment.state is State.FORMATTING and one.passage.span:
            words = max(len(one.passage.quote.first.split()), len(one.passage.quote.last.split()))
            quote = suggest(one, words)
            edits.append((*_offsets(parsed, one.passage.span), _scalar(shorthand.join_quote(quote))))
        edits += _pinning(parsed, one, place)
    return _apply(parsed.source.text, edits)


def suggest(one: Checked, words: int = 5) -> Quote:
    """Quote the nearest passage by its own first and last words."""
    place = one.assessment.places[0]
    return passages.quote_of(one.text[place.start : place.end], min(words, passages.MOST_WORDS))


def link(passage: Passage, text: str | None = None) -> str:
    """Write the text directive of a passage; with the text at hand, with words beside it where its own come twice."""
    if text is None:
        return passages.fragment(passage.quote)
    places = passages.find(passage.quote, text, loosely=True)
    if len(places) < 2 or passage.pin is None:  # noqa: PLR2004 - more than one place
        return passages.fragment(passage.quote)
    before = text[: passage.pin.place.start].rpartition("\n")[2].split()[-3:]
    after = text[passage.pin.place.end :].partition("\n")[0].split()[:3]
    return passages.fragment(passage.quote, before=" ".join(before), after=" ".join(after))


def _passages(parsed: Parsed) -> list[Passage]:
    """Put together what the triples say of each selector."""
    values: dict[str, dict[str, str]] = {}
    for triple in parsed.triples:
        values.setdefault(_value(triple.subject), {})[triple.predicate.value] = _value(triple.object)
    made = []
    for things in values.values():
        selector, document = things.get(Term.selector), things.get(Term.source)
        if selector and document and KG.firstWords in values.get(selector, {}):
            said = values[selector]
            quote = Quote(said[KG.firstWords], said.get(KG.lastWords, ""))
            made.append(Passage(parsed, selector, document, quote, _pin_of(said)))
    return made


def _pin_of(said: Mapping[str, str]) -> Pin | None:
    if not {Term.start, Term.end, KG.passageDigest} <= set(said):
        return None
    return Pin(Place(int(said[Term.start]), int(said[Term.end])), said[KG.passageDigest])


def _documents(parsed: Parsed) -> dict[str, str]:
    """Find the documents a file describes, with their digests."""
    kinds = {_value(one.subject) for one in parsed.triples if _value(one.object) == KG.Document}
    digests = {_value(one.subject): _value(one.object) for one in parsed.triples if one.predicate.value == KG.digest}
    return {kind: digests.get(kind, "") for kind in sorted(kinds)}


def _same_name(text: str, annotations: str) -> bool:
    rest = text.removeprefix(annotations)
    return rest != text and (not rest or not rest[0].isalnum())


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _pinning(parsed: Parsed, one: Checked, place: Place) -> list[tuple[int, int, str]]:
    """Make the edit that sets a passage's pin, in place or on a line of its own below the quote."""
    text = f"{place.start}-{place.end} {passages.digest(one.text[place.start : place.end])}"
    here = one.passage.span
    if here is None:
        return []
    if one.passage.pin is not None and (there := parsed.spans.locate(one.passage.selector, Term.start)):
        return [(*_offsets(parsed, there), text)]
    line = parsed.source.line(here.line)
    indent = len(line) - len(line.lstrip(" -"))
    end = parsed.source.text.find("\n", _offsets(parsed, here)[1])
    end = len(parsed.source.text) if end < 0 else end
    return [(end, end, f"\n{' ' * indent}pin: {text}")]


def _offsets(parsed: Parsed, span: Span) -> tuple[int, int]:
    starts = parsed.source.starts
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def _scalar(text: str) -> str:
    """Write a YAML scalar in double quotes."""
    escaped = unicodedata.normalize("NFC", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _apply(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
