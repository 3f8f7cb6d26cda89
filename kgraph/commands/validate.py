"""Annotations against the shapes."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import (
    ANNOTATIONS,
    FailOn,
    Level,
    Output,
    Paths,
    ReportFormat,
    open_beside,
    write,
)


def validate(
    paths: Paths = None,
    *,
    form: Annotated[ReportFormat, typer.Option("--format", "-f", help="How findings are written.")] = ReportFormat.TEXT,
    fail_on: FailOn = Level.ERROR,
    shapes: Annotated[
        list[Path] | None,
        typer.Option("--shapes", help="A file of further SHACL Core shapes; may be repeated.", metavar="FILE"),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="Look references up in this store.", show_default="build/store, where it exists"),
    ] = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Look references up in the named files only.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also list notes: facts about the texts, not mistakes in the annotations.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            help="Findings listed of each rule, beside those that fail; 0 for all. Only as text.",
            show_default="the first 5",
        ),
    ] = None,
    output: Output = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=86400, help="Seconds that the shapes of --shapes may run.")
    ] = 60.0,
) -> None:
    """Check annotations, and say where and how to mend them.

    Files named alone are checked against the store that was built, which is not changed.
    """
    from kgraph.render.findings import LISTED, failed, render, tell
    from kgraph.store.knowledge import load
    from kgraph.validation.validate import check

    if store and no_store:
        raise typer.BadParameter("--store and --no-store exclude each other")
    if limit is not None and form is not ReportFormat.TEXT:
        raise typer.BadParameter("--limit is for --format text: other formats hold every finding")
    against = None if no_store or not (paths or store) else open_beside(store)
    knowledge, found = load(paths or [ANNOTATIONS], against=against.store if against else None)
    outcome = check(knowledge, found, against=against, shapes=shapes or [], seconds=timeout, notes=everything)
    most = LISTED if limit is None else limit
    if form is ReportFormat.TEXT:
        write(tell(outcome, most=most, fail_on=fail_on.value, rest="--limit 0 shows them"), output)
    else:
        write(render(outcome, form.value), output)
    raise typer.Exit(1 if failed(outcome, fail_on.value) else 0)
