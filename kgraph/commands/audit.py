"""What claims rest on, in one report."""

from pathlib import Path
from typing import Annotated

import typer

from kgraph.commands.options import (
    STORE,
    AsOf,
    FailOn,
    Level,
    Loaded,
    Output,
    SheetFormat,
    Store,
    as_json,
    dated,
    lay_out,
    open_knowledge,
    write,
)

_LISTED = 5


def audit(
    *,
    document: Annotated[
        str | None, typer.Option("--document", help="Keep to claims that this document makes.", metavar="ID")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Keep to claims by or about this actor.", metavar="ID")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A file that says how much each finding weighs.", metavar="FILE")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, help="Findings listed of each kind; 0 for all.", show_default="5 as text, or all"
        ),
    ] = None,
    fail_on: FailOn = Level.ERROR,
    form: Annotated[SheetFormat, typer.Option("--format", "-f", help="How it is written.")] = SheetFormat.TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Report what claims rest on, and what is missing.

    Counted and listed are claims without a source, with unnamed ones only, with one root in several documents,
    contradicted, surer than their source, and more. No finding is an error unless a profile says so. As text, the
    first of each kind are listed; all are counted.
    """
    from kgraph.reports import audit as auditing
    from kgraph.reports.audit_profile import default_profile, read_profile
    from kgraph.store.resolve import resolve_actor, resolve_document

    levels = read_profile(profile) if profile else default_profile()
    knowledge = open_knowledge(store, annotations, as_of)
    where = resolve_document(knowledge, document, by=as_of) if document else ""
    found = auditing.audit(knowledge, levels, document=where, actor=resolve_actor(knowledge, actor) if actor else "")
    most = (_LISTED if form is SheetFormat.TEXT else 0) if limit is None else limit
    described = as_json(dated(auditing.to_json(found, most), knowledge)) if form is SheetFormat.JSON else None
    write(described or lay_out(auditing.to_blocks(found, most), form.value, knowledge), output)
    raise typer.Exit(1 if auditing.failed(found, fail_on.value) else 0)
