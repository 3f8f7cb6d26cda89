"""Show how much of the texts the annotations cover."""

from functools import partial
from typing import Annotated

import typer

from kgraph.commands.options import NeededTexts, Output, Paths, ReportFormat, check_quotations, write, write_report


def coverage(
    paths: Paths = None,
    *,
    texts: NeededTexts,
    form: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="The format of the report; html shows the whole texts.")
    ] = "text",
    fail_under: Annotated[
        float,
        typer.Option(
            "--fail-under",
            help="Exit with code 1 if a document is covered less than this.",
            min=0,
            max=100,
            metavar="PERCENT",
        ),
    ] = 0.0,
    output: Output = None,
) -> None:
    """Show which sentences of the texts carry a claim.

    A sentence carries a claim if it overlaps the passage of an assertion. Sentences that an annotation leaves out on
    purpose are counted apart, and --fail-under ignores them.
    """
    from kgraph.quotes.coverage import measure
    from kgraph.reports import coverage as report
    from kgraph.reports.report import Report

    knowledge, outcome = check_quotations(paths, texts)
    measured, without = measure(knowledge.files, outcome), outcome.without_text()
    if form == "html":
        from kgraph.page.coverage_page import coverage_page

        write(coverage_page(measured), output)
    else:
        blocks, json = partial(report.to_blocks, without=without), partial(report.to_json, without=without)
        write_report(Report(measured, blocks, json), form, output)
    is_short = any(100 * document.share_of_rest < fail_under for document in measured)
    raise typer.Exit(1 if is_short or (fail_under and without) else 0)
