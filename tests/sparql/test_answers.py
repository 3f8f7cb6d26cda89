"""Each named question has its expected answer on a small graph made to catch wrong joins, and on the corpus.

On a small graph, `NAME.ttl`, the whole answer is kept, `NAME.csv`. On the corpus the number of rows, the first five
and a digest of all are kept, for all questions in one file; and so for the commands that answer questions.
"""

import csv
import difflib
import hashlib
import io
import re
import shlex
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from questions import ANSWERS, load_case, read_parameters
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.core.counts import say_count
from kgraph.ontology import curies
from kgraph.provenance.ablation import drop
from kgraph.sparql import run
from kgraph.sparql.results import Results, Rows, Term, Truth, plain, split_ids
from kgraph.store.knowledge import Knowledge, load

TESTS = Path(__file__).parent.parent
CORPUS = TESTS.parent / "annotations" / "kazakhstan-2022"
ON_CORPUS = ANSWERS / "kazakhstan-2022.txt"
QUESTIONS = [query.name for query in run.queries()]
FIRST_ROWS = 5
FIRST_LINES = 2 * FIRST_ROWS
COMMANDS = {
    "validate": "validate --no-store annotations --limit 1",
    "validate-all": "validate --no-store annotations --all --limit 1",
    "what-if-without-states": "what-if --drop query:state-sources --annotations annotations --format markdown",
    "what-if-without-the-unnamed": "what-if --drop AnonymousSource --annotations annotations --format markdown",
}


def _write_csv(answer: Results) -> str:
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
    if ids := split_ids(term):
        return " ".join(map(curies.contract, ids))
    return "" if term is None else term.value if isinstance(term, ox.Literal) else str(plain(term))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _summarize(answer: str) -> str:
    """Give the number of rows of a CSV, its digest, its columns and its first rows."""
    rows = list(csv.reader(io.StringIO(answer)))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows[: FIRST_ROWS + 1])
    return f"{say_count(len(rows) - 1, 'row')}, digest {_digest(answer)}\n{written.getvalue()}"


def _shorten(printed: str) -> str:
    """Keep the first lines of each Markdown table and list and a digest of the whole; leave a short text as it is."""
    lines: list[str] = []
    for match in re.finditer(r"((?:^\|.*\n)+|(?:^ *- .*\n)+)|^.*\n", printed, re.MULTILINE):
        rows = match[0].splitlines()
        left = len(rows) - FIRST_LINES if match[1] else 0
        lines += [*rows[:FIRST_LINES], f"({say_count(left, 'more line')})"] if left > 0 else rows
    shortened = "".join(f"{line}\n" for line in lines)
    return printed if shortened == printed else f"{shortened}digest {_digest(printed)}\n"


def _compare(actual: str, expected: str, whole: Path, text: str) -> None:
    """Fail where a summary has changed; write the whole text to a file that the message names."""
    if actual != expected:
        whole.write_text(text, "utf-8")
        changes = "\n".join(
            difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "now", n=0, lineterm="")
        )
        pytest.fail(f"the answer has changed; the whole answer is in {whole}\n{changes}", pytrace=False)


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_its_expected_answer(name: str, *, bless: bool) -> None:
    knowledge, parameters = load_case(name)
    expected = ANSWERS / f"{name}.csv"

    actual = _write_csv(run.answer(knowledge, run.find(name), parameters))

    if bless:
        expected.write_text(actual, "utf-8")
    assert expected.read_text("utf-8") == actual
    assert len(actual.splitlines()) > 1, "an empty answer checks nothing: add data to the graph"


def test_every_case_belongs_to_a_question() -> None:
    for suffix in ("ttl", "csv"):
        assert sorted(QUESTIONS) == sorted(path.stem for path in ANSWERS.glob(f"*.{suffix}"))


@cache
def _load_corpus() -> Knowledge:
    knowledge, _ = load([CORPUS])
    return knowledge


def _read_sections() -> dict[str, str]:
    """Read what is kept of the answers on the corpus, by the name of the question."""
    text = ON_CORPUS.read_text("utf-8") if ON_CORPUS.exists() else ""
    return dict(re.findall(r"^## (\S+)\n((?:.+\n)*)", text, re.MULTILINE))


@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_its_expected_answer_on_the_corpus(name: str, tmp_path: Path, *, bless: bool) -> None:
    answer = run.answer(_load_corpus(), run.find(name), read_parameters(name, "--corpus-param"))
    text = _write_csv(answer)
    actual = _summarize(text)

    if bless:
        sections = _read_sections() | {name: actual}
        kept = [f"## {name}\n{section}" for name, section in sorted(sections.items()) if name in QUESTIONS]
        ON_CORPUS.write_text("\n".join(["Written by `pytest tests/sparql/test_answers.py --bless`.\n", *kept]), "utf-8")
    _compare(actual, _read_sections().get(name, ""), tmp_path / f"{name}.csv", text)


def test_answers_on_the_corpus_belong_to_questions() -> None:
    assert sorted(QUESTIONS) == list(_read_sections())


def test_a_changed_answer_is_written_to_a_file_that_the_message_names(tmp_path: Path) -> None:
    before, now = ("".join(f"{row}\n" for row in ["claim", *rows]) for rows in ("abcdef", "abcdeg"))

    with pytest.raises(pytest.fail.Exception, match=r"now\.csv\n(.*\n)+-6 rows, .*\n\+6 rows, ") as failure:
        _compare(_summarize(now), _summarize(before), tmp_path / "now.csv", now)

    assert (tmp_path / "now.csv").read_text("utf-8") == now
    assert "\n+g" not in str(failure.value), "the sixth row is only in the file"


@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
def test_claims_made_by_states_alone_are_lost_without_states() -> None:
    claims = run.answer(_load_corpus(), run.find("one-kind-of-source"), {})
    sources = run.answer(_load_corpus(), run.find("state-sources"), {})
    assert isinstance(claims, Rows)
    assert isinstance(sources, Rows)
    claim, only = (claims.columns.index(name) for name in ("claim", "onlyStateBodies"))
    expected = {_short(row[claim]) for row in claims.rows if _short(row[only]) == "true"}

    dropped = drop(_load_corpus(), [row[0].value for row in sources.rows if isinstance(row[0], ox.NamedNode)])

    assert expected
    assert expected <= {curies.contract(loss.claim) for loss in dropped.losses if loss.side == "for" and loss.is_all}


@pytest.mark.slow
@pytest.mark.skipif(not any(CORPUS.glob("*.yaml")), reason="the corpus is not there")
@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_its_expected_answer_on_the_corpus(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, bless: bool
) -> None:
    monkeypatch.chdir(CORPUS.parent.parent)
    expected = TESTS / "commands" / f"{name}.txt"

    result = CliRunner().invoke(app, shlex.split(COMMANDS[name]))

    assert result.exit_code == 0, result.output
    actual = f"$ kgraph {COMMANDS[name]}\n{_shorten(result.stdout)}"
    if bless:
        expected.write_text(actual, "utf-8")
    _compare(actual, expected.read_text("utf-8"), tmp_path / expected.name, result.stdout)
