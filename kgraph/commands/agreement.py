"""Two readings of one document, compared."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import Output, write


class AgreementFormat(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def agreement(
    first: Annotated[Path, typer.Argument(help="The annotation file of the first reader.", metavar="FIRST")],
    second: Annotated[Path, typer.Argument(help="The annotation file of the second.", metavar="SECOND")],
    *,
    shared: Annotated[
        list[Path] | None,
        typer.Option(
            "--shared",
            help="Files that both refer to; may be repeated.",
            metavar="PATH",
            show_default="the files beside FIRST and SECOND",
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", help="A folder with the text; without it, passages are where they are pinned."),
    ] = None,
    form: Annotated[
        AgreementFormat, typer.Option("--format", "-f", help="How the comparison is written.")
    ] = AgreementFormat.TEXT,
    output: Output = None,
) -> None:
    """Compare two annotations of one document.

    Says where each reader sees claims, which claims both have, how they code them, and lists every disagreement. What
    the two refer to and do not define is looked up in the shared files; where --shared names none, in the files of the
    folders that the two are in, subfolders left out, as far as they can be read. Of all these those that annotate the
    document themselves are passed over.
    """
    from kgraph.quotes.agreement import compare
    from kgraph.quotes.codings import read
    from kgraph.reports.agreement import render

    one, other, text = read(first, second, shared=shared, folder=texts)
    write(render(compare(one, other, text), form.value), output)
