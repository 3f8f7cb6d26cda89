"""Claims without some of their sources."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, Store, open_knowledge, write

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge


class LossFormat(StrEnum):
    """How losses are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def what_if(
    *,
    drop: Annotated[
        list[str],
        typer.Option(
            "--drop",
            help="An id, a class such as AnonymousSource, sector:CODE, or query:NAME or query:FILE.rq for the sources "
            "that a question lists, such as query:state-sources for all who speak for a state; may be repeated.",
            metavar="SOURCE",
        ),
    ],
    form: Annotated[LossFormat, typer.Option("--format", "-f", help="How losses are written.")] = LossFormat.TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """See which claims lose their support if sources are dropped.

    Every chain in which a dropped source speaks goes. Listed are the claims that lose all who assert them, or who deny
    them, or at least half.
    """
    from kgraph.ontology import terms
    from kgraph.ontology.vocab import KG
    from kgraph.provenance import ablation
    from kgraph.reports import what_if as losses
    from kgraph.store.resolve import refuse_name

    knowledge = open_knowledge(store, annotations, as_of)
    for word in drop:
        if ":" not in word and word not in terms.load().class_names:
            refuse_name(knowledge.store, word, [KG.Source])
    sources = ablation.select(knowledge, drop, lambda name: _columns(knowledge, name))
    write(losses.render(ablation.drop(knowledge, sources), form.value, knowledge.extent), output)


def _columns(knowledge: "Knowledge", name: str) -> list[list[str]]:
    """Answer a named question, or one in a file, with the IRIs in each column."""
    import pyoxigraph as ox

    from kgraph.sparql import run
    from kgraph.sparql.results import Rows

    answer = run.answer(knowledge, run.named_or_text(name, sys.stdin.buffer), {})
    rows = answer.rows if isinstance(answer, Rows) else ()
    return [[term.value for term in column if isinstance(term, ox.NamedNode)] for column in zip(*rows, strict=True)]
