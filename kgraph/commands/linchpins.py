"""Sources on whom claims depend."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, GridFormat, Loaded, Output, Store, as_json, open_knowledge, write


def linchpins(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Sources listed; 0 for all.")] = 20,
    form: Annotated[GridFormat, typer.Option("--format", "-f", help="How it is written.")] = GridFormat.TABLE,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Rank sources by the claims that rest on them alone.

    Counted are claims that lose all their roots with the one source: every chain that it speaks in, at any hop.
    """
    from kgraph.weighing import linchpins as ranking
    from kgraph.weighing import sheet
    from kgraph.weighing.register import Register

    knowledge = open_knowledge(store, annotations, as_of)
    found, names = ranking.linchpins(knowledge), Register(knowledge)
    listed = found[:limit] if limit else found
    if form is GridFormat.JSON:
        written = as_json(ranking.describe(listed))
    elif form is GridFormat.CSV:
        written = sheet.write_csv(ranking.grid(listed, names))
    else:
        written = sheet.write(ranking.compose(listed, names, len(found)), form.value)
    write(written, output)
