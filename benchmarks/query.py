"""How long a named question takes: by `kgraph query`, by pyoxigraph alone, by rdflib's engine, in one run."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parent))  # so that the child finds this module too
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

import corpus

from kgraph.core import subprocesses
from kgraph.core.errors import KgraphError
from kgraph.ontology import curies
from kgraph.sparql import run as catalogue
from kgraph.store import disk

QUESTION = "anonymous-intelligence"
VALUES = {"sector": "https://w3id.org/kgraph/sector#intelligence"}
REPEATS = 7
RDFLIB_SECONDS = 60
RDFLIB_MEGABYTES = 8000
_ALONE = """
import sys, pyoxigraph as ox
store = ox.Store.read_only(sys.argv[1])
text = open(sys.argv[2]).read()
values = {ox.Variable("sector"): ox.NamedNode(sys.argv[3])} if "?sector" in text else {}
found = store.query(text, use_default_graph_as_union=True, substitutions=values)
found.serialize(sys.stdout.buffer, format=ox.QueryResultsFormat.CSV)
"""


def main() -> None:
    """Build a corpus of `--claims` claims and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--all", action="store_true", help="time every question of the catalogue in process too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), arguments.claims, arguments.question, every=arguments.all)


def _measure(folder: Path, claims: int, question: str, *, every: bool) -> None:
    knowledge = corpus.make(claims)
    started = time.perf_counter()
    disk.build(knowledge, folder / "store")
    built = time.perf_counter() - started
    opened = disk.open_store(folder / "store")
    rows = len(catalogue.query(opened, question))  # type: ignore[arg-type]
    print(f"{claims:,} claims, {len(knowledge.store):,} quads, built in {built:.1f} s; {question}: {rows:,} rows")
    (folder / "question.rq").write_text(catalogue.find(question).text, "utf-8")
    quads = knowledge.store.dump(format=ox.RdfFormat.N_QUADS) or b""
    _print(
        [
            ("pyoxigraph, in process", _in_process(opened.store, question)),
            ("kgraph.query, in process", _time(lambda: catalogue.query(opened, question))),
            ("pyoxigraph, whole process", _alone(folder, opened.folder or folder)),
            ("kgraph query, whole process", _command(folder, question)),
            ("kgraph query FILE, in a child with limits", _command(folder, str(folder / "question.rq"))),
            ("rdflib's engine, in process", _rdflib(quads, question)),
        ]
    )
    if every:
        for query in catalogue.queries():
            if not query.required:
                taken = _time(lambda query=query: catalogue.answer(opened, query, {}), repeats=1)  # type: ignore[misc]
                print(f"{taken * 1000:10.1f} ms  {query.name}")


def _print(measured: list[tuple[str, float | str]]) -> None:
    base = measured[0][1]
    print(f"{'':44}{'median':>12}{'ratio':>10}")
    for name, taken in measured:
        if isinstance(taken, str) or isinstance(base, str):
            print(f"{name:44}{taken:>12}")
        else:
            print(f"{name:44}{taken * 1000:9.1f} ms{taken / base:10.1f}")


def _time(run: Callable[[], object], *, repeats: int = REPEATS) -> float:
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _in_process(opened: ox.Store, question: str) -> float:
    text = catalogue.find(question).text
    values = {ox.Variable(name): ox.NamedNode(iri) for name, iri in VALUES.items() if f"?{name}" in text}
    return _time(lambda: list(opened.query(text, use_default_graph_as_union=True, substitutions=values)))  # type: ignore[arg-type]


def _alone(folder: Path, data: Path) -> float:
    arguments = [sys.executable, "-c", _ALONE, str(data), str(folder / "question.rq"), VALUES["sector"]]
    return _time(lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL))


def _command(folder: Path, question: str) -> float:
    arguments = [
        sys.executable,
        "-m",
        "kgraph",
        "query",
        question,
        "--store",
        str(folder / "store"),
        "-f",
        "csv",
    ]
    root = Path(__file__).resolve().parent.parent
    return _time(lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, cwd=root))


def _rdflib(quads: bytes, question: str) -> float | str:
    """Time rdflib on the merged graph, loading left out, in a child that is stopped in time."""
    payload = json.dumps(question).encode() + b"\n" + quads
    try:
        reply = subprocesses.run("query:by_rdflib", payload, seconds=RDFLIB_SECONDS, megabytes=RDFLIB_MEGABYTES)
    except KgraphError as error:
        return str(error)
    return float(reply)


def by_rdflib(payload: bytes) -> bytes:
    """Do the child's half of the measurement: load, ask once, give the seconds that asking took."""
    import rdflib

    first, _, quads = payload.partition(b"\n")
    triples = ox.serialize(
        {quad.triple for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)}, format=ox.RdfFormat.N_TRIPLES
    )
    graph = rdflib.Graph()
    graph.parse(data=triples or b"", format="nt")
    query = catalogue.find(json.loads(first))
    values = {name: rdflib.URIRef(iri) for name, iri in VALUES.items() if f"?{name}" in query.text}
    started = time.perf_counter()
    len(list(graph.query(query.text, initBindings=values, initNs=dict(curies.prefixes()))))
    return str(time.perf_counter() - started).encode()


if __name__ == "__main__":
    main()
