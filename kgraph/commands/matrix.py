"""Tabulate stances by document, or hypotheses against evidence."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge


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
    knowledge = open_knowledge(store, annotations, as_of)
    if question:
        _hypotheses(knowledge, question, form, output)
    else:
        _stances(knowledge, by, form, output)


def _stances(knowledge: "Knowledge", by: By, form: TableFormat, output: Path | None) -> None:
    from kgraph.reports import stance_matrix as report

    result = report.matrix(knowledge, by="claim" if by is By.CLAIM else "question")
    write_report(
        form,
        output,
        knowledge,
        lambda: report.to_blocks(result, marks=form is TableFormat.TABLE),
        lambda: report.to_json(result),
        to_csv=lambda: report.to_csv(result),
    )


def _hypotheses(knowledge: "Knowledge", question: str, form: TableFormat, output: Path | None) -> None:
    from kgraph.reports import hypotheses as report
    from kgraph.store.resolve import resolve_question

    result = report.weigh_hypotheses(knowledge, resolve_question(knowledge, question))
    write_report(
        form,
        output,
        knowledge,
        lambda: report.to_blocks(result),
        lambda: report.to_json(result),
        to_csv=lambda: report.to_csv(result),
    )
