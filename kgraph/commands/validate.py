"""Check annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kgraph.commands.options import ANNOTATIONS, STORE, FailOn, Output, Paths, note_changes, say, write

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge

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
        typer.Option("--store", help="Look up references in this store instead.", metavar="DIR"),
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

    A file that you name is checked together with the folder `annotations`, or with the files beside it if it is in
    another folder; only findings of the named files are shown.
    """
    from kgraph.render.findings import LISTED, failed, render, render_text
    from kgraph.store.knowledge import load
    from kgraph.store.references import UNDEFINED
    from kgraph.validation.validate import check

    if store and no_store:
        raise typer.BadParameter("--store and --no-store cannot be used together")
    if limit is not None and form != "text":
        raise typer.BadParameter("--limit needs --format text: other formats list every finding")
    against, broken = (None, "") if no_store else _read_context(paths, store)
    knowledge, diagnostics = load(paths or [ANNOTATIONS], against=against.store if against else None)
    outcome = check(knowledge, diagnostics, against=against, shapes=shapes or [], seconds=timeout, notes=everything)
    if broken and any(finding.code == UNDEFINED for finding in outcome.diagnostics):
        say(f"note: `{broken}` has errors, so what it defines may be missing: run `kgraph validate` on it first")
    most = LISTED if limit is None else limit
    if form == "text":
        write(render_text(outcome, most=most, fail_on=fail_on, rest="--limit 0 lists them"), output)
    else:
        write(render(outcome, form, fail_on=fail_on), output)
    raise typer.Exit(1 if failed(outcome, fail_on) else 0)


def _read_context(paths: list[Path] | None, store: Path | None) -> "tuple[Knowledge | None, str]":
    """Open the store that is named, or read the files beside the named ones; name one of these that has errors."""
    from kgraph.core.diagnostics import errors
    from kgraph.store.context import read_context
    from kgraph.store.disk import open_store
    from kgraph.store.references import UNDEFINED

    if store:
        note_changes(store)
        return open_store(store), ""
    beside, findings = read_context(paths or [ANNOTATIONS], ANNOTATIONS, STORE)
    wrong = errors(findings, but=UNDEFINED)
    return beside, wrong[0].path if wrong else ""
