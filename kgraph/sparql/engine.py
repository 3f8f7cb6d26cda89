"""Run a query on a store: a trusted one in this process, any other in a child process with limits."""

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.core import subprocesses
from kgraph.core.errors import KgraphError, LimitError, StoreError, UsageError
from kgraph.ontology.graph import parse_term
from kgraph.sparql import query_errors, safety
from kgraph.sparql.results import Results, Rows, Term, Triples, Truth

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LARGEST_RESULTS: Final = 256 * 1024 * 1024
"""Bytes of results that a child process may return."""

_END: Final = b"\0"
"""Ends each result in a reply; N-Triples and JSON escape it in their strings."""
_JSON: Final = ox.QueryResultsFormat.JSON


def run(store: ox.Store, query: str, *, prefixes: Mapping[str, str], values: Mapping[str, Term]) -> Results:
    """Run a query on the union of a store's graphs, in this process and without limits.

    Rows keep the order of the query; triples are sorted, each once. Raises UsageError if the query cannot be parsed
    or evaluated, and StoreError if the store cannot be read.
    """
    answer = _run(store, query, prefixes, values)
    if isinstance(answer, ox.QueryBoolean):
        return Truth(bool(answer))
    try:
        return _triples(answer) if isinstance(answer, ox.QueryTriples) else _rows(answer)
    except (OSError, RuntimeError) as error:
        raise _failure(error) from error


def run_apart(
    store: ox.Store | Path,
    query: str,
    *,
    prefixes: Mapping[str, str],
    values: Mapping[str, Term],
    seconds: float,
    megabytes: int,
) -> Results:
    """Run a query in a child process with limits of time and memory.

    A store on disk is passed as its folder; a store in memory is copied to the child. Raises what `run` does, and
    TimeoutExceeded or LimitError.
    """
    return run_each_apart(store, query, prefixes=prefixes, values=[values], seconds=seconds, megabytes=megabytes)[0]


def run_each_apart(
    store: ox.Store | Path,
    query: str,
    *,
    prefixes: Mapping[str, str],
    values: Iterable[Mapping[str, Term]],
    seconds: float,
    megabytes: int,
) -> list[Results]:
    """Run a query once with each of several sets of values, all in one child process, as `run_apart` does."""
    head = {
        "query": query,
        "prefixes": dict(prefixes),
        "values": [{name: str(term) for name, term in row.items()} for row in values],
        "folder": str(store.absolute()) if isinstance(store, Path) else None,
    }
    quads = b"" if isinstance(store, Path) else store.dump(format=ox.RdfFormat.N_QUADS) or b""
    payload = json.dumps(head).encode() + b"\n" + quads
    reply = subprocesses.run("kgraph.sparql.engine:serve", payload, seconds=seconds, megabytes=megabytes)
    return [_parse(part) for part in reply.split(_END) if part]


def _parse(reply: bytes) -> Results:
    if reply[:1] == b"T":
        return Triples(tuple(quad.triple for quad in ox.parse(reply[1:], format=ox.RdfFormat.N_TRIPLES)))
    results = ox.parse_query_results(reply[1:], format=_JSON)
    return Truth(bool(results)) if isinstance(results, ox.QueryBoolean) else _rows(results)


def serve(payload: bytes) -> bytes:
    """Do the child's half of `run_each_apart`."""
    first, _, quads = payload.partition(b"\n")
    head = json.loads(first)
    store = _open(head["folder"]) if head["folder"] else ox.Store()
    if quads:
        store.load(quads, format=ox.RdfFormat.N_QUADS)
    reply = _Bounded()
    for row in head["values"]:
        answer = _run(store, head["query"], head["prefixes"], {name: parse_term(term) for name, term in row.items()})
        for problem in query_errors.find_invalid_patterns(head["query"], safety.check(head["query"])):
            raise UsageError(problem)
        try:
            if isinstance(answer, ox.QueryTriples):
                reply.write(b"T")
                ox.serialize(_triples(answer).triples, reply, format=ox.RdfFormat.N_TRIPLES)
            else:
                reply.write(b"R")
                answer.serialize(reply, format=_JSON)
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error
        reply.write(_END)
    return reply.getvalue()


class _Bounded(io.BytesIO):
    """A stream of at most LARGEST_RESULTS bytes."""

    def write(self, data: "ReadableBuffer", /) -> int:
        """Append data, or raise LimitError."""
        written = super().write(data)
        if self.tell() > LARGEST_RESULTS:
            raise LimitError(f"the results are larger than {LARGEST_RESULTS >> 20} MB: add a LIMIT")
        return written


def _run(
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
        raise UsageError(query_errors.describe(query, str(error), prefixes)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise _failure(error) from error


def _failure(error: Exception) -> KgraphError:
    """Turn an error of the evaluation into one of ours, with what to do about it."""
    message = " ".join(str(error).split())
    if "in its SELECT projection" in message:
        return UsageError(f"a parameter must be one of the columns of SELECT ({message.rstrip('.')})")
    if isinstance(error, OSError) or message.startswith("Corruption"):
        return StoreError(f"cannot read the store ({message}): run `kgraph build` to rebuild it")
    return UsageError(f"the query failed: {message}")


def _open(folder: str) -> ox.Store:
    try:
        return ox.Store.read_only(folder)
    except (OSError, RuntimeError) as error:
        raise StoreError(f"cannot open the store ({error}): run `kgraph build` to rebuild it") from error


def _rows(solutions: ox.QuerySolutions) -> Rows:
    return Rows(tuple(variable.value for variable in solutions.variables), tuple(tuple(row) for row in solutions))


def _triples(answer: ox.QueryTriples) -> Triples:
    return Triples(tuple(sorted(set(answer), key=str)))
