r"""Refuse dangerous queries by their tokens, before any parser sees them.

Depth can crash a parser, SERVICE can make it fetch, and pyoxigraph has no switch against either. What counts here as
a string, a comment or an IRI must count as the same for pyoxigraph. Where the two could differ (`<a#b>` may be a
comparison and a comment), the query is refused.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.core import limits
from kgraph.core.errors import LimitError, UsageError

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>"{3} (?:"{0,2}(?:[^"\\]|\\.))* "{3} | '{3} (?:'{0,2}(?:[^'\\]|\\.))* '{3}
             | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<name>(?:[^\W\d][\w\-]*)?:(?:[\w\-:%]|\\[_~.\-!$&'()*+,;=/?\#@%])* )
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z][A-Za-z0-9\-]*)
  | (?P<word>[^\W\d][\w\-]*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<symbol>\^\^|&&|\|\||!=|<=|>=|[^\w\s\\"'`\x00-\x1f])
    """,
    re.VERBOSE | re.DOTALL,
)
_PART: Final = re.compile(r"(?P<word>[^\W\d]\w*)|(?P<number>\d+)|(?P<symbol>-)")
"""The parts of words with hyphens between them. They are matched as one, because each could begin a prefixed name: then
the text would be searched for a colon from every hyphen on."""
_SAFE_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_UNSURE: Final = re.compile(r"""<(?:[^<>"{}|^`\x00-\x20]*>|<)""")
_OPERATORS: Final = {
    *("!", "+", "-", "*", "/", "|", "||", "&&", "=", "!=", "<", ">", "<=", ">=", "^", ".", ";", ","),
    *("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "IN", "GRAPH", "SELECT", "VALUES", "LATERAL"),
}
_UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH", "USING")
_REASONS: Final = {
    "SERVICE": "SERVICE is not allowed: kgraph fetches nothing",
    "FROM": "FROM is not allowed: a query covers the whole graph. Use GRAPH to choose one file",
    **dict.fromkeys(_UPDATES, "updates are not allowed: to change the graph, edit the annotations"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, string, name or symbol of a query, and the offset where it starts."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in capitals; empty for anything but a word."""
        return self.text.upper() if self.kind == "word" else ""


def check(query: str) -> tuple[Token, ...]:
    """Split a query into tokens, and refuse what is not allowed.

    Raises LimitError if the query is too large, too deep or has too many operators, and UsageError if it fetches,
    updates, or holds a character that is not SPARQL.

    >>> len(check("SELECT * { ?s ?p 'SERVICE' }"))
    7
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kgraph.core.errors.UsageError: the query, line 1, column 12: SERVICE is not allowed: kgraph fetches nothing
    """
    if (size := len(query.encode("utf-8", "surrogatepass"))) > limits.QUERY_BYTES:
        raise LimitError(f"the query has {size} bytes, and the limit is {limits.QUERY_BYTES}")
    checked = []
    depth = operators = 0
    for token in tokens(query):
        if reason := _refuse(query, token):
            raise UsageError(f"{place(query, token.start)}: {reason}")
        if token.kind in ("symbol", "word"):
            depth += (token.text in "{([") - (token.text in "})]")
            operators += token.text.upper() in _OPERATORS
        if depth > limits.QUERY_NESTING:
            raise LimitError(f"{place(query, token.start)}: brackets are nested more than {limits.QUERY_NESTING} deep")
        if operators > limits.QUERY_OPERATORS:
            raise LimitError(f"{place(query, token.start)}: the query has more than {limits.QUERY_OPERATORS} operators")
        checked.append(token)
    return tuple(checked)


def tokens(query: str) -> Iterator[Token]:
    """Split a query into tokens, without white space and comments; raise UsageError at any other character."""
    offset = 0
    while offset < len(query):
        match = _TOKEN.match(query, offset)
        if match is None:
            raise UsageError(f"{place(query, offset)}: {_describe(query[offset])}")
        if match.lastgroup == "word":
            for part in _PART.finditer(match[0]):
                yield Token(part.lastgroup or "", part[0], offset + part.start())
        elif match.lastgroup and match.lastgroup != "space":
            yield Token(match.lastgroup, match[0], offset)
        offset = match.end()


def has_order(query: Iterable[Token]) -> bool:
    """Whether a query has ORDER BY anywhere."""
    return any(token.keyword == "ORDER" for token in query)


def star_columns(query: Iterable[Token]) -> tuple[str, ...]:
    """List the variables of a query that starts with `SELECT *`, in the order written; of any other query, none.

    >>> star_columns(check("SELECT * { ?s ?p ?o }"))
    ('s', 'p', 'o')
    """
    written = tuple(query)
    selected = itertools.dropwhile(lambda token: token.keyword != "SELECT", written)
    columns = itertools.dropwhile(lambda token: token.keyword in {"SELECT", "DISTINCT", "REDUCED"}, selected)
    if next((token.text for token in columns), "") != "*":
        return ()
    return tuple(dict.fromkeys(token.text[1:] for token in written if token.kind == "variable"))


def _refuse(query: str, token: Token) -> str | None:
    """Give the reason why a token is not allowed; None if it is."""
    if token.keyword in _REASONS:
        return _REASONS[token.keyword]
    # pyoxigraph needs no space around a keyword: it reads `trueSERVICEex:a` as three words.
    if token.kind in ("word", "name") and "SERVICE" in token.text.upper().split(":")[0]:
        return _REASONS["SERVICE"]
    if token.kind == "iri" and ("#" in token.text or "'" in token.text) and not _SAFE_IRI.match(token.text):
        return f"write the IRI {token.text} in full, with `scheme://`"
    if token.text == "<" and _UNSURE.match(query, token.start):
        return "this could be an IRI or a comparison: write a space after `<`, and no escapes in an IRI"
    return None


def _describe(character: str) -> str:
    if character == "\\":
        return "a backslash is only allowed in a string: elsewhere an escape could hide a keyword"
    if character in "\"'":
        return "this string is not closed"
    return f"unexpected character {character!a}"


def place(query: str, offset: int) -> str:
    """Give the line and column of an offset, for a message."""
    before = re.split(r"\r\n|\r|\n", query[:offset])
    return f"the query, line {len(before)}, column {len(before[-1]) + 1}"
