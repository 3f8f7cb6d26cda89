"""Put a query to a store: here for our own questions, in a killable child process for a stranger's."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.core import subprocesses
from kgraph.core.errors import KgraphError, LimitError, StoreError, UsageError
from kgraph.sparql.results import Answer, Rows, Term, Triples, Truth
from kgraph.sparql.syntax_errors import complain

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LARGEST_ANSWER: Final = 256 * 1024 * 1024
"""Bytes of an answer that are taken from a child."""

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_JSON: Final = ox.QueryResultsFormat.JSON


def ask(store: ox.Store, query: str, *, prefixes: Mapping[str, str], values: Mapping[str, Term]) -> Answer:
    """Answer a query from the union of a store's graphs, in this process and without limits.

    Rows keep the order the query gives them; triples are sorted, each once. Raises UsageError where the query
    cannot be read or evaluated.
    """
    found = _query(store, query, prefixes, values)
    if isinstance(found, ox.QueryBoolean):
        return Truth(bool(found))
    try:
        return _triples(found) if isinstance(found, ox.QueryTriples) else _rows(found)
    except (OSError, RuntimeError) as error:
        raise _failure(error) from error


def ask_apart(
    store: ox.Store | Path,
    query: str,
    *,
    prefixes: Mapping[str, str],
    values: Mapping[str, Term],
    seconds: float,
    megabytes: int,
) -> Answer:
    """Answer a query in a child process with limits.

    A store on disk is named by its folder, any other is handed over.
    """
    head = {
        "query": query,
        "prefixes": dict(prefixes),
        "values": {name: _encode(term) for name, term in values.items()},
        "folder": str(store.absolute()) if isinstance(store, Path) else None,
    }
    quads = b"" if isinstance(store, Path) else store.dump(format=ox.RdfFormat.N_QUADS) or b""
    payload = json.dumps(head).encode() + b"\n" + quads
    reply = subprocesses.run("kgraph.sparql.engine:serve", payload, seconds=seconds, megabytes=megabytes)
    if reply[:1] == b"T":
        parsed = ox.parse(reply[1:], format=ox.RdfFormat.N_TRIPLES)
        return Triples(tuple(quad.triple for quad in parsed))
    results = ox.parse_query_results(reply[1:], format=_JSON)
    return Truth(bool(results)) if isinstance(results, ox.QueryBoolean) else _rows(results)


def serve(payload: bytes) -> bytes:
    """Do the child's half of `ask_apart`."""
    first, _, quads = payload.partition(b"\n")
    head = json.loads(first)
    store = _open(head["folder"]) if head["folder"] else ox.Store()
    if quads:
        store.load(quads, format=ox.RdfFormat.N_QUADS)
    values = {name: _decode(term) for name, term in head["values"].items()}
    found = _query(store, head["query"], head["prefixes"], values)
    answer = _Bounded()
    try:
        if isinstance(found, ox.QueryTriples):
            ox.serialize(_triples(found).triples, answer, format=ox.RdfFormat.N_TRIPLES)
            return b"T" + answer.getvalue()
        found.serialize(answer, format=_JSON)
    except (OSError, RuntimeError) as error:
        raise _failure(error) from error
    return b"R" + answer.getvalue()


class _Bounded(io.BytesIO):
    """A stream that refuses to grow beyond what an answer may have."""

    def write(self, data: "ReadableBuffer", /) -> int:
        """Add to the answer, or raise LimitError."""
        written = super().write(data)
        if self.tell() > LARGEST_ANSWER:
            raise LimitError(f"the answer is larger than {LARGEST_ANSWER >> 20} MB: add a LIMIT")
        return written


def _query(
    store: ox.Store, query: str, prefixes: Mapping[str, str], values: Mapping[str, Term]
) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    try:
        return store.query(
            query,
            prefixes=dict(prefixes),
            use_default_graph_as_union=True,
            substitutions={ox.Variable(name): term for name, term in values.items()},
        )
    except SyntaxError as error:
        raise UsageError(complain(query, str(error), prefixes)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise _failure(error) from error


def _failure(error: Exception) -> KgraphError:
    """Say what went wrong in an evaluation, in the words of who asked."""
    message = " ".join(str(error).split())
    if "in its SELECT projection" in message:
        return UsageError(f"a parameter must be among the columns of SELECT ({message.rstrip('.')})")
    if isinstance(error, OSError) or message.startswith("Corruption"):
        return StoreError(f"the store cannot be read ({message}): run `kgraph build` to make it anew")
    return UsageError(f"the query failed: {message}")


def _open(folder: str) -> ox.Store:
    try:
        return ox.Store.read_only(folder)
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the store cannot be opened ({error}): run `kgraph build` to make it anew") from error


def _rows(solutions: ox.QuerySolutions) -> Rows:
    return Rows(tuple(variable.value for variable in solutions.variables), tuple(tuple(row) for row in solutions))


def _triples(found: ox.QueryTriples) -> Triples:
    return Triples(tuple(sorted(set(found), key=str)))


def _encode(term: Term) -> dict[str, str | None]:
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value}
    if not isinstance(term, ox.Literal):
        raise UsageError(f"a parameter is an IRI or a literal, not {term}")
    return {"value": term.value, "datatype": term.datatype.value, "language": term.language}


def _decode(term: Mapping[str, str]) -> Term:
    if "iri" in term:
        return ox.NamedNode(term["iri"])
    if term["language"]:
        return ox.Literal(term["value"], language=term["language"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term.get("datatype") or _XSD_STRING))
