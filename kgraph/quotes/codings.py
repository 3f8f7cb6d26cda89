"""What one reader found in a document: each claim put forward, where, and how it was coded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.ontology.curies import code, contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import formats
from kgraph.parsing import paths as inputs
from kgraph.parsing.paths import Input
from kgraph.parsing.source import Parsed
from kgraph.quotes import check, match, texts
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text
from kgraph.store.knowledge import assemble

_LONGEST_CHAIN: Final = 50

Facts = Mapping[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """One claim that a document puts forward at one place, with the codes that a reader gave it.

    `chain` names the speakers that the document passes on, outermost first, and `end` is the stance of the last of
    them. `line` is where the quote stands in the annotation file.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """The units of one file, in the order of the text; `unplaced` counts those whose passage was not found."""

    path: str
    units: tuple[Unit, ...]
    unplaced: int


def read(
    first: Path, second: Path, *, shared: Iterable[Path] | None = None, folder: Path | None = None
) -> tuple[Reading, Reading, Text | None]:
    """Read two annotations of one document, and its text where a folder of texts is given.

    What the two do not define themselves is looked up in the shared files; where none are named, in the files beside
    each of the two, as far as they can be read. Of all these those that annotate the same document are passed over, the
    two themselves among them. Raises UsageError where a file cannot be read whole, where the two have no document in
    common or more than one, and where a passage has neither a pin nor a text to be found in.
    """
    one, other = _parse(first), _parse(second)
    document = _common(one, other)
    others = _beside((first, second)) if shared is None else _parse_all(shared)
    more = [parsed for parsed in others if document not in _documents(parsed)]
    text = _text((one, other), document, folder) if folder else None
    facts = [_facts(parsed, more) for parsed in (one, other)]
    known = {subject for subject, _ in facts[0]} & {subject for subject, _ in facts[1]}
    made = [
        _Reader(parsed, own, document, text.text if text else None, frozenset(known)).read()
        for parsed, own in zip((one, other), facts, strict=True)
    ]
    return made[0], made[1], text


class _Reader:
    """Puts the units of one file together from what the triples say."""

    def __init__(self, parsed: Parsed, facts: Facts, document: str, text: str | None, known: frozenset[str]) -> None:
        self.parsed = parsed
        self.facts = facts
        self.document = document
        self.known = known
        self.lines: dict[str, int] = {}
        self.places = self._places(text)

    def read(self) -> Reading:
        """List the document's own assertions."""
        mine = [key for key, values in self.facts.items() if self.document in values]
        own = [one for one, name in mine if name == KG.inDocument and (one, KG.asserts) in self.facts]
        units = [self._unit(one) for one in sorted(own)]
        placed = sorted((one for one in units if one), key=lambda one: (one.place.start, one.place.end, one.claim))
        return Reading(self.parsed.source.path, tuple(placed), len(units) - len(placed))

    def _places(self, text: str | None) -> dict[str, Place]:
        """Find each passage in the text, or take its pin."""
        found: dict[str, Place] = {}
        for one in check.collect(assemble([self.parsed])):
            self.lines[one.selector] = one.span.line if one.span else 0
            if text is not None:
                assessed = match.assess(one.quote, one.pin, text)
                if assessed.state in check.SURE:
                    found[one.selector] = assessed.places[0]
            elif one.pin:
                found[one.selector] = one.pin.place
            else:
                raise UsageError(f"passages of `{self.parsed.source.path}` have no pins: give the texts with --texts")
        return found

    def _unit(self, assertion: str) -> Unit | None:
        selector = self._first(self._first(assertion, KG.passage), Term.selector)
        place = self.places.get(selector)
        if place is None:
            return None
        claim = self._first(assertion, KG.asserts)
        text = self._first(claim, KG.text)
        if not text:
            raise UsageError(f"`{contract(claim)}` has no text: name the file that defines it with --shared")
        hops = self._hops(assertion)
        return Unit(
            claim=contract(claim),
            text=text,
            kind=self._code(claim, KG.kind),
            stance=self._code(assertion, KG.stance),
            end=self._code(hops[-1] if hops else assertion, KG.stance),
            certainty=self._code(assertion, KG.certainty),
            basis=self._code(assertion, KG.basis),
            chain=tuple(self._speaker(self._first(hop, KG.attributedTo)) for hop in hops),
            place=place,
            line=self.lines.get(selector, 0),
        )

    def _hops(self, assertion: str) -> list[str]:
        hops: list[str] = []
        while (inner := self._first(assertion, KG.relays)) and len(hops) < _LONGEST_CHAIN:
            hops.append(inner)
            assertion = inner
        return hops

    def _speaker(self, speaker: str) -> str:
        """Name a speaker by its id where both readings know it; else by its class, and what sector it is of."""
        if speaker in self.known:
            return contract(speaker)
        kind = contract(self._first(speaker, Term.type)).rpartition(":")[2] or "unknown"
        sector = self._code(speaker, KG.sector)
        return f"{kind} ({sector})" if sector else kind

    def _code(self, subject: str, predicate: str) -> str:
        value = self._first(subject, predicate)
        return code(value) or ""

    def _first(self, subject: str, predicate: str) -> str:
        return min(self.facts.get((subject, predicate), [""]))


def _parse(path: Path) -> Parsed:
    """Read one annotation file, whole."""
    if path.is_dir():
        raise UsageError(f"`{path}` is a folder: name the one file of each reading")
    return _parse_all([path])[0]


def _parse_all(paths: Iterable[Path]) -> list[Parsed]:
    wanted = inputs.find(paths)
    made = []
    for one in wanted.files:
        parsed = _read_whole(one)
        if parsed is None:
            raise UsageError(f"`{one.shown}` has errors: `kgraph validate` shows them")
        made.append(parsed)
    return made


def _beside(paths: Iterable[Path]) -> list[Parsed]:
    """Read the files in the folders of some, but for those with errors: they may be of another kind."""
    folders = dict.fromkeys(path.parent for path in paths)
    found = dict.fromkeys(
        path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in inputs.SUFFIXES and path.is_file() and not path.name.startswith(".")
    )
    return [parsed for path in found if (parsed := _read_whole(inputs.find([path]).files[0]))]


def _read_whole(one: Input) -> Parsed | None:
    """Read a file; None where it has errors."""
    parsed, trouble = formats.read(one.path, shown=one.shown, name=one.name)
    found = [*trouble, *(parsed.diagnostics if parsed else ())]
    return None if any(finding.severity.rank == 0 for finding in found) else parsed


def _documents(parsed: Parsed) -> set[str]:
    return {_value(one.object) for one in parsed.triples if one.predicate.value == KG.inDocument}


def _common(one: Parsed, other: Parsed) -> str:
    common = _documents(one) & _documents(other)
    if len(common) != 1:
        says = "no document in common" if not common else "several documents in common"
        raise UsageError(f"`{one.source.path}` and `{other.source.path}` have {says}")
    return common.pop()


def _text(pair: tuple[Parsed, Parsed], document: str, folder: Path) -> Text:
    """Find the document's text by what either file says of it."""
    for parsed in pair:
        found = texts.read([parsed], folder)
        if document in found:
            return found[document]
    raise UsageError(f"no text of `{contract(document)}` in `{folder}`")


def _facts(parsed: Parsed, more: Iterable[Parsed]) -> Facts:
    """Gather what a file says, and what others say of things that it says nothing of."""
    facts: dict[tuple[str, str], list[str]] = {}
    own = {_value(one.subject) for one in parsed.triples}
    elsewhere = (one for other in more for one in other.triples if _value(one.subject) not in own)
    for one in (*parsed.triples, *elsewhere):
        facts.setdefault((_value(one.subject), one.predicate.value), []).append(_value(one.object))
    return facts


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
