"""Follow a claim back to its roots."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report


def trace(
    claim: Annotated[str, typer.Argument(help="The id of a claim, such as claim:bank-closed.", metavar="CLAIM")],
    *,
    form: ReportForm = "text",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Follow a claim back to its roots.

    Shows every chain as a sentence and as a tree, from the document that makes the claim to its root; what the text
    does not say is ⟨unstated⟩. Each passage has its file and line and its place in the text; Markdown, HTML and JSON
    also link to it, if the document has a web address.
    """
    from kgraph.reports import api

    write_report(api.trace(open_knowledge(store, annotations, as_of), claim), form, output)
