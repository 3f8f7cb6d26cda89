"""What is wrong with a query: why it cannot be parsed, which terms do not exist, which patterns are not valid."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.core.hints import hint
from kgraph.ontology import curies, graph
from kgraph.ontology.vocab import IDS, NS, SCHEMES
from kgraph.sparql import safety
from kgraph.sparql.columns import find_ungrouped
from kgraph.sparql.safety import Token

KEYWORDS: Final = frozenset(
    """SELECT ASK CONSTRUCT DESCRIBE WHERE PREFIX BASE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET
    VALUES UNDEF OPTIONAL UNION MINUS FILTER BIND GRAPH EXISTS NOT IN LATERAL NAMED A TRUE FALSE COUNT SUM MIN MAX AVG
    SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES LANGDIR HASLANG HASLANGDIR STRLANGDIR DATATYPE BOUND IRI URI
    BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE
    STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE
    IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE REGEX SUBSTR REPLACE TRIPLE SUBJECT
    PREDICATE OBJECT ADJUST""".split()  # noqa: SIM905 - a hundred quotes are no help
)
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}
_PARSER_MESSAGES: Final = {
    "The SELECT contains a variable that is unbound": (
        "SELECT has a column that is neither bound nor grouped: bind it in the pattern, or add it to GROUP BY"
    ),
    "Duplicated variable name in SELECT": "SELECT has the same column twice: remove one, or rename it with AS",
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot be used with GROUP BY: name the columns",
    "IRI parsing failed": "the IRI before this place is not valid: write it in full, as `<https://…>`",
}
"""Parts of the parser's messages, each with what to say instead."""
MOST_NOTES: Final = 10
_FLAGS_AT: Final = {"REGEX": 2, "REPLACE": 3}
"""The place of the flags among the arguments, by the name of the function."""
_EXPECTED: Final = re.compile(r"error at \d+:\d+: expected (BY|WHERE|\"[{}()]\")")


def describe(query: str, message: str, prefixes: Mapping[str, str]) -> str:
    """Say where a query cannot be parsed, why, and how to fix it; `message` is its parser's.

    >>> describe("SELECT ?x { ?x a kgg:Claim }", "error at 1:27: expected …", {"kg": "https://w3id.org/kgraph/ns#"})
    'the query, line 1, column 18: the prefix `kgg:` is not declared: did you mean `kg`?'
    """
    position = re.match(r"error at (\d+):(\d+): ", message)
    if not position:
        return f"cannot parse the query: {message}"
    lines = re.split(r"(?<=\r\n)|(?<=\n)|(?<=\r)(?!\n)", query)
    offset = min(sum(map(len, lines[: int(position[1]) - 1])) + int(position[2]) - 1, len(query))
    tokens = list(safety.tokens(query))
    if not tokens:
        return "the query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE"
    checks = _check_prefixes(tokens, prefixes), _check_keywords(tokens), _check_brackets(tokens), find_ungrouped(tokens)
    for start, reason in itertools.chain(*checks):
        return f"{safety.place(query, start)}: {reason}"
    for part, reason in _PARSER_MESSAGES.items():
        if part in message:
            return f"{safety.place(query, offset)}: {reason}"
    start, reason = _unexpected(tokens, offset, message)
    return f"{safety.place(query, start)}: {reason}"


def _check_prefixes(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    known = {*prefixes, *_declared(tokens)}
    for token in tokens:
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon and prefix not in known:
            fix = hint(prefix, known, f"add `PREFIX {prefix}: <…>` at the top")
            yield token.start, f"the prefix `{prefix[:60]}:` is not declared: {fix}"


def _check_keywords(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.keyword and token.keyword not in KEYWORDS:
            fix = hint(token.keyword, KEYWORDS, "quote it if it is text, or write `?` before a variable")
            yield token.start, f"`{token.text[:60]}` is not a SPARQL keyword: {fix}"


def _check_brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Find the first bracket without its partner."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "symbol" and token.text in _PAIRS:
            opened.append(token)
        elif token.kind == "symbol" and token.text in _PAIRS.values():
            if not opened:
                yield token.start, f"unmatched `{token.text}`: remove it"
                return
            if _PAIRS[opened[-1].text] != token.text:
                break
            opened.pop()
    if opened:
        yield opened[-1].start, f"`{opened[-1].text}` is not closed: add `{_PAIRS[opened[-1].text]}`"


def _unexpected(tokens: Sequence[Token], offset: int, message: str) -> tuple[int, str]:
    """Name the token that the parser stopped at, or the last one before it."""
    last = next((token for token in reversed(tokens) if token.start < offset), tokens[0])
    token = next((token for token in tokens if token.start == offset), last)
    text = f"unexpected `{token.text[:60]}`"
    if expected := _EXPECTED.match(message):
        return offset, f"{text}: expected {expected[1]}"
    if token is tokens[-1] and token.text == "}":
        return offset, "the query is incomplete: look for a variable that is bound twice, or an unfinished group"
    return token.start, f"{text}: check what comes before it. ` .` separates triples; a condition goes in FILTER( )"


def _declared(tokens: Sequence[Token]) -> dict[str, str]:
    """List the prefixes that a query declares, each with its IRI; empty where that is missing."""
    following = zip(tokens, tokens[1:], [*tokens[2:], None], strict=False)
    return {
        name.text.removesuffix(":"): iri.text[1:-1] if iri and iri.kind == "iri" else ""
        for word, name, iri in following
        if word.keyword == "PREFIX"
    }


def find_unknown_terms(query: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Say which terms in our namespaces the ontology and the schemes do not define: they would match nothing.

    The first MOST_NOTES are named, and the others counted.

    >>> query = "SELECT * { ?c a kg:Clam }"
    >>> list(find_unknown_terms(query, safety.check(query)))
    ['the query, line 1, column 17: unknown term `kg:Clam`: did you mean `kg:Claim`?']
    """
    prefixes = {**curies.prefixes(), **_declared(tokens)}
    seen = set()
    for before, token in zip([None, *tokens], tokens, strict=False):
        iri = _expand(token, prefixes)
        declares = before is not None and before.keyword == "PREFIX"
        if iri in seen or declares or not _is_ours(iri) or iri in _defined():
            continue
        seen.add(iri)
        if len(seen) <= MOST_NOTES:
            yield f"{safety.place(query, token.start)}: unknown term `{token.text[:60]}`{_suggest_term(iri)}"
    if (more := len(seen) - MOST_NOTES) > 0:
        yield f"and {more:,} more unknown terms"


def find_invalid_patterns(query: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Say which constant regular expressions are not valid: the engine would match nothing, without a word.

    >>> query = "SELECT ?t { ?c kg:text ?t FILTER REGEX(?t, '[') }"
    >>> list(find_invalid_patterns(query, safety.check(query)))
    ['the query, line 1, column 44: `[` is not a valid regular expression: unterminated character set at position 0']
    """
    store, tried = ox.Store(), set()
    for at, token in enumerate(tokens):
        if token.keyword not in _FLAGS_AT:
            continue
        arguments = _split_arguments(tokens, at + 1)
        constants = [argument[0] if [part.kind for part in argument] == ["string"] else None for argument in arguments]
        pattern = constants[1] if len(constants) > 1 else None
        flags = constants[_FLAGS_AT[token.keyword]] if len(constants) > _FLAGS_AT[token.keyword] else None
        written = pattern and (pattern.text, flags.text if flags else "''")
        if pattern and written and written not in tried:
            tried.add(written)
            if not _compiles(store, *written):
                if flags and _compiles(store, pattern.text, "''"):
                    fix = "is not valid as flags: use i, m, s, x and q"
                    yield f"{safety.place(query, flags.start)}: {flags.text} {fix}"
                else:
                    yield f"{safety.place(query, pattern.start)}: {_explain_pattern(store, pattern.text)}"


def _split_arguments(tokens: Sequence[Token], at: int) -> list[list[Token]]:
    """Split the arguments of a call, whose opening bracket is at an index, at its own commas."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            break
        if token.text == "," and depth == 1:
            arguments.append([])
        elif token.text != "(" or depth > 1:
            arguments[-1].append(token)
    return arguments


def _compiles(store: ox.Store, pattern: str, flags: str) -> bool:
    """Whether the engine can use a pattern with flags, both written as in a query."""
    return bool(store.query(f"ASK {{ BIND (REGEX('', {pattern}, {flags}) AS ?matches) FILTER BOUND(?matches) }}"))


def _explain_pattern(store: ox.Store, written: str) -> str:
    """Say why a pattern is not valid: in Python's words if it refuses the pattern too."""
    reason = "look-around and back-references are not supported"
    pattern = next(str(row["pattern"].value) for row in store.query(f"SELECT ({written} AS ?pattern) {{}}"))  # type: ignore[union-attr]
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error)
    return f"`{pattern[:60]}` is not a valid regular expression: {reason}"


def _suggest_term(iri: str) -> str:
    """Propose the most similar name of the same namespace."""
    namespace, _, name = iri.partition("#")
    names = [term.partition("#")[2] for term in sorted(_defined()) if term.startswith(f"{namespace}#")]
    return hint(name, names, lead=": ", show=lambda near: f"`{curies.contract(f'{namespace}#{near}')}`")


def _expand(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, name = token.text.partition(":")
    return prefixes[prefix] + name.replace("\\", "") if token.kind == "name" and colon and prefix in prefixes else ""


def _is_ours(iri: str) -> bool:
    namespace, hash_sign, name = iri.partition("#")
    scheme = namespace.removeprefix(SCHEMES)
    return bool(hash_sign and name) and (f"{namespace}#" == NS or (scheme != namespace and scheme in curies.codes()))


@cache
def _defined() -> frozenset[str]:
    """List the terms of our namespaces that the ontology and the schemes mention."""
    terms = (term for quad in graph.ontology().store for term in (quad.subject, quad.predicate, quad.object))
    return frozenset(
        term.value
        for term in terms
        if isinstance(term, ox.NamedNode) and not term.value.startswith(IDS) and _is_ours(term.value)
    )
