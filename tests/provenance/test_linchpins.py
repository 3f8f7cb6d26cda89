"""Linchpins by hand, and against dropping each source in turn: the command, the question and `what-if` say the same."""

from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from graphs import held, iri, says
from hypothesis import given
from hypothesis import strategies as st

from kgraph.ontology.vocab import KG
from kgraph.provenance.ablation import drop
from kgraph.provenance.linchpins import Linchpin, first, linchpins
from kgraph.sparql import run
from kgraph.sparql.results import Rows
from kgraph.store.knowledge import Knowledge, derive, load
from kgraph.store.lookup import read_values

CORPUS = Path(__file__).parent.parent.parent / "annotations" / "kazakhstan-2022"
OWN, HOP = "; kg:inDocument doc:d", "; kg:reportedIn doc:d"
C = (iri("claim:c"),)


def actors(turtle: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    found = linchpins(held("doc:d a kg:Document .\n" + turtle))
    return [(one.source, one.as_root, one.as_relay, one.against) for one in found if not one.is_work]


def test_the_only_root_and_the_only_relay_are_both_needed() -> None:
    turtle = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b") + says("b", "actor:bob", "asserts", HOP)

    assert [(iri("actor:ann"), (), C, ()), (iri("actor:bob"), C, (), ())] == actors(turtle)
    assert [(iri("doc:d"), C)] == [(one.source, one.as_relay) for one in linchpins(held(turtle)) if "doc" in one.source]


def test_nobody_is_needed_where_two_say_it() -> None:
    assert [] == actors(says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "asserts", OWN))


def test_who_denies_alone_is_needed_against_it() -> None:
    turtle = (
        says("a", "actor:ann", "asserts", OWN)
        + says("z", "actor:cleo", "asserts", OWN)
        + says("b", "actor:bob", "denies", OWN)
    )

    assert [(iri("actor:bob"), (), (), C)] == actors(turtle)


def test_a_work_is_needed_where_nothing_else_is_cited() -> None:
    cited = says("a", "actor:ann", "asserts", OWN + "; kg:cites work:w")
    works = "work:w a kg:Work . work:v a kg:Work .\n"

    def needed(turtle: str) -> list[str]:
        return [one.source for one in linchpins(held(works + turtle)) if one.as_root]

    assert [iri("actor:ann"), iri("work:w")] == needed(cited)
    assert [iri("actor:ann")] == needed(cited.replace("work:w", "work:w, work:v"))


def test_a_limit_is_for_each_kind() -> None:
    found = [Linchpin(one, one, "doc" in one, C, (), ()) for one in ("actor:a", "doc:a", "actor:b", "doc:b", "actor:c")]

    assert ["actor:a", "doc:a"] == [one.source for one in first(found, 1)]
    assert found == first(found, 0)


SPEAKERS = ("actor:ann", "actor:bob", "anon:x", "doc:d", "doc:e", "work:w")
Said = tuple[int, str, list[tuple[str, str]], tuple[str, ...]]
"""A chain as a file writes it: its claim, its document, who speaks and how, and the works cited at its end."""
SAID: st.SearchStrategy[list[Said]] = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(("doc:d", "doc:e")),
        st.lists(
            st.tuples(
                st.sampled_from(SPEAKERS),
                st.sampled_from(("asserts", "reports", "distances", "questions", "denies", "retracts")),
            ),
            min_size=1,
            max_size=4,
        ),
        st.sampled_from(((), ("work:w",), ("work:w", "work:v"))),
    ),
    min_size=1,
    max_size=5,
)


def _knowledge(said: list[Said]) -> Knowledge:
    """Write chains as they are annotated; relays between the documents are derived, circles among them."""
    turtle = "doc:d a kg:Document . doc:e a kg:Document . work:w a kg:Work . work:v a kg:Work .\n"
    turtle += "actor:ann a kg:Person . actor:bob a kg:Person . anon:x a kg:AnonymousSource . claim:c1 a kg:Claim .\n"
    for at, (claim, document, hops, cited) in enumerate(said):
        for hop, (speaker, stance) in enumerate(hops):
            rest = f"; kg:{'reportedIn' if hop else 'inDocument'} {document} "
            if hop + 1 < len(hops):
                rest += f"; kg:relays as:{at}-{hop + 1} "
            elif cited:
                rest += f"; kg:cites {', '.join(cited)} "
            turtle += says(f"{at}-{hop}", speaker, stance, rest, claim=("c", "c1")[claim])
    knowledge = Knowledge(files=(), store=held(turtle).store)
    derive(knowledge.store)
    return knowledge


def _dropped(knowledge: Knowledge, source: str) -> tuple[int, int]:
    """Count the claims that lose all who assert them, and all who deny them, by dropping a source."""
    lost = Counter(one.side for one in drop(knowledge, [source]).losses if one.is_all)
    return lost["for"], lost["against"]


def _asked(knowledge: Knowledge) -> dict[str, tuple[int, int]]:
    """Ask the named question how many claims fall with each source, and of how many it is a root."""
    answer = run.answer(knowledge, run.find("linchpins"), {})
    assert isinstance(answer, Rows)
    found = {}
    for source, _, claims, as_root in answer.rows:
        assert isinstance(source, ox.NamedNode)
        assert isinstance(claims, ox.Literal)
        assert isinstance(as_root, ox.Literal)
        found[source.value] = int(claims.value), int(as_root.value)
    return found


def _agree(knowledge: Knowledge, sources: list[str], found: list[Linchpin]) -> None:
    ranked = {one.source: one for one in found}
    printed = {source: (one.claims, len(one.against)) for source, one in ranked.items()}
    falling = {source: counts for source in sources if any(counts := _dropped(knowledge, source))}

    assert falling == printed
    assert {source: (one.claims, len(one.as_root)) for source, one in ranked.items() if one.claims} == _asked(knowledge)


@given(SAID)
def test_each_source_falls_with_as_many_claims_by_the_command_the_question_and_what_if(
    said: list[Said],
) -> None:
    knowledge = _knowledge(said)

    _agree(knowledge, [iri(one) for one in (*SPEAKERS, "work:v")], linchpins(knowledge))


@cache
def _corpus() -> Knowledge:
    return load([CORPUS])[0]


@pytest.mark.slow
def test_on_the_corpus_they_say_the_same_of_each_source() -> None:
    store = _corpus().store
    named = (KG.attributedTo, KG.cites, KG.inDocument, KG.reportedIn)
    sources = {source for predicate in named for found in read_values(store, predicate).values() for source in found}

    assert len(sources) > 50
    _agree(_corpus(), sorted(sources), linchpins(_corpus()))
