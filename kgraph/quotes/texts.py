"""The texts of annotated documents, which are stored in a folder of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core import limits
from kgraph.core.errors import LimitError, UsageError
from kgraph.core.files import read_bytes
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing import foreign
from kgraph.parsing.source import Parsed
from kgraph.parsing.spans import term_text
from kgraph.quotes.match import prepare

_SUFFIXES: Final = frozenset({".txt", ".text", ".md"})
_DOCUMENT: Final = ox.NamedNode(KG.Document)


@dataclass(frozen=True, slots=True)
class Described:
    """A document as an annotation file describes it.

    `digest` and `length`, in code points, belong to the text that was annotated.
    """

    document: str
    file: str
    title: str = ""
    language: str = ""
    digest: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document, in Unicode NFC with LF line ends, and the file that it comes from."""

    document: Described
    path: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def is_another(self) -> bool:
        """Whether the annotation file records the digest of another text."""
        return bool(self.document.digest) and self.document.digest != self.digest


def documents(files: Iterable[Parsed]) -> list[Described]:
    """List the documents that files describe."""
    recorded = (Term.title, Term.language, KG.digest, KG.length)
    described = []
    for parsed in files:
        values = properties([parsed])
        for document in sorted({term_text(triple.subject) for triple in parsed.triples if triple.object == _DOCUMENT}):
            stated = (values[document].get(key, "") for key in recorded)
            described.append(Described(document, parsed.source.name, *stated))
    return described


def read(files: Iterable[Parsed], folder: Path) -> dict[str, Text]:
    """Read the texts of documents from a folder, and map each document to its text.

    A document is matched by its `digest`; otherwise by a text file with the name of the document or of the annotation
    file, which may go on after a character that is not a letter or digit. Raises UsageError if the folder does not
    exist or holds no text.
    """
    if not folder.is_dir():
        raise UsageError(f"the folder of texts `{folder}` does not exist")
    visible = (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))
    texts = {path: read_text(path) for path in visible if path.suffix.lower() in _SUFFIXES and path.is_file()}
    if not texts:
        raise UsageError(f"`{folder}` contains no text file ({', '.join(sorted(_SUFFIXES))})")
    by_digest = {sha256(text.encode()).hexdigest(): path for path, text in texts.items()}
    matched = {}
    for described in documents(files):
        name = contract(described.document).partition(":")[2]
        named = [path for path in texts if path.stem == name]
        named = named or [path for path in texts if _is_of(path.stem, described.file)]
        path = by_digest.get(described.digest) or (named[0] if len(named) == 1 else None)
        if path is not None:
            matched[described.document] = Text(described, path.as_posix(), texts[path])
    return matched


def read_text(path: Path) -> str:
    """Read and normalise a text; raise UsageError if it is unreadable or not UTF-8, LimitError if it is too large."""
    try:
        data = read_bytes(path, limits.TEXT_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file"
        raise UsageError(f"cannot read `{path}`: {reason.lower()}") from error
    if data is None:
        raise LimitError(f"`{path}` is larger than {limits.TEXT_BYTES // limits.MIB} MiB")
    if other := foreign.name_bytes(data):
        raise UsageError(f"`{path}` is {other}: save its text first")
    try:
        return prepare(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"`{path}` is not UTF-8 at byte {error.start}") from error


def properties(files: Iterable[Parsed]) -> dict[str, dict[str, str]]:
    """Map each subject in files to its predicates, each with one value: an IRI or a lexical form."""
    values: dict[str, dict[str, str]] = {}
    for parsed in files:
        for triple in parsed.triples:
            values.setdefault(term_text(triple.subject), {})[triple.predicate.value] = term_text(triple.object)
    return values


def _is_of(stem: str, file: str) -> bool:
    rest = stem.removeprefix(Path(file).stem)
    return rest != stem and (not rest or not rest[0].isalnum())
