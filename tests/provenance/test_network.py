"""The network as GraphML and GEXF: other programs read back what we have, and the bytes are always the same."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph as ox
import pytest

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS
from kgraph.provenance.network import draw, write_gexf, write_graphml
from kgraph.store.knowledge import Knowledge, derive, load

VIEWS = Path(__file__).parent.parent / "view"
GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module", params=["sample", "poisoned"])
def knowledge(request: pytest.FixtureRequest) -> Knowledge:
    store = ox.Store()
    store.load(
        (VIEWS / f"{request.param}.ttl").read_bytes(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode(IDS + "file/view"),
    )
    derive(store)
    return Knowledge(files=(), store=store)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_back_every_node_and_edge(knowledge: Knowledge, form: str) -> None:
    ours = draw(knowledge)
    if form == "graphml":
        theirs = nx.read_graphml(BytesIO(write_graphml(knowledge)), force_multigraph=True)
    else:
        theirs = nx.read_gexf(BytesIO(write_gexf(knowledge)))

    assert {contract(one) for one in ours} == set(theirs)
    assert sorted((contract(a), contract(b), data["relation"]) for a, b, data in ours.edges(data=True)) == sorted(
        (a, b, data["relation"]) for a, b, data in theirs.edges(data=True)
    )
    for iri, data in ours.nodes(data=True):
        assert theirs.nodes[contract(iri)]["kind"] == data["kind"]
        assert theirs.nodes[contract(iri)]["iri"] == iri
    speaks = [data for _, _, data in theirs.edges(data=True) if data["relation"] == "speaks"]
    assert speaks
    assert all({"stance", "drawnFor"} <= set(data) for data in speaks)


def test_what_is_recorded_of_nodes_and_edges_goes_along() -> None:
    knowledge, _ = load([VIEWS.parent.parent / "annotations"])
    theirs = nx.read_graphml(BytesIO(write_graphml(knowledge)), force_multigraph=True)
    figure, document, unnamed = (
        theirs.nodes[one] for one in ("claim:ned-programme-cost", "doc:escobar-steppe", "anon:escobar-intel-1")
    )
    said = [data for _, _, data in theirs.edges(data=True) if "saidOn" in data]

    assert (figure["value"], figure["low"], figure["high"]) == ("around $50,000 per annum", "45000", "55000")
    assert (figure["asOf"], figure["rated"]) == ("2022-01-20", "6")
    assert document["date"] == "2022-01-06"
    assert document["url"].startswith("http")
    assert unnamed["descriptor"]
    assert unnamed["rated"]
    assert said
    assert all(data["relation"] in ("speaks", "states") for data in said)
    assert all(data["label"] == data["relation"] for _, _, data in theirs.edges(data=True))


def test_gexf_has_the_structure_that_gephi_needs(knowledge: Knowledge) -> None:
    root = ET.fromstring(write_gexf(knowledge))  # noqa: S314 - of our own making
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    nodes, edges = graph.findall(f"{GEXF}nodes/{GEXF}node"), graph.findall(f"{GEXF}edges/{GEXF}edge")
    ids = [one.get("id") for one in nodes]

    assert root.tag == f"{GEXF}gexf"
    assert root.get("version") == "1.2"
    assert graph.get("defaultedgetype") == "directed"
    assert root.find(f"{GEXF}meta") is None
    assert len(set(ids)) == len(ids)
    assert all(one.get("label") for one in nodes)
    assert len({one.get("id") for one in edges}) == len(edges)
    assert all(one.get("source") in ids and one.get("target") in ids and one.get("label") for one in edges)
    for name in ("node", "edge"):
        declared = {one.get("id") for one in graph.findall(f"{GEXF}attributes[@class='{name}']/{GEXF}attribute")}
        used = {one.get("for") for one in graph.findall(f".//{GEXF}{name}/{GEXF}attvalues/{GEXF}attvalue")}
        assert used == declared


def test_the_same_knowledge_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import sys; import pyoxigraph as ox; from hashlib import sha256\n"
        "from kgraph.store.knowledge import Knowledge\n"
        "from kgraph.provenance.network import write_gexf, write_graphml\n"
        "s = ox.Store()\n"
        "s.load(open(sys.argv[1], 'rb').read(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode('urn:g'))\n"
        "k = Knowledge(files=(), store=s)\n"
        "print(sha256(write_gexf(k)).hexdigest(), sha256(write_graphml(k)).hexdigest())"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code, str(VIEWS / "sample.ttl")],
            capture_output=True,
            text=True,
            check=True,
            cwd=VIEWS.parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "42")
    }

    assert len(written) == 1
