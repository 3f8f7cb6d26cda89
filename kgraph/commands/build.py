"""Build everything from the annotations."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, FailOn, Paths, Texts, say, write


def build(
    context: typer.Context,
    paths: Paths = None,
    *,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.", metavar="DIR")] = Path("build"),
    texts: Texts = None,
    fail_on: FailOn = "error",
) -> None:
    """Build the store, reports, answers and pages.

    Validates the annotations first. If the findings fail the build, the store and pages of the last build stay.
    """
    from kgraph.commands.helps import describe
    from kgraph.site.build import build as build_site

    helps = dict(describe(context.find_root().command))
    summary, exit_code = build_site(paths or [ANNOTATIONS], out, fail_on=fail_on, say=say, helps=helps, texts=texts)
    write(summary, None)
    raise typer.Exit(exit_code)
