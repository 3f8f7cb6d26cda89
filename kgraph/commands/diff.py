"""Compare two states of the annotations."""

from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, Output, ReportForm, say, write_report


def diff(
    before: Annotated[str, typer.Argument(help="A file, a folder, or git:REVISION.", metavar="A")],
    after: Annotated[str, typer.Argument(help="The later state, in the same form.", metavar="B")] = (
        ANNOTATIONS.as_posix()
    ),
    *,
    form: ReportForm = "text",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with code 1 if there are differences.")] = False,
    output: Output = None,
) -> None:
    """Compare two states of the annotations.

    Claims, sources, links and ratings are matched by id; assertions by document, claim and speakers. git:REVISION
    means the other path, or else the folder `annotations`, as it was at that revision.
    """
    from kgraph.core.counts import say_count
    from kgraph.reports import api
    from kgraph.reports.git_states import read

    states = read(before, after, ANNOTATIONS)
    for state in states:
        if state.errors:
            say(f"note: `{state.name}` has {say_count(state.errors, 'error')}; what they affect is not compared")
    report = api.diff(*(state.knowledge for state in states))
    write_report(report, form, output)
    raise typer.Exit(1 if report.result and exit_code else 0)
