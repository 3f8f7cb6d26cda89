"""Draft an annotation file for a text: the properties of the document, and likely claims to complete."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.authoring import claim_candidates, document_metadata
from kgraph.authoring.claim_candidates import Candidate, Candidates
from kgraph.authoring.document_metadata import Stated
from kgraph.core import limits
from kgraph.core.characters import unsafe_characters
from kgraph.core.counts import say_count
from kgraph.core.errors import LimitError, UsageError
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import foreign, quote_syntax
from kgraph.parsing.scalars import ID
from kgraph.quotes import match as passages
from kgraph.quotes import texts
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import Lookup

_HEAD: Final = """\
## This is a draft made from a text. `kgraph validate` shows what is missing.
## The draft has a claim for each sentence that reports speech, is quoted, cites a source or gives a figure.
## To keep claims, remove the `# ` before them and before `# claims:`, and write `text` and `kind`. Delete the others.
## If the text quotes somebody or cites something, write `via` or `cites` instead of `basis`.
"""
_SPEAKERS: Final = {"creator": "Person", "publisher": "MediaOutlet"}
_PLAIN: Final = ("title", "url", "date")


@dataclass(frozen=True, slots=True)
class _Actor:
    """The author or publisher of the text: a defined actor, or a new one."""

    id: str
    label: str
    kind: str
    is_known: bool


def read_text(path: Path) -> str:
    """Read the text to annotate; raise UsageError if it is missing, empty, not UTF-8 or no plain text."""
    text = texts.read_text(path)
    if not text.strip():
        raise UsageError(f"`{path}` is empty")
    if other := foreign.name_suffix(path.suffix) or foreign.name_text(text):
        raise UsageError(f"`{path}` is {other}: save the text of the document as a .txt file first")
    return text


def name_document(identifier: str, stem: str) -> str:
    """Return the id of the document: the given one, or one made from the name of its file.

    >>> name_document("", "A note on banks_1")
    'doc:a-note-on-banks-1'
    """
    document = identifier or f"doc:{_slug(stem)}"
    match = ID.fullmatch(document)
    if match is None or match["prefix"] != "doc":
        advice = "write `doc:` and a name of lower-case letters, digits and hyphens"
        raise UsageError(f"`{document}` is not a valid id of a document: {advice}")
    return document


def draft(text: str, document: str, *, known: Knowledge | None = None, language: str = "", annotator: str = "") -> str:
    """Write a valid annotation file for a text from `read_text`.

    Known actors are referred to, not defined again. The file contains only short quotes of the text. It is signed only
    if an annotator is given. Raises UsageError if the document is already defined or the id of the annotator is not
    valid, and LimitError if the file would be too large to parse.
    """
    if known and _is_defined(known.lookup, document):
        raise UsageError(f"`{document}` is already defined: choose another id with --id")
    metadata = [item for item in document_metadata.read(text) if not any(unsafe_characters(item.value))]
    actors = {item.key: _actor(item, known) for item in metadata if item.key in _SPEAKERS}
    lines = [
        _HEAD,
        *_top(known, annotator),
        *_document(text, document, metadata, actors, language),
        *_actors(actors.values()),
        *_claims(claim_candidates.find(text, language), text, document),
    ]
    written = "\n".join(lines) + "\n"
    if len(written.encode()) > limits.YAML_BYTES:
        raise LimitError(
            f"the draft would be larger than {limits.YAML_BYTES // limits.MIB} MiB: split the text into several files"
        )
    return written


def _top(known: Knowledge | None, annotator: str) -> Iterator[str]:
    """Write the annotator, or a line to complete if none is given, and a line for the date."""
    match = ID.fullmatch(annotator)
    if annotator and (match is None or match["prefix"] != "annotator"):
        raise UsageError(f"`{annotator}` is not a valid id of an annotator: write `annotator:` and a name")
    things = known.lookup.values(Term.type) if known else {}
    annotators = sorted(contract(iri) for iri, kinds in things.items() if KG.Annotator in kinds)
    listed = f"   # known: {', '.join(annotators)}" if annotators else ""
    yield f"annotatedBy: {annotator}" if annotator else f"## annotatedBy: annotator:…{listed}"
    yield '## annotatedOn: "…"'
    yield ""


def _document(
    text: str, document: str, metadata: list[Stated], actors: dict[str, _Actor], language: str
) -> Iterator[str]:
    yield "document:"
    yield f"  id: {document}"
    inferred = {item.key: item for item in metadata if item.key in _PLAIN}
    if "title" not in inferred:
        yield f"  title: {_quoted('Text without a title: ' + document.removeprefix('doc:'))}"
    yield from (f"  {key}: {_quoted(item.value)}" for key, item in inferred.items())
    for key, actor in actors.items():
        yield f"  {key}: {actor.id}"
    if language:
        yield f"  language: {_quoted(language)}"
    yield f"  digest: {_quoted(sha256(text.encode()).hexdigest())}"
    yield f"  length: {len(text)}"
    yield f"  inferred: [{', '.join(dict.fromkeys(['title', *inferred, *actors]))}]"
    yield f"  because: {_quoted(_reason(metadata))}"
    yield "  ## workType: article"
    yield "  ## genre: news"
    yield ""


def _reason(metadata: list[Stated]) -> str:
    """Say on which lines of the text the properties of the document were found."""
    places = [f"{item.key} on line {item.line}" for item in metadata]
    if not any(item.key == "title" for item in metadata):
        places.append("no title, so it was made from the id")
    return f"Recognised by the form of its lines: {', '.join(places)}."


def _actors(actors: Iterable[_Actor]) -> Iterator[str]:
    new = {actor.id: actor for actor in actors if not actor.is_known}
    if not new:
        return
    yield "actors:"
    for actor in new.values():
        yield from (f"  - id: {actor.id}", f"    type: {actor.kind}", f"    label: {_quoted(actor.label)}")
    yield ""


def _claims(candidates: Candidates, text: str, document: str) -> Iterator[str]:
    if candidates.without_quote:
        count = say_count(candidates.without_quote, "more such sentence")
        yield f"## The draft leaves out {count}: too long for a passage, or not unique in the text."
    if candidates.listed:
        yield "# claims:"
    for number, candidate in enumerate(candidates.listed, 1):
        yield from _claim(candidate, text, f"claim:{document.removeprefix('doc:')[:150]}-{number}")


def _claim(candidate: Candidate, text: str, identifier: str) -> Iterator[str]:
    pin = passages.pin_at(candidate.place, text)
    yield f"#   # line {candidate.line}: {', '.join(candidate.reasons)}"
    yield f"#   - id: {identifier}"
    yield "#     text:"
    yield "#     kind:"
    yield f"#     quote: {_quoted(quote_syntax.join_quote(candidate.quote))}"
    yield f"#     pin: {pin}"
    yield "#     basis: noneStated"


def _actor(item: Stated, known: Knowledge | None) -> _Actor:
    """Find the only defined actor with a name, or make an id from the name."""
    kind = _SPEAKERS[item.key]
    named = _named(known.lookup, item.value) if known else []
    if len(named) == 1:
        return _Actor(named[0], item.value, kind, is_known=True)
    actor = f"actor:{_slug(item.value)}"
    return _Actor(actor, item.value, kind, is_known=known is not None and _is_defined(known.lookup, actor))


def _named(lookup: Lookup, name: str) -> list[str]:
    """List the actors with a name."""
    names = [*lookup.values(Term.label).items(), *lookup.values(Term.altLabel).items()]
    things = {contract(iri) for iri, labels in names if name in labels}
    return sorted(thing for thing in things if thing.startswith("actor:"))


def _is_defined(lookup: Lookup, compact: str) -> bool:
    return (expand(compact) or compact) in lookup.values(Term.type)


def _slug(text: str) -> str:
    """Make the name of an id from a text.

    >>> _slug("Zoë  O'Neil"), _slug("…")
    ('zoe-o-neil', 'unnamed')
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\W", "-", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:150].strip("-") or "unnamed"


def _quoted(text: str) -> str:
    """Write text as a YAML scalar in double quotes, as in JSON."""
    return json.dumps(text, ensure_ascii=False)
