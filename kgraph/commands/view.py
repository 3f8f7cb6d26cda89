"""The graph as a page."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Store, open_knowledge


def view(
    *,
    store: Store = STORE,
    annotations: Loaded = None,
    as_of: AsOf = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("build/view.html"),
    browse: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Write the graph as one page that opens offline."""
    from kgraph.files import write_atomic
    from kgraph.viewing.diagram import view as draw
    from kgraph.weighing.evidence import weigh

    knowledge = open_knowledge(store, annotations, as_of)
    write_atomic(output, draw(knowledge, weigh(knowledge)).html)
    typer.echo(f"wrote {output}")
    if browse:
        typer.launch(output.resolve().as_uri())
