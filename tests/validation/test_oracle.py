"""Other SHACL engines read the shipped shapes and find what kgraph finds, with the same path and severity."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib

from kgraph.ontology import rules
from kgraph.store.knowledge import load
from kgraph.validation import pyshacl_engine, shapes, validate
from kgraph.validation.data_subset import Area, whole

pyshacl_turbo = pytest.importorskip("pyshacl_turbo")
shacl_rust = pytest.importorskip("shacl_rust")

CASES = Path(__file__).parent.parent / "cases"
RULES = {rule.iri: rule for rule in rules.load().values()}
GROUPED = {shape.iri for shape in shapes.shipped() if shape.query.count("SELECT") > 1}
"""Rules that count over all nodes in a subquery, which SHACL allows only for one node: other engines refuse them."""

CODES = [rule.code for rule in RULES.values() if not rule.code.startswith("KG0") and rule.iri not in GROUPED]
SLOW_CODES = ["KG125", "KG127", "KG128", "KG190", "KG216", "KG326", "KG501", "KG505", "KG514"]
"""The codes that pySHACL checks too: it needs a second for each."""

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SHAPES = pyshacl_engine.Graph(
    triple
    for triple in shapes.triples()
    if not (triple.predicate.value == shapes.SH + "sparql" and getattr(triple.subject, "value", "") in GROUPED)
).rdf.serialize(format="turtle")
SEVERITIES = {"error": str(SH.Violation), "warning": str(SH.Warning), "info": str(SH.Info), "note": rules.KGS + "Note"}

Row = tuple[str, str, str, str]
"""Focus node, path, rule and severity; the path is empty where it is not one property."""


@cache
def _area(code: str) -> Area:
    return whole(load([path for path in (CASES / code).iterdir() if path.suffix != ".txt"])[0])


def _kgraph(area: Area) -> set[Row]:
    return {
        (result.focus, "" if "<" in result.path else result.path, result.rule, SEVERITIES[RULES[result.rule].severity])
        for result in validate.run_shipped(area)[0]
        if result.rule not in GROUPED
    }


def _run_pyshacl(data: str) -> Iterator[Row]:
    graphs = (rdflib.Graph().parse(data=text, format="turtle") for text in (data, SHAPES))
    _, report, _ = pyshacl.validate(next(graphs), shacl_graph=next(graphs), advanced=True, inplace=True)
    yield from _read_report(report)


def _run_pyshacl_turbo(data: str) -> Iterator[Row]:
    _, report, _ = pyshacl_turbo.validate(
        data, shacl_graph=SHAPES, advanced=True, data_graph_format="turtle", shacl_graph_format="turtle"
    )
    yield from _read_report(report)


def _run_shacl_rust(data: str) -> Iterator[Row]:
    for result in shacl_rust.validate(data, SHAPES)["results"]:
        focus, rule, severity = (result[key].strip("<>") for key in ("focusNode", "sourceShape", "severity"))
        path = result.get("resultPath", "")
        yield focus, path.strip("<>") if path.startswith("<") else "", rule, severity


def _read_report(report: rdflib.Graph) -> Iterator[Row]:
    for node in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        path = report.value(node, SH.resultPath)
        yield (
            str(report.value(node, SH.focusNode)),
            str(path) if isinstance(path, rdflib.URIRef) else "",
            str(report.value(node, SH.sourceShape)),
            str(report.value(node, SH.resultSeverity)),
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "code"),
    [
        *((_run_pyshacl, code) for code in SLOW_CODES),
        *((run, code) for run in (_run_pyshacl_turbo, _run_shacl_rust) for code in CODES),
    ],
    ids=lambda value: value.__name__.removeprefix("_run_") if callable(value) else value,
)
def test_another_engine_finds_the_same(run: Callable[[str], Iterator[Row]], code: str) -> None:
    area = _area(code)
    data = pyshacl_engine.Graph([*area.triples, *shapes.facts()]).rdf.serialize(format="turtle")

    expected = _kgraph(area)
    actual = {row for row in run(data) if row[0] in area.mine and row[2] in RULES}

    assert len(GROUPED) == 2
    assert code in {RULES[rule].code for _, _, rule, _ in expected}
    assert actual == expected
