"""Check quotations against the texts, pin them and repair them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import NeededTexts, Output, Paths, ReportForm, check_quotations, write, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.quotes.repair import Rewrite
    from kgraph.render.blocks import Block

app = typer.Typer(help="Check quotations against the texts.", rich_markup_mode=None, no_args_is_help=True)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the changes without writing them.")]


@app.command()
def check(paths: Paths = None, *, texts: NeededTexts, form: ReportForm = "text", output: Output = None) -> None:
    """Check that passages are in the texts as annotated.

    A passage is exact, differs in formatting, is ambiguous, has moved, is altered or is missing. The exit code is 0
    only if all are exact. A quotation whose `…` leaves out nothing is reported, but passes.
    """
    from kgraph.reports import quotes as report
    from kgraph.reports.report import Report

    _, outcome = check_quotations(paths, texts)
    write_report(Report(outcome, report.to_blocks, report.to_json), form, output)
    raise typer.Exit(0 if outcome.all_exact else 1)


@app.command()
def pin(
    paths: Paths = None,
    *,
    texts: NeededTexts,
    accept_text: Annotated[
        bool, typer.Option("--accept-text", help="Update the recorded digest if the text has changed.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Record in the annotations where their passages are.

    Passages that are in the text as quoted get a `pin`; documents get the `digest` and `length` of their text. Nothing
    else in the files changes. Equal passages that are left out are pinned to the places in order, one each. The exit
    code is 0 only if all passages are exact.
    """
    from kgraph.quotes import repair as rewriting
    from kgraph.reports import quotes as report

    knowledge, outcome = check_quotations(paths, texts)
    rewrites = rewriting.pin(knowledge.files, outcome, accept_text=accept_text)
    blocks = [*report.unpinned(outcome), *report.written(rewrites, outcome, _done("pinned", dry_run=dry_run))]
    _write(rewrites, blocks, dry_run=dry_run)
    raise typer.Exit(0 if outcome.all_exact and not any(rewrite.refused for rewrite in rewrites) else 1)


@app.command()
def repair(paths: Paths = None, *, texts: NeededTexts, dry_run: DryRun = False) -> None:
    """Repair the quotations that a changed text has moved.

    Passages that moved get a new pin, quotations that differ in formatting are written as in the text, and a `…` that
    leaves out nothing is removed. Passages that are altered, ambiguous or missing are listed with the nearest words for
    you to decide, and the exit code is then 1.
    """
    from kgraph.quotes import repair as rewriting
    from kgraph.reports import quotes as report

    knowledge, outcome = check_quotations(paths, texts)
    rewrites = rewriting.repair(knowledge.files, outcome)
    blocks = [*report.suggestions(outcome), *report.written(rewrites, outcome, _done("repaired", dry_run=dry_run))]
    _write(rewrites, blocks, dry_run=dry_run)
    raise typer.Exit(0 if outcome.all_placed and not any(rewrite.refused for rewrite in rewrites) else 1)


def _done(verb: str, *, dry_run: bool) -> str:
    return f"to be {verb}" if dry_run else verb


def _write(rewrites: "list[Rewrite]", blocks: "Sequence[Block]", *, dry_run: bool) -> None:
    """Write the files, or on a dry run show what would change; then the report."""
    from kgraph.core.files import write_atomic
    from kgraph.render.text import write_text
    from kgraph.reports.quotes import unified_diff

    if dry_run:
        write(unified_diff(rewrites), None)
    else:
        for rewrite in rewrites:
            if rewrite.after != rewrite.before:
                write_atomic(Path(rewrite.path), rewrite.after)
    write(write_text(blocks), None)
