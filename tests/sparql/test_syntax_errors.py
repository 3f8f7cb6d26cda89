"""A query that cannot be read is answered with the place, the reason and a fix."""

import pyoxigraph as ox
import pytest

from kgraph.core.errors import UsageError
from kgraph.sparql import run, safety, unknown_terms
from kgraph.sparql.catalogue import Query
from kgraph.sparql.syntax_errors import _KEYWORDS
from kgraph.store.knowledge import Knowledge

NOBODY = Knowledge(files=(), store=ox.Store())
WRONG = [
    ("SELECT ?x {\n  ?x a kg:Claim\n", "line 1, column 11: `{` is not closed: add `}`"),
    ("SELECT ?x { ?x a ?y . FILTER(BOUND(?y) }", "line 1, column 29: `(` is not closed: add `)`"),
    ("SELECT ?x { ?x a ?y } }", "line 1, column 23: `}` closes nothing: remove it"),
    ("SELECT ?x {\r\n ?x a kgg:Claim }", "line 2, column 7: the prefix `kgg:` is not declared: did you mean `kg`?"),
    ("SELECT ?x { ?x a ex:Y }", "the prefix `ex:` is not declared: add `PREFIX ex: <…>` at the top"),
    ("PREFIX ex: <https://e.org/>\nSELEKT ?x { ?x a ex:Y }", "`SELEKT` is no word of SPARQL: did you mean `SELECT`?"),
    ("SELECT ?x { ?x a ?y . FILTER(STRSTRT(?y)) }", "line 1, column 30: `STRSTRT` is no word of SPARQL: did you mean"),
    ("SELECT ?x { ?x kg:text ?t\n ?x kg:kind ?k }", "line 2, column 5: `kg:kind` cannot stand here: look at what"),
    ("SELECT ?x { ?x a ?y } ORDER ?x", "line 1, column 31: `?x` cannot stand here: BY is expected"),
    ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }", "neither bound nor, beside an aggregate, grouped: bind it"),
    ("SELECT ?x ?x { ?x a ?y }", "a column of SELECT stands twice: remove one, or rename it with AS"),
    ("SELECT * { ?x a ?y } GROUP BY ?x", r"SELECT * cannot be grouped: name the columns"),
    ("SELECT ?x { BIND(1 AS ?x) BIND(2 AS ?x) }", "cannot be read to its end: look for a variable that is bound twice"),
    (" # nothing\n", "the query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE"),
]


@pytest.mark.parametrize(("query", "complaint"), WRONG)
def test_what_cannot_be_read_has_a_place_a_reason_and_a_fix(query: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        run.answer(NOBODY, run.Query("", query), {})

    assert complaint in str(caught.value)
    assert "expected one of" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?c a kg:Clam }", ["`kg:Clam`: did you mean `kg:Claim`?"]),
        ("SELECT * { ?c kg:txt ?t ; kg:txt ?u }", ["`kg:txt`: did you mean `kg:text`?"]),
        ("SELECT * { ?a kg:stance stance:denys }", ["`stance:denys`: did you mean `stance:denies`?"]),
        ("SELECT * { ?a kg:wombat <https://w3id.org/kgraph/ns#Claim> }", ["`kg:wombat`"]),
        ("PREFIX k: <https://w3id.org/kgraph/ns#> SELECT * { ?c a k:Clam }", ["`k:Clam`: did you mean `kg:Claim`?"]),
        ("PREFIX kg: <https://example.org/#> SELECT * { ?c a kg:Clam, claim:none, rdfs:none }", []),
    ],
)
def test_a_name_that_nothing_is_called_by_is_told(query: str, expected: list[str]) -> None:
    assert expected == [one.rpartition(": nothing is called ")[2] for one in unknown_terms.unknown(query)]


@pytest.mark.parametrize("query", run.queries(), ids=lambda query: query.name)
def test_every_name_of_the_shipped_questions_is_known(query: Query) -> None:
    assert [] == [*unknown_terms.unknown(query.text), *unknown_terms.unknown(query.evidence)]


def test_every_word_of_the_shipped_questions_is_known() -> None:
    for query in run.queries():
        words = {one.text.upper() for one in safety.tokens(query.text) if one.kind == "word"}
        assert words <= _KEYWORDS, query.name
