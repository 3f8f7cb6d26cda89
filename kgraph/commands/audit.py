"""Report what claims rest on, and what is missing."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import STORE, AsOf, FailOn, Loaded, Output, ReportForm, Store, open_knowledge, write_report

_LISTED = 5


def audit(
    *,
    document: Annotated[
        str | None, typer.Option("--document", help="Only claims that this document makes.", metavar="ID")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Only claims by or about this actor.", metavar="ID")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A file that sets the severity of each check.", metavar="FILE")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, help="Findings to list of each kind; 0 for all.", show_default="5 as text, or all"
        ),
    ] = None,
    fail_on: FailOn = "error",
    form: ReportForm = "text",
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Report what claims rest on, and what is missing.

    Counts and lists claims without a source, with only unnamed sources, that trace back to one root from several
    documents, that are contradicted, that are surer than their source, and more. No finding is an error unless a
    profile says so.
    """
    from kgraph.reports import api
    from kgraph.reports.audit import failed

    most = (_LISTED if form == "text" else 0) if limit is None else limit
    knowledge = open_knowledge(store, annotations, as_of)
    report = api.audit(knowledge, document=document or "", actor=actor or "", profile=profile, limit=most)
    write_report(report, form, output)
    raise typer.Exit(1 if failed(report.result, fail_on) else 0)
