"""The rules are what the shapes say, and complete."""

import re

import pytest

from kgraph.core.diagnostics import Severity, Span
from kgraph.core.errors import KgraphError
from kgraph.ontology import rules


@pytest.mark.parametrize("rule", rules.load().values(), ids=lambda rule: rule.code)
def test_a_rule_can_be_explained(rule: rules.Rule) -> None:
    assert re.fullmatch(r"KG[0-5][0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.slug)
    assert rule.message
    assert not rule.message.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix


def test_a_finding_takes_severity_message_and_fix_from_its_rule() -> None:
    found = rules.diagnose("KG026", path="a.yaml", span=Span(1, 1, 1, 2))

    assert found.severity is Severity.WARNING
    assert found.message == rules.load()["KG026"].message
    assert found.fix == rules.load()["KG026"].fix


def test_a_rule_needs_a_name() -> None:
    with pytest.raises(KgraphError, match="needs an IRI"):
        rules.read('[] <https://w3id.org/kgraph/shapes#code> "KG999" .', shape="a.ttl")


def test_reading_rules_are_complete() -> None:
    codes = [code for code, rule in rules.load().items() if rule.shape == "reading.ttl"]

    assert codes == [f"KG0{number:02}" for number in range(1, 30)]
