"""The named questions on the small graphs that their expected answers are made on."""

import re
from pathlib import Path

import pyoxigraph as ox

from kgraph.ontology.vocab import IDS
from kgraph.sparql import run
from kgraph.store.knowledge import Knowledge, derive

ANSWERS = Path(__file__).parent / "answers"


def load_case(name: str) -> tuple[Knowledge, dict[str, str]]:
    """Load the graph of a question, and the parameters that its first lines name."""
    store = ox.Store()
    turtle = (ANSWERS / f"{name}.ttl").read_bytes()
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"{IDS}file/data"))
    derive(store)
    return Knowledge(files=(), store=store), read_parameters(name, "--param")


def read_parameters(name: str, option: str) -> dict[str, str]:
    """Read the lines `# --param NAME=VALUE` of a question's graph; for the corpus, `# --corpus-param NAME=VALUE`."""
    text = (ANSWERS / f"{name}.ttl").read_text("utf-8")
    return run.parameters(re.findall(rf"^# {option} (\S+)$", text, re.MULTILINE))
