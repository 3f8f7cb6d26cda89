"""Find the places of statements in Turtle, TriG, N-Triples and N-Quads with a simple scan that never guesses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kgraph.core.diagnostics import Span
from kgraph.ontology.vocab import Term
from kgraph.parsing.jsonld import BASE
from kgraph.parsing.source import Source
from kgraph.parsing.spans import Spans

DEEPEST: Final = 200
_LONGEST_SCANNED: Final = 16 * 1024 * 1024
_TOKEN: Final = re.compile(
    r"""(?P<skip>[ \t\n]+|\#[^\n]*)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                  |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<open><<\(?|[\[({])
      | (?P<close>\)?>>|[\])}])
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<tag>\^\^|@(?!prefix\b|base\b|version\b)[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
      | (?P<end>[.;,](?![0-9]))
      | (?P<word>@?(?:[^\s<>"'\[\](){};,^\#.@\\|]|\\.|\.(?=[^\s<>"'\[\](){};,^\#.@|]))+)
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES: Final = frozenset({"@prefix", "@base", "prefix", "base", "@version", "version"})


@dataclass(slots=True)
class Scan:
    """The result of a scan: places, and the places of the first blank node and the first named graph."""

    spans: Spans
    blank: Span | None = None
    brace: Span | None = None


def is_too_deep(text: str) -> bool:
    """Whether brackets are nested more than `DEEPEST` deep, which could overflow the stack of the parser.

    >>> is_too_deep("[" * 300), is_too_deep("[]" * 300), is_too_deep('"' + "[" * 300 + '"')
    (True, False, False)
    """
    if text.count("[") + text.count("(") + text.count("<<") + text.count("{") <= DEEPEST:
        return False
    depth = end = 0
    for kind, start, end in _tokens(text):  # noqa: B007 -- the last end is used below
        depth += (kind == "open") - (kind == "close")
        if depth > DEEPEST:
            return True
        depth = max(depth, 0)
        _ = start
    for match in re.finditer(r"<<\(?|[\[({])|(\)?>>|[\])}]", text[end:]) if end < len(text) else ():
        depth += -1 if match.group(1) else 1
        if depth > DEEPEST:
            return True
    return False


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Split a text into tokens, without white space and comments, up to the first unknown character."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return
        at = match.end()
        if match.lastgroup and match.lastgroup != "skip":
            yield match.lastgroup, match.start(), at
        elif at == len(text):
            yield "skip", match.start(), at


def scan(source: Source) -> Scan:
    """Find the places of subjects, predicates and values, as far as they are certain."""
    scanner = _Scanner(source)
    if len(source.text) <= _LONGEST_SCANNED:
        scanner.run()
    places = [None if at is None else source.span(at, at + 1) for at in (scanner.blank, scanner.brace)]
    return Scan(scanner.spans, *places)


@dataclass(slots=True)
class _Scanner:
    """Follows statements through subject, predicate and value; skips what is in brackets."""

    source: Source
    spans: Spans = field(default_factory=Spans)
    blank: int | None = None
    brace: int | None = None
    prefixes: dict[str, str] = field(default_factory=dict)
    state: str = "subject"
    depth: int = 0
    subject: str = ""
    predicate: str = ""
    directive: list[str] = field(default_factory=list)

    def run(self) -> None:
        for kind, start, end in _tokens(self.source.text):
            word = self.source.text[start:end]
            if kind == "open" and word == "{":
                self.brace = start
                return  # a named graph, which is an error anyway
            if kind in {"open", "close"}:
                self._bracket(kind, start)
            elif self.depth == 0 and not self._take(kind, word, start, end):
                return

    def _bracket(self, kind: str, start: int) -> None:
        if kind == "open":
            self.blank = start if self.blank is None else self.blank
            if self.depth == 0:
                self.subject = "" if self.state == "subject" else self.subject
                self.state = {"subject": "predicate", "value": "after"}.get(self.state, self.state)
            self.depth += 1
        else:
            self.depth = max(self.depth - 1, 0)

    def _take(self, kind: str, word: str, start: int, end: int) -> bool:
        """Process a token outside brackets; False if the scan cannot continue."""
        if self.directive or (self.state == "subject" and word.lower() in _DIRECTIVES):
            return self._direct(kind, word)
        if kind == "end":
            self.state = {".": "subject", ";": "predicate", ",": "value"}[word]
        elif kind == "tag":
            self.state = "datatype" if word == "^^" else self.state
        elif kind in {"iri", "word", "string"}:
            return self._term(kind, word, start, end)
        return True

    def _direct(self, kind: str, word: str) -> bool:
        """Follow `@prefix p: <iri> .` and `PREFIX p: <iri>`."""
        self.directive.append(word)
        first = self.directive[0].lower()
        wanted = 3 if "prefix" in first else 2
        if len(self.directive) == wanted and "prefix" in first and kind == "iri":
            self.prefixes[self.directive[1].removesuffix(":")] = word[1:-1]
        if "base" in first:
            return False  # relative IRIs are not resolved
        if len(self.directive) == wanted + first.startswith("@"):
            self.directive = []
        return True

    def _term(self, kind: str, word: str, start: int, end: int) -> bool:
        if self.state == "datatype":
            self.state = "after"
            return True
        name = self._expand(kind, word, start)
        span = self.source.span(start, end)
        if name is None and self.state != "value":
            return word.startswith("_:") and self._blank_subject()
        if self.state == "subject":
            self.subject = name or ""
            self.spans.add(span, self.subject)
            self.state = "predicate"
        elif self.state == "predicate":
            self.predicate = name or ""
            if self.subject:
                self.spans.add(span, self.subject, self.predicate)
            self.state = "value"
        elif self.state == "value":
            if self.subject and name is not None:
                self.spans.add(span, self.subject, self.predicate, name)
            self.state = "after"
        return True

    def _blank_subject(self) -> bool:
        self.subject = ""
        self.state = "predicate"
        return True

    def _expand(self, kind: str, word: str, start: int) -> str | None:
        """Return the IRI or lexical form of a token; None if it is not certain."""
        if kind == "iri":
            return word[1:-1] if ":" in word else BASE + word[1:-1]
        if kind == "string":
            quotes = 3 if word[:3] in {'"""', "'''"} else 1
            return None if "\\" in word else word[quotes:-quotes]
        if word == "a" and self.state == "predicate":
            return Term.type
        prefix, colon, name = word.partition(":")
        if prefix == "_" and colon:
            self.blank = start if self.blank is None else self.blank
            return None
        if colon:
            return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", name) if prefix in self.prefixes else None
        return word
