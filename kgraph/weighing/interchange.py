"""The network of claims, sources and documents in the formats of graph programs: GraphML and GEXF."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kgraph.names import contract
from kgraph.terminal import clean
from kgraph.vocab import KG
from kgraph.weighing.evidence import Network, Stored, network, objects

_KEY: Final = "networkx_key"
"""What the writer adds to edges; we number them ourselves."""
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODED: Final = {"claimKind": KG.kind, "workType": KG.workType, "sector": KG.sector, "genre": KG.genre}


def write_graphml(knowledge: Stored) -> bytes:
    """Write the network as GraphML: nodes have kind, label and iri, edges relation, stance, basis, certainty."""
    stream = BytesIO()
    nx.write_graphml_xml(_flat(knowledge), stream, named_key_ids=True)
    return stream.getvalue() + b"\n"


def write_gexf(knowledge: Stored) -> bytes:
    """Write the network as GEXF 1.2, as Gephi reads it, without the date and the version the writer stamps."""
    writer = GEXFWriter(_flat(knowledge, numbered=True))
    for parent in list(writer.xml.iter()):
        for one in [one for one in parent if one.tag == "meta" or one.get("title") == _KEY]:
            parent.remove(one)
            keys = f"attvalue[@for='{one.get('id')}']"
            for values in writer.xml.iterfind(".//edge/attvalues") if one.tag == "attribute" else ():
                for value in values.findall(keys):
                    values.remove(value)
    ET.indent(writer.xml)
    written: bytes = ET.tostring(writer.xml, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _flat(knowledge: Stored, *, numbered: bool = False) -> Network:
    """Name nodes as annotations do, number edges, and write values that any XML reader takes."""
    found, flat = network(knowledge), Network()
    answers = objects(knowledge.store, KG.answers)
    coded = {name: objects(knowledge.store, predicate) for name, predicate in _CODED.items()}
    for iri in sorted(found):
        own = {name: values[iri][0].rpartition("#")[2] for name, values in coded.items() if iri in values}
        question = " ".join(contract(one) for one in answers.get(iri, ()))
        flat.add_node(contract(iri), **_plain({"iri": iri, "question": question, **found.nodes[iri], **own}))
    edges = sorted(found.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], edge[2]))
    for number, (start, end, key, data) in enumerate(edges):
        values: dict[str, str] = {"drawnFor": contract(key.partition(" ")[0]) if ":" in key else "", **data}
        if "claim" in values:
            values["claim"] = contract(values["claim"])
        values |= {"id": f"e{number}", "label": values["relation"]} if numbered else {}
        flat.add_edge(contract(start), contract(end), key=f"e{number}", **_plain(values))
    return flat


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _NO_XML.sub("�", clean(value)) for name, value in sorted(values.items()) if value}
