"""Export annotations as RDF or as a network."""

from typing import Annotated, Literal

import typer

from kgraph.commands.options import AsOf, Output, Paths, keep_to, read_files, write

GraphFormat = Literal["jsonld", "turtle", "trig", "ntriples", "nquads", "graphml", "gexf", "webannotation"]


def export(
    paths: Paths = None,
    *,
    form: Annotated[GraphFormat, typer.Option("--format", "-f", help="The format to write.")] = "trig",
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Write annotations as plain RDF, or as a network for Gephi.

    jsonld is the explicit form of one file; the other formats take any number of files. A file may refer to things
    that are defined in a file that is not exported.

    graphml and gexf hold a network: claims, speakers, documents, questions, events, places and quantities are nodes,
    with dates, figures, descriptors and grades as text. Each speaker of a chain `speaks` to the claim, an outer speaker
    `relays` an inner one, and the document `states` the claim.

    webannotation holds each passage as a W3C Web Annotation: its first and last words, and its position if it is
    pinned.
    """
    from kgraph.site.exports import export as export_graph

    knowledge = read_files(paths, alone=True)
    write(export_graph(keep_to(knowledge, as_of) if as_of else knowledge, form), output)
