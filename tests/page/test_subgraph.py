"""A part of the graph is a graph: what is wanted, all that it rests on, and nothing else."""

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.page.page import view
from kgraph.page.palette import FOUND
from kgraph.page.subgraph import Part, Wish, select
from kgraph.provenance.chains import weigh
from kgraph.provenance.network import draw
from kgraph.store.knowledge import Knowledge, derive
from kgraph.store.lookup import read_values

CLAIM = "claim:ship-struck-pier"


@pytest.fixture(scope="module")
def sample() -> Knowledge:
    store = ox.Store()
    turtle = (Path(__file__).parent.parent / "view/sample.ttl").read_bytes()
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/view"))
    derive(store)
    return Knowledge(files=(), store=store)


def _part(sample: Knowledge, wish: Wish) -> tuple[Part, set[str]]:
    part = select(sample, weigh(sample), wish)
    return part, {contract(claim) for claim in part.evidence.standings}


def test_an_empty_wish_selects_the_whole_graph(sample: Knowledge) -> None:
    part, _ = _part(sample, Wish())

    assert part.lookup.store is sample.store
    assert part.words == ""


def test_a_claim_comes_with_those_it_is_linked_to_step_by_step(sample: Knowledge) -> None:
    near = [_part(sample, Wish(focus=CLAIM, depth=depth))[1] for depth in (1, 2, 3)]

    assert near[0] == {CLAIM, "claim:ship-was-at-sea"}
    assert near[0] <= near[1] <= near[2]


@pytest.mark.parametrize(
    ("wish", "relation"),
    [
        (Wish(document="doc:letter"), "states"),
        (Wish(question="question:cause"), "answers"),
        (Wish(focus="doc:letter"), ""),
    ],
)
def test_a_document_or_a_question_comes_with_its_claims(sample: Knowledge, wish: Wish, relation: str) -> None:
    graph = draw(sample)
    iri = IDS + (wish.document or wish.question or wish.focus).replace(":", "/", 1)
    beside = {
        contract(other)
        for start, end, data in (*graph.in_edges(iri, data=True), *graph.out_edges(iri, data=True))
        for other in (start, end)
        if graph.nodes[other]["kind"] == "claim" and (not relation or data["relation"] == relation)
    }

    assert _part(sample, wish)[1] == beside


def test_a_part_holds_all_evidence_of_its_claims_with_the_same_weight(sample: Knowledge) -> None:
    part, claims = _part(sample, Wish(document="doc:letter"))
    whole = weigh(sample).standings

    assert claims
    for iri, standing in weigh(part).standings.items():
        assert standing == whole[iri]
    assert set(read_values(part.lookup.store, KG.asserts)) == {
        one for one, values in read_values(sample.store, KG.asserts).items() if contract(values[0]) in claims
    }


def test_nothing_in_a_part_refers_to_a_claim_outside(sample: Knowledge) -> None:
    part, claims = _part(sample, Wish(focus=CLAIM))
    named = {contract(quad.object.value) for quad in part.lookup.store if isinstance(quad.object, ox.NamedNode)} | {
        contract(iri) for iri in read_values(part.lookup.store, Term.type)
    }

    assert {name for name in named if name.startswith("claim:")} == claims


def test_several_wishes_apply_together(sample: Knowledge) -> None:
    both = _part(sample, Wish(document="doc:letter", focus="claim:five-hurt"))[1]

    assert both == _part(sample, Wish(document="doc:letter"))[1] & _part(sample, Wish(focus="claim:five-hurt"))[1]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish(focus="claim:ship-struck-peer"), "did you mean `claim:ship-struck-pier`"),
        (Wish(document=CLAIM), "no document in the graph"),
        (Wish(query="anonymous-intelligence"), "CONSTRUCT"),
    ],
)
def test_a_part_that_cannot_be_drawn_is_an_error(sample: Knowledge, wish: Wish, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        _part(sample, wish)


def test_the_relations_that_a_query_states_are_drawn(sample: Knowledge) -> None:
    page = view(sample, weigh(sample), query="citation-graph").html
    assert 'href="#sources"' in page
    assert not any(f'id="{tab}"' in page for tab in ("questions", "contradictions", "says", "timeline", "claims"))
    part, claims = _part(sample, Wish(query="citation-graph"))

    assert claims == set()
    assert {line.relation for line in part.lines} <= set(FOUND)
    assert part.terms
    assert "the answer to “Which document relies on which”" in page
    for words in part.terms:
        assert f"</svg> {words} (" in page
    assert "somebody recorded here asserts it" not in page[page.index('aria-label="Boxes"') : page.index("</fieldset>")]


def test_each_term_of_a_query_has_a_stroke(sample: Knowledge) -> None:
    one, other = "<http://example.org/isCitedBy>", "<http://example.org/knows>"
    query = f"CONSTRUCT {{ ?a {one} ?b . ?a {other} ?b }} WHERE {{ ?x kg:attributedTo ?a ; kg:inDocument ?b }}"
    part, _ = _part(sample, Wish(query=query))

    assert part.terms == ("is cited by", "knows")
    assert {(line.id.split()[0], line.relation) for line in part.lines} == {
        ("http://example.org/isCitedBy", FOUND[0]),
        ("http://example.org/knows", FOUND[1]),
    }


def test_a_query_about_a_claim_shows_the_claim(sample: Knowledge) -> None:
    _, claims = _part(sample, Wish(query="claim-graph", params={"claim": CLAIM}))

    assert CLAIM in claims


def test_the_page_says_that_it_is_a_part(sample: Knowledge) -> None:
    page = view(sample, weigh(sample), focus=CLAIM).html

    assert "A part of the graph: the neighbourhood of" in page
    assert "2 of 42 claims" in page


@pytest.mark.parametrize("wish", [{"focus": CLAIM}, {"document": "doc:letter"}, {"question": "question:money"}])
def test_a_question_keeps_the_number_it_has_in_the_whole_graph(sample: Knowledge, wish: dict[str, Any]) -> None:
    def numbered(page: str) -> dict[str, str]:
        return {words: key for key, words in re.findall(r'<span class="quiet">(Q[0-9]+)</span> ([^<]+)</h3>', page)}

    whole = numbered(view(sample, weigh(sample)).html)
    part = numbered(view(sample, weigh(sample), **wish).html)

    assert part.items() <= whole.items()
    assert len(part) > 0
