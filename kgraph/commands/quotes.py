"""Passages against the texts: checked, pinned, mended."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, Output, Paths, refuse_unread, write

if TYPE_CHECKING:
    from kgraph.quotes.check import Outcome
    from kgraph.quotes.repair import Rewrite
    from kgraph.store.knowledge import Knowledge


class CheckFormat(StrEnum):
    """How passages are listed."""

    TEXT = "text"
    JSON = "json"


app = typer.Typer(help="Hold passages against the texts.", rich_markup_mode=None, no_args_is_help=True)
Texts = Annotated[Path, typer.Option("--texts", help="The folder of the documents' texts.", metavar="DIR")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")]


@app.command()
def check(
    paths: Paths = None,
    *,
    texts: Texts,
    form: Annotated[CheckFormat, typer.Option("--format", "-f", help="How passages are listed.")] = CheckFormat.TEXT,
    output: Output = None,
) -> None:
    """Say which passages stand in the texts as annotated.

    Each is exact, or differs in formatting, is ambiguous, has moved, is altered or is missing.
    The exit code is 1 unless all are exact. An anchor whose `…` leaves out nothing is told, and passes.
    """
    from kgraph.reports import quotes as listing

    _, outcome = _outcome(paths, texts)
    write(listing.check(outcome) if form is CheckFormat.TEXT else listing.check_json(outcome), output)
    raise typer.Exit(0 if outcome.all_exact else 1)


@app.command()
def pin(
    paths: Paths = None,
    *,
    texts: Texts,
    accept_text: Annotated[
        bool, typer.Option("--accept-text", help="Record the digest of the text at hand where it is another one.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Write into annotations where their passages stand.

    Passages that stand in the text as quoted get their `pin`, documents the `digest` and `length` of their text;
    all else in the files stays as it is. Equal words that are left out take the places in the order of the text, one
    each. The exit code is 1 unless all are exact.
    """
    from kgraph.quotes import repair as mending
    from kgraph.reports import quotes as listing

    knowledge, outcome = _outcome(paths, texts)
    rewrites = mending.pin(knowledge.files, outcome, accept_text=accept_text)
    _write(rewrites, dry_run=dry_run)
    typer.echo(listing.unpinned(outcome), nl=False)
    typer.echo(listing.pinned(rewrites, outcome, "to be written" if dry_run else "written"), nl=False)
    raise typer.Exit(0 if outcome.all_exact and not any(one.refused for one in rewrites) else 1)


@app.command()
def repair(paths: Paths = None, *, texts: Texts, dry_run: DryRun = False) -> None:
    """Mend the passages that a changed text has moved.

    Those that moved get a new pin, and anchors that differ in formatting are written as the text has them; one whose
    `…` leaves out nothing is shortened. What is altered, ambiguous or missing is listed with the nearest words, and
    left to you: then the exit code is 1.
    """
    from kgraph.quotes import repair as mending
    from kgraph.quotes.check import SURE
    from kgraph.reports import quotes as listing

    knowledge, outcome = _outcome(paths, texts)
    rewrites = mending.repair(knowledge.files, outcome)
    _write(rewrites, dry_run=dry_run)
    typer.echo(listing.suggestions(outcome), nl=False)
    typer.echo(listing.pinned(rewrites, outcome, "to be mended" if dry_run else "mended"), nl=False)
    is_whole = all(one.state in SURE for one in outcome.checked) and not outcome.unchecked
    raise typer.Exit(0 if is_whole and not any(one.refused for one in rewrites) else 1)


def _outcome(paths: list[Path] | None, folder: Path) -> "tuple[Knowledge, Outcome]":
    """Read annotations and texts, and hold one against the other; references may be to files that are not named."""
    from kgraph.quotes import check as quotes
    from kgraph.quotes import texts
    from kgraph.store.knowledge import load

    knowledge, found = load(paths or [ANNOTATIONS])
    refuse_unread([one for one in found if one.code != "KG011"])
    return knowledge, quotes.check(knowledge, texts.read(knowledge.files, folder))


def _write(rewrites: "list[Rewrite]", *, dry_run: bool) -> None:
    from kgraph.core.files import write_atomic
    from kgraph.reports import quotes as listing

    if dry_run:
        typer.echo(listing.changes(rewrites), nl=False)
        return
    for one in rewrites:
        if one.after != one.before:
            write_atomic(Path(one.path), one.after)
