"""Edit the keys of a YAML annotation file without changing the text around them."""

from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Mapping as PyMapping
from dataclasses import dataclass

from kgraph.core.diagnostics import Span
from kgraph.parsing import yaml_parser
from kgraph.parsing.nodes import Entry, Mapping, Node, Scalar, Sequence
from kgraph.parsing.source import Source
from kgraph.quotes.match import occurrences


@dataclass(frozen=True, slots=True)
class Edit:
    """A range of a file's text, in code points with LF line ends, and its replacement."""

    start: int
    end: int
    new: str


class Layout:
    """The places of the keys of a file: their mapping, column, and block or flow style."""

    def __init__(self, source: Source) -> None:
        self.source = source
        root, _ = yaml_parser.read(source)
        self.quoted: dict[Span, Mapping] = {}
        self.documents: dict[str, Mapping] = {}
        if root is not None:
            self._walk(root)
            document = root.get("document")
            identifier = document.get("id") if isinstance(document, Mapping) else None
            if isinstance(document, Mapping) and isinstance(identifier, Scalar):
                self.documents[identifier.text] = document

    def _walk(self, node: Node) -> None:
        if isinstance(node, Mapping):
            if entry := node.entry("quote"):
                self.quoted[entry.value.span] = node
            for child in node:
                self._walk(child.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                self._walk(item)

    def passage(self, span: Span, quote: str | None, pin: str) -> list[Edit] | None:
        """Make the edits that set the pin of the quote at a place and, if given, its words.

        None if the passage is not written as `quote`.
        """
        mapping = self.quoted.get(span)
        quoted = mapping.entry("quote") if mapping else None
        if mapping is None or quoted is None:
            return None
        edits = [] if quote is None else [self._replace(quoted, _quoted(quote))]
        pinned = mapping.entry("pin")
        if pinned is None:
            edits.append(self._add(mapping, quoted, f"pin: {pin}"))
        elif not isinstance(pinned.value, Scalar) or pinned.value.text != pin:
            edits.append(self._replace(pinned, pin))
        return edits

    def record(self, document: str, values: PyMapping[str, str]) -> list[Edit]:
        """Make the edits that set keys of the document."""
        mapping = self.documents.get(document)
        after = mapping.entry("id") if mapping else None
        if mapping is None or after is None:
            return []
        edits, lines = [], []
        for key, value in values.items():
            entry = mapping.entry(key)
            if entry is None:
                lines.append(f"{key}: {_scalar(value)}")
            elif isinstance(entry.value, Scalar) and entry.value.text != value:
                edits.append(self._replace(entry, _scalar(value)))
        return edits + ([self._add(mapping, after, *lines)] if lines else [])

    def _replace(self, entry: Entry, new: str) -> Edit:
        return Edit(*self._range(entry), new)

    def _add(self, mapping: Mapping, after: Entry, *lines: str) -> Edit:
        """Add keys to a mapping after an existing key."""
        end = self._range(after)[1]
        text = self.source.text
        if text[self._offsets(mapping.span)[0]] == "{":
            return Edit(end, end, "".join(f", {line}" for line in lines))
        indent = " " * (after.key.span.column - 1)
        at = text.find("\n", end)
        at = len(text) if at < 0 else at
        return Edit(at, at, "".join(f"\n{indent}{line}" for line in lines))

    def _range(self, entry: Entry) -> tuple[int, int]:
        """Find the start and end of a value; a block scalar ends with its last line, as parsers differ on its end."""
        start, end = self._offsets(entry.value.span)
        if not self.source.text.startswith(("|", ">"), start):
            return start, end
        last = number = entry.value.span.line
        while number < len(self.source.starts):
            number += 1
            line = self.source.line(number)
            if line.strip() and len(line) - len(line.lstrip(" ")) < entry.key.span.column:
                break
            last = number if line.strip() else last
        return start, self.source.starts[last - 1] + len(self.source.line(last))

    def _offsets(self, span: Span) -> tuple[int, int]:
        starts = self.source.starts
        return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def _scalar(text: str) -> str:
    """Write a digest or a number without quotes if all YAML parsers agree on it: `0b01…` is a number to some."""
    return text if yaml_parser.classify(text) in {"text", "integer"} else _quoted(text)


def _quoted(text: str) -> str:
    """Write a YAML scalar in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def splice(before: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits of a text with LF line ends to the bytes of its file; keep its line ends and byte order mark."""
    raw = before.decode("utf-8")
    mark = 1 if raw.startswith("\ufeff") else 0
    returns = [at - mark - number for number, at in enumerate(occurrences("\r\n", raw))]
    newline = "\r\n" if returns else "\n"

    def in_raw(offset: int) -> int:
        return offset + mark + bisect_left(returns, offset)

    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        new = edit.new.replace("\n", newline)
        raw = raw[: in_raw(edit.start)] + new + raw[in_raw(edit.end) :]
    return raw.encode()
