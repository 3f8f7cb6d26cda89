"""Annotation files written anew with the places of their passages: pinned where they are, mended where they moved.

Everything else in a file stays to the letter: what is written is spliced into the text, and the result is read
again and must say the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing import source, yamlld
from kgraph.parsing.quote_syntax import Quote, join_quote
from kgraph.parsing.source import YAML_SUFFIXES, Parsed
from kgraph.quotes import check, match
from kgraph.quotes.check import Checked, Outcome, Passage
from kgraph.quotes.match import Pin, State
from kgraph.quotes.texts import Text
from kgraph.quotes.yaml_edits import Edit, Layout, splice

_PARTS: Final = frozenset({KG.firstWords, KG.lastWords, KG.passageDigest, KG.digest, KG.length, Term.start, Term.end})
_MINTED: Final = tuple(f"{IDS}{prefix}/" for prefix in ("assertion", "anchor", "span", "omission"))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file before and after, how many passages were written, and what could not be, each with the reason."""

    path: str
    before: bytes
    after: bytes
    written: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """What a passage is to be: its quote and its pin."""

    passage: Passage
    quote: Quote
    pin: Pin


def pin(files: Iterable[Parsed], outcome: Outcome, *, accept_text: bool = False) -> list[Rewrite]:
    """Pin each exact passage, and note the digest and length of its text where they are not noted.

    Passages of a document whose digest is another text's are left alone, unless `accept_text` has the record follow
    the text.
    """

    def changes(parsed: Parsed) -> Iterator[_Change]:
        for one in outcome.of_file(parsed):
            place = one.place
            follows = accept_text or not outcome.texts[one.passage.document].is_another
            if one.state is State.EXACT and place is not None and follows:
                yield _Change(one.passage, one.passage.quote, match.pin_at(place, one.text))

    accepted = [text for text in outcome.texts.values() if accept_text or not text.is_another]
    return [_rewrite(parsed, list(changes(parsed)), accepted) for parsed in files]


def repair(files: Iterable[Parsed], outcome: Outcome) -> list[Rewrite]:
    """Mend what can be mended surely: passages that moved, anchors that differ in formatting or leave out nothing.

    The digest and the length of the document follow, for the pins written are of the text at hand.
    """
    rewrites = []
    for parsed in files:
        changes = [
            change
            for one in outcome.of_file(parsed)
            if (one.state in {State.MOVED, State.FORMATTING} or one.shorter) and (change := _mended(one))
        ]
        touched = {change.passage.document for change in changes if change.pin != change.passage.pin}
        rewrites.append(_rewrite(parsed, changes, [outcome.texts[document] for document in sorted(touched)]))
    return rewrites


def _mended(one: Checked) -> _Change | None:
    """Say what makes a passage exact; None where the words of the text do not tell it apart."""
    place, quote = one.place, one.passage.quote
    if place is None:
        return None
    made = match.pin_at(place, one.text)
    if one.shorter:
        return _Change(one.passage, one.shorter, made)
    if match.assess(quote, made, one.text).state is not State.EXACT:
        quote = check.suggest(one) or quote
    is_exact = match.assess(quote, made, one.text).state is State.EXACT
    return _Change(one.passage, quote, made) if is_exact else None


def _rewrite(parsed: Parsed, changes: Sequence[_Change], texts: Iterable[Text]) -> Rewrite:
    path = Path(parsed.source.path)
    changes = [one for one in changes if one.pin != one.passage.pin or one.quote != one.passage.quote]
    recorded = [text for text in texts if text.document.file == parsed.source.name and _is_unrecorded(text)]
    if PurePath(path).suffix.lower() not in YAML_SUFFIXES:
        reason = f"only YAML is edited; passages that stay as they are: {len(changes)}"
        return Rewrite(parsed.source.path, b"", b"", 0, (reason,) if changes else ())
    try:
        before = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from error
    if sha256(before).hexdigest() != parsed.source.digest:
        raise UsageError(f"`{path}` has changed while it was read")
    layout = Layout(parsed.source)
    refused: list[str] = []
    edits: list[Edit] = []
    kept: list[_Change] = []
    for one in changes:
        quote = join_quote(one.quote) if one.quote != one.passage.quote else None
        made = layout.passage(one.passage.span, quote, str(one.pin)) if one.passage.span else None
        if made is None:
            refused.append(f"{_where(one.passage)}: only `quote` and `pin` are edited, not the explicit form")
        else:
            edits += made
            kept.append(one)
    for text in recorded:
        recorded_now = {"digest": text.digest, "length": str(len(text.text))}
        edits += layout.record(contract(text.document.document), recorded_now)
    after = splice(before, edits)
    if after != before and (reason := _difference(parsed, after, kept)):
        return Rewrite(parsed.source.path, before, before, 0, (*refused, reason))
    return Rewrite(parsed.source.path, before, after, len(kept), tuple(refused))


def _is_unrecorded(text: Text) -> bool:
    return text.document.digest != text.digest or text.document.length != str(len(text.text))


def _where(passage: Passage) -> str:
    span = passage.span
    return f"line {span.line}" if span else contract(passage.anchor)


def _difference(parsed: Parsed, after: bytes, changes: Sequence[_Change]) -> str:
    """Say how a file written anew would differ in more than its passages; nothing where it does not."""
    read, found = source.decode(after, shown=parsed.source.path, name=parsed.source.name)
    again = yamlld.parse(read) if read else None
    if again is None or len(again.diagnostics) > len(parsed.diagnostics):
        first = (found or (list(again.diagnostics) if again else []))[:1]
        reason = f": {first[0].message}" if first else ""
        return f"not written, as it could not be read again{reason}"
    if _statements(parsed) != _statements(again):
        return "not written, as it would say something else"
    wanted = {one.passage.selector: (one.quote, one.pin) for one in changes}
    expected = [wanted.get(one.selector, (one.quote, one.pin)) for one in check.of_files([parsed])]
    if expected != [(one.quote, one.pin) for one in check.of_files([again])]:
        return "not written, as its passages would not be the ones meant"
    lost = _subjects(parsed) - _subjects(again)
    named = {_value(one.object) for one in again.triples if _value(one.object) in lost}
    if named:
        return f"not written, as {', '.join(sorted(map(contract, named)))} would get another id and is referred to"
    return ""


def _statements(parsed: Parsed) -> Counter[tuple[str, str, str]]:
    """Count what a file says but for its passages; minted ids without their digests, which quotes enter into."""
    return Counter(
        (_unminted(_value(one.subject)), one.predicate.value, _unminted(_value(one.object)))
        for one in parsed.triples
        if one.predicate.value not in _PARTS and _value(one.object) != Term.TextPositionSelector
    )


def _subjects(parsed: Parsed) -> set[str]:
    return {_value(one.subject) for one in parsed.triples}


def _unminted(value: str) -> str:
    return value.rpartition(".")[0] if value.startswith(_MINTED) else value


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
