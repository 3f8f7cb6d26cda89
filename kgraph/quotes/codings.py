"""The annotations of one document by two readers: each claim with its place and its codes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Severity
from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import formats
from kgraph.parsing.paths import SUFFIXES, Input, find
from kgraph.parsing.source import Parsed
from kgraph.parsing.spans import term_text
from kgraph.quotes import check, texts
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text
from kgraph.store.lookup import Lookup

_LONGEST_CHAIN: Final = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """One claim at one place of a document, with the codes that a reader assigned.

    `chain` names the speakers that the document quotes, outermost first, and `end` is the stance of the last speaker.
    `line` is the line of the quote in the annotation file.
    """

    claim: str
    text: str
    kind: str
    stance: str
    end: str
    certainty: str
    basis: str
    chain: tuple[str, ...]
    place: Place
    line: int

    def sort_key(self) -> tuple[int, int, str]:
        """Order units by place, then claim."""
        return (self.place.start, self.place.end, self.claim)


@dataclass(frozen=True, slots=True)
class Reading:
    """The units of one file, in the order of the text; `unplaced` counts units whose passage was not found."""

    path: str
    units: tuple[Unit, ...]
    unplaced: int


def read(
    first: Path, second: Path, *, shared: Iterable[Path] | None = None, folder: Path | None = None
) -> tuple[Reading, Reading, Text | None]:
    """Read two annotations of one document, and its text if a folder of texts is given.

    Definitions that are missing in the two files come from the shared files or, if none are given, from the valid files
    in the same folders; other annotations of the same document are ignored. Raises UsageError if a file has errors, if
    the two do not have exactly one document in common, or if a passage has neither a pin nor a text.
    """
    pair = _parse(first), _parse(second)
    document = _common(*pair)
    candidates = _beside((first, second)) if shared is None else _parse_all(shared)
    definitions = [parsed for parsed in candidates if document not in _documents(parsed)]
    text = _text(pair, document, folder) if folder else None
    lookups = [_lookup(parsed, definitions) for parsed in pair]
    shared_things = lookups[0].values(Term.type).keys() & lookups[1].values(Term.type).keys()
    first_reading, second_reading = (
        _Reader(parsed, lookup, document, text.text if text else None, shared_things).read()
        for parsed, lookup in zip(pair, lookups, strict=True)
    )
    return first_reading, second_reading, text


class _Reader:
    """Collects the units of one file from its triples."""

    def __init__(self, parsed: Parsed, lookup: Lookup, document: str, text: str | None, known: set[str]) -> None:
        self.parsed = parsed
        self.lookup = lookup
        self.document = document
        self.known = known
        self.places = dict(self._places(text))

    def read(self) -> Reading:
        """List the document's own assertions."""
        claims = self.lookup.values(KG.asserts)
        documents = self.lookup.values(KG.inDocument)
        units = [self._unit(thing) for thing in documents if self.document in documents[thing] and thing in claims]
        placed = sorted((unit for unit in units if unit), key=Unit.sort_key)
        return Reading(self.parsed.source.path, tuple(placed), len(units) - len(placed))

    def _places(self, text: str | None) -> Iterator[tuple[str, tuple[Place, int]]]:
        """Find the place and line of each passage by its selector: in the text or, without one, by its pin."""
        for passage in check.of_files([self.parsed]):
            if text is None and passage.pin is None:
                raise UsageError(f"passages in `{passage.path}` have no pins: name the texts with --texts")
            place = check.look_up(passage, text).place if text is not None else passage.pin and passage.pin.place
            if place:
                yield passage.selector, (place, passage.span.line if passage.span else 0)

    def _unit(self, assertion: str) -> Unit | None:
        selector = self.lookup.text(self.lookup.text(assertion, KG.passage), Term.selector)
        if selector not in self.places:
            return None
        place, line = self.places[selector]
        claim = self.lookup.text(assertion, KG.asserts)
        text = self.lookup.text(claim, KG.text)
        if not text:
            raise UsageError(f"`{contract(claim)}` has no text: name the file that defines it with --shared")
        hops = self._hops(assertion)
        return Unit(
            claim=contract(claim),
            text=text,
            kind=self.lookup.code(claim, KG.kind),
            stance=self.lookup.code(assertion, KG.stance),
            end=self.lookup.code(hops[-1] if hops else assertion, KG.stance),
            certainty=self.lookup.code(assertion, KG.certainty),
            basis=self.lookup.code(assertion, KG.basis),
            chain=tuple(self._speaker(self.lookup.text(hop, KG.attributedTo)) for hop in hops),
            place=place,
            line=line,
        )

    def _hops(self, assertion: str) -> list[str]:
        hops: list[str] = []
        while (inner := self.lookup.text(assertion, KG.relays)) and len(hops) < _LONGEST_CHAIN:
            hops.append(inner)
            assertion = inner
        return hops

    def _speaker(self, speaker: str) -> str:
        """Name a speaker by its id if both readings define it; otherwise by its class and sector."""
        if speaker in self.known:
            return contract(speaker)
        kind = self.lookup.code(speaker, Term.type) or "unknown"
        sector = self.lookup.code(speaker, KG.sector)
        return f"{kind} ({sector})" if sector else kind


def _parse(path: Path) -> Parsed:
    if path.is_dir():
        raise UsageError(f"`{path}` is a folder: name one annotation file for each reader")
    return _parse_all([path])[0]


def _parse_all(paths: Iterable[Path]) -> list[Parsed]:
    files = []
    for file in find(paths).files:
        parsed = _parse_valid(file)
        if parsed is None:
            raise UsageError(f"`{file.shown}` has errors: run `kgraph validate {file.shown}`")
        files.append(parsed)
    return files


def _beside(paths: Iterable[Path]) -> list[Parsed]:
    """Parse the files in the folders of the given files, without those that have errors."""
    folders = dict.fromkeys(path.parent for path in paths)
    beside = dict.fromkeys(
        path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )
    return [parsed for path in beside if (parsed := _parse_valid(find([path]).files[0]))]


def _parse_valid(file: Input) -> Parsed | None:
    """Parse a file; None if it has errors."""
    parsed, unreadable = formats.read(file.path, shown=file.shown, name=file.name)
    findings = [*unreadable, *(parsed.diagnostics if parsed else ())]
    return None if any(finding.severity is Severity.ERROR for finding in findings) else parsed


def _documents(parsed: Parsed) -> set[str]:
    return {term_text(triple.object) for triple in parsed.triples if triple.predicate.value == KG.inDocument}


def _common(first: Parsed, second: Parsed) -> str:
    common = _documents(first) & _documents(second)
    if len(common) != 1:
        number = "several documents" if common else "no document"
        raise UsageError(f"`{first.source.path}` and `{second.source.path}` have {number} in common")
    return common.pop()


def _text(pair: tuple[Parsed, Parsed], document: str, folder: Path) -> Text:
    """Find the text of the document by the digest or names in either file."""
    for parsed in pair:
        if text := texts.read([parsed], folder).get(document):
            return text
    raise UsageError(f"`{folder}` contains no text of `{contract(document)}`")


def _lookup(parsed: Parsed, definitions: Iterable[Parsed]) -> Lookup:
    """Look up the values of a file, and of things that only the other files define."""
    own = {triple.subject for triple in parsed.triples}
    added = (triple for file in definitions for triple in file.triples if triple.subject not in own)
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in (*parsed.triples, *added))
    return Lookup(store)
