"""Chains, roots and circles: on small cases by hand, and against a brute force on random graphs."""

import time
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import pytest
from graphs import dense, held, says
from hypothesis import given
from hypothesis import strategies as st

from kgraph.ontology.vocab import IDS, KG
from kgraph.provenance.chains import CHAIN_LIMIT, weigh
from kgraph.provenance.model import Standing
from kgraph.provenance.network import draw

STANCES = ("asserts", "reports", "distances", "questions", "denies", "retracts")


def standing(turtle: str) -> Standing:
    return weigh(held(turtle)).standings[IDS + "claim/c"]


def test_the_end_of_a_chain_is_the_root_and_not_who_passes_it_on() -> None:
    found = standing(
        says("a", "actor:author", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "actor:minister", "asserts", "; kg:reportedIn doc:d ; kg:cites work:decree")
    )

    assert (IDS + "actor/minister", IDS + "work/decree") == found.sides["for"].roots
    assert [(IDS + "assertion/a", IDS + "assertion/b")] == [
        tuple(hop.assertion for hop in chain.hops) for chain in found.chains
    ]
    assert IDS + "doc/d" == found.chains[0].document


def test_reporting_a_denial_does_not_flip_its_sign() -> None:
    found = standing(
        says("a", "actor:author", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "actor:minister", "denies")
    )

    assert ((), (IDS + "actor/minister",)) == (found.sides["for"].roots, found.sides["against"].roots)


def test_denying_what_another_says_is_a_root_against_beside_the_root_for() -> None:
    found = standing(
        says("a", "actor:author", "denies", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "actor:minister", "asserts")
    )

    assert ((IDS + "actor/minister",), (IDS + "actor/author",)) == (
        found.sides["for"].roots,
        found.sides["against"].roots,
    )


def test_a_question_is_on_neither_side() -> None:
    found = standing(says("a", "actor:author", "questions", "; kg:inDocument doc:d"))

    assert ((), (), (IDS + "actor/author",)) == (
        found.sides["for"].roots,
        found.sides["against"].roots,
        found.sides["neither"].roots,
    )


def test_a_circle_is_named_and_has_no_root() -> None:
    found = standing(
        says("a", "doc:d", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "doc:e", "reports", "; kg:inDocument doc:e ; kg:relays as:a")
    )

    assert ((IDS + "assertion/a", IDS + "assertion/b"),) == found.circles
    assert ((), ()) == (found.chains, found.sides["for"].roots)


def test_a_chain_goes_on_through_a_derived_hop() -> None:
    knowledge = held(
        says("a", "doc:d", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "doc:e", "asserts", "; kg:reportedIn doc:d")
        + says("c", "actor:minister", "asserts", "; kg:inDocument doc:e")
    )
    ends = (ox.NamedNode(IDS + "assertion/" + name) for name in "bc")
    subject, target = ends
    knowledge.store.add(ox.Quad(subject, ox.NamedNode(KG.relays), target, ox.NamedNode(KG.derived)))

    found = weigh(knowledge).standings[IDS + "claim/c"]

    assert (IDS + "actor/minister",) == found.sides["for"].roots
    assert [3, 1] == [len(chain.hops) for chain in found.chains]


def test_a_claim_vouched_for_by_unnamed_speakers_alone_rests_on_them() -> None:
    found = standing(
        "anon:x a kg:AnonymousSource .\n"
        + says("a", "actor:author", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "anon:x", "asserts")
    )

    assert found.anonymous_only
    assert (IDS + "anon/x",) == found.anonymous


def test_a_work_and_its_creator_are_one_origin() -> None:
    found = standing(
        "work:decree dcterms:creator actor:minister .\n"
        + says("a", "actor:minister", "asserts", "; kg:inDocument doc:d ; kg:cites work:decree")
    )

    assert (2, 1) == (len(found.sides["for"].roots), found.sides["for"].independent)


def test_a_speaker_and_the_work_they_cite_are_one_origin() -> None:
    found = standing(
        says("a", "actor:ann", "asserts", "; kg:inDocument doc:d ; kg:cites work:decree")
        + says("b", "actor:bob", "denies", "; kg:inDocument doc:d")
        + says("c", "actor:cleo", "denies", "; kg:inDocument doc:e ; kg:cites work:decree")
    )

    assert (2, 1) == (len(found.sides["for"].roots), found.sides["for"].independent)
    assert (3, 2) == (len(found.sides["against"].roots), found.sides["against"].independent)


def test_speakers_who_cite_one_work_are_one_origin_with_it_and_others_are_not() -> None:
    found = standing(
        says("a", "actor:ann", "asserts", "; kg:inDocument doc:d ; kg:cites work:decree")
        + says("b", "actor:bob", "asserts", "; kg:inDocument doc:e ; kg:cites work:decree")
        + says("c", "actor:cleo", "asserts", "; kg:inDocument doc:e")
    )

    assert (4, 2) == (len(found.sides["for"].roots), found.sides["for"].independent)


TIES = {
    "an organ and its state": ("actor:ann kg:bodyOf actor:bob .", 1, 1),
    "two organs of one state": ("actor:ann kg:bodyOf actor:state . actor:bob kg:bodyOf actor:state .", 1, 1),
    "an organ of an organ": ("actor:ann kg:bodyOf actor:part . actor:part kg:bodyOf actor:bob .", 1, 1),
    "a post": ("actor:ann kg:holds <urn:p> . <urn:p> kg:postAt actor:bob .", 2, 1),
    "a membership": ("actor:ann <http://www.w3.org/ns/org#memberOf> actor:bob .", 2, 1),
    "a post at an organ": (
        "actor:ann kg:holds <urn:p> . <urn:p> kg:postAt actor:x . actor:x kg:bodyOf actor:bob .",
        2,
        1,
    ),
    "posts at bodies that are tied by nothing": ("actor:ann kg:holds <urn:p> . <urn:p> kg:postAt actor:x .", 2, 2),
}


@pytest.mark.parametrize("name", TIES)
def test_roots_are_joined_by_what_bodies_they_are_of_and_not_by_posts(name: str) -> None:
    ties, joined, untied = TIES[name]
    turtle = ties + "".join(says(one, f"actor:{one}", "asserts", "; kg:inDocument doc:d") for one in ("ann", "bob"))

    found = standing(turtle)

    assert (joined, untied) == (found.sides["for"].independent, found.sides["for"].untied)


WORKS = {
    "said in a work that another cites": ("as:ann kg:saidIn work:w .", 1),
    "said in a work that nobody cites": ("as:ann kg:saidIn work:v .", 2),
    "published by a root": ("work:w dcterms:publisher actor:ann .", 1),
    "published by somebody else": ("work:w dcterms:publisher actor:cleo .", 2),
}


@pytest.mark.parametrize("name", WORKS)
def test_roots_are_joined_by_the_works_that_they_said_it_in_or_published(name: str) -> None:
    ties, joined = WORKS[name]
    found = standing(
        ties
        + says("ann", "actor:ann", "asserts", "; kg:inDocument doc:d")
        + says("bob", "actor:bob", "asserts", "; kg:inDocument doc:e ; kg:cites work:w")
    )

    assert (3, joined) == (len(found.sides["for"].roots), found.sides["for"].independent)


HEARD = {
    "said elsewhere in one's own voice": ("reports", "asserts", "asserts", ("actor/ann",), ()),
    "reported at a distance, and said elsewhere": ("distances", "asserts", "asserts", ("actor/ann",), ()),
    "questioned, and said elsewhere": ("questions", "asserts", "asserts", (), ()),
    "denied, and said elsewhere": ("denies", "asserts", "asserts", (), ()),
    "only passed on": ("reports", "asserts", "reports", (), ()),
    "a denial that is passed on and made elsewhere": ("reports", "denies", "denies", (), ("actor/ann",)),
    "a denial on the word of who denies": ("denies", "denies", "questions", (), ("actor/ann",)),
}


@pytest.mark.parametrize("name", HEARD)
def test_a_root_that_elsewhere_has_the_claim_from_another_root_is_told_of(name: str) -> None:
    outer, inner, bare, heard_for, heard_against = HEARD[name]
    found = standing(
        says("a", "actor:ann", outer, "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "actor:bob", inner)
        + says("z", "actor:ann", bare, "; kg:inDocument doc:d")
    )

    assert tuple(IDS + one for one in heard_for) == found.sides["for"].heard
    assert tuple(IDS + one for one in heard_against) == found.sides["against"].heard


def test_a_root_has_the_claim_from_those_whom_it_passes_on_and_not_from_those_whom_it_denies() -> None:
    found = standing(
        says("z", "actor:ann", "asserts", "; kg:inDocument doc:d")
        + says("a", "actor:ann", "reports", "; kg:inDocument doc:d ; kg:relays as:b")
        + says("b", "actor:bob", "asserts")
        + says("c", "actor:ann", "denies", "; kg:inDocument doc:d ; kg:relays as:e")
        + says("e", "actor:eve", "asserts")
    )

    assert [IDS + "actor/bob"] == found.behind(IDS + "actor/ann", "for")
    assert [] == found.behind(IDS + "actor/bob", "for")


def test_what_no_document_passes_on_is_not_heard() -> None:
    found = standing(
        says("a", "actor:ann", "asserts", "; kg:inDocument doc:d")
        + says("b", "actor:bob", "asserts", "; kg:inDocument doc:e")
        + says("x", "actor:ann", "reports", "; kg:relays as:b")
    )

    assert () == found.sides["for"].heard


def test_a_claim_nobody_asserts_still_stands_in_the_list() -> None:
    found = standing("")

    assert ((), (), False) == (found.chains, found.sides["for"].roots, found.anonymous_only)


def test_chains_without_bound_are_cut_and_said_to_be_while_roots_are_complete() -> None:
    layers, width = 12, 4
    turtle = says("s", "doc:d", "reports", "; kg:inDocument doc:d ; kg:relays as:n0x0, as:n0x1, as:n0x2, as:n0x3")
    for layer in range(layers):
        inner = ", ".join(f"as:n{layer + 1}x{i}" for i in range(width))
        for i in range(width):
            rest = "" if layer == layers - 1 else f"; kg:relays {inner}"
            turtle += says(f"n{layer}x{i}", f"actor:p{i}", "reports" if rest else "asserts", rest)

    found = standing(turtle)

    assert (CHAIN_LIMIT, True, width) == (len(found.chains), found.unlisted, len(found.sides["for"].roots))


def test_documents_are_counted_whatever_is_listed_and_each_has_a_chain_in_the_list() -> None:
    found = standing(dense(10))
    documents = tuple(f"{IDS}doc/n{at:02}" for at in range(10))

    assert (CHAIN_LIMIT, True) == (len(found.chains), found.unlisted)
    assert documents == found.documents == found.asserting
    assert set(documents) == {chain.document for chain in found.chains}
    assert (1,) == found.distances


def test_as_many_chains_as_the_limit_are_not_said_to_be_cut() -> None:
    turtle = "".join(says(f"a{at}", "actor:x", "asserts", f"; kg:inDocument doc:d{at}") for at in range(CHAIN_LIMIT))

    assert not standing(turtle).unlisted
    assert standing(turtle + says("b", "actor:x", "asserts", "; kg:inDocument doc:e")).unlisted


def test_time_grows_with_the_number_of_claims_and_no_faster() -> None:
    def spend(count: int) -> float:
        knowledge = held(
            "".join(
                f"claim:c{i} a kg:Claim . as:a{i} kg:asserts claim:c{i} ; kg:attributedTo actor:x ; "
                f"kg:stance stance:reports ; kg:inDocument doc:d ; kg:relays as:b{i} . "
                f"as:b{i} kg:asserts claim:c{i} ; kg:attributedTo actor:y ; kg:stance stance:asserts .\n"
                for i in range(count)
            )
        )
        began = time.process_time()
        weigh(knowledge)
        return time.process_time() - began

    small = min(spend(500) for _ in range(3))

    assert spend(5000) < small * 10 * 4


def test_the_network_keeps_parallel_edges() -> None:
    drawn = draw(
        held(
            "claim:e a kg:Claim . doc:d a kg:Document . actor:author a kg:Person .\n"
            "link:1 kg:from claim:e ; kg:to claim:c ; kg:relation relation:supports .\n"
            "link:2 kg:from claim:e ; kg:to claim:c ; kg:relation relation:contradicts .\n"
            + says("a", "actor:author", "asserts", "; kg:inDocument doc:d")
        )
    )
    found = sorted((start, end, data["relation"]) for start, end, data in drawn.edges(data=True))

    assert [
        (IDS + "actor/author", IDS + "claim/c", "speaks"),
        (IDS + "claim/e", IDS + "claim/c", "contradicts"),
        (IDS + "claim/e", IDS + "claim/c", "supports"),
        (IDS + "doc/d", IDS + "claim/c", "states"),
    ] == found
    assert "The bank closed." == drawn.nodes[IDS + "claim/c"]["label"]


# A random graph: each node is an assertion with a stance, whether it is a document's own, what it relays and cites.
NODES = st.lists(
    st.tuples(
        st.sampled_from(STANCES),
        st.booleans(),
        st.sets(st.integers(0, 5), max_size=3),
        st.sets(st.integers(0, 3), max_size=2),
    ),
    min_size=1,
    max_size=6,
)
Nodes = list[tuple[str, bool, set[int], set[int]]]
MAKERS = st.dictionaries(st.integers(0, 3), st.integers(0, 5))
"""Who made a work, where it is recorded."""


def _walks(nodes: Nodes, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every walk without repetition from a start, ended or not."""
    yield path
    for other in _inner(nodes, path[-1]):
        if other not in path:
            yield from _walks(nodes, (*path, other))


def _inner(nodes: Nodes, one: int) -> Iterable[int]:
    return [other for other in sorted(nodes[one][2]) if other < len(nodes)]


def _origins(roots: set[str], ties: set[tuple[str, str]]) -> int:
    """Count the roots that no path of ties leads to from one counted before."""
    count, waiting = 0, sorted(roots)
    met: set[str] = set()
    for root in waiting:
        if root not in met:
            count += 1
            group = {root}
            while more := {name for tie in ties if group & set(tie) for name in tie} - group:
                group |= more
            met |= group
    return count


@given(NODES, MAKERS)
def test_chains_roots_and_circles_agree_with_a_brute_force(nodes: Nodes, makers: dict[int, int]) -> None:
    turtle = "".join(f"work:{work} dcterms:creator actor:{maker} .\n" for work, maker in makers.items())
    for i, (stance, own, _, cites) in enumerate(nodes):
        rest = "".join(f"; kg:relays as:{other}" for other in _inner(nodes, i))
        rest += "".join(f"; kg:cites work:{work}" for work in sorted(cites))
        turtle += says(str(i), f"actor:{i}", stance, rest + ("; kg:inDocument doc:d" if own else ""))
    walks = [walk for i, (_, own, _, _) in enumerate(nodes) if own for walk in _walks(nodes, (i,))]
    ended = {walk for walk in walks if not _inner(nodes, walk[-1])}
    reach = {i: {walk[-1] for j in _inner(nodes, i) for walk in _walks(nodes, (j,))} for i in range(len(nodes))}
    circles = {tuple(sorted(j for j in reach[i] if i in reach[j])) for i in reach if i in reach[i]}
    sides: dict[str, set[str]] = {"for": set(), "against": set()}
    cited: dict[str, set[tuple[str, str]]] = {"for": set(), "against": set()}
    for i in {i for walk in walks for i in walk}:
        side = {"asserts": "for", "denies": "against", "retracts": "against"}.get(nodes[i][0], "")
        works = set() if _inner(nodes, i) else {f"work/{work}" for work in nodes[i][3]}
        if side and (side == "against" or not _inner(nodes, i)):
            sides[side] |= {f"actor/{i}", *works}
            cited[side] |= {(f"actor/{i}", f"work/{work}") for work in nodes[i][3]}
    made = {(f"work/{work}", f"actor/{maker}") for work, maker in makers.items()}

    found = standing(turtle)

    def name(items: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(IDS + one for one in items))

    assert {tuple(f"{IDS}assertion/{i}" for i in walk) for walk in ended} == {
        tuple(hop.assertion for hop in chain.hops) for chain in found.chains
    }
    assert len(ended) == len(found.chains)
    assert {walk[-1]: len(walk) - 1 for walk in sorted(ended, key=len, reverse=True)} == {
        int(hop.assertion.rpartition("/")[2]): far for hop, far in zip(found.ends, found.distances, strict=True)
    }
    passing = [walk for walk in ended if nodes[walk[-1]][0] == "asserts"]
    clean = [walk for walk in passing if not any(nodes[i][0] in ("denies", "retracts") for i in walk)]
    assert ((IDS + "doc/d",) if clean else ()) == found.asserting
    doubts = ("denies", "questions", "distances")
    assert (bool(passing) and all(nodes[walk[0]][0] in doubts for walk in passing)) == found.doubted
    assert name(sides["for"]) == found.sides["for"].roots
    assert name(sides["against"]) == found.sides["against"].roots
    assert {name(f"assertion/{i}" for i in circle) for circle in circles} == set(found.circles)
    for side, count in (("for", found.sides["for"].independent), ("against", found.sides["against"].independent)):
        ties = {tie for tie in cited[side] | made if tie[1 if tie in cited[side] else 0] in sides[side]}
        assert _origins(sides[side], ties) == count


SPEAKERS = st.lists(st.integers(0, 2), min_size=6, max_size=6)
SIDES = {"for": {"asserts"}, "against": {"denies", "retracts"}}


@given(NODES, SPEAKERS)
def test_who_has_it_from_another_root_agrees_with_a_brute_force(nodes: Nodes, speakers: list[int]) -> None:
    turtle = ""
    for i, (stance, own, _, _) in enumerate(nodes):
        rest = "".join(f"; kg:relays as:{other}" for other in _inner(nodes, i))
        turtle += says(str(i), f"actor:{speakers[i]}", stance, rest + ("; kg:inDocument doc:d" if own else ""))
    owned = [i for i, (_, own, _, _) in enumerate(nodes) if own]
    reached = {i for one in owned for walk in _walks(nodes, (one,)) for i in walk}
    walks = [walk for i in reached for walk in _walks(nodes, (i,)) if len(walk) > 1]
    found = standing(turtle)

    for side, heard in (("for", found.sides["for"].heard), ("against", found.sides["against"].heard)):
        giving = {i for i in reached if nodes[i][0] in SIDES[side] and (side == "against" or not _inner(nodes, i))}
        passing = SIDES[side] | {"reports", "distances"}
        having = {
            f"{IDS}actor/{speakers[walk[0]]}"
            for walk in walks
            if walk[-1] in giving and speakers[walk[0]] != speakers[walk[-1]]
            if all(nodes[i][0] in passing for i in walk[:-1])
        }
        assert tuple(sorted(having & {f"{IDS}actor/{speakers[i]}" for i in giving})) == heard
