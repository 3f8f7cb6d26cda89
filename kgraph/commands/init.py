"""Start a workspace."""

import shlex
from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[
        Path, typer.Argument(help="The folder to write to.", metavar="DIR", show_default="the current folder")
    ] = Path(),
) -> None:
    """Start a workspace with an example and editor settings.

    Nothing is overwritten: if one of the files exists, none is written. A .gitignore is added to.
    """
    from kgraph.authoring.workspace import start

    for path in start(folder):
        typer.echo(f"wrote {path}")
    enter = "" if folder == Path() else f"`cd {shlex.quote(str(folder))}` and "
    typer.echo(f"next: {enter}`kgraph build`, then open build/index.html")
