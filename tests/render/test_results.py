"""Answers are written for people and for programs, and no value of theirs is taken for anything but text."""

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import pyoxigraph as ox
import pytest

from kgraph.core.errors import UsageError
from kgraph.render import results
from kgraph.sparql import run
from kgraph.sparql.catalogue import by_topic
from kgraph.sparql.results import Results, Rows, Triples, Truth

ID = "https://w3id.org/kgraph/id/"
LABELS = {
    f"{ID}claim/closed": "The central bank closed for two days, and nobody said why.",
    f"{ID}actor/bank": "Central Bank",
}
CLAIM, BANK = (ox.NamedNode(iri) for iri in LABELS)
STANCE = ox.NamedNode("https://w3id.org/kgraph/stance#denies")
TRIPLES = Triples((ox.Triple(CLAIM, ox.NamedNode("https://w3id.org/kgraph/ns#agent"), BANK),))


def _rows(columns: str, *rows: tuple[object, ...]) -> Rows:
    terms = tuple(
        tuple(term if term is None or isinstance(term, ox.NamedNode) else ox.Literal(term) for term in row)  # type: ignore[arg-type]
        for row in rows
    )
    return Rows(tuple(columns.split()), terms, lambda iri: LABELS.get(iri, ""))


def test_a_table_shows_labels_with_ids_below_and_repeats_nothing() -> None:
    text = LABELS[CLAIM.value]
    rows = _rows("claim text speaker stance count", (CLAIM, text, BANK, STANCE, 2), (CLAIM, text, BANK, None, 11))

    expected = """\
claim                                      speaker       stance  count
─────────────────────────────────────────  ────────────  ──────  ─────
The central bank closed for two days, and  Central Bank  denies      2
nobody said why.                           actor:bank
claim:closed

                                                                    11

2 rows
"""
    assert expected == results.render(rows, "table", width=70)


def test_a_narrow_screen_shows_rows_as_cards() -> None:
    rows = _rows("claim one two", (CLAIM, "some long words that want room to be read", "and another long text to wrap"))

    expected = """\
────────────────────────────────────────
claim  The central bank closed for two
       days, and nobody said why.
       claim:closed
one    some long words that want room to
       be read
two    and another long text to wrap

1 row
"""
    assert expected == results.render(rows, "table", width=40)


def test_a_list_of_ids_is_named_and_stays_ids_for_programs() -> None:
    rows = _rows("claims", (f"{CLAIM.value} {BANK.value}",), (f"{BANK.value} and more",))

    shown = " ".join(results.render(rows, "table", width=120).split())
    assert f"{LABELS[CLAIM.value]}; Central Bank claim:closed actor:bank {BANK.value} and more" in shown
    assert f"{CLAIM.value} {BANK.value}" in results.render(rows, "csv")
    assert [{"claims": "claim:closed actor:bank"}, {"claims": f"{BANK.value} and more"}] == rows.to_json()
    assert BANK.value in results.render(replace(rows, merges=False), "table", width=120)


DIGITS = "9" * 5000
NUMBERS = {
    ("abc", "integer"): "abc",
    ("1 300", "integer"): "1 300",
    ("1_300", "integer"): "1_300",
    (DIGITS, "integer"): DIGITS,
    ("+13", "integer"): 13,
    ("maybe", "boolean"): "maybe",
    ("1", "boolean"): True,
    ("false", "boolean"): False,
    ("1,5", "decimal"): "1,5",
    (DIGITS, "decimal"): DIGITS,
    ("1e999", "double"): "1e999",
    ("infinity", "double"): "infinity",
    ("-INF", "double"): float("-inf"),
    (".5", "decimal"): 0.5,
}


@pytest.mark.parametrize(("text", "kind"), NUMBERS)
def test_a_value_that_its_type_does_not_allow_is_printed_as_it_is(text: str, kind: str) -> None:
    value = NUMBERS[text, kind]
    rows = Rows(("x",), ((ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")),),))

    assert [(value,)] == list(rows)
    assert type(value) is type(next(iter(rows))[0])
    for form in ("table", "markdown", "csv", "json"):
        assert isinstance(value, str) <= (text in results.render(rows, form, width=9000).replace("\\", ""))
    if isinstance(value, str):
        assert value in str(rows)
        assert value == rows.to_pandas()["x"][0]


def test_a_query_of_the_user_keeps_all_its_columns() -> None:
    rows = replace(_rows("claim text", (CLAIM, LABELS[CLAIM.value])), merges=False)

    expected = """\
claim         text
────────────  ──────────────────────────────────────────────
claim:closed  The central bank closed for two days, and
              nobody said why.

1 row
"""
    assert expected == results.render(rows, "table", width=60)


@pytest.mark.parametrize("colour", [False, True])
def test_an_id_too_wide_for_its_column_turns_rows_into_cards(*, colour: bool) -> None:
    long = [ox.NamedNode(f"{ID}claim/{name}-of-the-central-bank-in-january") for name in ("closure", "opening")]
    rows = _rows("one text two", (long[0], "It is said that nobody knows why the bank shut.", long[1]))

    written = results.render(rows, "table", width=80, colour=colour)

    for claim in ("claim:closure-of-the-central-bank-in-january", "claim:opening-of-the-central-bank-in-january"):
        assert claim in written
    assert "text  It is said" in written


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    rows = _rows("claim note", (CLAIM, "x" * 300), (BANK, "word " * 60))

    assert max(map(len, results.render(rows, "table", width=width).splitlines())) <= max(width, 30)


def test_an_empty_answer_says_that_nothing_was_found() -> None:
    assert results.render(_rows("claim"), "table") == "Nothing found.\n"


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_values_cannot_act_on_a_terminal_or_as_markup(form: str) -> None:
    rows = _rows("a b", ("\x1b[2J\u202e", "[bold red]x[/] [link=http://e]y[/link] :smile:"))

    written = results.render(rows, form, width=120)

    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "bold red" in written
    assert ":smile:" in written


def test_colour_is_used_only_if_asked_for() -> None:
    rows = _rows("claim", (CLAIM,))

    assert "\x1b[2m" in results.render(rows, "table", width=100, colour=True)
    assert "\x1b" not in results.render(rows, "table", width=100)


def test_markdown_is_a_table_whose_cells_are_text() -> None:
    expected = """\
| claim | note |
|---|---|
| The central bank closed for two days, and nobody said why.<br>`claim:closed` | a\\|b &lt;b&gt; |
"""
    assert expected == results.render(_rows("claim note", (CLAIM, "a|b <b>")), "markdown")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x00\x01\x0b\x1f\ufffe\uffffb", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb"),
        ("a\rb\r\nc\td", "a\rb\r\nc\td"),
        ("]]>&<x>\U0001f600", "]]>&<x>\U0001f600"),
    ],
)
def test_xml_is_well_formed_whatever_a_value_holds(text: str, read: str) -> None:
    written = results.render(_rows("a", (text,)), "xml")

    assert read == ET.fromstring(written).findtext(".//{*}literal")  # noqa: S314 - our own text


def test_questions_are_listed_in_the_formats_of_answers() -> None:
    listed = run.queries()

    rows = list(csv.DictReader(io.StringIO(results.render_questions(listed, "csv"), newline="")))
    bindings = json.loads(results.render_questions(listed, "json"))["results"]["bindings"]

    assert (
        [query.name for query in listed] == [row["name"] for row in rows] == [row["name"]["value"] for row in bindings]
    )
    assert {query.question for query in listed} == {row["question"] for row in rows}
    assert "?claim (Claim; optional)" in next(row["parameters"] for row in rows if row["name"] == "stances")


HOSTILE = [
    '=HYPERLINK("http://e")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "a,b",
    'say "so"',
    "two\nlines",
    "é日本😀",
    "",
    " ",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_csv_is_exact_and_safe_csv_runs_nothing(value: str) -> None:
    rows = _rows("value", (value,))

    exact = list(csv.reader(io.StringIO(results.render(rows, "csv"), newline="")))
    safe = list(csv.reader(io.StringIO(results.render(rows, "csv", safe=True), newline="")))

    assert [["value"], [value] if value else []] == exact
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in safe for cell in row)
    assert [cell.removeprefix("'") for row in safe for cell in row] == [cell for row in exact for cell in row]


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_standard_formats_read_back_to_the_same_rows(form: str) -> None:
    rows = _rows("claim value n none", *((CLAIM, value, 3, None) for value in HOSTILE))
    formats = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "tsv": ox.QueryResultsFormat.TSV,
    }

    parsed = ox.parse_query_results(results.render(rows, form), format=formats[form])

    assert isinstance(parsed, ox.QuerySolutions)
    assert tuple(tuple(row) for row in parsed) == rows.rows


def test_json_has_the_form_of_the_sparql_standard() -> None:
    expected = {
        "head": {"vars": ["claim", "n"]},
        "results": {
            "bindings": [
                {
                    "claim": {"type": "uri", "value": CLAIM.value},
                    "n": {
                        "type": "literal",
                        "value": "3",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    },
                }
            ]
        },
    }
    assert expected == json.loads(results.render(_rows("claim n", (CLAIM, 3)), "json"))


def test_triples_are_written_with_the_prefixes_they_need() -> None:
    expected = """\
@prefix actor: <https://w3id.org/kgraph/id/actor/> .
@prefix claim: <https://w3id.org/kgraph/id/claim/> .
@prefix kg: <https://w3id.org/kgraph/ns#> .
claim:closed kg:agent actor:bank .
"""
    assert expected == results.render(TRIPLES, "turtle")


@pytest.mark.parametrize(
    ("form", "read"),
    [("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES), ("jsonld", ox.RdfFormat.JSON_LD)],
)
def test_graphs_read_back_to_the_same_triples(form: str, read: ox.RdfFormat) -> None:
    parsed = ox.parse(results.render(TRIPLES, form), format=read)

    assert tuple(quad.triple for quad in parsed) == TRIPLES.triples


@pytest.mark.parametrize(("value", "word"), [(True, "yes"), (False, "no")])
def test_an_ask_query_answers_yes_or_no(value: bool, word: str) -> None:  # noqa: FBT001
    truth = Truth(value)

    assert results.render(truth, "table") == f"{word}\n"
    assert json.loads(results.render(truth, "json")) == {"head": {}, "boolean": value}
    assert f"<boolean>{str(value).lower()}</boolean>" in results.render(truth, "xml")


@pytest.mark.parametrize(
    ("answer", "form", "hint"),
    [
        (_rows("a"), "turtle", "choose table, csv, tsv, json, xml, markdown"),
        (TRIPLES, "csv", "choose turtle, ntriples, jsonld, table, markdown"),
        (Truth(value=True), "csv", "choose table, json, xml"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(answer: Results, form: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        results.render(answer, form)


def test_safe_csv_needs_the_format_csv() -> None:
    with pytest.raises(UsageError, match="--safe-csv"):
        results.render(_rows("a"), "tsv", safe=True)


def test_every_question_is_listed_under_its_topic_with_its_parameters() -> None:
    listed = results.render_questions(run.queries(), width=80)

    blocks = listed.split("\n\n")
    assert {
        heading.splitlines()[0]: [line.split()[0] for line in table.splitlines() if line[0] != " "]
        for heading, table in zip(blocks[::2], blocks[1::2], strict=True)
    } == {topic: [query.name for query in queries] for topic, queries in by_topic(run.queries()).items()}
    text = " ".join(listed.split())
    assert "What an actor says, and what is said about the actor (needs actor)" in text
    assert all(query.title in text for query in run.queries())
    assert max(map(len, listed.splitlines())) <= 80


def test_an_answer_can_be_iterated_and_printed() -> None:
    rows = _rows("claim n", (CLAIM, 3), (None, True))

    assert [(CLAIM.value, 3), (None, True)] == list(rows)
    assert "claim | n\nclaim:closed | 3\n | True" == str(rows)
    assert [(CLAIM.value, "https://w3id.org/kgraph/ns#agent", BANK.value)] == list(TRIPLES)
    assert "subject | predicate | object\nclaim:closed | kg:agent | actor:bank" == str(TRIPLES)
    assert ["yes", "no"] == [str(Truth(value=True)), str(Truth(value=False))]
    assert str(_rows("n", *[(1,)] * 1001)).endswith("\n1 more row")


def test_a_notebook_shows_text_only() -> None:
    shown = _rows("a", ("<script>alert(1)</script>",), (CLAIM,))._repr_html_()

    assert "<script>" not in shown
    assert LABELS[CLAIM.value] in shown


def test_answers_become_data_frames() -> None:
    pytest.importorskip("pandas")

    frame = _rows("claim n", (CLAIM, 3), (CLAIM, None)).to_pandas()

    assert list(frame.columns) == ["claim", "n"]
    assert frame["claim"][0] == CLAIM.value
    assert frame["n"][0] == 3
    assert list(TRIPLES.to_pandas().columns) == ["subject", "predicate", "object"]
    assert Truth(value=True).to_pandas()["answer"][0]


def test_a_data_frame_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    for answer in (_rows("claim", (CLAIM,)), TRIPLES, Truth(value=True)):
        with pytest.raises(UsageError, match="pip install pandas"):
            answer.to_pandas()
