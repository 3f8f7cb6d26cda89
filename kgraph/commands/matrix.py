"""Tabulate stances by document, or hypotheses against evidence."""

from enum import StrEnum
from typing import Annotated, Literal

import typer

from kgraph.commands.options import (
    STORE,
    TABLE,
    AsOf,
    Loaded,
    Output,
    Store,
    TableForm,
    TableFormat,
    open_knowledge,
    write_report,
)


class By(StrEnum):
    """What the rows are."""

    CLAIM = "claim"
    QUESTION = "question"


def matrix(
    *,
    by: Annotated[By, typer.Option("--by", help="What the rows are.")] = By.CLAIM,
    question: Annotated[
        str | None,
        typer.Option("--question", help="Tabulate the rival answers to this question instead.", metavar="ID"),
    ] = None,
    form: TableForm = TABLE,
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
    rows: Literal["claim", "question"] = "claim" if by is By.CLAIM else "question"
    report = api.matrix(knowledge, by=rows, question=question or "", marks=form is TableFormat.TABLE)
    write_report(report, form, output)
