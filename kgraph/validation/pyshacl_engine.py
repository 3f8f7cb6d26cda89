"""Run pySHACL without access to the network or to other files."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
import pyshacl
import pyshacl.entrypoints
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.plugins import sparql as rdflib_sparql
from rdflib.term import Node

from kgraph.core.errors import KgraphError

_SH: Final = rdflib.Namespace("http://www.w3.org/ns/shacl#")
_IMPORTS: Final = "http://www.w3.org/2002/07/owl#imports"


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation; `path` is empty if it is not a single property."""

    focus: str
    rule: str
    path: str = ""
    value: ox.NamedNode | ox.Literal | None = None


@contextmanager
def _closed_doors() -> Iterator[None]:
    """Keep rdflib from loading FROM graphs, and restore NORMALIZE_LITERALS, which pySHACL leaves set to True."""
    loads, normal = rdflib_sparql.SPARQL_LOAD_GRAPHS, rdflib.NORMALIZE_LITERALS
    rdflib_sparql.SPARQL_LOAD_GRAPHS = False
    try:
        yield
    finally:
        rdflib_sparql.SPARQL_LOAD_GRAPHS, rdflib.NORMALIZE_LITERALS = loads, normal


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each literal that it cannot convert."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


class Graph:
    """Triples for pySHACL: a plain graph in memory that keeps literals as they were written.

    Literals that do not match their datatype are left out: pySHACL cannot compare them, and the parsers report them.
    It is not a view of the store, because the store rewrites literals and pySHACL then misses violations.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.rdf = rdflib.Graph(bind_namespaces="none")
        self.lost: set[tuple[str, str]] = set()
        with _hushed():
            self._fill(triples)

    def _fill(self, triples: Iterable[ox.Triple]) -> None:
        nodes: dict[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, Node] = {}
        for triple in triples:
            if triple.predicate.value == _IMPORTS:
                raise KgraphError("kgraph does not follow `owl:imports`")
            terms = []
            for term in triple:
                if (node := nodes.get(term)) is None:
                    node = nodes[term] = _node(term)
                terms.append(node)
            if isinstance(terms[2], rdflib.Literal) and terms[2].ill_typed:
                self.lost.add((str(terms[0]), str(terms[1])))
            else:
                self.rdf.add((terms[0], terms[1], terms[2]))


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Triple):
        raise KgraphError("cannot validate a quoted triple")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def conform(data: Graph, shapes: Graph, targets: Iterable[tuple[Sequence[str], Iterable[str]]]) -> list[Result]:
    """Validate nodes against property shapes; `targets` pairs some shapes with the nodes to check.

    With both given, pySHACL does not search the targets of all shapes. It then ignores shapes that are not listed,
    so these are the property shapes and not the node shapes that hold them.
    """
    results = []
    for rules, nodes in targets:
        focus: list[str | rdflib.URIRef] = [rdflib.URIRef(node) for node in sorted(nodes)]
        if rules and focus:
            results += _run(data, shapes, rules=[rdflib.URIRef(rule) for rule in rules], focus=focus)
    # A value that was left out above is not missing.
    return [row for row in results if not any((row.focus, step) in data.lost for step in _steps(shapes, row.rule))]


def _steps(shapes: Graph, rule: str) -> set[str]:
    """List the properties on the path of a property shape."""
    found: set[str] = set()
    nodes = list(shapes.rdf.objects(rdflib.URIRef(rule), _SH.path))
    while nodes:
        node = nodes.pop()
        if isinstance(node, rdflib.URIRef):
            found.add(str(node))
        else:
            nodes += shapes.rdf.objects(node)
    return found


def conform_all(data: Graph, shapes: Graph, *, advanced: bool = False) -> list[Result]:
    """Validate all data against every shape at its own targets."""
    return _run(data, shapes, advanced=advanced)


@dataclass(frozen=True, slots=True)
class Misuse:
    """A term of SHACL with a value that it does not take.

    `path` and `value` are empty where there is not one term or one value; `component` is the constraint, such as
    `Datatype`.
    """

    path: str
    component: str
    value: str


def conform_to_shacl(shapes: Graph) -> list[Misuse]:
    """Validate shapes against the shapes that SHACL gives for shapes, in a fixed order."""
    with _closed_doors(), _hushed():
        _, report, _ = pyshacl.entrypoints.meta_validate(shapes.rdf, inference="none")
    found = set()
    for node in report.objects(None, _SH.result):
        path, value = report.value(node, _SH.resultPath), report.value(node, _SH.value)
        component = str(report.value(node, _SH.sourceConstraintComponent)).removeprefix(_SH)
        found.add(
            (
                str(path) if isinstance(path, rdflib.URIRef) and path.startswith(_SH) else "",
                component.removesuffix("ConstraintComponent"),
                "" if value is None or isinstance(value, rdflib.BNode) else str(value),
            )
        )
    return [Misuse(*row) for row in sorted(found, reverse=True)]


def _run(
    data: Graph,
    shapes: Graph,
    *,
    rules: list[str | rdflib.URIRef] | None = None,
    focus: list[str | rdflib.URIRef] | None = None,
    advanced: bool = False,
) -> list[Result]:
    with _closed_doors(), _hushed():
        try:
            _, report, text = pyshacl.validate(
                data.rdf,
                shacl_graph=shapes.rdf,
                inference="none",
                inplace=True,
                advanced=advanced,
                use_shapes=rules,
                focus_nodes=focus,
                do_owl_imports=False,
                js=False,
            )
        except ReportableRuntimeError as error:
            raise KgraphError(f"cannot run the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise KgraphError(f"cannot run the shapes: {text}")
    return [_result(report, node) for node in report.objects(None, _SH.result)]


def _result(report: rdflib.Graph, node: Node) -> Result:
    path = report.value(node, _SH.resultPath)
    return Result(
        focus=str(report.value(node, _SH.focusNode)),
        rule=str(report.value(node, _SH.sourceShape)),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value=_term(report.value(node, _SH.value)),
    )


def _term(value: Node | None) -> ox.NamedNode | ox.Literal | None:
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.Literal):
        return ox.Literal(str(value))
    return None
