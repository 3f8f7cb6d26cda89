"""Answer a named question or a SPARQL query, with values for its parameters."""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph as ox

from kgraph.core import limits
from kgraph.core.errors import LimitError, UsageError
from kgraph.core.hints import hint
from kgraph.core.subprocesses import MEGABYTES, SECONDS
from kgraph.ontology import curies, terms
from kgraph.sparql import catalogue, columns, engine, query_errors, safety
from kgraph.sparql.catalogue import LITERALS, Parameter, Query, find, queries
from kgraph.sparql.results import Results, Rows, Term, Truth
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import label_of
from kgraph.store.resolve import resolve

__all__ = ["Query", "answer", "bind", "find", "named", "named_or_text", "notes", "parameters", "queries", "query"]

_SPARQL: Final = re.compile(r"\s*(?:#|(?:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE)[\s{*?<(:])|[^{]*\{", re.IGNORECASE)
"""The start of a query, as opposed to the name of a question or file."""


def query(
    knowledge: Knowledge,
    question: str | Path,
    /,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    **params: str,
) -> Results:
    """Answer a named question, or SPARQL.

    Values for parameters are keyword arguments, written as on the command line. A named question runs in this
    process; any other query, as text or the path of a file, is checked first, and runs in a child process within the
    limits. Warns of unknown terms, and of columns that are always empty. Raises UsageError for an unknown question, a
    wrong value or a query that cannot be parsed, TimeoutExceeded and LimitError.

    Example::

        rows = kgraph.query(knowledge, "anonymous-intelligence", document="doc:escobar-steppe")
        print(rows.columns[0])  # claim
    """
    parsed = named(question)
    for note in notes(parsed):
        warnings.warn(note, stacklevel=2)
    return answer(knowledge, parsed, params, seconds=seconds, megabytes=megabytes)


def named(question: str | Path) -> Query:
    """Find a named question, parse SPARQL, or read it from a path."""
    if isinstance(question, Path):
        return _read(question)
    if not isinstance(question, str):
        raise UsageError(f"the question is {type(question).__name__}: give the name of a question, SPARQL or a path")
    return find(question) if re.fullmatch(r"[\w-]+", question) else catalogue.parse(question)


def notes(query: Query) -> list[str]:
    """Say what in a user's query gives no results: unknown terms, and columns that nothing binds."""
    if query.shipped:
        return []
    given = frozenset(parameter.name for parameter in query.parameters)
    return [
        *query_errors.find_unknown_terms(query.text, query.tokens),
        *columns.find_unbound(query.text, query.tokens, given),
    ]


def answer(
    knowledge: Knowledge,
    query: Query,
    params: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Results:
    """Answer a parsed query, with values for its parameters as a reader writes them.

    Values are bound as terms and never pasted into the text. Rows of a query without ORDER BY are sorted, and the
    columns of `SELECT *` are in the order in which the query mentions them.
    """
    tokens = () if query.shipped else query.tokens
    values = bind(knowledge.store, query, params)
    prefixes = curies.prefixes()
    if query.shipped:
        results = engine.run(knowledge.store, query.text, prefixes=prefixes, values=values)
    else:
        place = knowledge.folder or knowledge.store
        results = engine.run_apart(
            place, query.text, prefixes=prefixes, values=values, seconds=seconds, megabytes=megabytes
        )
        if isinstance(results, Rows):
            if columns := safety.star_columns(tokens):
                results = results.choose(name for name in columns if name in results.columns)
            results = replace(results if safety.has_order(tokens) else results.arrange(), merges=False)
    if isinstance(results, Truth):
        return results
    return replace(results, label=cache(partial(label_of, knowledge.store)))


def named_or_text(question: str, stdin: BinaryIO) -> Query:
    """Find a named question, or take SPARQL as it is, from a file, or from standard input for `-`."""
    if question == "-":
        return catalogue.parse(_decode(stdin.read(limits.QUERY_BYTES + 1), "standard input"), name="-")
    if _SPARQL.match(question):
        return catalogue.parse(question)
    path = Path(question)
    if path.is_file() and question not in {query.name for query in queries()}:
        return _read(path)
    if path.suffix in (".rq", ".sparql") or len(path.parts) > 1:
        raise UsageError(f"there is no file `{question}`")
    return find(question)


def _read(path: Path) -> Query:
    try:
        with path.open("rb") as stream:
            return catalogue.parse(_decode(stream.read(limits.QUERY_BYTES + 1), str(path)), name=path.stem)
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from error


def _decode(data: bytes, place: str) -> str:
    if len(data) > limits.QUERY_BYTES:
        raise LimitError(f"{place} is larger than {limits.QUERY_BYTES} bytes, the limit for a query")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UsageError(f"{place} is not UTF-8 at byte {error.start}") from error


def parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Split NAME=VALUE pairs, as written on a command line.

    >>> parameters(["actor=actor:mi6"])
    {'actor': 'actor:mi6'}
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.removeprefix("?")
        if not equals or not name:
            raise UsageError(f"`{pair}` is not a parameter: write NAME=VALUE, as in `actor=actor:mi6`")
        if name in values:
            raise UsageError(f"the parameter `{name}` has two values: remove one")
        values[name] = value
    return values


def bind(store: ox.Store, query: Query, params: Mapping[str, str]) -> dict[str, Term]:
    """Turn the values of a query's parameters into terms, defaults included.

    Raises UsageError for an unknown or missing parameter and for a value of the wrong kind: a misspelt actor would
    otherwise give no rows, which reads like "nothing found".
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    for name in params:
        if name not in declared:
            fix = hint(name, declared, ".", lead=": ")
            listed = ", ".join(map(str, query.parameters)) or "none"
            raise UsageError(f"`{query.name}` has no parameter `{name}`{fix} Its parameters: {listed}")
    for parameter in query.required:
        if parameter.name not in params:
            raise UsageError(f"`{query.name}` needs a value for {parameter}: add `--param {parameter.name}=…`")
    values = {name: params.get(name, parameter.default) for name, parameter in declared.items()}
    return {name: _term(store, declared[name], value) for name, value in values.items() if value is not None}


def _term(store: ox.Store, parameter: Parameter, value: str) -> Term:
    kind = parameter.kind
    if kind in LITERALS:
        pattern, noun, example = LITERALS[kind]
        if not re.fullmatch(pattern, value):
            raise UsageError(f"the parameter ?{parameter.name}: expected {noun}, such as {example}, not `{value}`")
        return ox.Literal(value, datatype=ox.NamedNode(curies.prefixes()["xsd"] + kind))
    if kind in curies.codes():
        return _code(parameter, value)
    if kind not in terms.load().class_names:
        raise UsageError(f"the parameter {parameter} has an unknown kind: write a class, a scheme or `string`")
    return resolve(store, kind, value)


def _code(parameter: Parameter, value: str) -> Term:
    codes = curies.codes()[parameter.kind]
    code = curies.code(curies.expand(value) or value) or value
    if code not in codes:
        fix = hint(value, codes, f"choose from {', '.join(codes)}")
        raise UsageError(f"`{value}` is not a valid `{parameter.kind}`: {fix}")
    return ox.NamedNode(curies.prefixes()[parameter.kind] + code)
