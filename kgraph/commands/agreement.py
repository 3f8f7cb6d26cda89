"""Compare two annotations of one document."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import Output, ReportForm, write_report


def agreement(
    first: Annotated[Path, typer.Argument(help="The annotation file of the first reader.", metavar="FIRST")],
    second: Annotated[Path, typer.Argument(help="The annotation file of the second reader.", metavar="SECOND")],
    *,
    shared: Annotated[
        list[Path] | None,
        typer.Option(
            "--shared",
            help="Files that both annotations refer to; may be repeated.",
            metavar="PATH",
            show_default="the files next to FIRST and SECOND",
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts", help="The folder with the document's text; without it, pins give the places.", metavar="DIR"
        ),
    ] = None,
    form: ReportForm = "text",
    output: Output = None,
) -> None:
    """Compare two annotations of one document.

    Shows where each reader sees claims, which claims both have, how far their codes agree, and every disagreement.
    What FIRST and SECOND refer to but do not define is looked up in the shared files, by default in those of the two
    folders (without subfolders). Other annotations of the same document are ignored.
    """
    from kgraph.quotes.agreement import compare
    from kgraph.quotes.codings import read
    from kgraph.reports import agreement as report
    from kgraph.reports.report import Report

    result = compare(*read(first, second, shared=shared, folder=texts))
    write_report(Report(result, report.to_blocks, report.to_json), form, output)
