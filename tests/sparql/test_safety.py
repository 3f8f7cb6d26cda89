"""What a reader's query may do, and that no spelling hides what it may not."""

from time import perf_counter

import pytest

from kgraph.core.errors import KgraphError, LimitError, UsageError
from kgraph.sparql import safety

FINE = [
    "SELECT * WHERE { ?s ?p ?o }",
    "BASE <http://example.org/> PREFIX : <ns#> ASK { :a :b 'c' }".replace("<ns#>", "<http://example.org/ns#>"),
    'SELECT ?s { ?s ?p "SERVICE FROM LOAD" }',
    "SELECT ?s { ?s ?p '''SERVICE \\u0053 ' '' \n''' } # SERVICE <http://example.org/>",
    "SELECT ?service ?from { ?service <http://example.org/SERVICE> ?from }",
    "PREFIX ex: <http://example.org/> SELECT * { ?s ex:service|ex:from ex:a\\,b , ex:%41 , _:x1 }",
    "SELECT * { ?s ?p ?o FILTER (?o<5 || ?o < ?s && ?s>=3 && !(?o IN (1, 2.5e3))) }",
    'SELECT * { ?s ?p "chat"@fr-BE , "1"^^<http://www.w3.org/2001/XMLSchema#integer> , -1.5 , true }',
    "SELECT * { GRAPH ?g { ?s (^?p|!<http://e/a>)*/?q+ ?o } } ORDER BY DESC(?s) LIMIT 5".replace(
        "?q+", "<http://e/b>+"
    ),
    "CONSTRUCT { ?s ?p ?o } { { SELECT * { ?s ?p ?o } } MINUS { ?s a [] } VALUES (?s ?p) { (UNDEF 1) } }",
    "DESCRIBE <http://example.org/a>",
    "select ?größe { ?größe ?p '日本' }",
]


@pytest.mark.parametrize("query", FINE)
def test_ordinary_queries_pass(query: str) -> None:
    safety.check(query)


SERVICES = [
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { service silent ?where { ?s ?p ?o } }",
    "SELECT * { { FILTER EXISTS { SERVICE <http://example.org/> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <http://example.org/> {} } }",
    # pyoxigraph reads keywords without spaces
    "PREFIX ex: <http://example.org/> SELECT * { ?s ?p trueSERVICE<http://example.org/>{} }",
    "PREFIX ex: <http://example.org/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
    "PREFIX : <http://example.org/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://example.org/>{} }",
    "SELECT * { ?s ?p 'a'@enSERVICE } SERVICE <http://example.org/> {}",
    "SELECT * { ?s ?p ex:a.SERVICE<http://example.org/>{} }",
    # a comment ends at a carriage return too
    "SELECT * { # comment\rSERVICE <http://example.org/> {} }",
    # escapes are read before anything else by some engines
    "SELECT * { SE\\u0052VICE <http://example.org/> {} }",
    "SELECT * { ?s <http://example.org/\\u0061> ?o }",
    # what may be an IRI or a comparison could hide the start of a string or comment
    'SELECT * { ?a ?p ?b FILTER(?a<?b#c>"""\n ) SERVICE <http://example.org/> {} #"""\n }',
    "SELECT * { ?a ?p ?b FILTER(?a<'''>''') SERVICE <http://example.org/> {} FILTER(''''''=?a) }",
    "SELECT * { ?a ?p ?b FILTER(?a<<http://x#y>) SERVICE <http://example.org/> {} }",
    "BASE <http://e/> SELECT * { ?a <'\\u0041> ?b . SERVICE <http://example.org/> {} #'\n }",
    "SELECT * { ?a <http://e/#\\u0041> ?b . SERVICE <http://example.org/> {} }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(UsageError):
        safety.check(query)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * FROM <http://e/g> { ?s ?p ?o }", "FROM"),
        ("ASK from named <http://e/g> { ?s ?p ?o }", "FROM"),
        ("LOAD <http://e/g>", "updates"),
        ("PREFIX ex: <http://e/> INSERT DATA { ex:a ex:b ex:c }", "updates"),
        ("delete where { ?s ?p ?o }", "updates"),
        ("CLEAR ALL", "updates"),
        ("DROP ALL", "updates"),
        ("WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "updates"),
    ],
)
def test_foreign_data_and_updates_are_refused(query: str, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        safety.check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 65 + "}" * 65,
        "ASK { FILTER(" + "(" * 70 + "1" + ")" * 70 + ") }",
        "ASK { FILTER(" + "!" * 500 + "true) }",
        "ASK { FILTER(1" + "+1" * 500 + ") }",
        "ASK {" + " {} UNION" * 500 + " {} }",
        "ASK {" + " ?s ?p ?o ." * 500 + " }",
        "ASK { ?s ?p '" + "a" * 70_000 + "' }",
        "ASK { ?s ?p '" + "é" * 40_000 + "' }",
    ],
)
def test_size_and_depth_are_limited(query: str) -> None:
    with pytest.raises(LimitError):
        safety.check(query)


@pytest.mark.parametrize(
    "query", ["SELECT 'a", 'ASK { "a\n" }', "ASK { ?s ?p `a` }", "ASK \x00", "ASK { \u2028 }", "ASK '''a''"]
)
def test_characters_outside_sparql_are_refused(query: str) -> None:
    with pytest.raises(UsageError):
        safety.check(query)


def test_the_message_gives_the_place() -> None:
    with pytest.raises(UsageError, match="the query, line 3, column 3: SERVICE is not allowed"):
        safety.check("SELECT * {\n  # é\n  SERVICE <http://e/> {} }")


@pytest.mark.parametrize("text", ['"""' + '"' * 60_000, "<" * 60_000, ("<" + "a" * 90) * 600, "'" * 59_999, "\\" * 9])
def test_no_text_takes_long_to_check(text: str) -> None:
    with pytest.raises(KgraphError):
        safety.check(text)


@pytest.mark.parametrize("word", ["a-", "é-1", "a--", "_-b"])
def test_words_joined_by_hyphens_are_split_in_one_pass(word: str) -> None:
    text = word * (30_000 // len(word))
    started = perf_counter()

    split = [token.text for token in safety.tokens(f"{text} a-b:c x-1SERVICE")]

    assert perf_counter() - started < 2
    assert text + "a-b:cx-1SERVICE" == "".join(split)
    assert ["a-b:c", "x", "-", "1", "SERVICE"] == split[-5:]
    with pytest.raises(UsageError, match="SERVICE is not allowed"):
        safety.check("SELECT * { ?a ?b x-1SERVICE }")


def test_order_by_is_recognized() -> None:
    assert safety.has_order(safety.check("SELECT * {} order BY ?s"))
    assert not safety.has_order(safety.check("SELECT * { ?order ?p 'ORDER BY' } # ORDER BY"))
