"""Parse YAML strictly into a tree with places; values on which YAML parsers disagree are an error."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import yaml

from kgraph.core import limits
from kgraph.core.characters import unsafe_characters
from kgraph.core.diagnostics import Diagnostic, Span
from kgraph.parsing import yaml_errors
from kgraph.parsing.nodes import Entry, Kind, Mapping, Node, Scalar, Sequence
from kgraph.parsing.scalars import Findings
from kgraph.parsing.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOO_DEEP: Final = f"values are nested more than {limits.YAML_NESTING} deep"
_NEST_LESS: Final = "nest them less deeply"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_HINT: Final = 40


# What YAML 1.1 (https://yaml.org/type/) or 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) does not read as text,
# or what they read differently. Deliberately wider than either: it includes `12:30` and `1,000`.
_BOOLEANISH: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBERISH: Final = re.compile(
    r"""[-+]?(?: [0-9][0-9_,]* (?:\.[0-9_.]*)? (?:[eE][-+]?[0-9]*)?   # 7  1_000  1,000  1.10  1e3
               | \.[0-9_.]* (?:[eE][-+]?[0-9]+)?                      # .5  .
               | 0[bxoBXO][0-9a-fA-F_]*                               # 0x1F
               | [0-9][0-9_]* (?::[0-9_]+)+ (?:\.[0-9_]*)?            # 12:30
               | \.(?:inf|Inf|INF|nan|NaN|NAN)
               )""",
    re.VERBOSE,
)
_GROUPED: Final = re.compile(r"[-+]?[0-9]{1,3}(?:[,_][0-9]{3}){1,6}(?:\.[0-9]{1,6})?")
_TIMESTAMPISH: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9:.]+[ \t]*(?:Z|[-+][0-9:]+)?)?")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.(?:0|[0-9]{0,5}[1-9])")
_CUTTING_COMMENT: Final = re.compile(r"[ \t]+(#\S.*)")


def classify(text: str) -> Kind | None:
    """Return the kind of a plain scalar to every YAML parser, or None if parsers differ.

    >>> [classify(text) for text in ("bank", "7", "1.5", "true", "no", "1.10", "2022-01-12", "12:30")]
    ['text', 'integer', 'decimal', 'boolean', None, None, None, None]
    """
    if text in {"true", "false"}:
        return "boolean"
    if text in _NULLS:
        return "null"
    if _INTEGER.fullmatch(text) and text != "-0":
        return "integer"
    if _DECIMAL.fullmatch(text):
        return "decimal"
    if text.lower() in _BOOLEANISH or text in {"=", "<<"}:
        return None
    return None if _NUMBERISH.fullmatch(text) or _TIMESTAMPISH.fullmatch(text) else "text"


def read(source: Source) -> tuple[Mapping | None, list[Diagnostic]]:
    """Parse one YAML document that is a mapping; return None, and findings, if it cannot be parsed."""
    builder = _Builder(source)
    root = None
    try:
        root = builder.build(yaml.parse(source.text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        marks = (error.problem_mark or error.context_mark, error.context_mark)
        at, began = ((mark.line, mark.column) if mark else None for mark in marks)
        trouble = yaml_errors.explain(error.problem, at, began, source.text)
        code, message, fix = "KG003", trouble.message, trouble.fix
        if "nesting depth" in message:  # libyaml reads ahead, and has its own limit since 0.2.6
            code, message, fix = "KG022", _TOO_DEEP, _NEST_LESS
        line, column = trouble.at or (0, 0)
        span = Span(line + 1, column + 1, line + 1, column + 2) if trouble.at else None
        builder.findings.add(code, span, message, fix)
    except (yaml.YAMLError, ValueError, OverflowError):  # an escape beyond Unicode, in the loader without C
        builder.findings.add("KG003", None)
    except _Stopped:
        pass
    return root, builder.findings.listed


class _Stopped(Exception):  # noqa: N818 -- the finding is recorded already
    """The rest of the document cannot be parsed."""


@dataclass(slots=True)
class _Open:
    """A collection that is being parsed; `start` is its first character, and `key` the key of the next value."""

    start: Span
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    is_mapping: bool = False
    key: Scalar | None = None


class _Builder:
    """Builds nodes from events without recursion, so that the stack does not limit the depth."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings = Findings(source.path)
        self._open: list[_Open] = []
        self._root: Node | None = None

    def build(self, events: "Iterator[yaml.Event]") -> Mapping | None:
        documents = 0
        for event in events:
            if len(self.findings.listed) >= limits.FINDINGS:
                self.findings.add("KG022", None)
                raise _Stopped
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    fix = "put each document into its own file"
                    self._refuse("KG004", event, "the file contains several YAML documents", fix)
                    raise _Stopped
                if event.version or event.tags:
                    fix = "remove the line that starts with `%`"
                    self._refuse("KG004", event, "the file contains a YAML directive", fix)
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
        return self._top()

    def _top(self) -> Mapping | None:
        root = self._root
        if isinstance(root, Mapping) and root.entries:
            return root
        if root is None or isinstance(root, Mapping) or (isinstance(root, Scalar) and root.kind == "null"):
            self.findings.add("KG020", None)
        else:
            message = "the file is not a mapping of keys to values"
            self.findings.add("KG007", root.span, message, "start with keys such as `document:` or `claims:`")
        return None

    def _node(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse("KG004", event, f"aliases such as `*{(event.anchor or '')[:40]}` are not supported")
            self._put(Scalar(_span(event), "", "unread"))
            return
        if event.anchor is not None:
            self._refuse("KG004", event, f"anchors such as `&{event.anchor[:40]}` are not supported", "remove it")
        tag = getattr(event, "tag", None)
        if tag is not None:
            fix = "remove it; put text in quotes"
            self._refuse("KG004", event, f"tags such as `{tag[:60]}` are not supported", fix)
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, is_tagged=tag is not None))
        else:
            if len(self._open) >= limits.YAML_NESTING:
                self._refuse("KG022", event, _TOO_DEEP, _NEST_LESS)
                raise _Stopped
            self._open.append(_Open(_first_character(event), is_mapping=isinstance(event, yaml.MappingStartEvent)))

    def _scalar(self, event: yaml.ScalarEvent, *, is_tagged: bool) -> Scalar:
        span = _span(event)
        text: str = event.value
        for _, name in unsafe_characters(text):
            self.findings.add("KG013", span, f"the text contains {name}")
            return Scalar(span, text, "unread")
        self.findings.add_invisible(text, span)
        if event.style or is_tagged:
            return Scalar(span, text)
        assert event.end_mark is not None
        if comment := _CUTTING_COMMENT.match(self.source.text, event.end_mark.index):
            message = f"` {comment[1][:20]}` is read as a comment, which cuts off the text"
            self._refuse("KG008", event, message, "put the text in quotes, or a space after `#`")
            return Scalar(span, text, "unread")
        kind = classify(text)
        is_key = bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None
        if kind is None and not (text == "<<" and is_key):
            self._refuse("KG008", event, f"`{text[:40]}` is read differently by YAML 1.1 and YAML 1.2", _hint(text))
        return Scalar(span, text, kind or "unread")

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            self.findings.enter(parent.entries, Entry(parent.key, node))
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        """Accept a key; a wrong key becomes an unread one, so that the values after it are parsed."""
        if isinstance(node, Scalar) and node.text == "<<":
            self.findings.add("KG004", node.span, "the merge key `<<` is not supported", "write each key in full")
            return Scalar(node.span, node.text, "unread")
        if isinstance(node, Scalar) and node.kind in {"text", "unread"}:
            return node
        self.findings.add("KG007", node.span, "the key is not text", "put it in quotes, or use a key of the format")
        return Scalar(node.span, "", "unread")

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        """Finish a collection; its place ends with its first key or item."""
        done = self._open.pop()
        inner = [entry.key.span for entry in done.entries.values()] or [item.span for item in done.items]
        end = inner[0] if inner else _span(event)
        span = Span(done.start.line, done.start.column, end.end_line, end.end_column)
        self._put(Mapping(span, tuple(done.entries.values())) if done.is_mapping else Sequence(span, tuple(done.items)))

    def _refuse(self, code: str, event: yaml.Event, message: str, fix: str = "") -> None:
        is_long = isinstance(event, yaml.CollectionStartEvent | yaml.DocumentStartEvent)
        self.findings.add(code, _first_character(event) if is_long else _span(event), message, fix)


def _span(event: yaml.Event) -> Span:
    if getattr(event, "style", None) in {"|", ">"}:  # a block ends where the next token starts
        return _first_character(event)
    start, end = event.start_mark, event.end_mark
    assert start is not None  # events of a parser have marks
    assert end is not None
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _first_character(event: yaml.Event) -> Span:
    start = event.start_mark
    assert start is not None
    return Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2)


def _hint(text: str) -> str:
    if _GROUPED.fullmatch(text):
        number = re.sub(r"[,_]", "", text)
        return f'write `{number}` if it is a number, or `"{text}"` if it is text'
    return "put it in quotes" + (f': `"{text}"`' if len(text) <= _LONGEST_HINT and '"' not in text else "")
