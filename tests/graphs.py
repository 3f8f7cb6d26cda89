"""Small graphs made by hand, in Turtle, and random ones."""

import pyoxigraph as ox

from kgraph.ontology.vocab import IDS, NS, SCHEMES
from kgraph.store.knowledge import Knowledge
from kgraph.store.units import comparable_figures

PREFIXES = f"""
@prefix kg: <{NS}> . @prefix stance: <{SCHEMES}stance#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix claim: <{IDS}claim/> . @prefix as: <{IDS}assertion/> . @prefix actor: <{IDS}actor/> .
@prefix doc: <{IDS}doc/> . @prefix work: <{IDS}work/> . @prefix anon: <{IDS}anon/> .
@prefix qty: <{IDS}qty/> . @prefix question: <{IDS}question/> . @prefix kind: <{SCHEMES}kind#> .
@prefix basis: <{SCHEMES}basis#> . @prefix certainty: <{SCHEMES}certainty#> . @prefix speech: <{SCHEMES}speech#> .
@prefix rating: <{IDS}rating/> . @prefix reliability: <{SCHEMES}reliability#> . @prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix sector: <{SCHEMES}sector#> . @prefix link: <{IDS}link/> .
@prefix relation: <{SCHEMES}relation#> . @prefix access: <{SCHEMES}access#> .
claim:c a kg:Claim ; kg:text "The bank closed." .
"""


def held(turtle: str) -> Knowledge:
    store = ox.Store()
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/t"))
    store.extend(list(comparable_figures(store)))
    return Knowledge(files=(), store=store)


def says(name: str, speaker: str, stance: str, rest: str = "", *, claim: str = "c") -> str:
    return (
        f"as:{name} a kg:Assertion ; kg:asserts claim:{claim} ; kg:attributedTo {speaker} ; "
        f"kg:stance stance:{stance} {rest} .\n"
    )


def dense(number: int) -> str:
    """Write documents that each relay every later one; only the last ends at an assertion."""
    turtle = says("root", "actor:root", "asserts")
    for at in range(number):
        inner = [f"as:n{later:02}" for later in range(at + 1, number)] or ["as:root"]
        turtle += says(
            f"n{at:02}", f"doc:n{at:02}", "reports", f"; kg:inDocument doc:n{at:02} ; kg:relays {', '.join(inner)}"
        )
    return turtle


def iri(short: str) -> str:
    """Expand an id such as `claim:c` to its IRI."""
    kind, _, name = short.partition(":")
    return f"{IDS}{'assertion' if kind == 'as' else kind}/{name}"
