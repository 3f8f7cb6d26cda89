"""The graph as of a day: what is kept, what is left out, and what is said of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from graphs import held, iri, says
from typer.testing import CliRunner

from kgraph import cli
from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.chains import weigh
from kgraph.reports.trace import trace
from kgraph.store.as_of import as_of
from kgraph.store.knowledge import Extent, Knowledge, load
from kgraph.store.lookup import read_values

TURTLE = (
    'doc:d a kg:Document ; dcterms:issued "2022-01-05" . doc:e a kg:Document ; dcterms:issued "2022-01-10" .\n'
    "doc:u a kg:Document . claim:x a kg:Claim . claim:y a kg:Claim . claim:n a kg:Claim .\n"
    + says("a", "actor:ann", "asserts", "; kg:inDocument doc:d")
    + says("b", "actor:bob", "reports", "; kg:inDocument doc:e ; kg:relays as:c")
    + says("c", "actor:cleo", "asserts", '; kg:reportedIn doc:e ; kg:saidOn "2022-01-07"')
    + says("d", "actor:ann", "asserts", "; kg:inDocument doc:e", claim="x")
    + says("e", "actor:ann", "asserts", "; kg:inDocument doc:u", claim="y")
    + says("f", "actor:cleo", "asserts", '; kg:reportedIn doc:e ; kg:saidOn "2022"', claim="n")
    + "link:1 kg:from claim:x ; kg:to claim:c ; kg:relation relation:supports .\n"
    + "link:2 kg:from claim:n ; kg:to claim:c ; kg:relation relation:supports .\n"
    + "link:3 kg:from claim:n ; kg:to claim:c ; kg:relation relation:qualifies ; kg:inDocument doc:e .\n"
)


def moment(day: str) -> Knowledge:
    return as_of(Knowledge(files=(), store=held(TURTLE).store), day)


def extent(knowledge: Knowledge) -> Extent:
    assert knowledge.extent is not None
    return knowledge.extent


def kept(day: str, predicate: str) -> list[str]:
    return [iri.rpartition("/")[2] for iri in read_values(moment(day).store, predicate)]


def test_assertions_and_documents_up_to_the_day_are_kept() -> None:
    assert ["a", "c", "f"] == kept("2022-01-08", KG.asserts)
    assert ["a", "b", "c", "d", "f"] == kept("2022-01-10", KG.asserts)
    assert [] == kept("2021-12-31", KG.asserts)


def test_claims_not_yet_made_are_left_out_with_their_links_but_sources_stay() -> None:
    store = moment("2022-01-08").store
    types = read_values(store, Term.type)

    assert ["2"] == kept("2022-01-08", KG.relation)
    assert iri("claim:x") not in types
    assert iri("doc:e") in types


def test_the_note_counts_what_is_left_out() -> None:
    assert extent(moment("2022-01-08")).words == (
        "as of 2022-01-08: kept 3 assertions; left out 2 made later, 1 without a date, "
        "and 2 claims that nobody had made by then"
    )


def test_a_statement_reported_later_is_outside_every_chain() -> None:
    found = trace(moment("2022-01-08"), iri("claim:c"))

    assert (iri("actor:ann"),) == found.standing.sides["for"].roots
    assert [iri("actor:cleo")] == [hop.speaker for hop in found.outside]
    assert (iri("actor:ann"), iri("actor:cleo")) == weigh(moment("2022-01-10")).standings[iri("claim:c")].sides[
        "for"
    ].roots


@pytest.mark.parametrize(
    "day", ["last week", "2022", "2022-01", "2022-13-01", "2022-01-32", "2022-02-30", "0000-01-01", "٢٠٢٢-01-01"]
)
def test_only_an_existing_date_is_accepted(day: str) -> None:
    with pytest.raises(UsageError, match="is not a valid date"):
        moment(day)


def test_an_assertion_said_in_a_work_has_the_date_of_the_work() -> None:
    turtle = TURTLE + 'work:w dcterms:issued "2022-01-06T10:00:00Z" .\n'
    turtle += says("g", "actor:cleo", "asserts", "; kg:reportedIn doc:e ; kg:saidIn work:w", claim="y")

    assert [1, 2, 2] == [
        extent(as_of(Knowledge(files=(), store=held(turtle).store), f"2022-01-0{day}")).kept
        - extent(moment(f"2022-01-0{day}")).kept
        + 1
        for day in (5, 6, 7)
    ]


def test_an_assertion_by_a_work_has_the_date_of_the_work() -> None:
    turtle = TURTLE + 'work:w a kg:Work ; dcterms:issued "2022-01-04" .\n'
    turtle += says("g", "work:w", "asserts", "; kg:reportedIn doc:e", claim="y")

    found = as_of(Knowledge(files=(), store=held(turtle).store), "2022-01-04")

    assert ["f", "g"] == [iri.rpartition("/")[2] for iri in read_values(found.store, KG.asserts)]


def test_a_later_work_replaces_nothing_yet() -> None:
    works = 'work:new a kg:Work ; dcterms:replaces work:old ; dcterms:issued "2022-01-08" .\n'
    works += 'work:old dcterms:issued "2022-01-06" ; dcterms:replaces work:first .\n'

    def replacing(day: str) -> list[str]:
        store = as_of(Knowledge(files=(), store=held(TURTLE + works).store), day).store
        return [iri.rpartition("/")[2] for iri in read_values(store, Term.replaces)]

    assert (["old"], ["new", "old"]) == (replacing("2022-01-07"), replacing("2022-01-08"))


def test_a_later_document_becomes_a_work() -> None:
    types = read_values(moment("2022-01-08").store, Term.type)

    assert [(KG.Document,), (KG.Work,), (KG.Work,)] == [types[iri(f"doc:{name}")] for name in "deu"]


def test_files_and_store_leave_out_the_same(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    whole, _ = load([tmp_path / "note.yaml"])

    def quads(day: str) -> tuple[set[str], set[str]]:
        kept = as_of(whole, day)
        return {str(triple) for file in kept.files for triple in file.triples}, {
            str(quad.triple) for quad in kept.store
        }

    for day in ("2022-01-04", "2022-01-05"):
        files, store = quads(day)
        assert files == store
    assert quads("2022-01-05") == ({str(triple) for file in whole.files for triple in file.triples},) * 2
    assert not any("bank" in triple.lower() for triple in quads("2022-01-04")[0])


NOTE = """document:
  id: doc:note
  title: A note
  date: "2022-01-05"
  creator: actor:ann
actors:
  - id: actor:ann
    type: Person
    label: Ann
claims:
  - id: claim:bank-closed
    text: The bank closed.
    kind: fact
    quote: The bank closed
    basis: firsthand
"""

# Every command takes the day, or is here with the reason why not.

WITHOUT = {
    "agreement": "two readings of one text: when they were made is another clock",
    "build": "the store holds all that is recorded; each command on it takes the day",
    "coverage": "how much of a text is annotated",
    "diff": "two states of the annotations: what was recorded when, not what was said when",
    "explain": "a rule",
    "init": "begins a workspace",
    "new": "begins a file",
    "quotes check": "passages against the texts",
    "quotes pin": "passages against the texts",
    "quotes repair": "passages against the texts",
    "schema": "the annotation format",
    "validate": "annotations are right or wrong on every day",
}
ASKED = {
    "audit": (),
    "compare": ("doc:note", "doc:other"),
    "export": (),
    "linchpins": (),
    "matrix": (),
    "query": ("disputed",),
    "trace": ("claim:bank-closed",),
    "view": (),
    "what-if": ("--drop", "actor:ann"),
}


def _commands(group: typer.core.TyperGroup, before: str = "") -> Iterator[tuple[str, set[str]]]:
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", {option for param in command.params for option in param.opts}


def test_every_command_takes_the_day_or_has_its_reason() -> None:
    root = typer.main.get_command(cli.app)
    assert isinstance(root, typer.core.TyperGroup)
    commands = dict(_commands(root))

    assert set(commands) == {*WITHOUT, *ASKED}
    assert set(ASKED) == {name for name, options in commands.items() if "--as-of" in options}


@pytest.mark.parametrize("name", ASKED)
def test_a_command_leaves_out_later_statements_and_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    (tmp_path / "other.yaml").write_text("document: {id: doc:other, title: Another, date: '2022-01-05'}\n", "utf-8")
    read = (str(tmp_path),)
    arguments = [name, *ASKED[name], *(read if name == "export" else ("-a", *read))]

    result = CliRunner().invoke(cli.app, [*arguments, "-o", str(tmp_path / "out"), "--as-of", "2022-01-05"])

    assert (result.exit_code, result.stdout) in [(0, ""), (0, f"wrote {tmp_path / 'out'}\n")]
    assert "as of 2022-01-05: kept 1 assertion; left out 0 made later" in result.stderr


FORMS = {
    "audit": ("text", "markdown", "html", "json"),
    "compare": ("text", "markdown", "html", "json"),
    "linchpins": ("table", "markdown", "html", "json"),
    "matrix": ("table", "markdown", "html", "json"),
    "matrix --question question:q": ("table", "markdown", "html", "json"),
    "trace": ("text", "markdown", "html", "json"),
    "what-if": ("text", "markdown", "json"),
}
SAYS_THE_DAY = "Only what had been said by 5 January 2022. Kept 1 assertion; left out 0 made later, 0 without a date"


@pytest.mark.parametrize(("command", "form"), [(one, form) for one, forms in FORMS.items() for form in forms])
def test_a_saved_report_names_the_day(command: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(NOTE + "questions:\n  - {id: question:q, text: Did it?}\n", "utf-8")
    (tmp_path / "other.yaml").write_text("document: {id: doc:other, title: Another, date: '2022-01-05'}\n", "utf-8")
    name, *options = command.split()
    arguments = [name, *ASKED[name], *options, "-a", str(tmp_path), "-f", form, "-o", str(tmp_path / "out")]

    def saved(*more: str) -> str:
        assert CliRunner().invoke(cli.app, [*arguments, *more]).exit_code == 0
        return (tmp_path / "out").read_text("utf-8")

    whole, kept = saved(), saved("--as-of", "2022-01-05")

    if form == "json":
        data = json.loads(kept)
        counts = {"assertions": 1, "later": 0, "undated": 0, "claimsLeftOut": 0}
        assert {"day": "2022-01-05", **counts} == data.pop("asOf")
        assert json.loads(whole) == (data["linchpins"] if name == "linchpins" else data)
    else:
        assert SAYS_THE_DAY in " ".join(kept.split())
        assert "Only what had been said" not in whole


def test_a_page_names_the_day(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    arguments = ["view", "-a", str(tmp_path / "note.yaml"), "-o", str(tmp_path / "page.html")]

    def header(*more: str) -> str:
        CliRunner().invoke(cli.app, [*arguments, *more])
        return (tmp_path / "page.html").read_text("utf-8").partition("<header>")[2].partition("</header>")[0]

    assert '<p class="note">Only what had been said by 5 January 2022.</p>' in header("--as-of", "2022-01-05")
    assert "Only what" not in header()
