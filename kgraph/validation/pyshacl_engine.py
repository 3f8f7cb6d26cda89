"""Run pySHACL without access to the network or to other files."""

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox
import pyshacl
import pyshacl.entrypoints
import rdflib
from pyshacl.errors import ReportableRuntimeError
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.shapes_graph import ShapesGraph
from rdflib.plugins import sparql as rdflib_sparql
from rdflib.term import Node

from kgraph.core.errors import KgraphError

_SH: Final = rdflib.Namespace("http://www.w3.org/ns/shacl#")
_IMPORTS: Final = "http://www.w3.org/2002/07/owl#imports"


class IncomparableError(KgraphError):
    """pySHACL cannot compare two values."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation.

    `focus` is an IRI, or a literal or blank node as N-Triples writes it. `path` is an IRI, a path as SPARQL writes it,
    or empty. `texts` are further columns of a query by name, for the message.
    """

    focus: str
    rule: str
    path: str = ""
    value: ox.NamedNode | ox.Literal | ox.BlankNode | None = None
    texts: tuple[tuple[str, str], ...] = ()


@contextmanager
def _isolated() -> Iterator[None]:
    """Keep rdflib from loading FROM graphs and from logging a traceback for each literal that it cannot convert.

    NORMALIZE_LITERALS is restored too, because pySHACL leaves it set to True.
    """
    logger = logging.getLogger("rdflib.term")
    level, loads, normal = logger.level, rdflib_sparql.SPARQL_LOAD_GRAPHS, rdflib.NORMALIZE_LITERALS
    logger.setLevel(logging.CRITICAL + 1)
    rdflib_sparql.SPARQL_LOAD_GRAPHS = False
    try:
        yield
    finally:
        logger.setLevel(level)
        rdflib_sparql.SPARQL_LOAD_GRAPHS, rdflib.NORMALIZE_LITERALS = loads, normal


class Graph:
    """Triples for pySHACL: a plain graph in memory that keeps literals as they were written.

    Literals that do not match their datatype are left out, unless `every` literal is kept: the parsers report them.
    It is not a view of the store, because the store rewrites literals and pySHACL then misses violations.
    """

    def __init__(self, triples: Iterable[ox.Triple], *, every: bool = False) -> None:
        self.rdf = rdflib.Graph(bind_namespaces="none")
        self.lost: set[tuple[str, str]] = set()
        node_of = cache(_node)
        with _isolated():
            for triple in triples:
                if triple.predicate.value == _IMPORTS:
                    raise KgraphError("kgraph does not follow `owl:imports`")
                subject, predicate, value = map(node_of, triple)
                if isinstance(value, rdflib.Literal) and value.ill_typed and not every:
                    self.lost.add((str(subject), str(predicate)))
                else:
                    self.rdf.add((subject, predicate, value))


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
    results: list[Result] = []
    for rules, nodes in targets:
        focus: list[str | rdflib.URIRef] = [rdflib.URIRef(node) for node in sorted(nodes)]
        if rules and focus:
            results += conform_all(data, shapes, rules=[rdflib.URIRef(rule) for rule in rules], focus=focus)
    return results


def _steps(shapes: Graph, rule: str) -> set[str]:
    """List the properties on the path of a property shape."""
    steps: set[str] = set()
    nodes = list(shapes.rdf.objects(rdflib.URIRef(rule), _SH.path))
    while nodes:
        node = nodes.pop()
        if isinstance(node, rdflib.URIRef):
            steps.add(str(node))
        else:
            nodes += shapes.rdf.objects(node)
    return steps


def conform_to_shacl(shapes: Graph) -> list[tuple[str, str, str]]:
    """Validate shapes against the shapes that SHACL gives for shapes; list the misused terms in a fixed order.

    For each, the term, the constraint, such as `Datatype`, and the value. Term and value are empty where there is not
    one term or one value.
    """
    with _isolated():
        _, report, _ = pyshacl.entrypoints.meta_validate(shapes.rdf, inference="none")
    misused = set()
    for node in report.objects(None, _SH.result):
        path, value = report.value(node, _SH.resultPath), report.value(node, _SH.value)
        component = str(report.value(node, _SH.sourceConstraintComponent)).removeprefix(_SH)
        misused.add(
            (
                path.removeprefix(_SH) if isinstance(path, rdflib.URIRef) and path.startswith(_SH) else "",
                component.removesuffix("ConstraintComponent"),
                "" if value is None or isinstance(value, rdflib.BNode) else str(value),
            )
        )
    return sorted(misused, reverse=True)


def conform_all(
    data: Graph,
    shapes: Graph,
    *,
    rules: list[str | rdflib.URIRef] | None = None,
    focus: list[str | rdflib.URIRef] | None = None,
) -> list[Result]:
    """Validate all data against every shape at its own targets, or `focus` against `rules`."""
    with _isolated(), _refusing():
        _, report, text = pyshacl.validate(
            data.rdf,
            shacl_graph=shapes.rdf,
            inference="none",
            inplace=True,
            use_shapes=rules,
            focus_nodes=focus,
            do_owl_imports=False,
            js=False,
        )
    if not isinstance(report, rdflib.Graph):
        raise KgraphError(f"cannot run the shapes: {text}")
    paths = ShapesGraph(report)
    results = [_result(paths, node) for node in list(report.objects(None, _SH.result))]
    # A value that was left out of the data is not missing.
    return [row for row in results if not any((row.focus, step) in data.lost for step in _steps(shapes, row.rule))]


def is_shacl(name: str) -> bool:
    """Whether SHACL 1.0 has a term, in Core or beyond it.

    >>> is_shacl("entailment"), is_shacl("minCoutn")
    (True, False)
    """
    return name in rdflib.SH


def focus_nodes(data: Graph, shapes: Graph) -> dict[str, set[str]]:
    """Find the nodes that each shape with an IRI applies to, written as in `Result.focus`."""
    with _isolated(), _refusing():
        known = [shape for shape in ShapesGraph(shapes.rdf).shapes if isinstance(shape.node, rdflib.URIRef)]
        return {str(shape.node): {_written(node) for node in shape.focus_nodes(data.rdf)} for shape in known}


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # rdflib cannot compare two values, and pySHACL would take that for "true".
            warnings.filterwarnings("error", "NotImplemented should not be used")
            yield
    except ReportableRuntimeError as error:
        raise KgraphError(f"cannot run the shapes: {error}") from error
    except (TypeError, ValueError, ArithmeticError, DeprecationWarning) as error:
        raise IncomparableError(f"cannot run the shapes: some values cannot be compared: {error}") from error


def _result(report: ShapesGraph, node: Node) -> Result:
    path, focus = report.graph.value(node, _SH.resultPath), report.graph.value(node, _SH.focusNode)
    return Result(
        focus=_written(focus),
        rule=str(report.graph.value(node, _SH.sourceShape)),
        path=str(path) if isinstance(path, rdflib.URIRef) else shacl_path_to_sparql_path(report, path) if path else "",
        value=_term(report.graph.value(node, _SH.value)),
    )


def _written(node: Node | None) -> str:
    return str(node) if isinstance(node, rdflib.URIRef) else str(_term(node))


def _term(value: Node | None) -> ox.NamedNode | ox.Literal | ox.BlankNode | None:
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.BNode):
        return ox.BlankNode(str(value))
    if not isinstance(value, rdflib.Literal):
        return None
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)) if value.datatype else None)
