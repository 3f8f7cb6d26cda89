"""Two documents side by side."""

from typing import Annotated

import typer

from kgraph.commands.options import (
    STORE,
    AsOf,
    Loaded,
    Output,
    SheetFormat,
    Store,
    as_json,
    dated,
    lay_out,
    open_knowledge,
    write,
)


def compare(
    one: Annotated[str, typer.Argument(help="The id of a document.", metavar="DOC")],
    other: Annotated[str, typer.Argument(help="The id of another.", metavar="DOC")],
    *,
    form: Annotated[SheetFormat, typer.Option("--format", "-f", help="How it is written.")] = SheetFormat.TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Set two documents side by side.

    Shown are the claims of both, opposed stances, what one says and the other is silent about, by question, and
    the roots they share.
    """
    from kgraph.reports import compare as comparison
    from kgraph.store.resolve import resolve_document

    knowledge = open_knowledge(store, annotations, as_of)
    documents = [resolve_document(knowledge, name, by=as_of) for name in (one, other)]
    found = comparison.compare(knowledge, *documents)
    described = as_json(dated(comparison.to_json(found), knowledge)) if form is SheetFormat.JSON else None
    write(described or lay_out(comparison.to_blocks(found), form.value, knowledge), output)
