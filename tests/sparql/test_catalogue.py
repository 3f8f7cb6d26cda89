"""Questions are found, their parameters bound as terms, and strangers' queries kept within limits."""

import io
import re
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.core.errors import KgraphError, LimitError, TimeoutExceeded, UsageError
from kgraph.ontology import curies, terms
from kgraph.sparql import catalogue as questions
from kgraph.sparql import run, safety
from kgraph.sparql.catalogue import TOPICS, Query
from kgraph.sparql.results import Rows, Triples, Truth
from kgraph.store import disk
from kgraph.store.knowledge import Knowledge

QUERIES = run.queries()
TURTLE = """
@prefix kg: <https://w3id.org/kgraph/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix actor: <https://w3id.org/kgraph/id/actor/> . @prefix claim: <https://w3id.org/kgraph/id/claim/> .
actor:mi6 a kg:Organization ; skos:prefLabel "MI6" .
actor:times a kg:MediaOutlet ; skos:prefLabel "The Times" .
claim:did a kg:Claim ; kg:text "MI6 did it." ; kg:agent actor:mi6 .
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    held = ox.Store()
    held.load(
        TURTLE.encode(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode("https://w3id.org/kgraph/id/file/x"),
    )
    return Knowledge(files=(), store=held)


@pytest.fixture
def on_disk(knowledge: Knowledge, tmp_path: Path) -> Knowledge:
    disk.build(knowledge, tmp_path / "store")
    return disk.open_store(tmp_path / "store")


# The catalogue itself


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_head_is_complete(query: Query) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)
    assert query.title
    assert query.topic in TOPICS
    assert query.question.endswith("?")
    assert query.reading.endswith(".")
    assert all(len(line) <= 110 for line in query.text.splitlines())


@pytest.mark.parametrize("query", [query for query in QUERIES if query.evidence], ids=lambda query: query.name)
def test_evidence_is_a_pattern_laid_out_below_its_label(query: Query) -> None:
    pattern = f"SELECT * {{ {query.evidence}\n}}"

    ox.Store().query(pattern, prefixes=dict(curies.prefixes()))
    safety.check(pattern)
    assert "\n# **Evidence:**\n#     " in query.text


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_columns_are_what_is_selected_and_in_order(query: Query, knowledge: Knowledge) -> None:
    found = knowledge.store.query(query.text)

    if isinstance(found, ox.QuerySolutions):
        assert query.columns == tuple(variable.value for variable in found.variables)
        assert re.search(r"^ORDER BY ", query.body, re.MULTILINE)
    else:
        assert query.columns == ()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_parameters_are_variables_of_known_kinds(query: Query) -> None:
    for parameter in query.parameters:
        assert f"?{parameter.name}" in query.body
        assert parameter.kind in {*terms.load().class_names, *curies.codes(), *questions.LITERALS}
        if query.columns:
            assert parameter.name in query.columns, "pyoxigraph binds projected variables only"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_declares_its_prefixes_and_is_allowed(query: Query) -> None:
    ox.Store().query(query.text)
    safety.check(query.text)
    assert "kg:" in query.body


def test_there_is_every_form() -> None:
    found = [re.findall(r"^(SELECT|ASK|CONSTRUCT)\b", query.body, re.MULTILINE) for query in QUERIES]

    assert {"SELECT", "ASK", "CONSTRUCT"} == {forms[0] for forms in found}


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean `contradictions`"):
        run.find("contradiction")


def test_a_name_cannot_leave_the_folder() -> None:
    with pytest.raises(UsageError):
        run.find("../ontology/kgraph")


def test_a_head_is_read_over_several_lines() -> None:
    text = (
        "# # T\n#\n# **Question:** Which\n# one?\n#\n# **Evidence:**\n#     {\n#       ?a ?b ?c\n#     }\n#\n"
        "# **Parameters:** ?a (Actor; optional),\n# ?n (integer; default 2)\n\nASK {}"
    )

    query = questions.parse(text)

    assert query.title == "T"
    assert query.question == "Which one?"
    assert list(map(str, query.parameters)) == ["?a (Actor; optional)", "?n (integer; default 2)"]
    assert query.evidence == "{\n  ?a ?b ?c\n}"
    assert query.body == "ASK {}"


@pytest.mark.parametrize("line", ["actor (Actor)", "?a Actor", "?a (Actor; maybe)"])
def test_a_head_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(UsageError):
        questions.parse(f"# **Parameters:** {line}\nASK {{}}")


# Parameters


def _query(kind: str) -> Query:
    return questions.parse(f"# **Parameters:** ?x ({kind})\nSELECT ?x {{ BIND (1 AS ?one) }}", name="mine")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Actor", "actor:mi6", "<https://w3id.org/kgraph/id/actor/mi6>"),
        (
            "Organization",
            "https://w3id.org/kgraph/id/actor/times",
            "<https://w3id.org/kgraph/id/actor/times>",
        ),
        ("stance", "denies", "<https://w3id.org/kgraph/stance#denies>"),
        ("stance", "stance:denies", "<https://w3id.org/kgraph/stance#denies>"),
        ("stance", "https://w3id.org/kgraph/stance#denies", "<https://w3id.org/kgraph/stance#denies>"),
        ("string", 'a" } DROP ALL #', '"a\\" } DROP ALL #"'),
        ("integer", "-12", '"-12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", "1.50", '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("date", "2022-01-05", '"2022-01-05"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_values_become_terms_of_their_kind(knowledge: Knowledge, kind: str, value: str, expected: str) -> None:
    assert {"x": expected} == {k: str(v) for k, v in run.bind(knowledge.store, _query(kind), {"x": value}).items()}


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ("Actor", "actor:mi66", "did you mean `actor:mi6`"),
        ("Actor", "claim:did", "`claim:did` is not an actor"),
        ("MediaOutlet", "actor:mi6", "`actor:mi6` is not a media outlet"),
        ("Actor", "MI6", "`MI6` is a name: did you mean `actor:mi6`"),
        ("Actor", "mi66", "the graph has no actor `mi66`: did you mean `actor:mi6`"),
        ("Actor", "nobody at all", "is not an id: write it as `actor:name`"),
        ("Actor", "http://e/> } DROP ALL #", "is not an id"),
        ("stance", "denied", "did you mean `denies`"),
        ("stance", "fact", "choose from asserts"),
        ("stance", "kind:fact", "is not a valid `stance`"),
        ("integer", "two", "expected an integer, such as 12, not `two`"),
        ("integer", "9" * 5000, "expected an integer"),
        ("date", "2022-1-5", r"\?x: expected a date, such as 2022-01-05, not `2022-1-5`"),
        ("wombat", "x", "unknown kind"),
    ],
)
def test_wrong_values_are_refused_with_a_hint(knowledge: Knowledge, kind: str, value: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        run.bind(knowledge.store, _query(kind), {"x": value})


def test_unknown_and_missing_parameters_are_refused(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError, match=r"has no parameter `axtor`: did you mean `actor`\?"):
        run.query(knowledge, "actor-record", axtor="actor:mi6")
    with pytest.raises(UsageError, match=r"needs a value for \?actor"):
        run.query(knowledge, "actor-record")


@pytest.mark.parametrize("pairs", [["a"], ["=a"], ["a=1", "?a=2"]])
def test_pairs_that_are_none_are_refused(pairs: list[str]) -> None:
    with pytest.raises(UsageError):
        run.parameters(pairs)


def test_a_stranger_s_file_may_declare_parameters(knowledge: Knowledge) -> None:
    text = "# **Parameters:** ?who (Actor)\nSELECT ?who ?claim { ?claim kg:agent ?who }"
    query = run.named_or_text("-", io.BytesIO(text.encode()))

    answer = run.answer(knowledge, query, {"who": "actor:mi6"})

    assert isinstance(answer, Rows)
    assert [[str(term) for term in row] for row in answer.rows] == [
        ["<https://w3id.org/kgraph/id/actor/mi6>", "<https://w3id.org/kgraph/id/claim/did>"]
    ]


def test_a_parameter_that_is_not_selected_is_refused(knowledge: Knowledge) -> None:
    query = questions.parse("# **Parameters:** ?who (Actor)\nSELECT ?claim { ?claim kg:agent ?who }", name="mine")

    with pytest.raises(UsageError, match="must be one of the columns"):
        run.answer(knowledge, query, {"who": "actor:mi6"})


# Asking


def test_each_form_has_its_answer(knowledge: Knowledge, on_disk: Knowledge) -> None:
    for held in (knowledge, on_disk):
        rows = run.query(held, "SELECT ?claim { ?claim a kg:Claim }")
        assert isinstance(rows, Rows)
        assert rows.label("https://w3id.org/kgraph/id/claim/did") == "MI6 did it."
        assert isinstance(run.query(held, "DESCRIBE claim:did"), Triples)
        assert len(run.query(held, "CONSTRUCT { ?s a ?c } { ?s a ?c }").triples) == 3  # type: ignore[union-attr]
        assert run.query(held, "ASK { actor:mi6 ?p 'MI6' }") == Truth(value=True)


def test_own_prefixes_win(knowledge: Knowledge) -> None:
    assert not run.query(knowledge, "PREFIX actor: <http://example.org/> ASK { actor:mi6 ?p ?o }")


def test_rows_without_order_are_sorted(knowledge: Knowledge) -> None:
    rows = run.query(knowledge, "SELECT ?s ?p ?o { ?s ?p ?o }")

    assert isinstance(rows, Rows)
    assert [*map(str, (row[0] for row in rows.rows))] == sorted(map(str, (row[0] for row in rows.rows)))


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", ("s", "p", "o")),
        ("PREFIX z: <https://e.org/> select distinct*{ ?z a ?a ; $b ?y . OPTIONAL { ?y ?b ?x } }", tuple("zabyx")),
        ("SELECT * { { SELECT ?o ?s { ?s ?p ?o } } BIND(1 AS ?n) }", ("o", "s", "n")),
        ("SELECT ?z (?n * ?n AS ?m) { VALUES ?n { 2 } ?z ?y ?x }", ("z", "m")),
    ],
)
def test_the_columns_of_a_star_stand_as_the_query_names_them(
    knowledge: Knowledge, query: str, columns: tuple[str, ...]
) -> None:
    found = run.query(knowledge, query)

    assert isinstance(found, Rows)
    assert columns == found.columns
    assert found.rows == found.arrange().rows


def test_a_query_that_cannot_be_read_is_the_user_s_fault(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError, match="the query, line 2, column"):
        run.query(knowledge, "SELECT *\n { ?s ?p }")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", UsageError),
        ("SELECT * " + "{" * 4000 + "}" * 4000, LimitError),
        (
            "ASK { VALUES ?a { "
            + "1 " * 3000
            + "} VALUES ?b { "
            + "1 " * 3000
            + "} VALUES ?c {"
            + "2 " * 3000
            + "} FILTER(?a=?b && ?b=?c) }",
            TimeoutExceeded,
        ),
    ],
)
def test_hostile_queries_end_within_limits(knowledge: Knowledge, query: str, error: type[KgraphError]) -> None:
    start = time.monotonic()

    with pytest.raises(error):
        run.query(knowledge, query, seconds=1, megabytes=800)

    assert time.monotonic() - start < 6


@pytest.fixture(scope="module")
def crowd() -> Knowledge:
    held = ox.Store()
    node = ox.NamedNode("http://example.org/p")
    held.bulk_extend(ox.Quad(ox.NamedNode(f"http://example.org/{n}"), node, ox.Literal(n), node) for n in range(3000))
    return Knowledge(files=(), store=held)


def test_a_cartesian_product_is_stopped_by_time(crowd: Knowledge) -> None:
    with pytest.raises(TimeoutExceeded) as caught:
        run.query(crowd, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", seconds=1)

    assert caught.value.exit_code == 124


def test_sorting_a_product_is_stopped_by_memory(crowd: Knowledge) -> None:
    with pytest.raises(LimitError, match="out of stack or memory"):
        run.query(crowd, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", seconds=30, megabytes=500)


def test_a_parser_that_overflows_takes_only_the_child(crowd: Knowledge) -> None:
    from kgraph.sparql import engine

    for deep in ("SELECT * " + "{" * 3000 + "}" * 3000, "ASK { FILTER(" + "!" * 20_000 + "true) }"):
        with pytest.raises(LimitError, match="out of stack or memory"):
            engine.run_apart(crowd.store, deep, prefixes={}, values={}, seconds=20, megabytes=800)


# What is asked


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("\ufeffASK {}", "utf-8")

    assert run.named_or_text(str(tmp_path / "mine.rq"), io.BytesIO()).text == "ASK {}"


def test_a_name_of_the_catalogue_wins_over_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "figures").write_text("ASK {}", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert run.named_or_text("figures", io.BytesIO()).shipped


@pytest.mark.parametrize(
    ("name", "complaint"), [("no/where.rq", "no file"), ("mine.rq", "no file"), ("chian", "chain")]
)
def test_what_is_not_there_is_said(name: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        run.named_or_text(name, io.BytesIO())


@pytest.mark.parametrize("data", [b"\xff\xfe", b"#" * 70_000])
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(KgraphError):
        run.named_or_text("-", io.BytesIO(data))
