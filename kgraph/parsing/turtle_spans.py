"""Find the places of statements in Turtle, TriG, N-Triples and N-Quads with a simple scan that never guesses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kgraph.core import limits
from kgraph.core.diagnostics import Span
from kgraph.ontology.vocab import Term
from kgraph.parsing.jsonld import BASE
from kgraph.parsing.source import Source
from kgraph.parsing.spans import Spans

_TOKEN: Final = re.compile(
    r"""(?P<skip>[ \t\n]+|\#[^\n]*)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
                  |"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
      | (?P<open><<\(?|[\[({])
      | (?P<close>\)?>>|[\])}])
      | (?P<iri><(?:[^<>"{}|^`\\\s]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
      | (?P<tag>\^\^|@(?!prefix\b|base\b|version\b)[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
      | (?P<end>[;,]|\.(?![0-9]))
      | (?P<word>@?(?:[^\s<>"'\[\](){};,^\#.@\\|]|\\.|\.(?=[^\s<>"'\[\](){};,^\#.@|]))++)
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES: Final = frozenset({"@prefix", "@base", "prefix", "base", "@version", "version"})


@dataclass
class Scan:
    """The result of a scan: places, and the places of the first blank node and the first named graph."""

    spans: Spans = field(default_factory=Spans)
    blank: Span | None = None
    brace: Span | None = None


def nesting(text: str) -> int | None:
    """How deep brackets are nested; None if that is not certain, because the scan does not know a token.

    A nesting of more than `limits.RDF_NESTING` is not counted further. It could overflow the stack of the parser.

    >>> nesting("[" * 300), nesting("[]" * 300), nesting('"' + "[" * 300 + '"'), nesting('"' + "[" * 300)
    (201, 1, 0, None)
    """
    if sum(map(text.count, ("[", "(", "<<", "{"))) <= limits.RDF_NESTING:
        return 0
    deepest = depth = end = 0
    for token in _tokens(text):
        depth = max(depth + (token.lastgroup == "open") - (token.lastgroup == "close"), 0)
        deepest, end = max(deepest, depth), token.end()
        if depth > limits.RDF_NESTING:
            return depth
    return deepest if end == len(text) else None


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Split a text into tokens up to the first unknown character."""
    at = 0
    while at < len(text) and (token := _TOKEN.match(text, at)):
        yield token
        at = token.end()


def scan(source: Source) -> Scan:
    """Find the places of subjects, predicates and values, as far as they are certain."""
    scanner = _Scanner()
    for token in _tokens(source.text):
        if token.lastgroup != "skip" and not scanner.take(token[0], token.lastgroup, source.span(*token.span())):
            break
    return scanner


@dataclass
class _Scanner(Scan):
    """Follows statements through subject, predicate and value; skips what is in brackets."""

    prefixes: dict[str, str] = field(default_factory=dict)
    state: str = "subject"
    depth: int = 0
    subject: str = ""
    predicate: str = ""
    directive: list[str] = field(default_factory=list)

    def take(self, word: str, kind: str | None, span: Span) -> bool:
        """Process a token; False if the scan cannot continue."""
        if word in {"{", "}"}:
            self.brace = self.brace or span
            self.state = "subject"
            return True
        if kind == "open":
            self._open(span)
        elif kind == "close":
            self.depth = max(self.depth - 1, 0)
        elif self.depth:
            return True
        elif self.directive or (self.state == "subject" and word.lower() in _DIRECTIVES):
            return self._direct(kind, word)
        elif kind == "end":
            self.state = {".": "subject", ";": "predicate", ",": "value"}[word]
        elif kind == "tag":
            self.state = "datatype" if word == "^^" else self.state
        elif self.state == "datatype":
            self.state = "after"
        else:
            return self._term(kind, word, span)
        return True

    def _open(self, span: Span) -> None:
        self.blank = self.blank or span
        if self.depth == 0:
            self.subject = "" if self.state == "subject" else self.subject
            self.state = {"subject": "predicate", "value": "after"}.get(self.state, self.state)
        self.depth += 1

    def _direct(self, kind: str | None, word: str) -> bool:
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

    def _term(self, kind: str | None, word: str, span: Span) -> bool:
        name = self._expand(kind, word, span)
        if name is None and self.state != "value":
            self.subject, self.state = "", "predicate"
            return word.startswith("_:")
        if self.state == "subject":
            self.subject, self.state = name or "", "predicate"
            self.spans.add(span, self.subject)
        elif self.state == "predicate":
            self.predicate, self.state = name or "", "value"
            if self.subject:
                self.spans.add(span, self.subject, self.predicate)
        elif self.state == "value":
            self.state = "after"
            if self.subject and name is not None:
                self.spans.add(span, self.subject, self.predicate, name)
        return True

    def _expand(self, kind: str | None, word: str, span: Span) -> str | None:
        """Return the IRI or lexical form of a token; None if it is not certain."""
        if kind == "iri":
            iri = re.sub(r"\\(?:u(.{4})|U(.{8}))", lambda escape: chr(int(escape[1] or escape[2], 16)), word[1:-1])
            return iri if ":" in iri else BASE + iri
        if kind == "string":
            quotes = 3 if word[:3] in {'"""', "'''"} else 1
            return None if "\\" in word else word[quotes:-quotes]
        if word == "a" and self.state == "predicate":
            return Term.type
        prefix, colon, name = word.partition(":")
        if prefix == "_" and colon:
            self.blank = self.blank or span
            return None
        if colon:
            return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", name) if prefix in self.prefixes else None
        return word
