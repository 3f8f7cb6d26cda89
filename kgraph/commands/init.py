"""A new workspace."""

import shlex
from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[
        Path, typer.Argument(help="The folder to write to.", metavar="DIR", show_default="this folder")
    ] = Path(),
) -> None:
    """Begin a workspace: an example to build, and settings for git and editors.

    Nothing is overwritten: where one of the files is there already, none is written.
    """
    from kgraph.authoring.workspace import start

    for path in start(folder):
        typer.echo(f"wrote {path}")
    there = "" if folder == Path() else f"`cd {shlex.quote(str(folder))}` and "
    typer.echo(f"next: {there}`kgraph build`, then open build/index.html")
