"""Graph work, by networkx: relays and their circles, groups, and networks as GraphML and GEXF."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

if TYPE_CHECKING:
    Network = nx.MultiDiGraph[str]
    Relays = nx.DiGraph[str]
else:
    Network = nx.MultiDiGraph
    Relays = nx.DiGraph

_KEY: Final = "networkx_key"
"""What the writer of GEXF adds to edges; networks that are written number their own."""


def relate(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> Relays:
    """Make a directed graph of nodes and of edges between them, each once."""
    relays = Relays()
    relays.add_nodes_from(nodes)
    relays.add_edges_from(edges)
    return relays


def find_circles(relays: Relays) -> list[tuple[str, ...]]:
    """Find what leads back to itself: strongly connected components of two or more nodes, and loops; all sorted."""
    groups = nx.strongly_connected_components(relays)
    looped = {one for one, _ in nx.selfloop_edges(relays)}
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 1 or group <= looped)


def count_groups(nodes: Iterable[str], ties: Iterable[tuple[str, str]]) -> int:
    """Count the groups that nodes fall into, those with a tie being of one: connected components."""
    shared: nx.Graph[str] = nx.Graph()
    shared.add_nodes_from(nodes)
    shared.add_edges_from(ties)
    return nx.number_connected_components(shared)


def write_graphml(network: Network) -> bytes:
    """Write a network as GraphML, attributes under their own names."""
    stream = BytesIO()
    nx.write_graphml_xml(network, stream, named_key_ids=True)
    return stream.getvalue() + b"\n"


def write_gexf(network: Network) -> bytes:
    """Write a network as GEXF 1.2, as Gephi reads it, without the date and the version the writer stamps."""
    writer = GEXFWriter(network)
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
