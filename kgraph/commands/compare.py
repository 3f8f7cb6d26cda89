"""Compare two documents."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report


def compare(
    first: Annotated[str, typer.Argument(help="The id of a document.", metavar="DOC")],
    second: Annotated[str, typer.Argument(help="The id of another document.", metavar="DOC")],
    *,
    form: ReportForm = "text",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Compare two documents.

    Shows the claims of both, opposed stances, claims of one that the other does not mention, by question, and the
    roots that both share.
    """
    from kgraph.reports import api

    write_report(api.compare(open_knowledge(store, annotations, as_of), first, second), form, output)
