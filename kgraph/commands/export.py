"""Annotations as plain RDF, or as a network."""

from typing import Annotated

import typer

from kgraph.commands.options import ANNOTATIONS, AsOf, GraphFormat, Output, Paths, keep_to, refuse_unread, write

UNDEFINED = "KG011"
"""A reference to what no file named defines; a file alone is exported all the same."""


def export(
    paths: Paths = None,
    *,
    form: Annotated[GraphFormat, typer.Option("--format", "-f", help="The format to write.")] = GraphFormat.TRIG,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Write annotations as plain RDF, or as a network for Gephi and its like.

    JSON-LD is the explicit form of one file; the other formats take any number of files. What a file refers to may be
    defined in another. GraphML and GEXF hold the network of claims, speakers, documents and what they are about, with
    dates, figures, descriptors and grades as text. The page draws a chain from its origin over those who pass it on to
    the document and the claim; here each of them `speaks` to the claim, an outer one `relays` an inner one, and the
    document `states` the claim; questions, events, places and quantities are nodes too.
    """
    from kgraph.site.exports import export as export_graph
    from kgraph.store.knowledge import load

    knowledge, found = load(paths or [ANNOTATIONS])
    refuse_unread([one for one in found if one.code != UNDEFINED])
    write(export_graph(keep_to(knowledge, as_of) if as_of else knowledge, form.value), output)
