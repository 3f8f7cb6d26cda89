"""Rank sources by the claims that rest on them alone."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, Store, TableForm, open_knowledge, write_report


def linchpins(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Sources to list of each kind; 0 for all.")] = 20,
    form: TableForm = "table",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Rank sources by the claims that rest on them alone.

    For each source: how many claims nobody else asserts if you remove it, with every chain in which it speaks. They
    are the claims that `kgraph what-if --drop` lists for it. Speakers are ranked apart from texts and works.
    """
    from kgraph.reports import api

    write_report(api.linchpins(open_knowledge(store, annotations, as_of), limit=limit), form, output)
