"""The beginning of an annotation file for a text: what the text says of itself, and its likely claims to fill in."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from kgraph.authoring import claim_candidates, document_metadata
from kgraph.authoring.claim_candidates import Candidate, Candidates
from kgraph.authoring.document_metadata import Found
from kgraph.core.errors import LimitError, UsageError
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import quote_syntax
from kgraph.parsing.scalars import ID
from kgraph.parsing.source import MIB, YAML_LIMIT, unsafe_characters
from kgraph.quotes import match as passages
from kgraph.quotes import texts

_HEAD: Final = """\
## Begun from a text. `kgraph validate` says what is missing.
## Below stands a claim for each sentence that reports speech, is quoted, cites or gives a figure. Remove the `# `
## before those to keep, and before `# claims:`; write `text` and `kind`; delete the others. Where somebody is quoted or
## something is cited, write `via` or `cites` in the place of `basis`.
"""
_SPEAKERS: Final = {"creator": "Person", "publisher": "MediaOutlet"}
_PLAIN: Final = ("title", "url", "date")


class Stored(Protocol):
    """What is known already: anything that holds a store of annotations."""

    @property
    def store(self) -> ox.Store:
        """One named graph for each file."""


@dataclass(frozen=True, slots=True)
class _Actor:
    """Who wrote or published the text: an actor that is known already, or one to define."""

    id: str
    label: str
    kind: str
    is_known: bool


def read_text(path: Path) -> str:
    """Read the text to annotate; raise UsageError where there is none, or it is not UTF-8."""
    text = texts.read_text(path)
    if not text.strip():
        raise UsageError(f"`{path}` holds no text")
    return text


def name_document(identifier: str, stem: str) -> str:
    """Give the id of the document: the one asked for, or one made of the name of its file.

    >>> name_document("", "A note on banks_1")
    'doc:a-note-on-banks-1'
    """
    made = identifier or f"doc:{_slug(stem)}"
    match = ID.fullmatch(made)
    if match is None or match["prefix"] != "doc":
        advice = "an id is `doc:` and a name of lower-case letters, digits and hyphens"
        raise UsageError(f"`{made}` is no id for a document: {advice}")
    return made


def draft(text: str, document: str, *, known: Stored | None = None, language: str = "", annotator: str = "") -> str:
    """Write an annotation file for a text that was read with read_text; it validates as it stands.

    Who is known already is referred to and not defined again. Of the text it holds anchors of a few words only. It is
    signed by the annotator named, and by nobody else. Raises UsageError where the document is known already or the
    annotator's id is none, LimitError where the file would be too large to read.
    """
    if known and _is_defined(known, document):
        raise UsageError(f"`{document}` is defined already: name another with --id")
    found = [one for one in document_metadata.read(text) if not any(unsafe_characters(one.value))]
    actors = {one.key: _actor(one, known) for one in found if one.key in _SPEAKERS}
    lines = [
        _HEAD,
        *_top(known, annotator),
        *_document(text, document, found, actors, language),
        *_actors(actors.values()),
        *_claims(claim_candidates.find(text, language), text, document),
    ]
    made = "\n".join(lines) + "\n"
    if len(made.encode()) > YAML_LIMIT:
        raise LimitError(f"the annotation of this text would be larger than {YAML_LIMIT // MIB} MiB: divide the text")
    return made


def _top(known: Stored | None, annotator: str) -> Iterator[str]:
    """Sign for the annotator named; leave to fill in who it is where nobody is, and the day."""
    match = ID.fullmatch(annotator)
    if annotator and (match is None or match["prefix"] != "annotator"):
        raise UsageError(f"`{annotator}` is no id of an annotator: write `annotator:` and a name")
    annotators = sorted(_subjects(known.store, KG.Annotator)) if known else []
    listed = f"   # known: {', '.join(annotators)}" if annotators else ""
    yield f"annotatedBy: {annotator}" if annotator else f"## annotatedBy: annotator:…{listed}"
    yield '## annotatedOn: "…"'
    yield ""


def _document(text: str, document: str, found: list[Found], actors: dict[str, _Actor], language: str) -> Iterator[str]:
    yield "document:"
    yield f"  id: {document}"
    inferred = {one.key: one for one in found if one.key in _PLAIN}
    if "title" not in inferred:
        yield f"  title: {_quoted('Text without a title: ' + document.removeprefix('doc:'))}"
    yield from (f"  {key}: {_quoted(one.value)}" for key, one in inferred.items())
    for key, actor in actors.items():
        yield f"  {key}: {actor.id}"
    if language:
        yield f"  language: {_quoted(language)}"
    yield f"  digest: {_quoted(sha256(text.encode()).hexdigest())}"
    yield f"  length: {len(text)}"
    yield f"  inferred: [{', '.join(dict.fromkeys(['title', *inferred, *actors]))}]"
    yield f"  because: {_quoted(_ground(found))}"
    yield "  ## workType: article"
    yield "  ## genre: news"
    yield ""


def _ground(found: list[Found]) -> str:
    """Say where in the text the document's properties were found."""
    places = [f"{one.key} on line {one.line}" for one in found]
    if not any(one.key == "title" for one in found):
        places.append("no title, so that one was made of the id")
    return f"Taken from the text by the look of its lines: {', '.join(places)}."


def _actors(actors: Iterable[_Actor]) -> Iterator[str]:
    new = {actor.id: actor for actor in actors if not actor.is_known}
    if not new:
        return
    yield "actors:"
    for actor in new.values():
        yield from (f"  - id: {actor.id}", f"    type: {actor.kind}", f"    label: {_quoted(actor.label)}")
    yield ""


def _claims(found: Candidates, text: str, document: str) -> Iterator[str]:
    if found.without_anchor:
        yield f"## {found.without_anchor} more such sentences are too long for a passage, or stand there twice."
    if found.listed:
        yield "# claims:"
    for number, one in enumerate(found.listed, 1):
        yield from _claim(one, text, f"claim:{document.removeprefix('doc:')[:150]}-{number}")


def _claim(one: Candidate, text: str, identifier: str) -> Iterator[str]:
    pin = passages.pin_at(one.place, text)
    yield f"#   # line {one.line}: {', '.join(one.reasons)}"
    yield f"#   - id: {identifier}"
    yield "#     text:"
    yield "#     kind:"
    yield f"#     quote: {_quoted(quote_syntax.join_quote(one.quote))}"
    yield f"#     pin: {pin.place.start}-{pin.place.end} {pin.digest}"
    yield "#     basis: noneStated"


def _actor(one: Found, known: Stored | None) -> _Actor:
    """Find who is meant among those known, by name; else make an actor of an id that is free."""
    kind = _SPEAKERS[one.key]
    named = _named(known.store, one.value) if known else []
    if len(named) == 1:
        return _Actor(named[0], one.value, kind, is_known=True)
    made = f"actor:{_slug(one.value)}"
    return _Actor(made, one.value, kind, is_known=known is not None and _is_defined(known, made))


def _named(store: ox.Store, name: str) -> list[str]:
    """List the actors that are called something."""
    found = {
        contract(quad.subject.value)
        for predicate in (Term.label, Term.altLabel)
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), ox.Literal(name))
        if isinstance(quad.subject, ox.NamedNode)
    }
    return sorted(one for one in found if one.startswith("actor:"))


def _subjects(store: ox.Store, kind: str) -> set[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(Term.type), ox.NamedNode(kind))
    return {contract(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _is_defined(known: Stored, compact: str) -> bool:
    node = ox.NamedNode(expand(compact) or compact)
    return any(known.store.quads_for_pattern(node, ox.NamedNode(Term.type), None))


def _slug(text: str) -> str:
    """Make the name of an id.

    >>> _slug("Zoë  O'Neil"), _slug("…")
    ('zoe-o-neil', 'unnamed')
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\W", "-", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:150].strip("-") or "unnamed"


def _quoted(text: str) -> str:
    """Write text as a YAML scalar in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)
