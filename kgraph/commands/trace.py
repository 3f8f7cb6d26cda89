"""Follow a claim back to its roots."""

from typing import Annotated

import typer

from kgraph.commands.options import STORE, TEXT, AsOf, Loaded, Output, ReportForm, Store, open_knowledge, write_report


def trace(
    claim: Annotated[str, typer.Argument(help="The id of a claim, such as claim:bank-closed.", metavar="CLAIM")],
    *,
    form: ReportForm = TEXT,
    as_of: AsOf = None,
    store: Store = STORE,
    annotations: Loaded = None,
    output: Output = None,
) -> None:
    """Follow a claim back to its roots.

    Shows every chain as a sentence and as a tree, from the document that makes the claim to its root; what the text
    does not say is ⟨unstated⟩. Each passage has its file and line and its place in the text; Markdown, HTML and JSON
    also link to it, if the document has a web address.
    """
    from kgraph.ontology.vocab import KG
    from kgraph.reports import trace as tracing
    from kgraph.reports import trace_report
    from kgraph.store.resolve import refuse_name, resolve_claim

    knowledge = open_knowledge(store, annotations, as_of)
    refuse_name(knowledge.store, claim, [KG.Claim], prefix="claim")
    result = tracing.trace(knowledge, resolve_claim(knowledge, claim, by=as_of))
    write_report(form, output, knowledge, lambda: trace_report.to_blocks(result), lambda: tracing.to_json(result))
