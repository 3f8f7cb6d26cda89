"""What is left without some sources: on small cases by hand, in words, and against a brute force on random graphs."""

import json
import time
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import IDS, KG, NS, SCHEMES
from kgraph.provenance.ablation import Ablation, drop, select
from kgraph.provenance.chains import weigh
from kgraph.render.writers import write
from kgraph.reports import what_if
from kgraph.store.knowledge import Knowledge

PREFIXES = f"""
@prefix kg: <{NS}> . @prefix stance: <{SCHEMES}stance#> . @prefix sector: <{SCHEMES}sector#> .
@prefix claim: <{IDS}claim/> . @prefix as: <{IDS}assertion/> . @prefix actor: <{IDS}actor/> .
@prefix doc: <{IDS}doc/> . @prefix work: <{IDS}work/> . @prefix anon: <{IDS}anon/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
claim:c a kg:Claim ; kg:text "The bank *closed*." .
actor:author a kg:Person . actor:minister a kg:Person ; skos:prefLabel "The minister" . actor:land a kg:State .
actor:paper a kg:MediaOutlet . anon:spy a kg:AnonymousSource ; kg:sector sector:intelligence .
anon:clerk a kg:AnonymousSource ; kg:sector sector:official . work:decree a kg:Work . work:book a kg:Work .
doc:d a kg:Document . doc:e a kg:Document .
"""
STANCES = ("asserts", "reports", "distances", "questions", "denies", "retracts")


def held(turtle: str) -> Knowledge:
    store = ox.Store()
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/t"))
    return Knowledge(files=(), store=store)


def iri(compact: str) -> str:
    return IDS + compact.replace(":", "/")


def says(name: str, speaker: str, stance: str, rest: str = "") -> str:
    return (
        f"as:{name} a kg:Assertion ; kg:asserts claim:c ; kg:attributedTo {speaker} ; "
        f"kg:stance stance:{stance} {rest} .\n"
    )


def short(found: Ablation) -> list[tuple[str, list[str], list[str]]]:
    return [
        (one.side, [root.removeprefix(IDS) for root in one.lost], [root.removeprefix(IDS) for root in one.left])
        for one in found.losses
    ]


CHAIN = says("a", "actor:author", "reports", "; kg:inDocument doc:d ; kg:relays as:b") + says(
    "b", "anon:spy", "asserts", "; kg:reportedIn doc:d"
)
ALONE = says("x", "actor:minister", "asserts", "; kg:inDocument doc:e")


@pytest.mark.parametrize("source", ["anon:spy", "actor:author", "doc:d"])
def test_a_chain_goes_with_whoever_speaks_in_it(source: str) -> None:
    assert [("for", ["anon/spy"], [])] == short(drop(held(CHAIN), [iri(source)]))


def test_half_is_said_and_less_is_not() -> None:
    third = says("y", "actor:paper", "asserts", "; kg:inDocument doc:e")

    assert [("for", ["anon/spy"], ["actor/minister"])] == short(drop(held(CHAIN + ALONE), [iri("anon:spy")]))
    assert [] == short(drop(held(CHAIN + ALONE + third), [iri("anon:spy")]))


def test_a_root_that_another_chain_leads_to_stays() -> None:
    other = says("p", "actor:paper", "reports", "; kg:inDocument doc:e ; kg:relays as:q") + says(
        "q", "anon:spy", "asserts", "; kg:reportedIn doc:e"
    )

    assert [] == short(drop(held(CHAIN + other), [iri("actor:author")]))


def test_who_denies_what_a_dropped_source_says_goes_with_the_chain() -> None:
    turtle = CHAIN.replace("stance:reports", "stance:denies")

    assert [("for", ["anon/spy"], []), ("against", ["actor/author"], [])] == short(
        drop(held(turtle), [iri("anon:spy")])
    )


def test_a_work_takes_its_chain_along_unless_another_is_cited() -> None:
    one = says("a", "actor:author", "asserts", "; kg:inDocument doc:d ; kg:cites work:decree")
    two = one.replace("work:decree", "work:decree, work:book")

    assert [("for", ["actor/author", "work/decree"], [])] == short(drop(held(one), [iri("work:decree")]))
    assert [] == short(drop(held(two), [iri("work:decree")]))
    assert [("for", ["work/book", "work/decree"], ["actor/author"])] != short(drop(held(two), [iri("work:decree")]))


def test_words_stand_for_sources() -> None:
    knowledge = held("")
    answers: Mapping[str, list[list[str]]] = {
        "spies": [[iri("claim:c")], [iri("anon:spy"), iri("anon:spy")], [iri("doc:d")]],
        "none": [],
        "claims": [[iri("claim:c")]],
    }

    def chosen(*words: str) -> list[str]:
        return [one.removeprefix(IDS) for one in select(knowledge, words, answers.__getitem__)]

    assert ["anon/clerk", "anon/spy"] == chosen("AnonymousSource")
    assert ["anon/spy"] == chosen("sector:intelligence")
    assert ["actor/land", "actor/paper"] == chosen("State", "Organization")
    assert ["doc/d", "doc/e", "work/book", "work/decree"] == chosen("Work")
    assert ["anon/spy"] == chosen("query:spies", "anon:spy")
    assert [] == chosen("query:none")
    for word in ("actor:nobody", "claim:c", "Claim", "sector:spies", "query:claims", "spy"):
        with pytest.raises(UsageError):
            chosen(word)


def test_it_is_said_that_nobody_dropped_ever_spoke() -> None:
    def said(source: str) -> str:
        return write(what_if.to_blocks(drop(held(CHAIN), [iri(source)])), "text")

    assert "None of the dropped sources speaks about a claim or is cited for one." in said("actor:land").replace(
        "\n", " "
    )
    assert "None of the dropped" not in said("anon:spy") + said("doc:d")


def test_a_misspelt_source_is_corrected() -> None:
    with pytest.raises(UsageError, match="did you mean `actor:minister`"):
        select(held(""), ["actor:ministr"], lambda _: [])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "text",
            """\
Without The minister (actor:minister)
=====================================

Of 1 claim with roots, nobody would assert 1, nobody would deny 0, and 0 would
lose half or more of one side.

Dropped: 1 source
-----------------

- The minister
  actor:minister

Nobody is left who asserts it: 1 claim
--------------------------------------

- The bank *closed*.
  claim:c
    gone: The minister (actor:minister)
""",
        ),
        (
            "markdown",
            r"""# Without The minister (actor:minister)

Of 1 claim with roots, nobody would assert 1, nobody would deny 0, and 0 would lose half or more of one side.

## Dropped: 1 source

- The minister `actor:minister`

## Nobody is left who asserts it: 1 claim

- The bank \*closed\*. `claim:c`
  - gone: The minister (actor:minister)
""",
        ),
    ],
)
def test_losses_are_written_in_words(form: str, expected: str) -> None:
    found = drop(held(ALONE), [iri("actor:minister")])

    assert expected == write(what_if.to_blocks(found), form)


def test_losses_are_written_as_json() -> None:
    found = json.loads(json.dumps(what_if.to_json(drop(held(CHAIN + ALONE), [iri("anon:spy")]))))

    assert {
        "dropped": ["anon:spy"],
        "claims": 1,
        "heard": True,
        "losses": [
            {
                "claim": "claim:c",
                "text": "The bank *closed*.",
                "side": "for",
                "share": "half",
                "lost": ["anon:spy"],
                "left": ["actor:minister"],
            }
        ],
    } == found


SPEAKERS = ("actor:author", "actor:minister", "actor:paper", "anon:spy", "anon:clerk")
Said = tuple[str, str, str, tuple[str, ...], tuple[int, ...]]
"""Speaker, stance, the document whose own it is or nothing, works cited, assertions relayed."""


@st.composite
def assertions(draw: st.DrawFn) -> list[Said]:
    number = draw(st.integers(1, 7))
    return [
        (
            draw(st.sampled_from(SPEAKERS)),
            draw(st.sampled_from(STANCES)),
            draw(st.sampled_from(("doc:d", "doc:e", ""))),
            draw(st.sampled_from(((), ("work:decree",), ("work:decree", "work:book")))),
            tuple(draw(st.sets(st.integers(index + 1, number), max_size=2)) - {number}),
        )
        for index in range(number)
    ]


def _turtle(said: Iterable[Said]) -> str:
    lines = []
    for index, (speaker, stance, document, cites, relays) in enumerate(said):
        rest = f"; kg:inDocument {document} " if document else ""
        rest += "".join(f"; kg:cites {work} " for work in cites) + "".join(f"; kg:relays as:n{one} " for one in relays)
        lines.append(says(f"n{index}", speaker, stance, rest))
    return "".join(lines)


def _roots(said: list[Said], dropped: set[str]) -> dict[str, set[str]]:
    """List every chain, leave out those that go, and gather the roots of the others."""
    paths = [[index] for index, one in enumerate(said) if one[2]]
    chains = []
    while paths:
        path = paths.pop()
        relays = said[path[-1]][4]
        paths += [[*path, one] for one in relays]
        chains += [] if relays else [path]
    found: dict[str, set[str]] = {"for": set(), "against": set()}
    for chain in chains:
        if any(said[one][0] in dropped or said[one][2] in dropped for one in chain):
            continue
        speaker, stance, _, cites, _ = said[chain[-1]]
        if cites and set(cites) <= dropped:
            continue
        side = {"asserts": "for", "denies": "against", "retracts": "against"}.get(stance)
        if side:
            found[side] |= {speaker, *cites} - dropped
        found["against"] |= {said[one][0] for one in chain[:-1] if said[one][1] in {"denies", "retracts"}}
    return found


@given(assertions(), st.sets(st.sampled_from((*SPEAKERS, "doc:d", "work:decree", "work:book")), max_size=3))
def test_a_brute_force_over_all_chains_agrees(said: list[Said], dropped: set[str]) -> None:
    before, left = _roots(said, set()), _roots(said, dropped)
    expected = {
        side: ({iri(one) for one in before[side]}, {iri(one) for one in left[side]})
        for side in ("for", "against")
        if before[side] - left[side] and 2 * len(before[side] - left[side]) >= len(before[side])
    }

    found = drop(held(_turtle(said)), map(iri, dropped))

    assert expected == {one.side: (set(one.before), set(one.left)) for one in found.losses}


@given(assertions())
def test_dropping_nobody_costs_nothing_and_dropping_all_costs_all(said: list[Said]) -> None:
    knowledge = held(_turtle(said))
    standing = weigh(knowledge).standings[iri("claim:c")]

    nothing, everything = drop(knowledge, []), drop(knowledge, map(iri, SPEAKERS))

    assert () == nothing.losses
    weighed = {"for": standing.sides["for"].roots, "against": standing.sides["against"].roots}
    assert {side: roots for side, roots in weighed.items() if roots} == {
        one.side: one.before for one in everything.losses
    }


def test_time_grows_with_the_assertions() -> None:
    def elapsed(number: int) -> float:
        lines = [f"claim:k{one} a kg:Claim .\n" for one in range(number)]
        lines += [
            (
                f"as:o{one} a kg:Assertion ; kg:asserts claim:k{one} ; kg:attributedTo actor:author ;"
                f" kg:stance stance:reports ; kg:inDocument doc:d ; kg:relays as:i{one} .\n"
                f"as:i{one} a kg:Assertion ; kg:asserts claim:k{one} ; kg:attributedTo anon:spy ;"
                " kg:stance stance:asserts ; kg:reportedIn doc:d .\n"
            )
            for one in range(number)
        ]
        knowledge = held("".join(lines))
        begun = time.process_time()
        assert number == len(drop(knowledge, [iri("anon:spy")]).losses)
        return time.process_time() - begun

    elapsed(200)
    assert elapsed(8000) < 12 * max(elapsed(2000), 0.02)


def test_circles_end_and_lose_what_denies_in_them() -> None:
    circle = says("a", "actor:author", "denies", "; kg:inDocument doc:d ; kg:relays as:b") + says(
        "b", "anon:spy", "reports", "; kg:relays as:a"
    )

    assert [("against", ["actor/author"], [])] == short(drop(held(circle), [iri("actor:author")]))
    assert KG.Claim in {quad.object.value for quad in held(circle).store if isinstance(quad.object, ox.NamedNode)}
