"""Sources on whom claims depend."""

from typing import Annotated

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


def linchpins(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Sources listed of each kind; 0 for all.")] = 20,
    form: Annotated[GridFormat, typer.Option("--format", "-f", help="How it is written.")] = GridFormat.TABLE,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Rank sources by the claims that rest on them alone.

    Counted are claims that nobody asserts any more if the one source is dropped, with every chain that it speaks in, at
    any hop: those that `what-if --drop` lists for it. Speakers are ranked apart from texts and works.
    """
    from kgraph.provenance import linchpins as ranking
    from kgraph.reports import linchpins as report

    knowledge = open_knowledge(store, annotations, as_of)
    found = ranking.linchpins(knowledge)
    listed = ranking.first(found, limit)
    if form is GridFormat.JSON:
        described = report.to_json(listed)
        written = as_json(dated({"linchpins": described}, knowledge) if knowledge.extent else described)
    elif form is GridFormat.CSV:
        written = report.to_csv(listed)
    else:
        written = lay_out(report.to_blocks(found, limit), form.value, knowledge)
    write(written, output)
