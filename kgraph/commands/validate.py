"""Check annotations."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kgraph.commands.options import ANNOTATIONS, FailOn, Output, Paths, open_beside, write

FindingsFormat = Literal["text", "concise", "json", "sarif", "github", "junit"]


def validate(
    paths: Paths = None,
    *,
    form: Annotated[FindingsFormat, typer.Option("--format", "-f", help="The format of the findings.")] = "text",
    fail_on: FailOn = "error",
    shapes: Annotated[
        list[Path] | None,
        typer.Option("--shapes", help="A file with your own SHACL Core shapes; may be repeated.", metavar="FILE"),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="Look up references in this store.", metavar="DIR", show_default="build/store"),
    ] = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Look up references only in the named files.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also list notes: facts about the texts, not mistakes in the annotations.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            help="Findings to list of each rule, apart from those that fail; 0 for all (text).",
            show_default="the first 5",
        ),
    ] = None,
    output: Output = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=86400, help="Time limit in seconds for your own shapes.")
    ] = 60.0,
) -> None:
    """Check annotations, and show where and how to fix them.

    If you name files, their references are also looked up in the store of the last build; nothing is written.
    """
    from kgraph.render.findings import LISTED, failed, render, render_text
    from kgraph.store.knowledge import load
    from kgraph.validation.validate import check

    if store and no_store:
        raise typer.BadParameter("--store and --no-store cannot be used together")
    if limit is not None and form != "text":
        raise typer.BadParameter("--limit needs --format text: other formats list every finding")
    against = None if no_store or not (paths or store) else open_beside(store)
    knowledge, diagnostics = load(paths or [ANNOTATIONS], against=against.store if against else None)
    outcome = check(knowledge, diagnostics, against=against, shapes=shapes or [], seconds=timeout, notes=everything)
    most = LISTED if limit is None else limit
    if form == "text":
        write(render_text(outcome, most=most, fail_on=fail_on, rest="--limit 0 lists them"), output)
    else:
        write(render(outcome, form, fail_on=fail_on), output)
    raise typer.Exit(1 if failed(outcome, fail_on) else 0)
