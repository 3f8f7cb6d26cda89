"""Files together: what they define, what they refer to, and what follows."""

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from reading import RICH, load, parse

from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import IDS, KG
from kgraph.store import knowledge

NOTE = """\
document: {id: doc:note, title: A note}
claims:
  - id: claim:a
    text: The bank closed.
    kind: fact
    basis: noneStated
"""
OTHER = """\
document: {id: doc:other, title: Another note}
assertions:
  - asserts: claim:a
    via: doc:note
"""


def test_files_are_one_graph_each(tmp_path: Path) -> None:
    known, found = load(tmp_path, note_yaml=NOTE, other_yaml=OTHER)

    assert not found
    assert [file.source.name for file in known.files] == ["note.yaml", "other.yaml"]
    graphs = {str(graph) for graph in known.store.named_graphs()}
    assert graphs == {f"<{IDS}file/note.yaml>", f"<{IDS}file/other.yaml>", f"<{KG.derived}>"}


def test_a_relay_of_a_document_goes_on_in_that_document(tmp_path: Path) -> None:
    known, _ = load(tmp_path, note_yaml=NOTE, other_yaml=OTHER)

    (quad,) = known.store.quads_for_pattern(None, None, None, ox.NamedNode(KG.derived))
    assert "/assertion/other.a." in str(quad.subject)
    assert "/assertion/note.a." in str(quad.object)
    assert quad.predicate.value == KG.relays
    knowledge.derive(known.store)
    assert list(known.store.quads_for_pattern(None, None, None, ox.NamedNode(KG.derived))) == [quad]


def test_a_document_that_speaks_for_itself_relays_nobody(tmp_path: Path) -> None:
    known, _ = load(tmp_path, note_yaml=NOTE)

    assert not list(known.store.quads_for_pattern(None, None, None, ox.NamedNode(KG.derived)))


def test_a_reference_to_nothing_is_reported_with_a_similar_name_if_there_is_one(tmp_path: Path) -> None:
    _, found = load(
        tmp_path,
        note_yaml=NOTE,
        other_yaml=OTHER.replace("claim:a", "claim:z").replace("doc:note", "doc:not"),
    )

    assert [(finding.code, finding.path, finding.span and finding.span.line, finding.fix) for finding in found] == [
        ("KG011", "other.yaml", 3, "define `claim:z`, or correct the spelling"),
        ("KG011", "other.yaml", 4, "did you mean `doc:note`?"),
    ]


def test_the_ids_of_a_file_that_cannot_be_read_are_not_reported_again(tmp_path: Path) -> None:
    shared = "annotators: [{id: annotator:me, label: Me\u200f}]\n"
    _, found = load(tmp_path, a_yaml=shared, b_yaml="annotatedBy: annotator:me\n", c_yaml="annotatedBy: annotator:m\n")

    assert [(finding.code, finding.path) for finding in found] == [("KG013", "a.yaml"), ("KG011", "c.yaml")]


def test_suggestions_for_a_missing_id_cover_other_kinds_and_whole_names(tmp_path: Path) -> None:
    _, found = load(
        tmp_path,
        a_yaml="questions: [{id: question:csto, text: Why?}, {id: question:coup-by-whom, text: Who?}]\n"
        "anonymous: [{id: anon:depot-police}]\n"
        "claims: [{id: claim:a, text: A, kind: fact, answers: question:coup, agent: actor:depot-police}]\n",
    )

    assert {"did you mean `question:coup-by-whom`?", "did you mean `anon:depot-police`?"} == {
        finding.fix for finding in found if finding.code == "KG011"
    }


def test_a_store_defines_ids_except_those_of_the_files_that_are_read(tmp_path: Path) -> None:
    before, _ = load(tmp_path, note_yaml=NOTE, other_yaml=OTHER)

    _, found = knowledge.load([tmp_path / "other.yaml"], root=tmp_path, against=before.store)
    assert not found
    (tmp_path / "note.yaml").write_text(NOTE.replace("claim:a", "claim:b"), "utf-8")
    _, found = knowledge.load([tmp_path], root=tmp_path, against=before.store)
    assert [finding.code for finding in found] == ["KG011"]


def test_a_subject_is_defined_in_one_file(tmp_path: Path) -> None:
    question = "questions: [{id: question:a, text: Who?}]\n"
    known, found = load(tmp_path, a_yaml=question, b_yaml=question)

    (finding,) = found
    assert (finding.code, finding.path, finding.related[0].path) == ("KG012", "b.yaml", "a.yaml")
    (tmp_path / "b.yaml").rename(tmp_path / "c.yaml")
    _, found = knowledge.load([tmp_path / "c.yaml"], root=tmp_path, against=known.store)
    assert [(finding.code, finding.related[0].path) for finding in found] == [("KG012", "a.yaml")]


def test_a_file_may_not_add_to_a_thing_that_another_file_defines(tmp_path: Path) -> None:
    triple = f'<{IDS}claim/a> <{KG.text}> "It opened." .\n'

    _, found = load(tmp_path, a_nt=triple, note_yaml=NOTE)
    assert [(finding.code, finding.path, finding.span and finding.span.line) for finding in found] == [
        ("KG012", "a.nt", 1)
    ]
    (tmp_path / "note.yaml").unlink()
    _, found = knowledge.load([tmp_path])
    assert [finding.code for finding in found] == ["KG011"]


def test_an_assertion_written_in_two_files_is_one_finding(tmp_path: Path) -> None:
    again = "assertions: [{asserts: claim:a, by: doc:note, inDocument: doc:note, quote: one two}]\n"
    _, found = load(tmp_path, a_yaml=NOTE + "    quote: one two\n", b_yaml=again)

    assert [(finding.code, finding.path) for finding in found] == [("KG025", "b.yaml")]


def test_a_suppressed_finding_stays_with_its_reason(tmp_path: Path) -> None:
    text = NOTE + "    # kgraph: ignore KG011 -- defined elsewhere\n    agent: actor:a\n    target: actor:b\n"
    _, found = load(tmp_path, note_yaml=text)

    assert [(finding.code, finding.suppressed) for finding in found] == [
        ("KG011", "defined elsewhere"),
        ("KG011", None),
    ]


def test_a_place_is_found_through_the_subject(tmp_path: Path) -> None:
    known, _ = load(tmp_path, note_yaml=NOTE)

    path, span = known.locate(IDS + "claim/a", KG.kind)
    assert path == (tmp_path / "note.yaml").name
    assert span is not None
    assert span.line == 5
    assert known.locate(IDS + "claim/none") == ("", None)
    stored = knowledge.Knowledge(files=(), store=known.store)
    assert stored.locate(IDS + "claim/a") == ("note.yaml", None)


def test_every_format_exports_the_same_statements() -> None:
    yaml = parse(RICH.read_text("utf-8"))
    turtle = parse((ox.serialize(yaml.triples, format=ox.RdfFormat.TURTLE) or b"").decode(), ".ttl")

    again = parse(knowledge.explicit(turtle), ".jsonld")
    assert not again.diagnostics
    assert set(again.triples) == set(yaml.triples)
    assert json.loads(knowledge.explicit(yaml))["@context"] == "https://w3id.org/kgraph/context.jsonld"


def test_other_files_in_a_folder_are_counted(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "readme.md").write_text("x")
    (tmp_path / ".hidden.yaml").write_text("x")
    known, found = load(tmp_path, note_yaml=NOTE)

    assert not found
    assert [Path(path).name for path in known.skipped] == ["readme.md"]


def test_names_do_not_depend_on_folders_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "note.yaml").write_text(NOTE)
    monkeypatch.chdir(tmp_path)

    assert knowledge.load(["notes"])[0].files[0].source.name == "notes/note.yaml"
    assert knowledge.load(["notes"], root=tmp_path / "notes")[0].files[0].source.name == "note.yaml"
    monkeypatch.chdir(tmp_path / "notes")
    (tmp_path / "elsewhere").mkdir()
    known, _ = knowledge.load([tmp_path / "notes"], root=tmp_path / "elsewhere")
    assert known.files[0].source.name == "notes/note.yaml"


@pytest.mark.parametrize("given", [["missing"], ["empty"], ["note.md"], ["x/note.yaml", "y/note.yaml"], ["\0"]])
def test_paths_that_name_nothing_to_read_are_the_callers_mistake(tmp_path: Path, given: list[str]) -> None:
    for folder in ("empty", "x", "y", "root"):
        (tmp_path / folder).mkdir()
    for name in ("note.md", "x/note.yaml", "y/note.yaml"):
        (tmp_path / name).write_text(NOTE)

    with pytest.raises(UsageError):
        knowledge.load([tmp_path / path for path in given], root=tmp_path / "root")


def test_a_single_path_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("places:\n  - id: place:a\n    label: A\n", "utf-8")

    assert [["a.yaml"]] * 2 == [
        [file.source.name for file in knowledge.load(given)[0].files] for given in (str(path), path)
    ]


def test_loading_imports_no_rdflib_and_a_built_store_needs_no_yaml() -> None:
    script = (
        "import kgraph.store.knowledge, sys; print([m for m in ('rdflib', 'yaml', 'networkx') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
