"""The glossary names terms that the ontology has, and things that the corpus has."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kgraph import cli
from kgraph.ontology import glossary, resources

TREE = Path(__file__).parent.parent.parent
CORPUS = "".join(path.read_text("utf-8") for path in sorted((TREE / "annotations").rglob("*.yaml")))
ONTOLOGY = resources.read_text("ontology", "kgraph.ttl")
ENTRIES = glossary.load()


@pytest.mark.parametrize("term", ENTRIES)
def test_an_entry_is_complete_and_its_names_exist(term: str) -> None:
    entry = ENTRIES[term]

    assert entry.definition.endswith(".")
    assert entry.example.endswith(".")
    assert not entry.ontology_term or f"\n{entry.ontology_term} a " in ONTOLOGY
    for identifier in re.findall(r"`((?:actor|anon|claim|doc|question):[\w-]+)`", entry.example):
        assert re.search(rf"id: \"?{identifier}\b", CORPUS), identifier


def test_explain_prints_a_term() -> None:
    printed = CliRunner().invoke(cli.app, ["explain", "Root"]).output

    assert printed.startswith("root\n")
    assert ENTRIES["root"].definition.split(".")[0] in " ".join(printed.split())
