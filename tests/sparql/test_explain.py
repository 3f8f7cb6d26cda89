"""Each row of an answer leads to the passages behind it, in memory and on disk."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from questions import load_case

from kgraph.core.errors import UsageError
from kgraph.render import explanations
from kgraph.sparql import explain, run
from kgraph.sparql.catalogue import Query
from kgraph.sparql.results import Rows
from kgraph.store import disk
from kgraph.store.knowledge import Knowledge, load

SELECTING = [query for query in run.queries() if query.columns]
NOTE = """
annotatedBy: annotator:desk
annotatedOn: "2026-11-21"
annotators:
  - id: annotator:desk
    label: Desk
actors:
  - id: actor:ann
    type: Person
    label: Ann
  - id: actor:bob
    type: Person
    label: Bob
document:
  id: doc:note
  title: A note
  creator: actor:ann
claims:
  - id: claim:closed
    text: The bank closed.
    kind: fact
    quote: Bob said the … bank had closed.
    via:
      by: actor:bob
      basis: firsthand
      saidOn: "2022-01-05"
  - id: claim:ordered
    text: The minister closed it.
    kind: responsibility
    said:
      - quote: The minister closed it.
        stance: denies
        basis: noneStated
links:
  - from: claim:closed
    relation: supports
    to: claim:ordered
    drawnBy: actor:bob
    quote: So the minister … must have done it.
    reason: he sees no other way
"""


def _case(name: str) -> tuple[Knowledge, Query, Rows]:
    """Load the graph that a question's expected answer is made on, and ask."""
    knowledge, parameters = load_case(name)
    query = run.find(name)
    answer = run.answer(knowledge, query, parameters)
    assert isinstance(answer, Rows)
    return knowledge, query, answer


@pytest.fixture
def note(tmp_path: Path) -> Knowledge:
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    knowledge, found = load([tmp_path / "note.yaml"], root=tmp_path)
    assert not [finding for finding in found if finding.severity.value == "error"]
    return knowledge


# Every question


@pytest.mark.parametrize("query", SELECTING, ids=lambda query: query.name)
def test_every_question_with_rows_has_an_evidence_pattern(query: Query) -> None:
    used = set(re.findall(r"\?(\w+)", query.evidence))

    assert used & set(explain.NAMES)
    assert used & set(query.columns)
    assert not set(query.columns) & set(explain.NAMES)


@pytest.mark.parametrize("query", SELECTING, ids=lambda query: query.name)
def test_rows_lead_to_recorded_assertions(query: Query) -> None:
    knowledge, query, answer = _case(query.name)

    traced = explain.explain_results(knowledge, query, answer)

    assert len(traced.reasons) == len(answer.rows)
    steps = [step for reasons in traced.reasons for chain in reasons.chains for step in chain]
    about_claims = {"places", "no-place-or-date"}  # where nobody asserts the claims of the case
    assert steps or query.name in about_claims
    assert all(step.path == "data" for step in steps)


@pytest.mark.parametrize("query", SELECTING, ids=lambda query: query.name)
def test_reasons_are_written_on_a_narrow_screen_and_as_json(query: Query) -> None:
    knowledge, query, answer = _case(query.name)
    traced = explain.explain_results(knowledge, query, answer)

    text = explanations.render(traced, "table", width=80)
    document = json.loads(explanations.render(traced, "json"))

    assert max(map(len, text.splitlines())) <= 80
    assert text.count("─" * 80) == len(answer.rows)
    assert text.count("└─") + text.count("Nothing is recorded behind this row") >= len(answer.rows)
    assert len(document["evidence"]) == len(document["results"]["bindings"]) == len(answer.rows)


# What is shown


def test_a_chain_is_written_hop_by_hop_with_its_passage_and_line(note: Knowledge) -> None:
    expected = """\
────────────────────────────────────────────────────────────────────────────────
claim         The bank closed.
              claim:closed
document      A note
              doc:note
stance        reports
certainty     certain
sourceStance  asserts

Ann, in A note, reports; basis statement; certain
├─ > Bob said the … bank had closed.
├─ note.yaml:22
└─ Bob asserts; basis firsthand; certain; said on 2022-01-05
   └─ note.yaml:24

1 row
"""
    traced = explain.explain(note, "stances", claim="claim:closed")

    assert expected == explanations.render(traced, "table", width=80)


def test_a_store_on_disk_gives_the_line_while_the_file_is_unchanged(
    note: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    disk.build(note, tmp_path / "store")
    here = explain.explain(note, "stances")

    there = explain.explain(disk.open_store(tmp_path / "store"), "stances")
    (tmp_path / "note.yaml").write_text(f"# changed\n{NOTE}", "utf-8")
    changed = explain.explain(disk.open_store(tmp_path / "store"), "stances")
    (tmp_path / "note.yaml").unlink()
    gone = explain.explain(disk.open_store(tmp_path / "store"), "stances")

    assert here.reasons == there.reasons
    for place in (changed, gone):
        assert [("note.yaml", None)] * 3 == [(step.path, step.line) for step in _steps(place)]
        assert [step.facts for step in _steps(here)] == [step.facts for step in _steps(place)]


def _steps(traced: explain.Explanation) -> list[explain.Step]:
    return [step for reasons in traced.reasons for chain in reasons.chains for step in chain]


def test_a_link_is_shown_with_who_drew_it(note: Knowledge) -> None:
    written = explanations.render(explain.explain(note, _LINKS), "table", width=200)

    assert "“The bank closed.” supports “The minister closed it.” (drawn by Bob): he sees no other way" in written
    assert "> So the minister … must have done it." in written


_LINKS = "SELECT ?link WHERE { ?link kg:relation relation:supports } ORDER BY ?link"


def test_a_user_query_is_explained_by_the_nodes_in_its_rows(note: Knowledge) -> None:
    query = run.named_or_text("-", io.BytesIO(b"SELECT ?a WHERE { ?a kg:basis basis:firsthand }"))

    traced = explain.explain_results(note, query, run.answer(note, query, {}))

    assert [[step.facts["attributedTo"][0] for step in chain] for chain in traced.reasons[0].chains] == [
        [ox.NamedNode("https://w3id.org/kgraph/id/actor/ann"), ox.NamedNode("https://w3id.org/kgraph/id/actor/bob")]
    ]


CLAIMS = "SELECT ?claim { ?claim a kg:Claim } ORDER BY ?claim"


def test_a_missing_evidence_pattern_is_mentioned_once(note: Knowledge) -> None:
    written = explanations.render(explain.explain(note, CLAIMS), "table", width=80)

    assert 1 == written.count("# **Evidence:**")
    assert "Nothing is recorded" not in written


@pytest.mark.parametrize("on_disk", [False, True])
def test_the_evidence_pattern_of_a_user_query_leads_to_its_chains(
    note: Knowledge, tmp_path: Path, *, on_disk: bool
) -> None:
    if on_disk:
        disk.build(note, tmp_path / "store")
        note = disk.open_store(tmp_path / "store")
    text = f"# **Evidence:** ?own kg:asserts ?claim ; kg:inDocument ?in ; kg:relays ?hop .\n{CLAIMS}"

    traced = explain.explain(note, text)

    assert [1, 0] == [len(reasons.chains) for reasons in traced.reasons]
    assert "Nothing is recorded behind this row" in explanations.render(traced, "table", width=80)


def test_a_shipped_query_has_the_same_reasons_when_a_user_runs_it() -> None:
    knowledge, query, rows = _case("contradictions")
    copied = replace(query, shipped=False)

    traced = explain.explain_results(knowledge, copied, rows)

    assert traced == explain.explain_results(knowledge, query, rows)
    assert any(reasons.chains for reasons in traced.reasons)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("SERVICE <http://127.0.0.1/> { ?own ?p ?claim }", "SERVICE is not allowed"),
        ("?assertion kg:asserts ?claim .", "has none of the variables"),
        ("?own kg:asserts ?claim (", r"line 1, column \d+: `\(` is not closed"),
    ],
)
def test_the_evidence_pattern_of_a_user_query_is_checked(note: Knowledge, pattern: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        explain.explain(note, f"# **Evidence:** {pattern}\n{CLAIMS}")


def test_only_rows_are_explained(note: Knowledge) -> None:
    with pytest.raises(UsageError, match="does not return rows"):
        explain.explain(note, "all-sourced")
    with pytest.raises(UsageError, match="choose table, json"):
        explanations.render(explain.explain(note, "stances"), "csv")


# Chains that do not end, or that are too many


def test_a_circle_ends_where_it_closes() -> None:
    knowledge, query, answer = _case("circular")

    traced = explain.explain_results(knowledge, query, answer)

    chains = [chain for reasons in traced.reasons for chain in reasons.chains]
    assert all(chain[-1] in chain[:-1] for chain in chains)
    assert "the circle closes here" in " ".join(explanations.render(traced, "table", width=200).split())


def test_branching_relays_are_followed_up_to_a_limit_that_is_mentioned() -> None:
    held, graph = ox.Store(), ox.NamedNode("https://w3id.org/kgraph/id/file/x")
    kg, iri = "https://w3id.org/kgraph/ns#", "https://w3id.org/kgraph/id/assertion/"

    def add(subject: str, name: str, value: str) -> None:
        held.add(ox.Quad(ox.NamedNode(iri + subject), ox.NamedNode(name), ox.NamedNode(value), graph))

    for layer in range(12):
        for one in "ab":
            add(f"{layer}{one}", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", kg + "Assertion")
            for other in "ab":
                add(f"{layer}{one}", kg + "relays", f"{iri}{layer + 1}{other}")
    add("0a", kg + "inDocument", "https://w3id.org/kgraph/id/doc/x")
    knowledge = Knowledge(files=(), store=held)

    traced = explain.explain(knowledge, "SELECT ?a WHERE { ?a kg:inDocument ?document }")

    assert traced.reasons[0].cut
    assert len(traced.reasons[0].chains) == explain.MOST_CHAINS
    assert "and at least 95 more: --format json lists" in explanations.render(traced, "table", width=80)


def test_texts_of_annotations_cannot_control_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(NOTE.replace("label: Ann", 'label: "Ann [bold]x"'), "utf-8")
    knowledge, _ = load([tmp_path / "note.yaml"], root=tmp_path)

    assert "Ann [bold]x, in A note," in explanations.render(explain.explain(knowledge, "stances"), "table", width=80)
