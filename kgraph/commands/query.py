"""Answer a named question, or one in SPARQL."""

import sys
from typing import Annotated, Literal

import typer

from kgraph.commands.options import STORE, AsOf, Loaded, Output, Params, Store, has_colour, open_knowledge, say, write

AnswerFormat = Literal["table", "text", "csv", "tsv", "json", "xml", "markdown", "turtle", "ntriples", "jsonld"]


def query(
    question: Annotated[
        str | None,
        typer.Argument(
            help="The name of a question, SPARQL, a file with SPARQL, or - for standard input.",
            metavar="NAME|SPARQL|FILE|-",
        ),
    ] = None,
    *,
    params: Params = None,
    form: Annotated[AnswerFormat, typer.Option("--format", "-f", help="The format of the answer.")] = "table",
    explained: Annotated[
        bool, typer.Option("--explain", help="Show which passages each row rests on (table and json).")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the named questions.")] = False,
    store: Store = STORE,
    annotations: Loaded = None,
    as_of: AsOf = None,
    output: Output = None,
    safe_csv: Annotated[
        bool, typer.Option("--safe-csv", help="Keep spreadsheets from running cells as formulas (csv).")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=86400, help="Time limit in seconds for a query you wrote.")
    ] = 10.0,
) -> None:
    """Answer a named question, or one written in SPARQL.

    `kgraph query --list` lists the named questions. In SPARQL you can use SELECT, ASK, CONSTRUCT and DESCRIBE.
    """
    from kgraph.render import explanations, results
    from kgraph.sparql import explain, run

    form = "table" if form == "text" else form
    if listed or question is None:
        write(results.render_questions(run.queries(), form, safe=safe_csv), output)
        return
    query = run.named_or_text(question, sys.stdin.buffer)
    for note in run.notes(query):
        say(f"note: {note}")
    knowledge = open_knowledge(store, annotations, as_of)
    answer = run.answer(knowledge, query, run.parameters(params or []), seconds=timeout)
    if explained:
        write(explanations.render(explain.explain_results(knowledge, query, answer, seconds=timeout), form), output)
        return
    write(results.render(answer, form, safe=safe_csv, colour=output is None and has_colour()), output)
