"""Ask: a question of the catalogue by its name, or one's own in SPARQL, with values for its parameters."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import pyoxigraph as ox

from kgraph.core.errors import LimitError, UsageError
from kgraph.core.subprocesses import MEGABYTES, SECONDS
from kgraph.ontology import curies, terms
from kgraph.ontology.vocab import Term as Words
from kgraph.sparql import catalogue, engine, safety
from kgraph.sparql.catalogue import Parameter, Query, find, queries, suggest
from kgraph.sparql.results import Answer, Labels, Rows, Term, Triples, Truth
from kgraph.store.lookup import label_of
from kgraph.store.resolve import refuse_name

__all__ = ["Query", "answer", "ask", "bind", "find", "named", "named_or_text", "parameters", "queries"]

_LITERALS: Final = {
    "string": r"(?s:.*)",
    "integer": r"[+-]?\d{1,18}",
    "decimal": r"[+-]?\d{1,18}(?:\.\d{1,18})?",
    "date": r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])",
}


class Asked(Protocol):
    """What can be asked: anything that holds a store, and says where it lies if it is on disk."""

    @property
    def store(self) -> ox.Store:
        """One named graph for each file, and one for what loading derives."""

    @property
    def folder(self) -> Path | None:
        """The folder of the store's data; None for a store in memory."""


def ask(
    knowledge: Asked,
    question: str,
    params: Mapping[str, str] | None = None,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Answer:
    """Answer a question: the name of one in the catalogue, or SPARQL.

    A question of the catalogue runs here; any other is checked and runs in a child process within the limits.
    """
    return answer(knowledge, named(question), params or {}, seconds=seconds, megabytes=megabytes)


def named(question: str) -> Query:
    """Find the question of a name, or read SPARQL."""
    return find(question) if re.fullmatch(r"[\w-]+", question) else catalogue.parse(question)


def answer(
    knowledge: Asked,
    query: Query,
    params: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Answer:
    """Answer a question that has been read, with parameters as a person writes them.

    Values are bound as terms, never put into the text. The rows of a query without ORDER BY are sorted, and
    the columns of `SELECT *` stand as the query names them first.
    """
    if not query.shipped:
        safety.check(query.text)
    values = bind(knowledge.store, query, params)
    prefixes = curies.prefixes()
    if query.shipped:
        found = engine.ask(knowledge.store, query.text, prefixes=prefixes, values=values)
    else:
        place = knowledge.folder or knowledge.store
        found = engine.ask_apart(
            place, query.text, prefixes=prefixes, values=values, seconds=seconds, megabytes=megabytes
        )
        if isinstance(found, Rows):
            found = replace(_settled(found, query.text), merges=False)
    return found if isinstance(found, Truth) else _labelled(found, knowledge.store)


def _settled(found: Rows, text: str) -> Rows:
    """Put the columns of `SELECT *` in the order of the query, and sort rows that it does not order."""
    if columns := safety.starred(text):
        found = found.choose(one for one in columns if one in found.columns)
    return found if safety.has_order(text) else found.arrange()


def _labelled(found: Rows | Triples, store: ox.Store) -> Rows | Triples:
    return replace(found, labels=Labels(lambda iri: label_of(store, iri) or None))


def named_or_text(question: str, stdin: BinaryIO) -> Query:
    """Find what to ask: a question of the catalogue, a file of SPARQL, or standard input for `-`."""
    if question == "-":
        return catalogue.parse(_decode(stdin.read(safety.LARGEST + 1), "standard input"), name="-")
    path = Path(question)
    if path.is_file() and question not in {query.name for query in queries()}:
        with path.open("rb") as stream:
            return catalogue.parse(_decode(stream.read(safety.LARGEST + 1), question), name=path.stem)
    if path.suffix in (".rq", ".sparql") or len(path.parts) > 1:
        raise UsageError(f"there is no file `{question}`")
    return find(question)


def _decode(data: bytes, place: str) -> str:
    if len(data) > safety.LARGEST:
        raise LimitError(f"{place} has more than {safety.LARGEST} bytes")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UsageError(f"{place} is not UTF-8 at byte {error.start}") from error


def parameters(pairs: Iterable[str]) -> dict[str, str]:
    """Split NAME=VALUE as it is written on a command line.

    >>> parameters(["actor=actor:mi6"])
    {'actor': 'actor:mi6'}
    """
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.removeprefix("?")
        if not equals or not name:
            raise UsageError(f"`{pair}` is no parameter: write NAME=VALUE, as in `actor=actor:mi6`")
        if name in found:
            raise UsageError(f"the parameter `{name}` is given twice")
        found[name] = value
    return found


def bind(store: ox.Store, query: Query, params: Mapping[str, str]) -> dict[str, Term]:
    """Turn the values given for a question's parameters into terms, defaults included.

    Raises UsageError for a parameter the question does not have, one that is missing, and a value of the
    wrong kind: a misspelt actor would otherwise get an empty answer, which reads like "nothing was found".
    """
    declared = {one.name: one for one in query.parameters}
    for name in params:
        if name not in declared:
            has = ", ".join(map(str, query.parameters)) or "none"
            hint = suggest(name, list(declared))
            raise UsageError(f"`{query.name}` has no parameter `{name}`{hint} (its parameters: {has})")
    for one in query.required:
        if one.name not in params:
            raise UsageError(f"`{query.name}` needs a value for {one}: add `--param {one.name}=…`")
    given = {one.name: params.get(one.name, one.default) for one in query.parameters}
    return {name: _term(store, declared[name], value) for name, value in given.items() if value is not None}


def _term(store: ox.Store, parameter: Parameter, value: str) -> Term:
    kind = parameter.kind
    if kind in _LITERALS:
        if not re.fullmatch(_LITERALS[kind], value):
            raise UsageError(f"`{value}` is no {kind}, as the parameter {parameter} needs")
        return ox.Literal(value, datatype=ox.NamedNode(curies.prefixes()["xsd"] + kind))
    if kind in curies.codes():
        return _code(parameter, value)
    if kind not in terms.load().class_names:
        raise UsageError(f"the parameter {parameter} has an unknown kind: name a class, a scheme or string")
    return _thing(store, parameter, value)


def _code(parameter: Parameter, value: str) -> Term:
    known = curies.codes()[parameter.kind]
    bare = curies.code(curies.expand(value) or value) or value
    if bare not in known:
        hint = suggest(value, list(known)) or f": choose from {', '.join(known)}"
        raise UsageError(f"`{value}` is no {parameter.kind}{hint}")
    return ox.NamedNode(curies.prefixes()[parameter.kind] + bare)


def _thing(store: ox.Store, parameter: Parameter, value: str) -> Term:
    known = terms.load()
    wanted = known.class_names[parameter.kind]
    allowed = [ox.NamedNode(one.iri) for one in known.subclasses(wanted.iri)]
    refuse_name(store, value, [wanted.iri])
    try:
        node = ox.NamedNode(curies.expand(value) or value)
    except ValueError as error:
        prefix = wanted.prefix or "actor"
        hint = suggest(f"{prefix}:{value}", _ids(store, allowed)) or f": write it as `{prefix}:name`"
        raise UsageError(f"`{value}` is no id{hint}") from error
    types = {quad.object for quad in store.quads_for_pattern(node, ox.NamedNode(Words.type), None)}
    if types & set(allowed):
        return node
    if types:
        classes = ", ".join(sorted(curies.contract(str(one)[1:-1]).removeprefix("kg:") for one in types))
        raise UsageError(f"`{value}` is of class {classes}, and the parameter {parameter} takes {parameter.kind}")
    raise UsageError(f"nothing in the graph is called `{value}`{suggest(value, _ids(store, allowed))}")


def _ids(store: ox.Store, classes: Iterable[ox.NamedNode]) -> list[str]:
    found = {
        curies.contract(quad.subject.value)
        for one in classes
        for quad in store.quads_for_pattern(None, ox.NamedNode(Words.type), one)
        if isinstance(quad.subject, ox.NamedNode)
    }
    return sorted(found)
