"""The functions on knowledge write what the commands of their names write."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

import kgraph
from kgraph.authoring.workspace import FILES
from kgraph.cli import app
from kgraph.core.errors import UsageError
from kgraph.reports.report import Report
from kgraph.store.knowledge import Knowledge

CLAIM = "claim:crane-failure-closed-harbour"


@pytest.fixture
def annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of a new workspace, and the folder it is in as the current one."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        if name.startswith("annotations/"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    return Path("annotations")


@pytest.mark.parametrize(
    ("arguments", "write"),
    [
        (["trace", CLAIM], lambda knowledge: kgraph.trace(knowledge, CLAIM)),
        (["audit", "--limit", "0"], kgraph.audit),
        (["linchpins", "--limit", "0"], kgraph.linchpins),
        (["what-if", "--drop", "actor:jane-roe"], lambda knowledge: kgraph.what_if(knowledge, drop=["actor:jane-roe"])),
        (["matrix", "--by", "question"], lambda knowledge: kgraph.matrix(knowledge, by="question", marks=True)),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_report_prints_what_its_command_prints(
    arguments: list[str], write: Callable[[Knowledge], Report[object]], annotations: Path
) -> None:
    knowledge, _ = kgraph.load(annotations)
    report = write(knowledge)

    assert str(report) == CliRunner().invoke(app, [*arguments, "-a", "annotations"]).stdout
    assert report.write("json") == CliRunner().invoke(app, [*arguments, "-a", "annotations", "-f", "json"]).stdout


def test_a_report_says_which_day_it_is_limited_to(annotations: Path) -> None:
    knowledge: Knowledge = kgraph.as_of(kgraph.load(annotations)[0], "2024-05-14")
    report = kgraph.trace(knowledge, CLAIM)

    assert report.extent
    assert report.extent.full in " ".join(str(report).split())
    assert isinstance(plain := report.to_json(), dict)
    assert next(iter(plain)) == "asOf"


def test_a_report_that_is_no_table_is_not_written_as_csv(annotations: Path) -> None:
    knowledge, _ = kgraph.load(annotations)

    assert kgraph.linchpins(knowledge).to_csv().startswith("kind,source,")
    with pytest.raises(UsageError, match="not a table"):
        kgraph.audit(knowledge).to_csv()


def test_a_ranking_without_speakers_says_so() -> None:
    assert "No claim rests on one speaker alone." in str(kgraph.linchpins(Knowledge((), ox.Store())))


def test_results_of_a_query_are_plain_data(annotations: Path) -> None:
    knowledge, _ = kgraph.load(annotations)
    rows = kgraph.query(knowledge, "SELECT ?claim { ?claim a kg:Claim } ORDER BY ?claim")

    assert rows.to_json() == [{"claim": CLAIM}, {"claim": "claim:inspector-ordered-closure"}]


def test_a_query_may_be_a_path_and_warns_of_what_it_cannot_find(annotations: Path) -> None:
    knowledge, _ = kgraph.load(annotations)
    path = annotations / "mine.rq"
    path.write_text("SELECT ?clam { ?claim a kg:Clam }", "utf-8")

    with pytest.warns(UserWarning, match="the query, line 1") as warned:
        assert str(kgraph.query(knowledge, path)) == "clam"

    assert ["unknown term `kg:Clam`", "the pattern never binds `?clam`"] == [
        str(warning.message).split(": ")[1] for warning in warned
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda knowledge: kgraph.export(knowledge, "ttl"), "`ttl` is not a valid format: use one of jsonld"),
        (lambda knowledge: kgraph.audit(knowledge).write("xml"), "`xml` is not a valid format"),
        (lambda knowledge: kgraph.matrix(knowledge, by="claims"), "did you mean `claim`"),  # type: ignore[arg-type]
        (lambda knowledge: kgraph.what_if(knowledge, drop=[]), "name at least one source"),
        (lambda knowledge: kgraph.audit(knowledge, limit=-1), "`limit` is -1"),
        (lambda knowledge: kgraph.matrix(knowledge, by="claim", question="question:x"), "cannot be used together"),
        (lambda _: kgraph.load([]), "there is nothing to load"),
        (lambda knowledge: kgraph.query(knowledge, 5), "the question is int: give the name of a question"),  # type: ignore[arg-type]
        (lambda knowledge: kgraph.query(knowledge, Path("nowhere.rq")), "cannot read `nowhere.rq`"),
        (lambda knowledge: kgraph.linchpins(knowledge, limit=-1), "`limit` is -1"),
    ],
)
def test_a_wrong_argument_is_refused_with_what_is_valid(
    annotations: Path, call: Callable[[Knowledge], object], message: str
) -> None:
    knowledge, _ = kgraph.load(annotations)

    with pytest.raises(UsageError, match=message):
        call(knowledge)


def test_one_source_to_drop_may_be_a_plain_text(annotations: Path) -> None:
    knowledge, _ = kgraph.load(annotations)

    dropped = kgraph.what_if(knowledge, drop="actor:jane-roe")

    assert str(dropped) == str(kgraph.what_if(knowledge, drop=["actor:jane-roe"]))


def test_knowledge_describes_itself_in_one_line(annotations: Path) -> None:
    knowledge, _ = kgraph.load(annotations)

    assert repr(knowledge) == f"<Knowledge: {len(knowledge.store)} statements>"
