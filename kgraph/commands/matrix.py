"""Tabulate stances by document, or hypotheses against evidence."""

from typing import Annotated, Literal

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, Store, TableForm, open_knowledge, write_report


def matrix(
    *,
    by: Annotated[
        Literal["claim", "question"] | None, typer.Option("--by", help="What the rows are. [default: claim]")
    ] = None,
    question: Annotated[
        str | None,
        typer.Option("--question", help="Tabulate the rival answers to this question instead.", metavar="ID"),
    ] = None,
    form: TableForm = "table",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Tabulate stances by document, or evidence by answer.

    Rows are claims or questions, and columns are documents; the silence of a document is shown too. With --question,
    columns are the claims that answer it, and rows are the claims linked to them as evidence.
    """
    from kgraph.reports import api

    knowledge = open_knowledge(store, annotations, as_of)
    report = api.matrix(knowledge, by=by, question=question or "", marks=form in ("table", "text"))
    write_report(report, form, output)
