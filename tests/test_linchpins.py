"""Linchpins by hand, and against leaving every source out of every chain on random graphs."""

from graphs import held, iri, says
from hypothesis import given
from hypothesis import strategies as st

from kgraph.weighing.evidence import side_of, weigh
from kgraph.weighing.linchpins import linchpins
from kgraph.weighing.standing import Chain

OWN, HOP = "; kg:inDocument doc:d", "; kg:reportedIn doc:d"
C = (iri("claim:c"),)


def test_the_only_root_and_the_only_relay_are_both_needed() -> None:
    found = linchpins(
        held(says("a", "actor:ann", "reports", OWN + "; kg:relays as:b") + says("b", "actor:bob", "asserts", HOP))
    )

    assert [(iri("actor:ann"), (), C), (iri("actor:bob"), C, ())] == [
        (one.source, one.as_root, one.as_relay) for one in found
    ]


def test_nobody_is_needed_where_two_say_it() -> None:
    assert [] == linchpins(held(says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "asserts", OWN)))


def test_who_denies_alone_is_needed_against_it() -> None:
    found = linchpins(
        held(
            says("a", "actor:ann", "asserts", OWN)
            + says("z", "actor:cleo", "asserts", OWN)
            + says("b", "actor:bob", "denies", OWN)
        )
    )

    assert [(iri("actor:bob"), (), C)] == [(one.source, one.as_root, one.against) for one in found]


# A random graph without circles: each assertion has a speaker, a stance, and relays some that come after it.
NODES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(("asserts", "reports", "denies", "questions")),
        st.booleans(),
        st.sets(st.integers(0, 6), max_size=2),
    ),
    min_size=1,
    max_size=7,
)


def _has_root(chains: list[Chain], side: str) -> bool:
    """Whether chains give a claim a root on a side, by its meaning."""
    ends = any(side_of(chain.origin.stance) == side for chain in chains)
    denied = any(hop.stance == "denies" for chain in chains for hop in chain.hops)
    return ends or (side == "against" and denied)


@given(NODES)
def test_leaving_a_source_out_takes_the_chains_it_speaks_in(nodes: list[tuple[int, str, bool, set[int]]]) -> None:
    turtle = ""
    for at, (speaker, stance, own, inner) in enumerate(nodes):
        relayed = "".join(f"; kg:relays as:{other}" for other in sorted(inner) if at < other < len(nodes))
        turtle += says(str(at), f"actor:{speaker}", stance, relayed + (OWN if own else HOP))
    (standing,) = weigh(held(turtle))
    expected = set()
    for side in ("for", "against"):
        for speaker in range(4):
            left = [
                chain for chain in standing.chains if all(hop.speaker != iri(f"actor:{speaker}") for hop in chain.hops)
            ]
            if _has_root(list(standing.chains), side) and not _has_root(left, side):
                expected.add((iri(f"actor:{speaker}"), side))

    found = linchpins(held(turtle))

    assert expected == {(one.source, "for") for one in found if one.as_root or one.as_relay} | {
        (one.source, "against") for one in found if one.against
    }
