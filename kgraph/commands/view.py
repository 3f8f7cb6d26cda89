"""Write the graph as a page."""

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import (
    ANNOTATIONS,
    STDOUT,
    STORE,
    AsOf,
    Loaded,
    Params,
    Store,
    Texts,
    open_knowledge,
    write,
)
from kgraph.core.errors import UsageError

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge

Page = Annotated[
    Path, typer.Option("--output", "-o", help="The file to write, or - for standard output.", metavar="FILE")
]


def view(
    *,
    store: Store = STORE,
    annotations: Loaded = None,
    as_of: AsOf = None,
    output: Page = Path("build/view.html"),
    texts: Texts = None,
    focus: Annotated[str, typer.Option("--focus", help="Only what is near this id.", metavar="ID")] = "",
    depth: Annotated[
        int | None,
        typer.Option("--depth", min=1, max=9, help="With --focus: the steps between claims.", show_default="1"),
    ] = None,
    question: Annotated[
        str, typer.Option("--question", help="Only claims that answer this question.", metavar="ID")
    ] = "",
    document: Annotated[str, typer.Option("--document", help="Only claims in this document.", metavar="ID")] = "",
    query: Annotated[
        str,
        typer.Option("--query", help="Only what this CONSTRUCT query returns.", metavar="NAME|FILE|-"),
    ] = "",
    params: Params = None,
    browse: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Write the graph, or a part of it, as an offline web page.

    With --texts the page also shows each text with its annotations; the annotation files are then read instead of the
    store.
    """
    from kgraph.ontology.vocab import KG
    from kgraph.page.page import view as draw
    from kgraph.sparql import run
    from kgraph.store.resolve import refuse_name

    for option, value, needed, is_there in (
        ("--depth", depth, "--focus", focus),
        ("--param", params, "--query", query),
        ("--open", browse, "a file: name one with --output", output != STDOUT),
    ):
        if value and not is_there:
            raise UsageError(f"{option} needs {needed}")
    knowledge = open_knowledge(store, annotations or ([ANNOTATIONS] if texts else None), as_of)
    for name, kinds in ((focus, ()), (question, (KG.Question,)), (document, (KG.Document,))):
        if name:
            refuse_name(knowledge.store, name, kinds)
    copied, coverage = _read_texts(knowledge, texts, as_of or focus or question or document or query)
    asked = run.named_or_text(query, sys.stdin.buffer) if query else None
    page = draw(
        knowledge,
        texts=copied,
        coverage=coverage,
        extent=knowledge.extent.brief if knowledge.extent else "",
        focus=focus,
        depth=depth or 1,
        question=question,
        document=document,
        query=(asked.name if asked.shipped else asked.text) if asked else "",
        params=run.parameters(params or []),
    )
    _write(page.html, output, browse=browse)


def _read_texts(
    knowledge: "Knowledge", texts: Path | None, part: str | None
) -> tuple[dict[str, str] | None, dict[str, str]]:
    """Read the documents' texts, and say how much of each is covered unless the page shows only a part."""
    if texts is None:
        return None, {}
    from kgraph.quotes import check
    from kgraph.quotes import texts as folder
    from kgraph.quotes.coverage import measure
    from kgraph.reports.coverage import say_shares

    read = folder.read(knowledge.files, texts)
    covered = {} if part else say_shares(measure(knowledge.files, check.check(knowledge, read)))
    return {document: text.text for document, text in read.items()}, covered


def _write(page: str, output: Path, *, browse: bool) -> None:
    """Write the page, say where it is, and open it with --open."""
    write(page, output)
    if output != STDOUT:
        typer.echo(f"wrote {output}")
        if browse and not webbrowser.open(output.resolve().as_uri()):
            typer.echo("found no browser to open it in", err=True)
