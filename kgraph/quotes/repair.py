"""Rewrite annotation files: pin passages to their places, and correct quotes and pins of passages that moved.

The rest of a file stays the same: edits are spliced into its text, and the result is parsed again and must make the
same statements.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing import source, yamlld
from kgraph.parsing.quote_syntax import Quote, join_quote
from kgraph.parsing.source import YAML_SUFFIXES, Parsed
from kgraph.parsing.spans import term_text
from kgraph.quotes import check, match
from kgraph.quotes.check import Checked, Outcome, Passage
from kgraph.quotes.match import Pin, State
from kgraph.quotes.texts import Text
from kgraph.quotes.yaml_edits import Edit, Layout, splice

_PARTS: Final = frozenset({KG.firstWords, KG.lastWords, KG.passageDigest, KG.digest, KG.length, Term.start, Term.end})
_MINTED: Final = tuple(f"{IDS}{prefix}/" for prefix in ("assertion", "anchor", "span", "omission"))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file before and after, the number of rewritten passages, and the reasons why others were not."""

    path: str
    before: bytes
    after: bytes
    written: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """The new quote and pin of a passage."""

    passage: Passage
    quote: Quote
    pin: Pin


def pin(files: Iterable[Parsed], outcome: Outcome, *, accept_text: bool = False) -> list[Rewrite]:
    """Pin each exact passage, and record the digest and length of its text if they are missing.

    If a document records the digest of another text, its passages are not pinned, unless `accept_text` is set: then
    the digest and length of this text are recorded.
    """
    accepted = {document: text for document, text in outcome.texts.items() if accept_text or not text.is_another}
    rewrites = []
    for parsed in files:
        changes = [
            _Change(checked.passage, checked.passage.quote, match.pin_at(checked.place, checked.text))
            for checked in outcome.of_file(parsed)
            if checked.state is State.EXACT and checked.place and checked.passage.document in accepted
        ]
        rewrites.append(_rewrite(parsed, changes, accepted.values()))
    return rewrites


def repair(files: Iterable[Parsed], outcome: Outcome) -> list[Rewrite]:
    """Repair what is certain: passages that moved, and quotes that differ in formatting or leave nothing out.

    The digest and length of the document are updated too, because the new pins belong to the given text.
    """
    rewrites = []
    for parsed in files:
        changes = [
            change
            for checked in outcome.of_file(parsed)
            if (checked.state is not State.EXACT or checked.shorter) and (change := _repaired(checked))
        ]
        touched = {change.passage.document for change in changes if change.pin != change.passage.pin}
        rewrites.append(_rewrite(parsed, changes, [outcome.texts[document] for document in sorted(touched)]))
    return rewrites


def _repaired(checked: Checked) -> _Change | None:
    """Find the quote and pin that make a passage exact; None if no quote is unique."""
    place, quote, text = checked.place, checked.passage.quote, checked.text
    if place is None:
        return None
    new_pin = match.pin_at(place, text)
    if checked.shorter:
        return _Change(checked.passage, checked.shorter, new_pin)
    if match.assess(quote, new_pin, text).state is not State.EXACT:
        quote = check.suggest(checked) or quote
    is_exact = match.assess(quote, new_pin, text).state is State.EXACT
    return _Change(checked.passage, quote, new_pin) if is_exact else None


def _rewrite(parsed: Parsed, changes: Sequence[_Change], texts: Iterable[Text]) -> Rewrite:
    path = Path(parsed.source.path)
    changes = [change for change in changes if (change.quote, change.pin) != (change.passage.quote, change.passage.pin)]
    own = [text for text in texts if text.document.file == parsed.source.name]
    if path.suffix.lower() not in YAML_SUFFIXES:
        reason = f"only YAML files can be edited; {say_count(len(changes), 'passage')} not written"
        return Rewrite(parsed.source.path, b"", b"", 0, (reason,) if changes else ())
    try:
        before = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from error
    if sha256(before).hexdigest() != parsed.source.digest:
        raise UsageError(f"`{path}` changed while the command was running: run it again")
    layout = Layout(parsed.source)
    refused: list[str] = []
    edits: list[Edit] = []
    kept: list[_Change] = []
    for change in changes:
        quote = join_quote(change.quote) if change.quote != change.passage.quote else None
        span = change.passage.span
        passage_edits = layout.passage(span, quote, str(change.pin)) if span else None
        if passage_edits is None:
            where = f"line {span.line}" if span else contract(change.passage.anchor)
            refused.append(f"{where}: only `quote` and `pin` can be edited, not the explicit form")
        else:
            edits += passage_edits
            kept.append(change)
    for text in own:
        values = {"digest": text.digest, "length": str(len(text.text))}
        edits += layout.record(contract(text.document.document), values)
    after = splice(before, edits)
    if after != before and (reason := _difference(parsed, after, kept)):
        return Rewrite(parsed.source.path, before, before, 0, (*refused, reason))
    return Rewrite(parsed.source.path, before, after, len(kept), tuple(refused))


def _difference(parsed: Parsed, after: bytes, changes: Sequence[_Change]) -> str:
    """Say how a rewritten file differs in more than its passages; an empty text if it does not."""
    decoded, findings = source.decode(after, shown=parsed.source.path, name=parsed.source.name)
    rewritten = yamlld.parse(decoded) if decoded else None
    if rewritten is None or len(rewritten.diagnostics) > len(parsed.diagnostics):
        first = (findings or (list(rewritten.diagnostics) if rewritten else []))[:1]
        reason = f": {first[0].message}" if first else ""
        return f"not written, because the new file could not be read{reason}"
    if _statements(parsed) != _statements(rewritten):
        return "not written, because the new file would make other statements"
    new = {change.passage.selector: (change.quote, change.pin) for change in changes}
    expected = [new.get(passage.selector, (passage.quote, passage.pin)) for passage in check.of_files([parsed])]
    if expected != [(passage.quote, passage.pin) for passage in check.of_files([rewritten])]:
        return "not written, because the new file would have other passages"
    kept = {triple.subject for triple in rewritten.triples}
    lost = {term_text(triple.subject) for triple in parsed.triples if triple.subject not in kept}
    if referred := {term_text(triple.object) for triple in rewritten.triples} & lost:
        ids = ", ".join(sorted(map(contract, referred)))
        return f"not written, because the id of {ids} would change, but other things refer to it"
    return ""


def _statements(parsed: Parsed) -> Counter[tuple[str, str, str]]:
    """Count the statements of a file, without passages and without the digests of ids, which depend on quotes."""
    return Counter(
        (_unminted(term_text(triple.subject)), triple.predicate.value, _unminted(term_text(triple.object)))
        for triple in parsed.triples
        if triple.predicate.value not in _PARTS and term_text(triple.object) != Term.TextPositionSelector
    )


def _unminted(value: str) -> str:
    return value.rpartition(".")[0] if value.startswith(_MINTED) else value
