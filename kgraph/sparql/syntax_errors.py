"""What is wrong with a query that cannot be parsed, in the words of who wrote it: the place, the reason and a fix."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from kgraph.sparql import safety
from kgraph.sparql.catalogue import suggest
from kgraph.sparql.safety import Token

_KEYWORDS: Final = frozenset(
    """SELECT ASK CONSTRUCT DESCRIBE WHERE PREFIX BASE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET
    VALUES UNDEF OPTIONAL UNION MINUS FILTER BIND GRAPH EXISTS NOT IN LATERAL NAMED A TRUE FALSE COUNT SUM MIN MAX AVG
    SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES LANGDIR HASLANG HASLANGDIR STRLANGDIR DATATYPE BOUND IRI URI
    BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE
    STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE
    IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE REGEX SUBSTR REPLACE TRIPLE SUBJECT
    PREDICATE OBJECT ADJUST""".split()  # noqa: SIM905 - a hundred quotes are no help
)
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}
_SENTENCES: Final = {
    "The SELECT contains a variable that is unbound": (
        "a column of SELECT is neither bound nor, beside an aggregate, grouped",
        "bind it in the pattern, or add it to GROUP BY",
    ),
    "Duplicated variable name in SELECT": ("a column of SELECT stands twice", "remove one, or rename it with AS"),
    "SELECT * is not authorized with GROUP BY": ("SELECT * cannot be grouped", "name the columns"),
    "IRI parsing failed": ("an IRI before this place is none", "write it in full, as `<https://…>`"),
}
"""What the parser says of the sense of a query, among the tokens it would have taken."""
_SHORT: Final = re.compile(r"error at \d+:\d+: expected (BY|WHERE|\"[{}()]\")")


def complain(query: str, message: str, prefixes: Mapping[str, str]) -> str:
    """Say where a query cannot be read, why, and what may mend it, after what its parser said.

    >>> complain("SELECT ?x { ?x a kgg:Claim }", "error at 1:27: expected …", {"kg": "https://w3id.org/kgraph/ns#"})
    'the query, line 1, column 18: the prefix `kgg:` is not declared: did you mean `kg`?'
    """
    found = re.match(r"error at (\d+):(\d+): ", message)
    if not found:
        return f"the query cannot be read: {message}"
    lines = re.split(r"(?<=\r\n)|(?<=\n)|(?<=\r)(?!\n)", query)
    at = min(sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1, len(query))
    written = list(safety.tokens(query))
    if not written:
        return "the query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE"
    for place, reason in (*_prefixes(written, prefixes), *_words(written), *_brackets(written)):
        return f"{safety.place(query, place)}: {reason}"
    for sentence, (reason, fix) in _SENTENCES.items():
        if sentence in message:
            return f"{safety.place(query, at)}: {reason}: {fix}"
    return _unexpected(query, at, written, message)


def _prefixes(written: list[Token], prefixes: Collection[str]) -> Iterator[tuple[int, str]]:
    """Find names whose prefix is neither one of ours nor declared."""
    declares = [one.kind == "word" and one.text.upper() == "PREFIX" for one in written]
    own = {name.text for name, is_declared in zip(written[1:], declares, strict=False) if is_declared}
    known = {*prefixes, *(name.removesuffix(":") for name in own)}
    for one in written:
        prefix, colon, _ = one.text.partition(":")
        if one.kind == "name" and colon and prefix not in known:
            fix = suggest(prefix, sorted(known)) or f": add `PREFIX {prefix}: <…>` at the top"
            yield one.start, f"the prefix `{prefix[:60]}:` is not declared{fix}"


def _words(written: list[Token]) -> Iterator[tuple[int, str]]:
    """Find words that SPARQL does not know."""
    for one in written:
        if one.kind == "word" and one.text.upper() not in _KEYWORDS:
            fix = suggest(one.text.upper(), sorted(_KEYWORDS)) or ": quote it if it is text, or write `?` before it"
            yield one.start, f"`{one.text[:60]}` is no word of SPARQL{fix}"


def _brackets(written: list[Token]) -> Iterator[tuple[int, str]]:
    """Find the first bracket that does not fit."""
    opened: list[Token] = []
    for one in written:
        if one.kind == "symbol" and one.text in _PAIRS:
            opened.append(one)
        elif one.kind == "symbol" and one.text in _PAIRS.values():
            if not opened:
                yield one.start, f"`{one.text}` closes nothing: remove it"
            elif _PAIRS[opened[-1].text] == one.text:
                opened.pop()
                continue
            else:
                break
            return
    if opened:
        yield opened[-1].start, f"`{opened[-1].text}` is not closed: add `{_PAIRS[opened[-1].text]}`"


def _unexpected(query: str, at: int, written: list[Token], message: str) -> str:
    """Name the token that the parser stopped at, or after."""
    last = next((one for one in reversed(written) if one.start < at), written[0])
    here = next((one for one in written if one.start == at), last)
    if expected := _SHORT.match(message):
        return f"{safety.place(query, at)}: `{here.text[:60]}` cannot stand here: {expected[1]} is expected"
    if here is written[-1] and here.text == "}":
        reason = "the query cannot be read to its end"
        return (
            f"{safety.place(query, at)}: {reason}: look for a variable that is bound twice, or a group left unfinished"
        )
    fix = "look at what stands before it: triples are parted by ` .`, conditions stand in FILTER( )"
    return f"{safety.place(query, here.start)}: `{here.text[:60]}` cannot stand here: {fix}"
