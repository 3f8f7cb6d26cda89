"""The SHACL Core tests of the W3C, run as a user's shapes: the results are right, or the shapes are refused.

The suite is no part of the project: `data-shapes-test-suite/tests/core` of https://github.com/w3c/data-shapes, without
its `owl:imports`. It is read from the folder that KGRAPH_W3C_SHACL_CORE names, or from one beside the checkout.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.core import subprocesses
from kgraph.core.errors import UsageError
from kgraph.ontology.graph import Node
from kgraph.ontology.rules import SEVERITIES
from kgraph.validation import user_shapes
from kgraph.validation.shapes import BLANK, RDF, SH
from kgraph.validation.user_rules import shown

ROOT = Path(__file__).parent.parent.parent
SUITE = Path(os.environ.get("KGRAPH_W3C_SHACL_CORE", ROOT.parent / "shared" / "w3c-shacl-core"))
PAGE = ROOT / "docs" / "format.md"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
REFUSED = {
    "node/qualified-001": "does nothing without `sh:qualifiedValueShape`",
    "path/path-strange-002": "does not run the inverse of a sequence",
    "path/path-unused-001": "contains itself",
    "property/qualifiedValueShape-001": "has no `sh:nodeShape`",
    "property/uniqueLang-002": "takes true or false: SHACL ignores `1`",
}
"""Each refused test, and why: what the shapes say there does nothing."""

_OF_REPORTS = {
    MF + "entries",
    MF + "action",
    MF + "result",
    SH + "result",
    SH + "resultPath",
    RDF + "first",
    RDF + "rest",
}
_UNARY = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


class Graph:
    """Triples as they are written: a store would write 4.0 as 4."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self.triples = triples

    def objects(self, subject: Node, predicate: str) -> list[Node | ox.Literal]:
        """List the values of a property."""
        rows = (triple for triple in self.triples if triple.subject == subject and triple.predicate.value == predicate)
        return [row.object for row in rows if not isinstance(row.object, ox.Triple)]

    def nodes(self, subject: Node, predicate: str) -> list[Node]:
        """List the values of a property that are not literals."""
        return [value for value in self.objects(subject, predicate) if not isinstance(value, ox.Literal)]


def _parse(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())]


def _list() -> dict[str, Path]:
    paths = sorted(path for path in SUITE.rglob("*.ttl") if "sht:Validate" in path.read_text("utf-8"))
    return {path.relative_to(SUITE).with_suffix("").as_posix(): path for path in paths}


TESTS = _list()


def _without_manifest(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Leave out the manifest, the test and its report, which are in the same file."""
    kinds = {ox.NamedNode(MF + "Manifest"), ox.NamedNode(SHT + "Validate")}
    about = {triple.subject for triple in triples if triple.object in kinds}
    inner = [triple for triple in triples if triple.predicate.value in _OF_REPORTS]
    while more := {t.object for t in inner if t.subject in about and isinstance(t.object, ox.BlankNode)} - about:
        about |= more
    return [triple for triple in triples if triple.subject not in about]


def _path(graph: Graph, node: Node) -> str:
    """Write a path as SPARQL does."""
    if isinstance(node, ox.NamedNode):
        return node.value
    return re.sub(r"^\((.*)\)$", r"\1", _nested(graph, node))


def _nested(graph: Graph, node: Node) -> str:
    if isinstance(node, ox.NamedNode):
        return str(node)
    for name, sign in _UNARY.items():
        for inner in graph.nodes(node, SH + name):
            return _nested(graph, inner) + sign
    for inner in graph.nodes(node, SH + "inversePath"):
        return "^" + _nested(graph, inner)
    for head in graph.nodes(node, SH + "alternativePath"):
        return f"({' | '.join(_items(graph, head))})"
    return f"({' / '.join(_items(graph, node))})"


def _items(graph: Graph, head: Node) -> Iterator[str]:
    while head.value != RDF + "nil":
        yield from (_nested(graph, item) for item in graph.nodes(head, RDF + "first"))
        (head,) = graph.nodes(head, RDF + "rest")


def _expected(graph: Graph, report: Node) -> Counter[tuple[str, ...]]:
    """List the results that the suite states: focus node, path, value, source shape and severity."""
    rows = Counter[tuple[str, ...]]()
    for result in graph.nodes(report, SH + "result"):
        focus, value, shape, severity = (
            next(iter(graph.objects(result, SH + name)), None)
            for name in ("focusNode", "value", "sourceShape", "resultSeverity")
        )
        assert isinstance(severity, ox.NamedNode)
        rows[
            focus.value if isinstance(focus, ox.NamedNode) else str(focus),
            next((_path(graph, node) for node in graph.nodes(result, SH + "resultPath")), ""),
            "" if value is None else str(value),
            shape.value if isinstance(shape, ox.NamedNode) else "nameless",
            SEVERITIES.get(severity.value) or shown(severity.value),
        ] += 1
    return rows


def _found(own: user_shapes.UserShapes, data: list[ox.Triple]) -> Counter[tuple[str, ...]]:
    rows = Counter[tuple[str, ...]]()
    for result in user_shapes.run(own, data).results:
        rule = own.rules[result.rule]
        other = re.search(r"its severity `(.*)` counts as an error", rule.message)
        rows[
            result.focus,
            result.path,
            "" if result.value is None else str(result.value),
            "nameless" if result.rule.startswith(BLANK) else result.rule,
            other[1] if other else rule.severity,
        ] += 1
    return rows


def _check(name: str, folder: Path) -> str:
    """Run a test; return the reason if the shapes are refused."""
    path = TESTS[name]
    graph = Graph(_parse(path))
    (test,) = (triple.subject for triple in graph.triples if triple.object == ox.NamedNode(SHT + "Validate"))
    assert isinstance(test, ox.NamedNode)
    ((action,), (report,)) = graph.nodes(test, MF + "action"), graph.nodes(test, MF + "result")
    data, own = (
        _without_manifest(_parse(path.parent / Path(node.value).name))
        for part in ("dataGraph", "shapesGraph")
        for node in graph.nodes(action, SHT + part)
    )
    shapes = folder / "shapes.ttl"
    shapes.write_bytes(ox.serialize(own, format=ox.RdfFormat.TURTLE) or b"")
    try:
        found = _found(user_shapes.read([shapes]), data)
    except UsageError as error:
        return str(error)
    assert found == _expected(graph, report)
    return ""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluate in this process: the suite would start a hundred others."""
    monkeypatch.setattr(subprocesses, "run", lambda _, payload, **__: user_shapes.evaluate(payload))


@pytest.mark.slow
@pytest.mark.skipif(not TESTS, reason="the W3C's suite is not here: name its folder in KGRAPH_W3C_SHACL_CORE")
@pytest.mark.parametrize("name", TESTS or ["none"])
def test_results_are_those_of_the_suite(name: str, tmp_path: Path) -> None:
    refusal = _check(name, tmp_path)

    assert REFUSED.get(name, "right") in (refusal or "right")


def test_the_page_states_the_counts_and_the_refused_tests() -> None:
    page = " ".join(PAGE.read_text("utf-8").split())

    assert len(TESTS) in {0, 98}
    assert f"the results of {98 - len(REFUSED)} of the 98 SHACL Core tests of the W3C" in page
    assert set(re.findall(r"\| `(\w+/[\w-]+)` \|", page)) == set(REFUSED)
