"""A query that cannot be parsed is refused with the place, the reason and a fix."""

import pyoxigraph as ox
import pytest

from kgraph.core.errors import UsageError
from kgraph.sparql import columns, query_errors, run, safety
from kgraph.sparql.catalogue import Query
from kgraph.sparql.results import Rows
from kgraph.store.knowledge import Knowledge

EMPTY = Knowledge(files=(), store=ox.Store())
WRONG = [
    ("SELECT ?x {\n  ?x a kg:Claim\n", "line 1, column 11: `{` is not closed: add `}`"),
    ("SELECT ?x { ?x a ?y . FILTER(BOUND(?y) }", "line 1, column 29: `(` is not closed: add `)`"),
    ("SELECT ?x { ?x a ?y } }", "line 1, column 23: unmatched `}`: remove it"),
    ("SELECT ?x {\r\n ?x a kgg:Claim }", "line 2, column 7: the prefix `kgg:` is not declared: did you mean `kg`?"),
    ("SELECT ?x { ?x a ex:Y }", "the prefix `ex:` is not declared: add `PREFIX ex: <…>` at the top"),
    (
        "PREFIX ex: <https://e.org/>\nSELEKT ?x { ?x a ex:Y }",
        "`SELEKT` is not a SPARQL keyword: did you mean `SELECT`?",
    ),
    (
        "SELECT ?x { ?x a ?y . FILTER(STRSTRT(?y)) }",
        "line 1, column 30: `STRSTRT` is not a SPARQL keyword: did you mean",
    ),
    (
        "SELECT ?x { ?x kg:text ?t\n ?x kg:kind ?k }",
        "line 2, column 5: unexpected `kg:kind`: check what comes before it",
    ),
    ("SELECT ?x { ?x a ?y } ORDER ?x", "line 1, column 31: unexpected `?x`: expected BY"),
    (
        "SELECT ?n\n  ?x (COUNT(?y) AS ?n) { ?x a ?y } GROUP BY ?n\n",
        "line 2, column 3: `?x` is neither grouped nor computed: add it to GROUP BY, or remove it",
    ),
    (
        "SELECT * { ?a ?b ?c { SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y } } }\n\n",
        "line 1, column 30: `?x` is neither grouped nor computed",
    ),
    ("SELECT ?x ?x { ?x a ?y }", "SELECT has the same column twice: remove one, or rename it with AS"),
    ("SELECT * { ?x a ?y } GROUP BY ?x", "SELECT * cannot be used with GROUP BY: name the columns"),
    ("SELECT ?x { BIND(1 AS ?x) BIND(2 AS ?x) }", "the query is incomplete: look for a variable that is bound twice"),
    (" # nothing\n", "the query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE"),
]


@pytest.mark.parametrize(("query", "complaint"), WRONG)
def test_a_syntax_error_has_a_place_a_reason_and_a_fix(query: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        run.answer(EMPTY, run.Query("", query), {})

    assert complaint in str(caught.value)
    assert "expected one of" not in str(caught.value)


def _unknown(query: str) -> list[str]:
    notes = query_errors.find_unknown_terms(query, safety.check(query))
    return [note.rpartition(": unknown term ")[2] for note in notes]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?c a kg:Clam }", ["`kg:Clam`: did you mean `kg:Claim`?"]),
        ("SELECT * { ?c kg:txt ?t ; kg:txt ?u }", ["`kg:txt`: did you mean `kg:text`?"]),
        ("SELECT * { ?a kg:stance stance:denyes }", ["`stance:denyes`: did you mean `stance:denies`?"]),
        ("SELECT * { ?a kg:wombat <https://w3id.org/kgraph/ns#Claim> }", ["`kg:wombat`"]),
        ("PREFIX k: <https://w3id.org/kgraph/ns#> SELECT * { ?c a k:Clam }", ["`k:Clam`: did you mean `kg:Claim`?"]),
        ("PREFIX kg: <https://example.org/#> SELECT * { ?c a kg:Clam, claim:none, rdfs:none }", []),
    ],
)
def test_an_unknown_term_is_reported_with_a_suggestion(query: str, expected: list[str]) -> None:
    assert expected == _unknown(query)


def test_of_very_many_unknown_terms_ten_are_named() -> None:
    query = "SELECT * { VALUES ?x { " + " ".join(f"kg:Clam{number}" for number in range(4500)) + " } }"

    notes = list(query_errors.find_unknown_terms(query, safety.check(query)))

    assert [11, "and 4,490 more unknown terms"] == [len(notes), notes[-1]]


UNBOUND = {
    "SELECT ?x { ?c kg:text ?t }": "x",
    "SELECT DISTINCT ?c ?clam { ?claim a kg:Claim }": "c clam",
    "SELECT ?c ?n { ?c kg:text ?t FILTER (?n > 1) }": "n",
    "SELECT ?c ?n { ?c kg:text ?t FILTER NOT EXISTS { ?c kg:kind ?n } ?c a ?k } ORDER BY ?k": "n",
    "SELECT ?c ?n { ?c kg:text ?t MINUS { ?c kg:kind ?n } }": "n",
    "SELECT ?c ?n { ?c kg:text ?t BIND (STRLEN(?n) AS ?m) }": "n",
    "SELECT ?y { { SELECT ?x { ?x ?p ?y } } }": "y",
    "SELECT ?y { { SELECT * { ?x ?p ?y } } }": "",
    "SELECT ?x ?n { { SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y } GROUP BY ?x } }": "",
    "SELECT ?m ?g ?o { OPTIONAL { GRAPH ?g { ?c kg:text ?o } } BIND (STR(?g) AS ?m) }": "",
    "SELECT ?k (COUNT(?c) AS ?n) { ?c kg:text ?t } GROUP BY (STRLEN(?t) AS ?k)": "",
    "SELECT ?x ?v { ?x a kg:Claim } VALUES ?v { 1 }": "",
    "SELECT * { ?x a ?y }": "",
    "SELECT (?x AS ?y) { ?x a ?z }": "",
    "ASK { { SELECT ?x { ?z a ?y } } }": "",
    "CONSTRUCT { ?x a ?y } WHERE { ?x a ?y }": "",
}


@pytest.mark.parametrize("query", UNBOUND)
def test_a_column_that_nothing_binds_is_reported(query: str) -> None:
    notes = list(columns.find_unbound(query, safety.check(query)))

    assert UNBOUND[query].split() == [note.split("`?")[1].split("`")[0] for note in notes]


@pytest.mark.parametrize("query", run.queries(), ids=lambda query: query.name)
def test_the_named_questions_bind_and_group_their_columns(query: Query) -> None:
    given = frozenset(parameter.name for parameter in query.parameters)

    assert [] == list(columns.find_unbound(query.text, query.tokens, given))
    assert [] == list(columns.find_ungrouped(query.tokens))


PATTERNS = {
    "REGEX(?t, '[')": "line 1, column 44: `[` is not a valid regular expression: unterminated character set",
    '(replace(?t, "(a" , "b") = "c")': "`(a` is not a valid regular expression: missing ), unterminated subpattern",
    "REGEX(STR(?t), '(?=a)')": "`(?=a)` is not a valid regular expression: look-around and back-references are not",
    "REGEX(?t, 'a', 'z')": "column 49: 'z' is not valid as flags: use i, m, s, x and q",
    "REGEX(?t, '[', 'q')": "",
    "REGEX(?t, '^a\\\\w+', 'i')": "",
    "REGEX(?t, ?t)": "",
}


@pytest.mark.parametrize("condition", PATTERNS)
def test_an_invalid_regular_expression_is_refused(condition: str) -> None:
    query = run.Query("", f"SELECT ?t {{ ?c kg:text ?t FILTER {condition} }}")
    if not PATTERNS[condition]:
        assert isinstance(run.answer(EMPTY, query, {}), Rows)
        return

    with pytest.raises(UsageError) as caught:
        run.answer(EMPTY, query, {})
    assert PATTERNS[condition] in str(caught.value)


@pytest.mark.parametrize("query", run.queries(), ids=lambda query: query.name)
def test_every_term_of_the_named_questions_is_known(query: Query) -> None:
    assert not [*_unknown(query.text), *_unknown(query.evidence)]


def test_every_word_of_the_named_questions_is_a_keyword() -> None:
    for query in run.queries():
        assert {token.keyword for token in query.tokens} - {""} <= query_errors.KEYWORDS, query.name
