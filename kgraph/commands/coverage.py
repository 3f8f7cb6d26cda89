"""How much of the texts the annotations cover."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, Output, Paths, refuse_unread, write


class CoverageFormat(StrEnum):
    """How coverage is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def coverage(
    paths: Paths = None,
    *,
    texts: Annotated[Path, typer.Option("--texts", help="The folder of the documents' texts.", metavar="DIR")],
    form: Annotated[
        CoverageFormat, typer.Option("--format", "-f", help="How it is written; html shows the texts whole.")
    ] = CoverageFormat.TEXT,
    fail_under: Annotated[
        float,
        typer.Option(
            "--fail-under", help="The least percentage, of every document, that gives exit code 0.", min=0, max=100
        ),
    ] = 0.0,
    output: Output = None,
) -> None:
    """Show which sentences of the texts carry a claim.

    A sentence has a claim where it overlaps the passage of an assertion. What an annotation leaves out on purpose is
    counted apart, and left out of the percentage that --fail-under looks at.
    """
    from kgraph.quotes import check
    from kgraph.quotes import texts as folder
    from kgraph.quotes.coverage import measure
    from kgraph.reports import coverage as heatmap
    from kgraph.store.knowledge import load

    knowledge, found = load(paths or [ANNOTATIONS])
    refuse_unread([one for one in found if one.code != "KG011"])  # references may be to files that are not named
    outcome = check.check(knowledge, folder.read(knowledge.files, texts))
    measured = measure(knowledge.files, outcome)
    if form is CoverageFormat.HTML:
        from kgraph.page.coverage_page import coverage_page

        write(coverage_page(measured), output)
    else:
        render = heatmap.render if form is CoverageFormat.TEXT else heatmap.render_json
        write(render(measured, outcome.without_text()), output)
    is_short = any(100 * one.share_of_rest < fail_under for one in measured)
    raise typer.Exit(1 if is_short or (fail_under and outcome.without_text()) else 0)
