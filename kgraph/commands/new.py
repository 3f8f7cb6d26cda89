"""Start an annotation file for a text."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, STDOUT, read_beside, write
from kgraph.core.errors import UsageError


def new(
    text: Annotated[Path, typer.Argument(help="The text to annotate.", metavar="TEXT")],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write, or - for standard output.",
            metavar="FILE",
            show_default="annotations/TEXT.yaml",
        ),
    ] = None,
    identifier: Annotated[
        str, typer.Option("--id", help="The document's id.", metavar="doc:NAME", show_default="from the name of TEXT")
    ] = "",
    annotator: Annotated[
        str, typer.Option("--by", help="Who annotates; left to fill in if not set.", metavar="annotator:NAME")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="The text's language code, such as en.", metavar="CODE")
    ] = "",
) -> None:
    """Start an annotation file for a text.

    Writes what the text says about its author, title and date, and comments with a claim to fill in for each sentence
    that reports speech, is quoted, cites something or has a figure. Never overwrites a file.
    """
    from kgraph.authoring.draft import draft, name_document, read_text

    target = output or ANNOTATIONS / f"{text.stem}.yaml"
    if target != STDOUT and (target.exists() or target.is_symlink()):
        raise UsageError(f"`{target}` already exists: name another file with --output")
    document = name_document(identifier, text.stem)
    write(draft(read_text(text), document, known=read_beside(), language=language, annotator=annotator), target)
    if target != STDOUT:
        typer.echo(f"wrote {target}")
        typer.echo(f"next: fill in what is left open, then run `kgraph validate {shlex.quote(str(target))}`")
