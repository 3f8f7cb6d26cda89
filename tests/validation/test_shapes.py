"""The shipped shapes are whole, run alike in pySHACL alone, and a user's are looked over before."""

import re
from pathlib import Path

import pytest

from kgraph.core.errors import KgraphError, UsageError
from kgraph.ontology import rules
from kgraph.store.knowledge import load
from kgraph.validation import pyshacl_engine, shapes, user_shapes, validate
from kgraph.validation.data_subset import whole

CASES = Path(__file__).parent.parent / "cases"
RULES = [rule for rule in rules.load().values() if not rule.code.startswith("KG0")]
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix ex: <https://example.org/> .
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_belongs_to_one_shape_and_has_a_reason_and_a_fix(rule: rules.Rule) -> None:
    holders = [shape for shape in shapes.shipped() if rule.iri in shape.rules]

    assert len(holders) == 1, f"list {rule.code} under the sh:property of one node shape"
    assert rule.message.startswith(holders[0].label)
    assert not rule.message.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix
    assert "\n# better\n" in rule.example


def test_every_shape_has_a_target_and_a_rule() -> None:
    for shape in shapes.shipped():
        assert shape.rules
        assert shape.classes or shape.subjects_of or shape.selects


def test_queries_fetch_nothing_and_keep_to_what_shacl_allows() -> None:
    texts = [shape.query for shape in shapes.shipped() if shape.query]
    texts += [text for shape in shapes.shipped() for text in shape.selects]

    assert texts
    assert not [text for text in texts if re.search(r"\b(SERVICE|FROM|LOAD|MINUS|VALUES)\b", text)]


def test_literals_keep_their_digits_and_rdflib_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    knowledge, _ = load([CASES / "KG106"])
    data = pyshacl_engine.Graph(whole(knowledge).triples)

    pyshacl_engine.conform_all(data, validate.core())

    assert rdflib.NORMALIZE_LITERALS is False


def test_imports_are_refused() -> None:
    knowledge = "<https://example.org/a> <http://www.w3.org/2002/07/owl#imports> <file:///etc/passwd> ."
    import pyoxigraph as ox

    with pytest.raises(KgraphError, match="owl:imports"):
        pyshacl_engine.Graph(quad.triple for quad in ox.parse(knowledge, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (
            "ex:s sh:targetClass kg:Claim ; sh:property [ sh:path kg:text ; sh:minCoutn 1 ] .",
            "minCount",
        ),
        ('ex:s sh:targetClass kg:Claim ; sh:sparql [ sh:select "SELECT $this {}" ] .', "does not run `sh:sparql`"),
        ("ex:s sh:targetClass kg:Claim ; sh:js ex:f .", "does not run `sh:js`"),
        ("<> <http://www.w3.org/2002/07/owl#imports> <https://example.org/x> .", "does not follow"),
        (
            "ex:s a sh:NodeShape ; sh:property [ sh:path kg:text ; sh:minCount 1 ] .",
            "no shape in this file has a target",
        ),
        (
            'ex:s sh:targetClass kg:Claim ; sh:property [ sh:path kg:text ; sh:pattern "^(a+)+$" ] .',
            "exponential time",
        ),
        (
            "ex:s sh:targetClass kg:Assertion ; sh:property [ sh:path kg:relays ; sh:node ex:s ] .",
            "contains itself",
        ),
        ("ex:s sh:targetClass kg:Claim", ":5:"),
        ("[] sh:targetClass kg:Claim ; sh:property [ sh:path kg:text ; sh:minCount 1 ] .", "needs an IRI"),
        ("ex:s sh:targetClass kg:Claim ; sh:property 5 .", "takes a shape, not a literal"),
        ("ex:s sh:targetClass kg:Claim ; sh:property ex:missing .", "no file describes"),
        ("ex:s sh:targetClass kg:Claim ; sh:property [ sh:minCount 1 ] .", "has no `sh:path`"),
        ("ex:s a sh:PropertyShape ; sh:targetClass kg:Claim ; sh:minCount 1 .", "has no `sh:path`"),
        ("ex:s sh:targetClass kg:Claim ; sh:minCount 1 .", "has no `sh:path`"),
        ("ex:s sh:targetClass kg:Claim ; sh:lessThan kg:high .", "has no `sh:path`"),
        ("ex:s sh:targetClass kg:Claim ; sh:message 5 .", "takes text, not `5`"),
        ("ex:s sh:targetClass kg:Claim ; sh:property [ sh:path [] ; sh:minCount 1 ] .", "takes a property or a path$"),
        ('ex:s sh:targetClass "x" .', ":4: `sh:targetClass` takes an IRI"),
        ("ex:s sh:targetClass kg:Clam .", "no class `kg:Clam`: did you mean `kg:Claim`"),
        ("ex:s sh:targetClass kg:Claim ; sh:xone ( ex:missing ) .", "no file describes"),
        ("ex:s sh:targetClass kg:Claim ; sh:or () .", "is empty"),
        ("ex:s sh:targetClass kg:Claim ; sh:or ex:missing .", "takes a list"),
        (
            (
                "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ex:l rdf:first 1 ; rdf:rest ex:l . "
                "ex:s sh:targetClass kg:Claim ; sh:property [ sh:path kg:kind ; sh:in ex:l ] ."
            ),
            "contains itself",
        ),
        (
            "ex:s sh:targetClass kg:Claim ; sh:property [ sh:path ex:p ] . ex:p sh:inversePath ex:p .",
            "contains itself",
        ),
        ("ex:s sh:targetClass kg:Claim ; sh:node ex:missing .", "no file describes"),
        *(
            (f"ex:s sh:targetClass kg:Claim ; sh:property [ sh:path kg:text ; {constraint} ] .", complaint)
            for constraint, complaint in [
                ('sh:minCount "a"', "takes a whole number"),
                ("sh:minLength 1e3", "takes a whole number"),
                ("sh:minCount 1 ; sh:minCount 2", "more than one `sh:minCount`"),
                ("sh:qualifiedMinCount 1", "does nothing without `sh:qualifiedValueShape`"),
                ("sh:nodeKind ex:Foo", "takes one of sh:IRI"),
                ('sh:pattern "a" ; sh:flags "z"', "letters i and m"),
                ('sh:uniqueLang "yes"', "takes true or false"),
                ('sh:hasValue "a"^^<http://www.w3.org/2001/XMLSchema#decimal>', "is not an xsd:decimal"),
            ]
        ),
        ('ex:s sh:targetClass kg:Claim ; sh:property [ sh:path "x" ; sh:minCount 1 ] .', "takes a property or a path"),
        (
            "ex:s sh:targetClass kg:Claim ; sh:property [ sh:path kg:txet ; sh:minCount 1 ] .",
            "no property `kg:txet`: did you mean `kg:text`",
        ),
    ],
)
def test_shapes_that_cannot_be_trusted_are_refused(tmp_path: Path, body: str, complaint: str) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + body + "\n", "utf-8")

    with pytest.raises(UsageError, match=complaint):
        user_shapes.run(user_shapes.read([path]), [])


def test_shapes_of_one_file_may_use_those_of_another(tmp_path: Path) -> None:
    first, second = tmp_path / "one.ttl", tmp_path / "other.ttl"
    first.write_text(HEAD + "ex:s sh:targetClass kg:Claim ; sh:property ex:p .\n", "utf-8")
    second.write_text(HEAD + "ex:t sh:targetClass ex:T .\nex:p sh:path kg:text ; sh:in ( 1 2 ) .\n", "utf-8")

    run = user_shapes.run(user_shapes.read([first, second]), [])

    assert set(run.counts) >= {"https://example.org/s", "https://example.org/t"}


def test_a_users_shape_is_run_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        HEAD + "ex:short a sh:NodeShape ; sh:targetClass kg:Claim ;"
        " sh:property [ sh:path kg:text ; sh:maxLength 10 ; sh:severity sh:Warning ;"
        ' sh:message "{$this} is long" ] .',
        "utf-8",
    )
    knowledge, found = load([CASES / "KG104"])

    outcome = validate.check(knowledge, found, shapes=[path])

    (finding,) = (finding for finding in outcome.diagnostics if finding.code == "USER-short")
    assert (finding.severity, finding.message) == ("warning", "`claim:bank-closed` is long")
    assert finding.span is not None
    assert ("USER-short", 1) in {(check.code, check.count) for check in outcome.checks}


def test_the_example_rule_in_the_format_page_finds_what_the_page_says(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "format.md").read_text("utf-8")
    (tmp_path / "speech.ttl").write_text(re.findall(r"```turtle\n(# rules.*?)```", page, re.DOTALL)[0], "utf-8")
    knowledge, found = load([CASES / "KG143"])

    outcome = validate.check(knowledge, found, shapes=[tmp_path / "speech.ttl"])

    (finding,) = (finding for finding in outcome.diagnostics if finding.code == "DESK1")
    assert ("warning", "assertion does not say how the words are given") == (finding.severity, finding.message)
    assert "add `speechMode: direct` or another code" == finding.fix
