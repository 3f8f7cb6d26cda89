"""The network of claims, sources and documents in the formats of graph programs: GraphML and GEXF."""

import re
from collections.abc import Mapping
from typing import Final

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance import graphs
from kgraph.provenance.chains import Stored, objects
from kgraph.provenance.network import draw

_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WRITTEN: Final = {
    name: getattr(KG, name) for name in ("eventDate", "eventEnd", "asOf", "descriptor", "value", "low", "high", "unit")
} | {"date": Term.date, "url": Term.url}
_CODED: Final = {"claimKind": KG.kind, "workType": KG.workType, "sector": KG.sector, "genre": KG.genre}


def write_graphml(knowledge: Stored) -> bytes:
    """Write the network as GraphML: nodes have kind, label, iri and what is recorded of them, edges their codes."""
    return graphs.write_graphml(_flat(knowledge))


def write_gexf(knowledge: Stored) -> bytes:
    """Write the network as GEXF: as GraphML has it, and edges with an id, as Gephi wants them."""
    return graphs.write_gexf(_flat(knowledge, numbered=True))


def _flat(knowledge: Stored, *, numbered: bool = False) -> graphs.Network:
    """Name nodes as annotations do, number edges, and write values that any XML reader takes."""
    found, flat = draw(knowledge), graphs.Network()
    answers = objects(knowledge.store, KG.answers)
    coded = {name: objects(knowledge.store, predicate) for name, predicate in _CODED.items()}
    written = {name: objects(knowledge.store, predicate) for name, predicate in _WRITTEN.items()}
    said_on, grades = objects(knowledge.store, KG.saidOn), _grades(knowledge)
    for iri in sorted(found):
        own = {name: values[iri][0].rpartition("#")[2] for name, values in coded.items() if iri in values}
        own |= {name: values[iri][0] for name, values in written.items() if iri in values}
        own["rated"] = " ".join(grades.get(iri, ()))
        question = " ".join(contract(one) for one in answers.get(iri, ()))
        flat.add_node(contract(iri), **_plain({"iri": iri, "question": question, **found.nodes[iri], **own}))
    edges = sorted(found.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], edge[2]))
    for number, (start, end, key, data) in enumerate(edges):
        values: dict[str, str] = {"drawnFor": contract(key.partition(" ")[0]) if ":" in key else "", **data}
        if values["relation"] in ("speaks", "states"):
            values["saidOn"] = next(iter(said_on.get(key.partition(" ")[0], ())), "")
        if "claim" in values:
            values["claim"] = contract(values["claim"])
        values |= {"label": values["relation"]} | ({"id": f"e{number}"} if numbered else {})
        flat.add_edge(contract(start), contract(end), key=f"e{number}", **_plain(values))
    return flat


def _grades(knowledge: Stored) -> dict[str, list[str]]:
    """List by what is rated the grades that were given, each once."""
    found: dict[str, set[str]] = {}
    given = [objects(knowledge.store, scale) for scale in (KG.reliability, KG.credibility)]
    for rating, rated in objects(knowledge.store, KG.rates).items():
        for one in rated:
            found.setdefault(one, set()).update(grade for grades in given for grade in grades.get(rating, ()))
    return {one: sorted(grade.rpartition("#")[2] for grade in grades) for one, grades in found.items()}


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _NO_XML.sub("�", clean(value)) for name, value in sorted(values.items()) if value}
