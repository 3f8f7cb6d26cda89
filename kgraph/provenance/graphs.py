"""Graphs: relays, their circles and paths, groups, and networks as GraphML and GEXF, most of it by networkx."""

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


def measure(step: Step, starts: Iterable[str], within: Container[str] | None = None) -> dict[str, int]:
    """Find what can be reached from the starts, if need be without leaving a set, and in how many steps at least."""
    fresh = dict.fromkeys(starts, 0)
    distances = dict(fresh)
    while fresh:
        fresh = {
            node: far + 1
            for last, far in fresh.items()
            for node in step(last)
            if node not in distances and (within is None or node in within)
        }
        distances |= fresh
    return distances


def list_paths(step: Step, starts: Sequence[str], left: Mapping[str, int], limit: int) -> tuple[list[Path], bool]:
    """List simple paths from starts to an end in order, up to a limit, and say whether there may be more.

    `left` says how far the end is from where there is one. The shortest path of every start comes first, as far as
    the limit goes; the starts then take turns.
    """
    leading = [one for one in starts if one in left]
    found = {shortest_path(step, start, left) for start in leading[:limit]}
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
            if path and len(found) == limit and path not in found:
                is_cut = True
                break
            found |= {path} - {()}
        walks = waiting
        is_cut = is_cut or (bool(walks) and steps > 50 * limit)
    return sorted(found), is_cut


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
        one = next(branches[-1], None)
        if one is None:
            path.pop()
            branches.pop()
            yield ()
        elif one not in left or one in path:
            yield ()
        elif left[one] == 0:
            yield (*path, one)
        else:
            path.append(one)
            branches.append(iter(sorted(step(one))))
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
        for one in [one for one in parent if one.tag == "meta" or one.get("title") == _KEY]:
            parent.remove(one)
            keys = f"attvalue[@for='{one.get('id')}']"
            for values in writer.xml.iterfind(".//edge/attvalues") if one.tag == "attribute" else ():
                for value in values.findall(keys):
                    values.remove(value)
    ET.indent(writer.xml)
    written: bytes = ET.tostring(writer.xml, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
