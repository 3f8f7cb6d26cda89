"""The page as bytes: it contacts nobody, runs only its own scripts, and loses nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, NS, SCHEMES
from kgraph.page.environment import digest
from kgraph.page.page import VIS, view
from kgraph.page.tabs import BRIEF_ABOVE, LISTED
from kgraph.provenance.chains import weigh
from kgraph.provenance.network import draw
from kgraph.render.wording import RELATIONS
from kgraph.store.knowledge import Knowledge

VIEWS = Path(__file__).parent.parent / "view"
VIS_DIGEST = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


def held(turtle: str) -> Knowledge:
    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/view"))
    return Knowledge(files=(), store=store)


def grown(count: int) -> Knowledge:
    """Make a graph of many claims, each said by one of many sources."""
    prefixes = (
        f"@prefix kg: <{NS}> . @prefix claim: <{IDS}claim/> . @prefix actor: <{IDS}actor/> . "
        f"@prefix as: <{IDS}assertion/> . @prefix stance: <{SCHEMES}stance#> . <{IDS}doc/d> a kg:Document .\n"
    )
    parts = [
        f'claim:c{i} a kg:Claim ; kg:text "Claim number {i} of many." . actor:a{i % 70} a kg:Person . '
        f"as:a{i} kg:asserts claim:c{i} ; kg:attributedTo actor:a{i % 70} ; kg:stance stance:asserts ; "
        f"kg:inDocument <{IDS}doc/d> ."
        for i in range(count)
    ]
    return held(prefixes + "\n".join(parts))


def page_of(knowledge: Knowledge) -> str:
    return view(knowledge, weigh(knowledge)).html


@pytest.fixture(scope="module")
def sample() -> Knowledge:
    return held((VIEWS / "sample.ttl").read_text("utf-8"))


@pytest.fixture(scope="module", params=["sample", "poisoned"])
def page(request: pytest.FixtureRequest) -> str:
    return page_of(held((VIEWS / f"{request.param}.ttl").read_text("utf-8")))


def test_an_assertion_without_a_stance_or_a_basis_is_drawn() -> None:
    bare = held(
        f"<{IDS}claim/a> a <{NS}Claim> ; <{NS}text> 'A.' . <{IDS}doc/d> a <{NS}Document> ."
        f"<{IDS}actor/b> a <{NS}Person> . <{IDS}assertion/a> <{NS}asserts> <{IDS}claim/a> ;"
        f"<{NS}attributedTo> <{IDS}actor/b> ; <{NS}inDocument> <{IDS}doc/d> ."
    )

    assert "no stance recorded" in page_of(bare)


def test_claims_without_a_question_are_not_counted_as_a_question() -> None:
    assert "<caption>0 questions, 1 document." in page_of(grown(2))


class Tags(HTMLParser):
    """Collects the tags of a page, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.within: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        self.within = attributes if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self.within is not None:
            self.scripts.append((self.within, data))
            self.within = None


def data_of(page: str, name: str) -> Any:
    return json.loads(next(text for attributes, text in Tags(page).scripts if attributes.get("id") == name))


def lines_of(page: str) -> list[dict[str, Any]]:
    """Give the lines with ids for numbers, as the script reads them."""
    ids = [node["id"] for node in data_of(page, "nodes")]
    drawn = []
    relations = data_of(page, "look")["lines"]
    for line, start, end, *rest in data_of(page, "edges"):
        claims = [] if rest and isinstance(rest[0], str) else [ids[at] for at in rest]
        link = rest[0] if rest and isinstance(rest[0], str) else None
        drawn.append({"id": link, "rel": relations[line], "from": ids[start], "to": ids[end], "claims": claims})
    return drawn


def test_the_bundled_vis_network_is_the_one_we_know() -> None:
    assert sha256((files("pyvis") / VIS).read_bytes()).hexdigest() == VIS_DIGEST


def test_the_page_loads_nothing(page: str) -> None:
    for tag, attributes in Tags(page).tags:
        assert tag not in {"img", "iframe", "object", "embed", "base", "form", "audio", "video"}
        assert "src" not in attributes
        assert tag != "link"


def test_links_lead_within_the_page_or_visibly_to_the_web(page: str) -> None:
    for tag, attributes in Tags(page).tags:
        if tag == "a":
            href = attributes["href"]
            assert href.startswith(("#", "https://", "http://"))
            assert href.startswith("#") or attributes["rel"] == "noopener noreferrer"


def test_every_link_within_the_page_leads_somewhere(page: str) -> None:
    tags = Tags(page).tags
    ids = {attributes["id"] for _, attributes in tags if "id" in attributes}
    links = {attributes["href"][1:] for tag, attributes in tags if tag == "a" and attributes["href"].startswith("#")}

    assert links <= ids


def test_no_id_occurs_twice(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Tags(page).tags if "id" in attributes]

    assert len(set(ids)) == len(ids)


def test_no_tag_has_a_handler(page: str) -> None:
    assert not [name for _, attributes in Tags(page).tags for name in attributes if name.startswith("on")]


def test_the_policy_names_exactly_the_scripts_of_the_page(page: str) -> None:
    parsed = Tags(page)
    policy = next(a["content"] for tag, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy")
    scripts = [text for attributes, text in parsed.scripts if attributes.get("type") != "application/json"]

    assert set(re.findall(r"sha256-[^']+", policy)) == {digest(text) for text in scripts}
    assert "default-src 'none'" in policy
    assert len(scripts) == 4


def test_same_knowledge_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import pyoxigraph as ox\n"
        "from kgraph.store.knowledge import Knowledge; from hashlib import sha256\n"
        "from kgraph.page.page import view; from kgraph.provenance.chains import weigh\n"
        "s = ox.Store(); g = ox.NamedNode('urn:g')\n"
        "s.load(open(sys.argv[2], 'rb').read(), format=ox.RdfFormat.TURTLE, to_graph=g)\n"
        "k = Knowledge(files=(), store=s)\n"
        "print(sha256(view(k, weigh(k)).html.encode()).hexdigest())"
    )
    root, turtle = str(Path(__file__).parent.parent.parent), str(VIEWS / "sample.ttl")
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, root, turtle],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "42")
    }

    assert len(digests) == 1


def test_every_claim_is_in_the_tables_and_in_full(sample: Knowledge) -> None:
    page = page_of(sample)
    text = unescape(re.sub(r"<[^>]+>", "", page))
    articles = {a["id"] for tag, a in Tags(page).tags if tag == "article"}

    for standing in weigh(sample):
        assert contract(standing.claim) in articles
    for _, data in draw(sample).nodes(data=True):
        if data["kind"] in {"claim", "document", "anonymous"}:
            assert data["label"] in text


def test_every_relation_of_the_graph_is_a_line_parallel_ones_included(sample: Knowledge) -> None:
    links = {
        (contract(start), contract(end), data["relation"])
        for start, end, data in draw(sample).edges(data=True)
        if data["relation"] in RELATIONS
    }
    lines = lines_of(page_of(sample))
    drawn = [line["id"] for line in lines if line["rel"] in RELATIONS]

    assert links == {(line["from"], line["to"], line["rel"]) for line in lines if line["rel"] in RELATIONS}
    assert len(set(drawn)) == len(drawn)


def test_every_chain_is_drawn_from_its_root_to_the_claim(sample: Knowledge) -> None:
    lines = {(line["from"], line["to"]): line["claims"] for line in lines_of(page_of(sample))}

    for standing in weigh(sample):
        claim = contract(standing.claim)
        for chain in standing.chains:
            document, origin = contract(chain.document), contract(chain.origin.speaker)
            assert claim in lines[document, claim]
            if origin != document:
                assert any(claim in claims for (start, _), claims in lines.items() if start == origin)


def test_a_denial_is_never_drawn_as_an_assertion(sample: Knowledge) -> None:
    lines = lines_of(page_of(sample))
    denied = {(line["from"], line["to"]) for line in lines if line["rel"] == "denied"}

    assert ("doc:review", "claim:bolts-cut") in denied
    assert ("doc:letter", "claim:bolts-cut") not in denied


def test_a_very_large_page_has_every_claim_and_says_what_it_leaves_out() -> None:
    page = page_of(grown(BRIEF_ABOVE + 1))
    tags = Tags(page).tags
    ids = {attributes["id"] for _, attributes in tags if "id" in attributes}
    links = {attributes["href"][1:] for tag, attributes in tags if tag == "a" and attributes["href"].startswith("#")}

    assert {f"claim:c{number}" for number in range(BRIEF_ABOVE + 1)} <= ids
    assert links <= ids
    assert f"Lists longer than {LISTED} are cut" in page
    assert page.count(f"and {len(range(0, BRIEF_ABOVE + 1, 70)) - LISTED} more") > 0
    assert "there is no table of them" in page


def test_an_empty_graph_gives_a_page() -> None:
    page = page_of(held(""))

    assert "0 claims" in page
    assert data_of(page, "nodes") == []


def test_a_large_page_stays_small_enough_to_send() -> None:
    assert len(page_of(held((VIEWS / "sample.ttl").read_text("utf-8"))).encode()) < 800_000


def test_the_title_is_text() -> None:
    knowledge = held("")

    assert "<title>&lt;b&gt;</title>" in view(knowledge, weigh(knowledge), title="<b>").html


def test_a_notebook_gets_a_frame_that_cannot_reach_it() -> None:
    knowledge = held("")
    shown = view(knowledge, weigh(knowledge))._repr_html_()
    attributes = Tags(shown).tags[0][1]

    assert attributes["sandbox"] == "allow-scripts allow-popups allow-downloads"
    assert attributes["srcdoc"] == view(knowledge, weigh(knowledge)).html


def _labels(nodes: Iterable[dict[str, Any]]) -> set[str]:
    return {node["label"] for node in nodes}


def test_hostile_text_is_kept_as_text() -> None:
    nodes = data_of(page_of(held((VIEWS / "poisoned.ttl").read_text("utf-8"))), "nodes")

    assert any("<script>" in label for label in _labels(nodes))
