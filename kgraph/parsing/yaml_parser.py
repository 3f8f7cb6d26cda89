"""YAML read strictly, into a tree with places: what readers of YAML disagree about is refused."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import yaml

from kgraph.core.diagnostics import Diagnostic, Related, Span
from kgraph.ontology.rules import diagnose
from kgraph.parsing import yaml_errors
from kgraph.parsing.nodes import Entry, Kind, Mapping, Node, Scalar, Sequence
from kgraph.parsing.scalars import MOST_FINDINGS
from kgraph.parsing.source import Source, unsafe_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 32
_TOO_DEEP: Final = f"values are nested more than {DEEPEST} deep"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTE: Final = "quote it"
_LONGEST_HINT: Final = 40


class _Mark(Protocol):
    """A place as both loaders of PyYAML give it."""

    line: int
    column: int
    index: int


# What either YAML reads as something else than text, or reads differently: https://yaml.org/type/ (1.1) and
# https://yaml.org/spec/1.2.2/#103-core-schema (1.2). Deliberately wider than either: `12:30` and `1,000` too.
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
_CUTTING_COMMENT: Final = re.compile(r"[ \t]+#[^\s]")


def classify(text: str) -> Kind | None:
    """Say what a plain scalar is to every reader of YAML, or None where they differ.

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
    """Read one YAML document that is one mapping; there is no tree where its shape cannot be trusted."""
    builder = _Builder(source)
    try:
        root = builder.build(yaml.parse(source.text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        at, began = (
            _place(mark) if mark else None for mark in (error.problem_mark or error.context_mark, error.context_mark)
        )
        trouble = yaml_errors.explain(error.problem, at, began, source.text)
        code, message, fix = "KG003", trouble.message, trouble.fix
        if "nesting depth" in message:  # libyaml reads ahead, and has a limit of its own since 0.2.6
            code, message, fix = "KG022", _TOO_DEEP, "nest less"
        span = _point(trouble.at) if trouble.at else None
        builder.found.append(diagnose(code, path=source.path, span=span, message=message, fix=fix))
        root = None
    except (yaml.YAMLError, ValueError, OverflowError):  # an escape beyond Unicode, in the loader without C
        builder.found.append(diagnose("KG003", path=source.path, span=None))
        root = None
    except _Stopped:
        root = None
    return root, builder.found


class _Stopped(Exception):  # noqa: N818 -- no error: the finding is recorded already
    """The document cannot be read on."""


@dataclass(slots=True)
class _Open:
    """A collection being read: the pending key is what the next value belongs to."""

    start: "_Mark"
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    is_mapping: bool = False
    key: Scalar | None = None


class _Builder:
    """Turn events into nodes without recursion, so that depth is bounded by us and not by the stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._is_key_open = False

    def build(self, events: "Iterator[yaml.Event]") -> Mapping | None:
        documents = 0
        for event in events:
            if len(self.found) >= MOST_FINDINGS:
                message = f"file has more than {MOST_FINDINGS} findings; those after are not listed"
                self._stop("KG022", event, message, "mend these first")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop("KG004", event, "file holds several documents", "keep one document to a file")
                if event.version or event.tags:
                    self._refuse("KG004", event, "file holds a YAML directive", "remove the line that starts with %")
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
            self.found.append(diagnose("KG020", path=self.source.path, span=None))
        else:
            message, fix = "file is not a mapping", "start with keys such as `document:` or `claims:`"
            self.found.append(diagnose("KG007", path=self.source.path, span=root.span, message=message, fix=fix))
        return None

    def _node(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse("KG004", event, f"alias `*{(event.anchor or '')[:40]}`")
            self._put(Scalar(self._span(event), "", "unread"))
            return
        if event.anchor is not None:
            self._refuse("KG004", event, f"anchor `&{event.anchor[:40]}`", "remove it")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse("KG004", event, f"tag `{tag[:60]}`", "remove it; quote what is text")
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, is_tagged=tag is not None))
        else:
            if len(self._open) >= DEEPEST:
                self._stop("KG022", event, _TOO_DEEP, "nest less")
            self._open.append(_Open(_start(event), is_mapping=isinstance(event, yaml.MappingStartEvent)))

    def _scalar(self, event: yaml.ScalarEvent, *, is_tagged: bool) -> Scalar:
        span = self._span(event)
        text: str = event.value
        for _, naming in unsafe_characters(text):
            self.found.append(diagnose("KG013", path=self.source.path, span=span, message=f"text holds {naming}"))
            return Scalar(span, text, "unread")
        if event.style or is_tagged:
            return Scalar(span, text)
        if _CUTTING_COMMENT.match(self.source.text, _end(event).index):
            rest = self.source.text[_end(event).index :].split("\n", 1)[0].strip()
            message = f"` {rest[:20]}` is read as a comment and cuts the text"
            self._refuse("KG008", event, message, "quote the text, or put a space after #")
            return Scalar(span, text, "unread")
        kind = classify(text)
        if kind is None and not (text == "<<" and self._expects_key()):
            self._refuse("KG008", event, f"`{text[:40]}` is read differently by YAML 1.1 and YAML 1.2", _hint(text))
        return Scalar(span, text, kind or "unread")

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None

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
            self._enter(parent, parent.key, node)
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        """Take a key; one that is refused still holds its place, so that the values after it are read."""
        if isinstance(node, Scalar) and node.text == "<<":
            message, fix = "merge key `<<`", "write the keys out"
            self.found.append(diagnose("KG004", path=self.source.path, span=node.span, message=message, fix=fix))
            return Scalar(node.span, node.text, "unread")
        if isinstance(node, Scalar) and node.kind in {"text", "unread"}:
            return node
        message, fix = "key is not text", "quote it, or use a key of the format"
        self.found.append(diagnose("KG007", path=self.source.path, span=node.span, message=message, fix=fix))
        return Scalar(node.span, "", "unread")

    def _enter(self, parent: _Open, key: Scalar, value: Node) -> None:
        first = parent.entries.get(key.text)
        if first is None:
            parent.entries[key.text] = Entry(key, value)
        elif key.kind == "text":
            related = [Related(self.source.path, first.key.span, "first written here")]
            message = f"key `{key.text[:40]}` stands twice"
            self.found.append(diagnose("KG005", path=self.source.path, span=key.span, message=message, related=related))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        done = self._open.pop()
        start = self._position(done.start)
        if done.is_mapping:
            entries = tuple(done.entries.values())
            end = entries[0].key.span if entries else Span(*start, *self._position(_end(event)))
            self._put(Mapping(Span(*start, end.end_line, end.end_column), entries))
        else:
            end = done.items[0].span if done.items else Span(*start, *self._position(_end(event)))
            self._put(Sequence(Span(*start, end.end_line, end.end_column), tuple(done.items)))

    def _position(self, mark: "_Mark") -> tuple[int, int]:
        return mark.line + 1, mark.column + 1

    def _span(self, event: yaml.Event) -> Span:
        start = self._position(_start(event))
        if getattr(event, "style", None) in {"|", ">"}:  # a block ends where the next token starts
            return Span(*start, start[0], start[1] + 1)
        return Span(*start, *self._position(_end(event)))

    def _refuse(self, code: str, event: yaml.Event, message: str, fix: str = "") -> None:
        span = self._span(event)
        if isinstance(event, yaml.CollectionStartEvent | yaml.DocumentStartEvent):
            span = _point(_place(_start(event)))
        self.found.append(diagnose(code, path=self.source.path, span=span, message=message, fix=fix))

    def _stop(self, code: str, event: yaml.Event, message: str, fix: str) -> None:
        self._refuse(code, event, message, fix)
        raise _Stopped


def _place(mark: "_Mark") -> yaml_errors.Place:
    return mark.line, mark.column


def _point(at: yaml_errors.Place) -> Span:
    """Make a span of one character."""
    line, column = at
    return Span(line + 1, column + 1, line + 1, column + 2)


def _start(event: yaml.Event) -> "_Mark":
    assert event.start_mark is not None  # an event of a parser has marks
    return event.start_mark


def _end(event: yaml.Event) -> "_Mark":
    assert event.end_mark is not None
    return event.end_mark


def _hint(text: str) -> str:
    if _GROUPED.fullmatch(text):
        number = re.sub(r"[,_]", "", text)
        return f'write `{number}` where it is a number, `"{text}"` where it is text'
    return f'quote it: `"{text}"`' if len(text) <= _LONGEST_HINT and '"' not in text else _QUOTE
