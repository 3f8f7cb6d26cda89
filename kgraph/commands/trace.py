"""What one claim rests on."""

from typing import Annotated

import typer

from kgraph.commands.options import (
    STORE,
    AsOf,
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


def trace(
    claim: Annotated[str, typer.Argument(help="The id of a claim, such as claim:bank-closed.", metavar="CLAIM")],
    *,
    form: Annotated[SheetFormat, typer.Option("--format", "-f", help="How it is written.")] = SheetFormat.TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Follow a claim back to its roots.

    Every chain is given as a sentence and as a tree, from the document that makes the claim to who is at the end of
    it; what the text leaves out is ⟨unstated⟩. Each passage is given with its file and line, its place in the text and,
    in Markdown, HTML and JSON, a link to it where the document has an address.
    """
    from kgraph.ontology.vocab import KG
    from kgraph.reports import trace as tracing
    from kgraph.reports import trace_report
    from kgraph.store.resolve import refuse_name, resolve_claim

    knowledge = open_knowledge(store, annotations, as_of)
    refuse_name(knowledge.store, claim, [KG.Claim], prefix="claim")
    found = tracing.trace(knowledge, resolve_claim(knowledge, claim, by=as_of))
    if form is SheetFormat.JSON:
        written = as_json(dated(tracing.to_json(found), knowledge))
    else:
        written = lay_out(trace_report.to_blocks(found), form.value, knowledge)
    write(written, output)
