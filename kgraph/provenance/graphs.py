"""Graphs: relays, their circles and paths, groups, and networks as GraphML and GEXF, most of it by networkx."""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
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

Path = tuple[str, ...]
Step = Callable[[str], Iterable[str]]

_EMPTY: Final = Relays()
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
    looped = {node for node, _ in nx.selfloop_edges(relays)}
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 1 or group <= looped)


def count_groups(nodes: Iterable[str], ties: Iterable[tuple[str, str]]) -> int:
    """Count the groups that nodes fall into, those with a tie being of one: connected components."""
    shared: nx.Graph[str] = nx.Graph()
    shared.add_nodes_from(nodes)
    shared.add_edges_from(ties)
    return nx.number_connected_components(shared)


def walk(step: Step, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Go breadth first from the starts: each node that is reached, after the node before it; "" before a start."""
    return nx.generic_bfs_edges(_EMPTY, "", lambda node: step(node) if node else starts, depth_limit=sys.maxsize)


def measure(step: Step, starts: Iterable[str], within: Container[str] | None = None) -> dict[str, int]:
    """Find what can be reached from the starts, if need be without leaving a set, and in how many steps at least."""

    def inside(node: str) -> Iterable[str]:
        return step(node) if within is None else (near for near in step(node) if near in within)

    distances = {"": -1}
    for last, node in walk(inside, starts):
        distances[node] = distances[last] + 1
    del distances[""]
    return distances


def list_paths(step: Step, starts: Sequence[str], left: Mapping[str, int], limit: int) -> tuple[list[Path], bool]:
    """List simple paths from starts to an end in order, up to a limit, and say whether there may be more.

    `left` says how far the end is from where there is one. The shortest path of every start comes first, as far as
    the limit goes; the starts then take turns.
    """
    leading = [start for start in starts if start in left]
    paths = {shortest_path(step, start, left) for start in leading[:limit]}
    walks = [_walk(step, start, left) for start in leading if left[start]]
    steps = 0
    is_cut = len(leading) > limit
    while walks and not is_cut:
        waiting = []
        for walk in walks:
            path = next(walk, None)
            steps += 1
            if path is None:
                continue
            waiting.append(walk)
            if path and len(paths) == limit and path not in paths:
                is_cut = True
                break
            paths |= {path} - {()}
        walks = waiting
        is_cut = is_cut or (bool(walks) and steps > 50 * limit)
    return sorted(paths), is_cut


def shortest_path(step: Step, start: str, left: Mapping[str, int]) -> Path:
    """Go from a start to the nearest end; `left` says how far each node is from it."""
    path = [start]
    while left[path[-1]]:
        path.append(min((node for node in step(path[-1]) if node in left), key=lambda node: (left[node], node)))
    return tuple(path)


def _walk(step: Step, start: str, left: Mapping[str, int]) -> Iterator[Path]:
    """Give at each step the path that it completes, or an empty one."""
    path, branches = [start], [iter(sorted(step(start)))]
    while path:
        node = next(branches[-1], None)
        if node is None:
            path.pop()
            branches.pop()
            yield ()
        elif node not in left or node in path:
            yield ()
        elif left[node] == 0:
            yield (*path, node)
        else:
            path.append(node)
            branches.append(iter(sorted(step(node))))
            yield ()


def write_graphml(network: Network) -> bytes:
    """Write a network as GraphML, attributes under their own names."""
    stream = BytesIO()
    nx.write_graphml_xml(network, stream, named_key_ids=True)
    return stream.getvalue() + b"\n"


def write_gexf(network: Network) -> bytes:
    """Write a network as GEXF 1.2, as Gephi reads it, without the date and the version the writer stamps."""
    writer = GEXFWriter(network)
    for parent in list(writer.xml.iter()):
        for element in [element for element in parent if element.tag == "meta" or element.get("title") == _KEY]:
            parent.remove(element)
            keys = f"attvalue[@for='{element.get('id')}']"
            for values in writer.xml.iterfind(".//edge/attvalues") if element.tag == "attribute" else ():
                for value in values.findall(keys):
                    values.remove(value)
    ET.indent(writer.xml)
    written: bytes = ET.tostring(writer.xml, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
