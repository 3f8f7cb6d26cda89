"""Read a file as text, with positions in code points and the findings it suppresses."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kgraph.core import limits
from kgraph.core.characters import unsafe_characters
from kgraph.core.diagnostics import Diagnostic, Span
from kgraph.core.files import read_bytes
from kgraph.ontology.rules import diagnose
from kgraph.ontology.vocab import IDS
from kgraph.parsing import foreign
from kgraph.parsing.spans import Spans

if TYPE_CHECKING:
    import pyoxigraph as ox

YAML_SUFFIXES: Final = frozenset({".yaml", ".yml", ".yamlld"})
"""Suffixes of YAML files."""
_LARGEST: Final = {
    **dict.fromkeys(YAML_SUFFIXES, limits.YAML_BYTES),
    **dict.fromkeys((".json", ".jsonld"), limits.JSON_BYTES),
    **dict.fromkeys((".nt", ".nq"), limits.LINES_BYTES),
}
_SUPPRESSION: Final = re.compile(r"(?:^|(?<=\s))#[ \t]*kgraph:[ \t]*ignore\b(?P<rest>[^\n]*)", re.MULTILINE)
_CODE: Final = r"(?:KG\d{3}(?![^\s,-])|(?![Kk][Gg]\d)(?:(?!--)[^\s,])+)"
"""The code of a rule: one of kgraph's, or one of your own, which has no blanks, commas or `--`."""
_CODES_AND_REASON: Final = re.compile(rf"[ \t]*(?P<codes>{_CODE}(?:[ ,\t]+{_CODE})*)[ \t]*--[ \t]*(?P<reason>\S.*?)\s*")
_MOST_CHARACTERS: Final = 20
_MOST_COMMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """One file as text, with LF line ends and no byte order mark.

    `path` is shown in messages; `name` names the file's graph; `size` counts the bytes, and `digest` is their SHA-256;
    `starts` are the offsets of the lines. `suppressions` maps a line to the suppressed codes, each with its reason.
    """

    path: str
    name: str
    text: str
    size: int
    digest: str
    starts: tuple[int, ...] = field(repr=False)
    suppressions: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def position(self, offset: int) -> tuple[int, int]:
        """Convert an offset to a line and a column, both from 1; offset and column count code points."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Convert two offsets to a span."""
        return Span(*self.position(start), *self.position(end))

    def line(self, number: int) -> str:
        """Return the text of a line without its line end; empty for a line that does not exist."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file: its triples as written, their places, and the findings in it.

    `document` is the explicit JSON-LD of a YAML-LD file, and None for other formats.
    """

    source: Source
    graph: str
    triples: "tuple[ox.Triple, ...]"
    spans: Spans
    diagnostics: tuple[Diagnostic, ...]
    document: dict[str, object] | None = None


def graph_of(name: str) -> str:
    """Make the IRI of the graph of a file.

    >>> graph_of("notes/a b.yaml")
    'https://w3id.org/kgraph/id/file/notes/a%20b.yaml'
    """
    return f"{IDS}file/{quote(name, safe='/-._~')}"


def largest(path: Path) -> int:
    """Return how many bytes a file may have, by its suffix."""
    return _LARGEST.get(path.suffix.lower(), limits.RDF_BYTES)


def read(path: Path, *, shown: str, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file as text; if that fails, return None and the findings that say why."""
    if any("\ud800" <= character <= "\udfff" for character in name):
        return None, [diagnose("KG001", path=shown, span=None, message="cannot read the file: its name is not UTF-8")]
    limit = largest(path)
    try:
        data = read_bytes(path, limit)
    except OSError as error:
        reason = error.strerror or "not a regular file"
        return None, [diagnose("KG001", path=shown, span=None, message=f"cannot read the file: {reason.lower()}")]
    except ValueError:  # a NUL character in the name
        return None, [diagnose("KG001", path=shown, span=None)]
    if data is None:
        message = f"file is larger than {limit // limits.MIB} MiB"
        return None, [diagnose("KG022", path=shown, span=None, message=message)]
    return decode(data, shown=shown, name=name)


def decode(data: bytes, *, shown: str, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """Decode bytes: UTF-8 with at most one byte order mark, and LF or CRLF line ends."""
    text, findings = _to_text(data, shown)
    if text is None:
        return None, findings
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    digest = hashlib.sha256(data).hexdigest()
    bare = Source(path=shown, name=name, text=text, size=len(data), digest=digest, starts=starts)
    findings = [
        diagnose("KG013", path=shown, span=bare.span(at, at + 1), message=f"the text contains {name}")
        for at, name in unsafe_characters(text)
    ]
    if findings:
        return None, findings[:_MOST_CHARACTERS]
    if not text.strip():
        return None, [diagnose("KG020", path=shown, span=None)]
    suppressions, findings = _suppressions(bare)
    return replace(bare, suppressions=suppressions), findings


def _to_text(data: bytes, shown: str) -> tuple[str | None, list[Diagnostic]]:
    """Decode strictly: a guess could differ from one machine to another."""

    def refuse(message: str, before: bytes | None = None) -> tuple[None, list[Diagnostic]]:
        span = None
        if before is not None:
            lines = before.decode("utf-8", "replace").split("\n")
            span = Span(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
        return None, [diagnose("KG002", path=shown, span=span, message=message)]

    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return refuse("the file is UTF-16, not UTF-8")
    if other := foreign.name_bytes(data):
        return refuse(f"this is {other}, not text")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return refuse(f"byte 0x{data[error.start]:02X} is not UTF-8", data[: error.start])
    text = text.replace("\r\n", "\n")
    if (at := text.find("\r")) >= 0:
        return refuse("there is a carriage return without a line feed", text[:at].encode())
    if (at := text.find("\ufeff")) >= 0:
        return refuse("there is a byte order mark inside the text", text[:at].encode())
    return text, []


def _suppressions(source: Source) -> tuple[dict[int, dict[str, str]], list[Diagnostic]]:
    """Map lines to suppressed codes with their reasons, and report malformed comments."""
    suppressed: dict[int, dict[str, str]] = {}
    findings = []
    target = 0  # the line that comments on lines of their own, up to here, apply to
    for match in _SUPPRESSION.finditer(source.text):
        line, column = source.position(match.start())
        parts = _CODES_AND_REASON.fullmatch(match["rest"])
        if parts is None:
            findings.append(diagnose("KG026", path=source.path, span=source.span(match.start(), match.end())))
            continue
        alone = not source.line(line)[: column - 1].strip()
        if alone and target <= line:
            target = _next_line(source, line)
        here = suppressed.setdefault(target if alone else line, {})
        for code in re.findall(r"[^ ,\t]+", parts["codes"]):
            here.setdefault(code, parts["reason"])
    return suppressed, findings[:_MOST_COMMENTS]


def _next_line(source: Source, line: int) -> int:
    """Find the next line that is neither blank nor a comment; one past the last line if there is none."""
    for number in range(line + 1, len(source.starts) + 1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return len(source.starts) + 1
