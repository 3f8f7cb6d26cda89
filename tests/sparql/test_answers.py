"""Each shipped question has its expected answer on data made to catch wrong joins, and on the corpus.

What is answered by a command has its expected answer on the corpus below the command itself, in a file of its own.
"""

import csv
import io
import shlex
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.ontology import curies
from kgraph.provenance.ablation import drop
from kgraph.sparql import run
from kgraph.sparql.results import Answer, Rows, Term, Truth, plain
from kgraph.store.knowledge import Knowledge, derive, load

ANSWERS = Path(__file__).parent.parent / "answers"
COMMANDS = Path(__file__).parent.parent / "commands"
CORPUS = Path(__file__).parent.parent.parent / "annotations" / "kazakhstan-2022"
QUESTIONS = [query.name for query in run.queries()]


def _case(name: str) -> tuple[Knowledge, dict[str, str]]:
    """Load the data of a question, and the parameters its first lines give."""
    text = (ANSWERS / name / "data.ttl").read_text("utf-8")
    store = ox.Store()
    store.load(
        text.encode(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode("https://w3id.org/kgraph/id/file/data"),
    )
    derive(store)
    given = [line.removeprefix("# --param ") for line in text.splitlines() if line.startswith("# --param ")]
    return Knowledge(files=(), store=store), run.parameters(given)


def _corpus_params(name: str) -> dict[str, str]:
    """Read the values that a question with required parameters is asked with on the corpus."""
    path = ANSWERS / name / "kazakhstan-2022.params"
    return run.parameters(path.read_text("utf-8").split()) if path.exists() else {}


def _written(answer: Answer) -> str:
    """Write an answer as CSV with short names: what a person can check by eye."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if isinstance(answer, Truth):
        writer.writerows([["answer"], ["yes" if answer.value else "no"]])
    else:
        rows = answer if isinstance(answer, Rows) else answer.as_rows()
        writer.writerow(rows.columns)
        writer.writerows([_short(term) for term in row] for row in rows.rows)
    return written.getvalue()


def _short(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode):
        return curies.contract(term.value)
    return "" if term is None else term.value if isinstance(term, ox.Literal) else str(plain(term))


def _compare(actual: str, expected: Path, *, bless: bool) -> None:
    if bless:
        expected.write_text(actual, "utf-8")

    assert expected.read_text("utf-8") == actual


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_its_expected_answer(name: str, *, bless: bool) -> None:
    knowledge, params = _case(name)

    answer = run.answer(knowledge, run.find(name), params)

    _compare(_written(answer), ANSWERS / name / "expected.csv", bless=bless)


@pytest.mark.parametrize("name", QUESTIONS)
def test_case_has_an_answer_to_check(name: str) -> None:
    rows = (ANSWERS / name / "expected.csv").read_text("utf-8").splitlines()

    assert len(rows) > 1


def test_every_case_belongs_to_a_question() -> None:
    assert sorted(QUESTIONS) == sorted(folder.name for folder in ANSWERS.iterdir())


@cache
def _corpus() -> Knowledge:
    knowledge, _ = load([CORPUS])
    return knowledge


@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_its_expected_answer_on_the_corpus(name: str, *, bless: bool) -> None:
    answer = run.answer(_corpus(), run.find(name), _corpus_params(name))

    _compare(_written(answer), ANSWERS / name / "kazakhstan-2022.csv", bless=bless)


@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
def test_without_those_who_speak_for_states_nothing_is_left_of_what_only_they_say() -> None:
    told = run.answer(_corpus(), run.find("one-kind-of-source"), {})
    speaking = run.answer(_corpus(), run.find("state-sources"), {})
    assert isinstance(told, Rows)
    assert isinstance(speaking, Rows)
    claim, only = (told.columns.index(name) for name in ("claim", "onlyStateBodies"))
    theirs = {_short(row[claim]) for row in told.rows if _short(row[only]) == "true"}

    found = drop(_corpus(), [row[0].value for row in speaking.rows if isinstance(row[0], ox.NamedNode)])

    assert theirs
    assert theirs <= {curies.contract(one.claim) for one in found.losses if one.side == "for" and one.is_all}


@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
@pytest.mark.parametrize("path", sorted(COMMANDS.iterdir()), ids=lambda path: path.stem)
def test_command_has_its_expected_answer_on_the_corpus(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, bless: bool
) -> None:
    monkeypatch.chdir(CORPUS.parent.parent)
    command = path.read_text("utf-8").partition("\n")[0]

    result = CliRunner().invoke(app, shlex.split(command.removeprefix("$ kgraph ")))

    assert result.exit_code == 0, result.output
    _compare(f"{command}\n{result.stdout}", path, bless=bless)
