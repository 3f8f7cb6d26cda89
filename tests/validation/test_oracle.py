"""Another SHACL engine, reading the shipped shapes by itself, finds what we find, on every case."""

from pathlib import Path

import pytest
import rdflib

from kgraph.ontology import rules
from kgraph.store.knowledge import load
from kgraph.validation import pyshacl_engine, shapes, validate
from kgraph.validation.data_subset import whole

turbo = pytest.importorskip("pyshacl_turbo")

CASES = Path(__file__).parent.parent / "cases"
CODES = [code for code in rules.load() if not code.startswith("KG0")]
KNOWN = {rule.iri: rule.code for rule in rules.load().values()}
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SHAPES = pyshacl_engine.Graph(shapes.triples()).rdf.serialize(format="turtle")


@pytest.mark.parametrize("code", CODES)
def test_another_engine_finds_the_same(code: str) -> None:
    knowledge, _ = load([path for path in (CASES / code).iterdir() if path.suffix != ".txt"])
    area = whole(knowledge)
    data = pyshacl_engine.Graph([*area.triples, *shapes.facts()]).rdf.serialize(format="turtle")
    _, report, _ = turbo.validate(
        data, shacl_graph=SHAPES, advanced=True, data_graph_format="turtle", shacl_graph_format="turtle"
    )
    found = set()
    for node in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        rule = str(report.value(node, SH.sourceConstraint) or report.value(node, SH.sourceShape))
        focus = str(report.value(node, SH.focusNode))
        if rule in KNOWN and focus in area.mine:
            found.add((focus, KNOWN[rule]))

    actual = {(one.focus, KNOWN[one.rule]) for one in validate.run_shipped(area)[0]}

    assert code in {one for _, one in actual}
    assert found == actual
