"""A rule in words."""

from typing import Annotated

import typer


def explain(
    code: Annotated[str, typer.Argument(help="The code of a rule, such as KG101.", metavar="CODE")],
) -> None:
    """Explain a rule: what it checks, why, and the fix."""
    from kgraph.render.findings import explain as explain_rule

    typer.echo(explain_rule(code), nl=False)
