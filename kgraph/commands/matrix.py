"""Documents against claims, and hypotheses against evidence."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import (
    STORE,
    AsOf,
    GridFormat,
    Loaded,
    Output,
    Store,
    as_json,
    dated,
    lay_out,
    open_knowledge,
    write,
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
        typer.Option("--question", help="Set the rival answers to this against the evidence.", metavar="ID"),
    ] = None,
    form: Annotated[GridFormat, typer.Option("--format", "-f", help="How it is written.")] = GridFormat.TABLE,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Tabulate who takes which stance, or what speaks for what.

    Rows are claims or questions, columns documents, and what a document says nothing of stays visible. With
    --question, hypotheses are the claims that answer it, and evidence the claims linked to them.
    """
    knowledge = open_knowledge(store, annotations, as_of)
    write(_hypotheses(knowledge, question, form) if question else _stances(knowledge, by, form), output)


def _stances(knowledge: "Knowledge", by: By, form: GridFormat) -> str:
    from kgraph.reports import stance_matrix as stances

    found = stances.matrix(knowledge, by="claim" if by is By.CLAIM else "question")
    if form is GridFormat.JSON:
        return as_json(dated(stances.to_json(found), knowledge))
    if form is GridFormat.CSV:
        return stances.to_csv(found)
    return lay_out(stances.to_blocks(found, marks=form is GridFormat.TABLE), form.value, knowledge)


def _hypotheses(knowledge: "Knowledge", question: str, form: GridFormat) -> str:
    from kgraph.reports import hypotheses
    from kgraph.store.resolve import resolve_question

    found = hypotheses.weigh_hypotheses(knowledge, resolve_question(knowledge, question))
    if form is GridFormat.JSON:
        return as_json(dated(hypotheses.to_json(found), knowledge))
    if form is GridFormat.CSV:
        return hypotheses.to_csv(found)
    return lay_out(hypotheses.to_blocks(found), form.value, knowledge)
