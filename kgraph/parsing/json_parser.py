"""Parse JSON strictly into a tree with places, to find duplicate keys and deep nesting."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from kgraph.core import limits
from kgraph.core.characters import unsafe_characters
from kgraph.parsing.nodes import Entry, Kind, Mapping, Node, Scalar, Sequence
from kgraph.parsing.scalars import Findings
from kgraph.parsing.source import Source

LONGEST_INTEGER: Final = 15
"""The most digits of an integer that no JSON parser rounds."""
_DECODER: Final = json.JSONDecoder()
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_LITERAL: Final = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def parse(source: Source, findings: Findings) -> Node | None:
    """Parse one JSON value; None, and a finding, if there is a syntax error."""
    try:
        return _Parser(source, findings).whole()
    except _Broken as broken:
        findings.add(broken.code, source.span(broken.at, broken.at + 1), broken.problem)
        return None


class _Broken(Exception):  # noqa: N818 -- it becomes a finding
    """The text cannot be parsed from here."""

    def __init__(self, at: int, problem: str, code: str = "KG014") -> None:
        super().__init__(problem)
        self.at = at
        self.problem = problem
        self.code = code


class _Parser:
    """A recursive parser with limited depth."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.values = 0
        self.findings = findings

    def whole(self) -> Node:
        root = self.value(self.skip(0), 0)
        if (end := self.skip(self.at)) != len(self.text):
            raise _Broken(end, "there is text after the end of the value")
        return root

    def skip(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> Node:
        if depth > limits.JSON_NESTING:
            raise _Broken(at, f"values are nested more than {limits.JSON_NESTING} deep", "KG022")
        self.values += 1
        if self.values > limits.JSON_VALUES:
            raise _Broken(at, f"the file has more than {limits.JSON_VALUES:,} values", "KG022")
        match self.text[at : at + 1]:
            case "{":
                return self._mapping(at, depth)
            case "[":
                items = tuple(self.value(position, depth + 1) for position in self._members(at, "]"))
                return Sequence(self.source.span(at, at + 1), items)
            case '"':
                return self._string(at)
            case _:
                return self._literal(at)

    def _string(self, at: int) -> Scalar:
        try:
            text, self.at = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise _Broken(min(error.pos, len(self.text)), error.msg.lower().removesuffix(" at")) from error
        span = self.source.span(at, self.at)
        for _, name in islice(unsafe_characters(text), 1):
            self.findings.add("KG013", span, f"the text contains {name}")
            return Scalar(span, text.encode("ascii", "backslashreplace").decode())
        self.findings.add_invisible(text, span)
        return Scalar(span, text)

    def _literal(self, at: int) -> Scalar:
        match = _LITERAL.match(self.text, at)
        if match is None:
            raise _Broken(at, "there is no value here")
        self.at = match.end()
        word = match.group()
        kinds: dict[str, Kind] = {"true": "boolean", "false": "boolean", "null": "null"}
        kind = kinds.get(word) or ("integer" if word.lstrip("-").isdigit() else "decimal")
        return Scalar(self.source.span(at, self.at), word, kind)

    def _members(self, at: int, closing: str) -> Iterator[int]:
        """Yield the position of each member of a collection, after the member before was parsed."""
        position = self.skip(at + 1)
        if self.text[position : position + 1] != closing:
            yield position
            while self.text.startswith(",", position := self.skip(self.at)):
                yield self.skip(position + 1)
            if self.text[position : position + 1] != closing:
                raise _Broken(position, f"there is no `,` or `{closing}` here")
        self.at = position + 1

    def _mapping(self, at: int, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        for position in self._members(at, "}"):
            if self.text[position : position + 1] != '"':
                raise _Broken(position, "there is no key in double quotes here")
            key = self._string(position)
            colon = self.skip(self.at)
            if self.text[colon : colon + 1] != ":":
                raise _Broken(colon, "there is no `:` here")
            self.findings.enter(entries, Entry(key, self.value(self.skip(colon + 1), depth + 1)))
        return Mapping(self.source.span(at, at + 1), tuple(entries.values()))


def plain(node: Node) -> object:
    """Convert a tree to plain JSON values; a long integer becomes text, so that no digit is lost."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.kind == "text":
        return node.text
    if node.kind == "integer":
        return int(node.text) if len(node.text) <= LONGEST_INTEGER else node.text
    return json.loads(node.text)
