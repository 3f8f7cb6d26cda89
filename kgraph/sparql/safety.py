r"""A lexical check of a stranger's query, before any parser sees it.

A parser can be crashed by depth and made to fetch by SERVICE, and has no switch against either. The tokens
are read so that what this check takes for a string, a comment or an IRI is one for pyoxigraph too: where the
two could differ (`<a#b>` may be a comparison and a comment), the query is refused.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.core.errors import LimitError, UsageError

LARGEST: Final = 64 * 1024
DEEPEST: Final = 64
MOST_OPERATORS: Final = 400

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>"{3} (?:"{0,2}(?:[^"\\]|\\.))* "{3} | '{3} (?:'{0,2}(?:[^'\\]|\\.))* '{3}
             | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<name>(?:[^\W\d][\w\-]*)?:(?:[\w\-:%]|\\[_~.\-!$&'()*+,;=/?\#@%])* )
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z][A-Za-z0-9\-]*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<symbol>\^\^|&&|\|\||!=|<=|>=|[^\w\s\\"'`\x00-\x1f])
    """,
    re.VERBOSE | re.DOTALL,
)
_SAFE_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_UNSURE: Final = re.compile(r"""<(?:[^<>"{}|^`\x00-\x20]*>|<)""")
_OPENING: Final = {"{", "(", "["}
_CLOSING: Final = {"}", ")", "]"}
_OPERATORS: Final = {
    *("!", "+", "-", "*", "/", "|", "||", "&&", "=", "!=", "<", ">", "<=", ">=", "^", ".", ";", ","),
    *("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "IN", "GRAPH", "SELECT", "VALUES"),
    "LATERAL",
}
_UPDATES: Final = {
    "INSERT",
    "DELETE",
    "LOAD",
    "CLEAR",
    "CREATE",
    "DROP",
    "COPY",
    "MOVE",
    "ADD",
    "WITH",
    "USING",
}
_REASONS: Final = {
    "SERVICE": "SERVICE is not allowed: nothing is fetched",
    "FROM": "FROM is not allowed: the question is put to the whole graph; use GRAPH to choose one file's",
    **dict.fromkeys(_UPDATES, "updates are not read: only the annotations change the graph"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, string, name or sign of a query, and where it starts."""

    kind: str
    text: str
    start: int


def check(query: str) -> None:
    """Raise LimitError where a query is too large, deep or long, UsageError where it does what is refused.

    >>> check("SELECT * { ?s ?p 'SERVICE' }")
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kgraph.core.errors.UsageError: the query, line 1, column 12: SERVICE is not allowed: nothing is fetched
    """
    if (size := len(query.encode("utf-8", "surrogatepass"))) > LARGEST:
        raise LimitError(f"the query has {size} bytes; at most {LARGEST} are read")
    depth = operators = 0
    for token in tokens(query):
        if complaint := _refused(query, token):
            raise UsageError(f"{place(query, token.start)}: {complaint}")
        if token.kind in ("symbol", "word"):
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            operators += token.text.upper() in _OPERATORS
        if depth > DEEPEST:
            raise LimitError(f"{place(query, token.start)}: brackets are nested more than {DEEPEST} deep")
        if operators > MOST_OPERATORS:
            raise LimitError(f"{place(query, token.start)}: the query has more than {MOST_OPERATORS} operators")


def tokens(query: str) -> Iterator[Token]:
    """Split a query into tokens, leaving out white space and comments; raise UsageError at what is none."""
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            raise UsageError(f"{place(query, at)}: {_complaint(query[at])}")
        if found.lastgroup and found.lastgroup != "space":
            yield Token(found.lastgroup, found[0], at)
        at = found.end()


def has_order(query: str) -> bool:
    """Tell whether a query says anything about the order of its answer."""
    return any(token.kind == "word" and token.text.upper() == "ORDER" for token in tokens(query))


def starred(query: str) -> tuple[str, ...]:
    """List the variables of a query that starts with `SELECT *`, in the order written; none of another.

    >>> starred("SELECT * { ?s ?p ?o }")
    ('s', 'p', 'o')
    """
    written = list(tokens(query))
    rest = itertools.dropwhile(lambda one: one.text.upper() != "SELECT", written)
    listed = itertools.dropwhile(lambda one: one.text.upper() in {"SELECT", "DISTINCT", "REDUCED"}, rest)
    is_starred = next((one.text for one in listed), "") == "*"
    return tuple(dict.fromkeys(one.text[1:] for one in written if one.kind == "variable")) if is_starred else ()


def _refused(query: str, token: Token) -> str | None:
    """Say why a token is refused; None where it is not."""
    upper = token.text.upper()
    if token.kind == "word" and upper in _REASONS:
        return _REASONS[upper]
    # pyoxigraph needs no space around a keyword: it reads `trueSERVICEex:a` as three words.
    if token.kind in ("word", "name") and "SERVICE" in upper.split(":")[0]:
        return _REASONS["SERVICE"]
    if token.kind == "iri" and ("#" in token.text or "'" in token.text) and not _SAFE_IRI.match(token.text):
        return f"write the IRI {token.text} in full, with `scheme://`"
    if token.text == "<" and _UNSURE.match(query, token.start):
        return "this may be an IRI or a comparison: write a space after `<`, and no escape in an IRI"
    return None


def _complaint(character: str) -> str:
    if character == "\\":
        return "a backslash may stand only in a string: escapes elsewhere could hide a keyword"
    if character in "\"'":
        return "this string is not closed"
    return f"the character {character!a} does not belong in a query"


def place(query: str, offset: int) -> str:
    """Say where an offset is, for a message."""
    before = re.split(r"\r\n|\r|\n", query[:offset])
    return f"the query, line {len(before)}, column {len(before[-1]) + 1}"
