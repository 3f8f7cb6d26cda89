"""The texts of the documents, which stand beside the annotations and not among them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.core.errors import LimitError, UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.source import MIB, Parsed
from kgraph.quotes.match import prepare

_SUFFIXES: Final = frozenset({".txt", ".text", ".md"})
_LARGEST: Final = 64 * MIB


@dataclass(frozen=True, slots=True)
class Described:
    """A document as a file describes it: its id, and what is recorded of the text that was annotated."""

    document: str
    file: str
    title: str = ""
    language: str = ""
    digest: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document, in Unicode NFC with LF line ends, and the file it was read from."""

    document: Described
    path: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def is_another(self) -> bool:
        """Whether the record is of another text than this one."""
        return bool(self.document.digest) and self.document.digest != self.digest


def documents(files: Iterable[Parsed]) -> list[Described]:
    """List the documents that files describe."""
    return [one for parsed in files for one in _described(parsed)]


def read(files: Iterable[Parsed], folder: Path) -> dict[str, Text]:
    """Read the documents' texts from a folder, by document.

    A text is the document's whose `digest` it has; else the one whose file is named after the document or as the
    annotation file is, up to the first character that is no letter or digit. Raises UsageError where the folder
    holds no text.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder of texts at `{folder}`")
    texts = {path: read_text(path) for path in sorted(folder.iterdir()) if _is_text(path)}
    if not texts:
        raise UsageError(f"no text ({', '.join(sorted(_SUFFIXES))}) in `{folder}`")
    by_digest = {sha256(text.encode()).hexdigest(): path for path, text in texts.items()}
    matched = {}
    for one in documents(files):
        name = contract(one.document).partition(":")[2]
        named = [path for path in texts if path.stem == name] or [path for path in texts if _is_of(path.stem, one.file)]
        path = by_digest.get(one.digest) or (named[0] if len(named) == 1 else None)
        if path is not None:
            matched[one.document] = Text(one, path.as_posix(), texts[path])
    return matched


def read_text(path: Path) -> str:
    """Read a text, normalised; raise UsageError where it cannot be read or is not UTF-8, LimitError at its size."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {(error.strerror or 'no file').lower()}") from error
    if len(data) > _LARGEST:
        raise LimitError(f"`{path}` is larger than {_LARGEST // MIB} MiB")
    try:
        return prepare(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"`{path}` is not UTF-8 at byte {error.start}") from error


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith(".")


def _described(parsed: Parsed) -> Iterator[Described]:
    values: dict[str, dict[str, str]] = {}
    for triple in parsed.triples:
        subject, value = (str(getattr(term, "value", term)) for term in (triple.subject, triple.object))
        if triple.predicate.value == Term.type and value == KG.Document:
            values.setdefault(subject, {})
    for triple in parsed.triples:
        subject, value = (str(getattr(term, "value", term)) for term in (triple.subject, triple.object))
        if subject in values:
            values[subject][triple.predicate.value] = value
    for document in sorted(values):
        yield _describe(document, parsed.source.name, values[document])


def _describe(document: str, file: str, said: Mapping[str, str]) -> Described:
    return Described(
        document,
        file,
        said.get(Term.title, ""),
        said.get(Term.language, ""),
        said.get(KG.digest, ""),
        said.get(KG.length, ""),
    )


def _is_of(stem: str, file: str) -> bool:
    rest = stem.removeprefix(Path(file).stem)
    return rest != stem and (not rest or not rest[0].isalnum())
