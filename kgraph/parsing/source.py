"""A file of an author's as text: read safely, its places counted in code points, its suppressions noted."""

import hashlib
import os
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kgraph.core.diagnostics import Diagnostic, Span
from kgraph.ontology.rules import diagnose
from kgraph.ontology.vocab import IDS
from kgraph.parsing.spans import Spans

if TYPE_CHECKING:
    import pyoxigraph as ox

YAML_SUFFIXES: Final = frozenset({".yaml", ".yml", ".yamlld"})
"""Files that people write."""
MIB: Final = 1024 * 1024
YAML_LIMIT: Final = 2 * MIB
RDF_LIMIT: Final = 256 * MIB

_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u200b\u2060\ufeff\u2028\u2029"  # zero-width spaces, separators
    "\ud800-\udfff\ufffe\uffff]"  # what is no character
)
_SUPPRESSION: Final = re.compile(r"(?:^|(?<=\s))#[ \t]*kgraph:[ \t]*ignore\b(?P<rest>[^\n]*)", re.MULTILINE)
_CODES_AND_REASON: Final = re.compile(r"[ \t]*(?P<codes>KG\d{3}(?:[ ,\t]+KG\d{3})*)[ \t]*--[ \t]*(?P<reason>\S.*?)\s*")
_MOST_CHARACTERS: Final = 20
_MOST_COMMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """One file as text, with LF line ends and no byte order mark.

    `path` is shown to people; `name` names the file's graph and holds no folder of the machine; `digest` is
    the SHA-256 of the bytes. `suppressions` maps a line to the codes that do not count there, each with its
    reason.
    """

    path: str
    name: str
    text: str
    digest: str
    starts: tuple[int, ...] = field(repr=False)
    suppressions: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def position(self, offset: int) -> tuple[int, int]:
        """Turn an offset into line and column, both from 1, columns in code points."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets into a span."""
        return Span(*self.position(start), *self.position(end))

    def line(self, number: int) -> str:
        """Give a line's text without its end; empty beyond the last."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: its triples as written, where, and what is wrong with it.

    `document` is the explicit JSON-LD of a YAML-LD file, and None for the others.
    """

    source: Source
    graph: str
    triples: "tuple[ox.Triple, ...]"
    spans: Spans
    diagnostics: tuple[Diagnostic, ...]
    document: dict[str, object] | None = None


def graph_of(name: str) -> str:
    """Name the graph of a file.

    >>> graph_of("notes/a b.yaml")
    'https://w3id.org/kgraph/id/file/notes/a%20b.yaml'
    """
    return f"{IDS}file/{quote(name, safe='/-._~')}"


def read(path: Path, *, shown: str, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file as text; what stands in the way is a finding, and then there is no Source.

    Looking before opening, and opening without waiting, keeps a pipe or a device from holding the process.
    """
    if any("\ud800" <= character <= "\udfff" for character in name):
        return None, [diagnose("KG001", path=shown, span=None, message="file cannot be read: its name is not UTF-8")]
    limit = YAML_LIMIT if path.suffix.lower() in YAML_SUFFIXES else RDF_LIMIT
    try:
        data = _read_bytes(path, limit)
    except OSError as error:
        reason = error.strerror or "not a regular file"
        return None, [diagnose("KG001", path=shown, span=None, message=f"file cannot be read: {reason.lower()}")]
    except ValueError:  # a NUL in the name
        return None, [diagnose("KG001", path=shown, span=None)]
    if len(data) > limit:
        message = f"file is larger than {limit // MIB} MiB"
        return None, [diagnose("KG022", path=shown, span=None, message=message)]
    return decode(data, shown=shown, name=name)


def _read_bytes(path: Path, limit: int) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "not a regular file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:  # noqa: PTH123 -- a descriptor, not a path
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(limit + 1)


def decode(data: bytes, *, shown: str, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """Make a Source of bytes that were read: UTF-8, one byte order mark at most, LF or CRLF line ends."""
    text, found = _to_text(data, shown)
    if text is None:
        return None, found
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    bare = Source(path=shown, name=name, text=text, digest=hashlib.sha256(data).hexdigest(), starts=starts)
    found = [
        diagnose("KG013", path=shown, span=bare.span(at, at + 1), message=f"text holds {naming}")
        for at, naming in unsafe_characters(text)
    ]
    if found:
        return None, found[:_MOST_CHARACTERS]
    if not text.strip():
        return None, [diagnose("KG020", path=shown, span=None)]
    suppressions, found = _suppressions(bare)
    return Source(shown, name, text, bare.digest, starts, suppressions), found


def _to_text(data: bytes, shown: str) -> tuple[str | None, list[Diagnostic]]:
    """Decode strictly; text read by guess would be other text on another machine."""

    def refuse(message: str, before: bytes | None = None) -> tuple[None, list[Diagnostic]]:
        span = None
        if before is not None:
            lines = before.decode("utf-8", "replace").split("\n")
            span = Span(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
        return None, [diagnose("KG002", path=shown, span=span, message=message)]

    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return refuse("file is UTF-16, not UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return refuse(f"byte 0x{data[error.start]:02X} is not UTF-8", data[: error.start])
    text = text.replace("\r\n", "\n")
    if (at := text.find("\r")) >= 0:
        return refuse("carriage return without line feed", text[:at].encode())
    if (at := text.find("\ufeff")) >= 0:
        return refuse("byte order mark inside the text", text[:at].encode())
    return text, []


def unsafe_characters(text: str) -> Iterator[tuple[int, str]]:
    r"""Find the characters that reorder, hide or break what a reader sees: offset and name of each.

    >>> list(unsafe_characters("a\u202eb"))
    [(1, 'U+202E RIGHT-TO-LEFT OVERRIDE')]
    """
    for match in _FORBIDDEN.finditer(text):
        character = match.group()
        yield match.start(), f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


def _suppressions(source: Source) -> tuple[dict[int, dict[str, str]], list[Diagnostic]]:
    suppressed: dict[int, dict[str, str]] = {}
    found = []
    told = 0  # the line that the last comment of its own speaks of: those on the lines before it speak of it too
    for match in _SUPPRESSION.finditer(source.text):
        line, column = source.position(match.start())
        parts = _CODES_AND_REASON.fullmatch(match["rest"])
        if parts is None:
            found.append(diagnose("KG026", path=source.path, span=source.span(match.start(), match.end())))
            continue
        alone = not source.line(line)[: column - 1].strip()
        if alone and told <= line:
            told = _next_line(source, line)
        here = suppressed.setdefault(told if alone else line, {})
        for code in re.findall(r"KG\d{3}", parts["codes"]):
            here.setdefault(code, parts["reason"])
    return suppressed, found[:_MOST_COMMENTS]


def _next_line(source: Source, line: int) -> int:
    """Find the line a comment of its own speaks of: the next that is neither blank nor a comment, or none."""
    for number in range(line + 1, len(source.starts) + 1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return len(source.starts) + 1
