"""Explain a rule or a term."""

from typing import Annotated

import typer


def explain(
    name: Annotated[
        str, typer.Argument(help="The code of a rule, such as KG101, or a term, such as chain.", metavar="CODE|TERM")
    ],
) -> None:
    """Explain a rule (what it checks, why, and the fix) or a term."""
    from kgraph.ontology import glossary
    from kgraph.render.findings import explain as explain_rule

    entry = glossary.load().get(name.lower())
    typer.echo(str(entry) if entry else explain_rule(name), nl=False)
