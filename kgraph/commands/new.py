"""An annotation file to begin with."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, STANDARD, read_beside, write
from kgraph.core.errors import UsageError


def new(
    text: Annotated[Path, typer.Argument(help="The text to annotate.", metavar="TEXT")],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write; - for standard output.", show_default="annotations/TEXT.yaml"
        ),
    ] = None,
    identifier: Annotated[
        str, typer.Option("--id", help="The document's id.", metavar="doc:NAME", show_default="made of TEXT")
    ] = "",
    annotator: Annotated[
        str, typer.Option("--by", help="Who annotates; left to fill in where not given.", metavar="annotator:NAME")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="The text's language, as a code such as en.")] = "",
) -> None:
    """Begin an annotation file for a text.

    It has the document, with what the text says of itself, and as comments a claim to fill in for each sentence that
    reports speech, is quoted, cites or gives a figure. Nothing is overwritten.
    """
    from kgraph.authoring.draft import draft, name_document, read_text

    target = output or ANNOTATIONS / f"{text.stem}.yaml"
    if target != STANDARD and (target.exists() or target.is_symlink()):
        raise UsageError(f"`{target}` is there already: name another file with --output")
    document = name_document(identifier, text.stem)
    made = draft(read_text(text), document, known=read_beside(), language=language, annotator=annotator)
    write(made, target)
    if target != STANDARD:
        typer.echo(f"wrote {target}")
        typer.echo(f"next: fill in what it leaves open, then `kgraph validate {shlex.quote(str(target))}`")
