"""The columns of a query: those that its pattern never binds, and those that it neither groups nor computes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgraph.core.hints import hint
from kgraph.sparql.safety import Token, place

_AGGREGATES: Final = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_OPENING, _CLOSING = "{([", "})]"
_NOT_BINDING: Final = {"FILTER", "MINUS"}
_AFTER_GROUP: Final = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


@dataclass(frozen=True, slots=True)
class _Select:
    """A SELECT: its plain columns, the names of those computed, where its pattern begins and ends, and its own end."""

    columns: tuple[Token, ...]
    computed: frozenset[str]
    is_grouped: bool
    has_star: bool
    start: int
    stop: int
    end: int


def find_unbound(query: str, tokens: Sequence[Token], given: frozenset[str] = frozenset()) -> Iterator[str]:
    """Say which columns of a query are always empty, because nothing in its pattern binds them.

    `given` are the names of parameters, which get their values from outside.

    >>> from kgraph.sparql.safety import check
    >>> query = "SELECT ?clam { ?claim kg:stance stance:denies }"
    >>> list(find_unbound(query, check(query)))
    ['the query, line 1, column 8: the pattern never binds `?clam`: did you mean `?claim`?']
    """
    at = next((at for at, token in enumerate(tokens) if token.text == "{" or token.keyword == "SELECT"), len(tokens))
    if at == len(tokens) or tokens[at].keyword != "SELECT":
        return
    select = _read(tokens, at)
    rest = tokens[select.stop : select.end]
    bound = {*_bind(tokens, select.start, select.stop), *given, *(token.text[1:] for token in rest if _is_name(token))}
    for column in select.columns:
        if column.text[1:] not in bound:
            names = sorted(bound)
            otherwise = ", so the column is empty"
            fix = hint(column.text[1:], names, otherwise, lead=": ", show="`?{}`".format)
            yield f"{place(query, column.start)}: the pattern never binds `{column.text[:60]}`{fix}"


def find_ungrouped(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Find the columns beside an aggregate, or beside GROUP BY, that are not grouped."""
    for at, token in enumerate(tokens):
        if token.keyword == "SELECT":
            select = _read(tokens, at)
            grouped = set(_group(tokens[select.stop : select.end]))
            for column in select.columns if select.is_grouped else ():
                if column.text[1:] not in grouped:
                    name = column.text[:60]
                    yield column.start, f"`{name}` is neither grouped nor computed: add it to GROUP BY, or remove it"


def _read(tokens: Sequence[Token], at: int) -> _Select:
    """Read the SELECT at an index."""
    columns, computed, has_aggregate, depth, start = [], set(), False, 0, at + 1
    while start < len(tokens) and (depth or tokens[start].text != "{"):
        token = tokens[start]
        depth += (token.text == "(") - (token.text == ")")
        has_aggregate |= token.keyword in _AGGREGATES
        if token.kind == "variable" and not depth:
            columns.append(token)
        elif token.kind == "variable" and tokens[start - 1].keyword == "AS":
            computed.add(token.text[1:])
        start += 1
    stop = _close(tokens, start)
    end = stop
    while end < len(tokens) and tokens[end].text != "}":
        end = _close(tokens, end) if tokens[end].text == "{" else end + 1
    rest = tokens[stop:end]
    is_grouped = has_aggregate or any(token.keyword == "GROUP" for token in rest)
    has_star = any(token.text == "*" for token in tokens[at + 1 : at + 3])
    return _Select(tuple(columns), frozenset(computed), is_grouped, has_star, start, stop, end)


def _close(tokens: Sequence[Token], at: int) -> int:
    """Give the index after the partner of the bracket at an index; the end if it has none."""
    depth = 0
    while at < len(tokens):
        if tokens[at].kind == "symbol":
            depth += (tokens[at].text in _OPENING) - (tokens[at].text in _CLOSING)
        at += 1
        if depth <= 0:
            break
    return at


def _bind(tokens: Sequence[Token], start: int, stop: int) -> Iterator[str]:
    """Name the variables that a pattern can bind: not those only in FILTER, MINUS or an expression."""
    at = start
    while at < stop:
        token = tokens[at]
        if token.keyword in _NOT_BINDING or token.keyword == "BIND":
            while at < stop and tokens[at].text not in ("(", "{"):
                at += 1
            at = _close(tokens, at)
            if token.keyword == "BIND" and at - 2 > start and tokens[at - 2].kind == "variable":
                yield tokens[at - 2].text[1:]
        elif token.keyword == "SELECT" and not (select := _read(tokens, at)).has_star:
            yield from (*(column.text[1:] for column in select.columns), *select.computed)
            at = select.end
        else:
            if token.kind == "variable":
                yield token.text[1:]
            at += 1


def _group(rest: Sequence[Token]) -> Iterator[str]:
    """Name the variables in the GROUP BY among the tokens after a pattern."""
    is_inside = False
    for token in rest:
        is_inside = token.keyword == "GROUP" or (is_inside and token.keyword not in _AFTER_GROUP)
        if is_inside and token.kind == "variable":
            yield token.text[1:]


def _is_name(token: Token) -> bool:
    return token.kind == "variable"
