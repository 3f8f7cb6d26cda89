"""Two states of the annotations."""

from enum import StrEnum
from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, Output, say, write


class DiffFormat(StrEnum):
    """How differences are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    before: Annotated[str, typer.Argument(help="A file, a folder, or git:REVISION.", metavar="A")],
    after: Annotated[str, typer.Argument(help="The same, later.", metavar="B")] = ANNOTATIONS.as_posix(),
    *,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How differences are written.")] = DiffFormat.TEXT,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 where there is a difference.")] = False,
    output: Output = None,
) -> None:
    """Compare two states of the annotations.

    Claims, sources, links and ratings are matched by id; assertions by document, claim and speakers. git:REVISION
    stands for the same path as it was at a revision.
    """
    from kgraph.reports.diff import compare
    from kgraph.reports.diff_wording import render
    from kgraph.reports.git_states import read

    states = read(before, after, ANNOTATIONS)
    for state in states:
        if state.errors:
            say(f"note: `{state.name}` has {state.errors} errors; what could not be read is not compared")
    found = compare(*(state.knowledge for state in states))
    write(render(found, form.value), output)
    raise typer.Exit(1 if found and exit_code else 0)
