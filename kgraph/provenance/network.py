"""The network of claims, actors, works, documents and questions, also as GraphML and GEXF."""

import re
from collections.abc import Mapping
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance import graphs
from kgraph.provenance.chains import Assertions
from kgraph.provenance.graphs import Network
from kgraph.store.lookup import Known, Lookup

_KINDS: Final = {  # the first that fits, so the narrowest come first
    KG.Claim: "claim",
    KG.Question: "question",
    KG.Document: "document",
    KG.Work: "work",
    KG.AnonymousSource: "anonymous",
    KG.MediaOutlet: "outlet",
    KG.Organization: "organization",
    KG.Person: "person",
    KG.State: "state",
    KG.Group: "group",
    KG.Event: "event",
    KG.Place: "place",
    KG.Quantity: "quantity",
}
_RELATIONS: Final = {
    name: getattr(KG, name)
    for name in (
        "about",
        "agent",
        "target",
        "accuses",
        "event",
        "location",
        "answers",
        "quantity",
        "describedIn",
        "bodyOf",
    )
} | {"creator": Term.creator, "publisher": Term.publisher, "memberOf": Term.memberOf}
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WRITTEN: Final = {
    name: getattr(KG, name) for name in ("eventDate", "eventEnd", "asOf", "descriptor", "value", "low", "high", "unit")
} | {"date": Term.date, "url": Term.url}
_CODED: Final = {
    "claimKind": KG.kind,
    "workType": KG.workType,
    "access": KG.access,
    "sector": KG.sector,
    "genre": KG.genre,
}


def draw(knowledge: Known) -> Network:
    """Draw the whole as one directed multigraph of claims, actors, works, documents and questions.

    Nodes are IRIs with `kind` and `label`. Edges have a `relation`: `speaks` (speaker to claim) and `states`
    (document to claim), keyed by the assertion, with its codes; `cites` (claim to work); `relays` (outer
    speaker to inner); links by their codes, keyed by the link; properties by name. Parallel edges stay.
    """
    return knowledge.lookup.once(_draw)


def _draw(lookup: Lookup) -> Network:
    drawn = Network()
    for iri, types in lookup.values(Term.type).items():
        kind = next((kind for known, kind in _KINDS.items() if known in types), "")
        if kind:
            drawn.add_node(iri, kind=kind, label=lookup.label(iri) or contract(iri))
    for name, predicate in _RELATIONS.items():
        for iri, values in lookup.values(predicate).items():
            for value in values:
                _join(drawn, iri, value, key=name, relation=name)
    _join_assertions(drawn, lookup.once(Assertions))
    ends = [lookup.values(name) for name in (KG.from_, KG.to, KG.relation)]
    for link in sorted(set(ends[0]) & set(ends[1]) & set(ends[2])):
        evidence, thesis, relation = (end[link][0] for end in ends)
        _join(drawn, evidence, thesis, key=link, relation=relation.rpartition("#")[2])
    return drawn


def _join_assertions(drawn: Network, graph: Assertions) -> None:
    for assertion, claim in sorted(graph.claim.items()):
        hop = graph.hops[assertion]
        codes = {"stance": hop.stance, "basis": hop.basis, "certainty": hop.certainty}
        _join(drawn, hop.speaker, claim, key=assertion, relation="speaks", **codes)
        if assertion in graph.own:
            _join(drawn, hop.document, claim, key=f"{assertion} states", relation="states", **codes)
        for work in hop.cites:
            _join(drawn, claim, work, key=f"{assertion} cites", relation="cites")
        for inner in sorted(graph.relays.successors(assertion)):
            key = f"{assertion} relays {inner}"
            _join(drawn, hop.speaker, graph.hops[inner].speaker, key=key, relation="relays", claim=claim)


def _join(drawn: Network, start: str, end: str, *, key: str, **data: str) -> None:
    """Add an edge between two nodes that exist: a dangling reference is validation's to report."""
    if start in drawn and end in drawn:
        drawn.add_edge(start, end, key=key, **data)


def write_graphml(knowledge: Known) -> bytes:
    """Write the network as GraphML: nodes have kind, label, iri and what is recorded of them, edges their codes."""
    return graphs.write_graphml(_flat(knowledge))


def write_gexf(knowledge: Known) -> bytes:
    """Write the network as GEXF: as GraphML has it, and edges with an id, as Gephi wants them."""
    return graphs.write_gexf(_flat(knowledge, numbered=True))


def _flat(knowledge: Known, *, numbered: bool = False) -> Network:
    """Name nodes as annotations do, number edges, and write values that any XML reader takes."""
    drawn, flat = draw(knowledge), Network()
    answers = knowledge.lookup.values(KG.answers)
    coded = {name: knowledge.lookup.values(predicate) for name, predicate in _CODED.items()}
    written = {name: knowledge.lookup.values(predicate) for name, predicate in _WRITTEN.items()}
    said_on, grades = knowledge.lookup.values(KG.saidOn), _grades(knowledge)
    for iri in sorted(drawn):
        own = {name: values[iri][0].rpartition("#")[2] for name, values in coded.items() if iri in values}
        own |= {name: values[iri][0] for name, values in written.items() if iri in values}
        own["rated"] = " ".join(grades.get(iri, ()))
        question = " ".join(contract(asked) for asked in answers.get(iri, ()))
        flat.add_node(contract(iri), **_plain({"iri": iri, "question": question, **drawn.nodes[iri], **own}))
    edges = sorted(drawn.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], edge[2]))
    for number, (start, end, key, data) in enumerate(edges):
        values: dict[str, str] = {"drawnFor": contract(key.partition(" ")[0]) if ":" in key else "", **data}
        if values["relation"] in ("speaks", "states"):
            values["saidOn"] = next(iter(said_on.get(key.partition(" ")[0], ())), "")
        if "claim" in values:
            values["claim"] = contract(values["claim"])
        values |= {"label": values["relation"]} | ({"id": f"e{number}"} if numbered else {})
        flat.add_edge(contract(start), contract(end), key=f"e{number}", **_plain(values))
    return flat


def _grades(knowledge: Known) -> dict[str, list[str]]:
    """List the grades of each source and claim, each grade once."""
    by_thing: dict[str, set[str]] = {}
    maps = [knowledge.lookup.values(scale) for scale in (KG.reliability, KG.credibility)]
    for rating, rated in knowledge.lookup.values(KG.rates).items():
        for thing in rated:
            by_thing.setdefault(thing, set()).update(grade for grades in maps for grade in grades.get(rating, ()))
    return {thing: sorted(grade.rpartition("#")[2] for grade in grades) for thing, grades in by_thing.items()}


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _NO_XML.sub("�", value) for name, value in sorted(values.items()) if value}
