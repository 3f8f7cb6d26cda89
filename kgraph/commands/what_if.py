"""See which claims lose their support without some sources."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import STORE, TEXT, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge


def what_if(
    *,
    drop: Annotated[
        list[str],
        typer.Option(
            "--drop",
            help="An id, a class such as AnonymousSource, sector:CODE, or the sources that a question lists: "
            "query:NAME (such as query:state-sources) or query:FILE.rq; may be repeated.",
            metavar="SOURCE",
        ),
    ],
    form: ReportForm = TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """See which claims lose their support without some sources.

    Drops every chain in which one of the sources speaks. Lists the claims that lose all who assert them, or all who
    deny them, or at least half of one side.
    """
    from kgraph.ontology import terms
    from kgraph.ontology.vocab import KG
    from kgraph.provenance import ablation
    from kgraph.reports import what_if as report
    from kgraph.store.resolve import refuse_name

    knowledge = open_knowledge(store, annotations, as_of)
    for name in drop:
        if ":" not in name and name not in terms.load().class_names:
            refuse_name(knowledge.store, name, [KG.Source])
    sources = ablation.select(knowledge, drop, lambda name: _columns(knowledge, name))
    result = ablation.drop(knowledge, sources)
    write_report(form, output, knowledge, lambda: report.to_blocks(result), lambda: report.to_json(result))


def _columns(knowledge: "Knowledge", name: str) -> list[list[str]]:
    """Give the IRIs in each column of the answer to a named question, or to one in a file."""
    import pyoxigraph as ox

    from kgraph.sparql import run
    from kgraph.sparql.results import Rows

    answer = run.answer(knowledge, run.named_or_text(name, sys.stdin.buffer), {})
    rows = answer.rows if isinstance(answer, Rows) else ()
    return [[term.value for term in column if isinstance(term, ox.NamedNode)] for column in zip(*rows, strict=True)]
