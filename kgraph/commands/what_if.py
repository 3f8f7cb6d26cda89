"""See which claims lose their support without some sources."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report


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
    form: ReportForm = "text",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """See which claims lose their support without some sources.

    Drops every chain in which one of the sources speaks. Lists the claims that lose all who assert them, or all who
    deny them, or at least half of one side.
    """
    from kgraph.reports import api

    write_report(api.what_if(open_knowledge(store, annotations, as_of), drop), form, output)
