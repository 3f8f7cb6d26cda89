"""Compare two documents."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, TEXT, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report


def compare(
    first: Annotated[str, typer.Argument(help="The id of a document.", metavar="DOC")],
    second: Annotated[str, typer.Argument(help="The id of another document.", metavar="DOC")],
    *,
    form: ReportForm = TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Compare two documents.

    Shows the claims of both, opposed stances, claims of one that the other does not mention, by question, and the
    roots that both share.
    """
    from kgraph.reports import compare as report
    from kgraph.store.resolve import resolve_document

    knowledge = open_knowledge(store, annotations, as_of)
    documents = [resolve_document(knowledge, name, by=as_of) for name in (first, second)]
    result = report.compare(knowledge, *documents)
    write_report(form, output, knowledge, lambda: report.to_blocks(result), lambda: report.to_json(result))
