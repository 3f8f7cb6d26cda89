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


def short(ablation: Ablation) -> list[tuple[str, list[str], list[str]]]:
    return [
        (loss.side, [root.removeprefix(IDS) for root in loss.lost], [root.removeprefix(IDS) for root in loss.left])
        for loss in ablation.losses
    ]


CHAIN = says("a", "actor:author", "reports", "; kg:inDocument doc:d ; kg:relays as:b") + says(
    "b", "anon:spy", "asserts", "; kg:reportedIn doc:d"
)
ALONE = says("x", "actor:minister", "asserts", "; kg:inDocument doc:e")


@pytest.mark.parametrize("source", ["anon:spy", "actor:author", "doc:d"])
def test_a_chain_is_dropped_with_any_of_its_speakers(source: str) -> None:
    assert [("for", ["anon/spy"], [])] == short(drop(held(CHAIN), [iri(source)]))


def test_a_loss_of_half_is_reported_and_a_smaller_one_is_not() -> None:
    third = says("y", "actor:paper", "asserts", "; kg:inDocument doc:e")

    assert [("for", ["anon/spy"], ["actor/minister"])] == short(drop(held(CHAIN + ALONE), [iri("anon:spy")]))
    assert [] == short(drop(held(CHAIN + ALONE + third), [iri("anon:spy")]))


def test_a_root_that_another_chain_leads_to_stays() -> None:
    other = says("p", "actor:paper", "reports", "; kg:inDocument doc:e ; kg:relays as:q") + says(
        "q", "anon:spy", "asserts", "; kg:reportedIn doc:e"
    )

    assert [] == short(drop(held(CHAIN + other), [iri("actor:author")]))


def test_who_denies_a_dropped_source_is_dropped_with_the_chain() -> None:
    turtle = CHAIN.replace("stance:reports", "stance:denies")

    assert [("for", ["anon/spy"], []), ("against", ["actor/author"], [])] == short(
        drop(held(turtle), [iri("anon:spy")])
    )


def test_dropping_a_work_drops_its_chain_unless_another_is_cited() -> None:
    decree = says("a", "actor:author", "asserts", "; kg:inDocument doc:d ; kg:cites work:decree")
    both = decree.replace("work:decree", "work:decree, work:book")

    assert [("for", ["actor/author", "work/decree"], [])] == short(drop(held(decree), [iri("work:decree")]))
    assert [] == short(drop(held(both), [iri("work:decree")]))
    assert [("for", ["work/book", "work/decree"], ["actor/author"])] != short(drop(held(both), [iri("work:decree")]))


def test_classes_sectors_and_questions_select_sources() -> None:
    knowledge = held("")
    answers: Mapping[str, list[list[str]]] = {
        "spies": [[iri("claim:c")], [iri("anon:spy"), iri("anon:spy")], [iri("doc:d")]],
        "none": [],
        "claims": [[iri("claim:c")]],
    }

    def chosen(*words: str) -> list[str]:
        return [source.removeprefix(IDS) for source in select(knowledge, words, answers.__getitem__)]

    assert ["anon/clerk", "anon/spy"] == chosen("AnonymousSource")
    assert ["anon/spy"] == chosen("sector:intelligence")
    assert ["actor/land", "actor/paper"] == chosen("State", "Organization")
    assert ["doc/d", "doc/e", "work/book", "work/decree"] == chosen("Work")
    assert ["anon/spy"] == chosen("query:spies", "anon:spy")
    assert [] == chosen("query:none")
    for word in ("actor:nobody", "claim:c", "Claim", "sector:spies", "query:claims", "spy"):
        with pytest.raises(UsageError):
            chosen(word)


def test_the_report_says_if_no_dropped_source_speaks() -> None:
    def summarize(source: str) -> str:
        return write(what_if.to_blocks(drop(held(CHAIN), [iri(source)])), "text")

    assert "None of the dropped sources speaks about a claim or is cited for one." in summarize("actor:land").replace(
        "\n", " "
    )
    assert "None of the dropped" not in summarize("anon:spy") + summarize("doc:d")


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
def test_losses_are_written_as_text(form: str, expected: str) -> None:
    ablation = drop(held(ALONE), [iri("actor:minister")])

    assert expected == write(what_if.to_blocks(ablation), form)


def test_losses_are_written_as_json() -> None:
    written = json.loads(json.dumps(what_if.to_json(drop(held(CHAIN + ALONE), [iri("anon:spy")]))))

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
    } == written


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


def _turtle(spoken: Iterable[Said]) -> str:
    lines = []
    for index, (speaker, stance, document, cites, relays) in enumerate(spoken):
        rest = f"; kg:inDocument {document} " if document else ""
        rest += "".join(f"; kg:cites {work} " for work in cites) + "".join(f"; kg:relays as:n{hop} " for hop in relays)
        lines.append(says(f"n{index}", speaker, stance, rest))
    return "".join(lines)


def _roots(spoken: list[Said], dropped: set[str]) -> dict[str, set[str]]:
    """List every chain, leave out those that go, and gather the roots of the others."""
    paths = [[index] for index, assertion in enumerate(spoken) if assertion[2]]
    chains = []
    while paths:
        path = paths.pop()
        relays = spoken[path[-1]][4]
        paths += [[*path, hop] for hop in relays]
        chains += [] if relays else [path]
    roots: dict[str, set[str]] = {"for": set(), "against": set()}
    for chain in chains:
        if any(spoken[hop][0] in dropped or spoken[hop][2] in dropped for hop in chain):
            continue
        speaker, stance, _, cites, _ = spoken[chain[-1]]
        if cites and set(cites) <= dropped:
            continue
        side = {"asserts": "for", "denies": "against", "retracts": "against"}.get(stance)
        if side:
            roots[side] |= {speaker, *cites} - dropped
        roots["against"] |= {spoken[hop][0] for hop in chain[:-1] if spoken[hop][1] in {"denies", "retracts"}}
    return roots


@given(assertions(), st.sets(st.sampled_from((*SPEAKERS, "doc:d", "work:decree", "work:book")), max_size=3))
def test_a_brute_force_over_all_chains_agrees(spoken: list[Said], dropped: set[str]) -> None:
    before, left = _roots(spoken, set()), _roots(spoken, dropped)
    expected = {
        side: ({iri(root) for root in before[side]}, {iri(root) for root in left[side]})
        for side in ("for", "against")
        if before[side] - left[side] and 2 * len(before[side] - left[side]) >= len(before[side])
    }

    ablation = drop(held(_turtle(spoken)), map(iri, dropped))

    assert expected == {loss.side: (set(loss.before), set(loss.left)) for loss in ablation.losses}


@given(assertions())
def test_dropping_nobody_costs_nothing_and_dropping_all_costs_all(spoken: list[Said]) -> None:
    knowledge = held(_turtle(spoken))
    standing = weigh(knowledge).standings[iri("claim:c")]

    nothing, everything = drop(knowledge, []), drop(knowledge, map(iri, SPEAKERS))

    assert () == nothing.losses
    weighed = {"for": standing.sides["for"].roots, "against": standing.sides["against"].roots}
    assert {side: roots for side, roots in weighed.items() if roots} == {
        loss.side: loss.before for loss in everything.losses
    }


def test_time_grows_with_the_assertions() -> None:
    def elapsed(size: int) -> float:
        lines = [f"claim:k{number} a kg:Claim .\n" for number in range(size)]
        lines += [
            (
                f"as:o{number} a kg:Assertion ; kg:asserts claim:k{number} ; kg:attributedTo actor:author ;"
                f" kg:stance stance:reports ; kg:inDocument doc:d ; kg:relays as:i{number} .\n"
                f"as:i{number} a kg:Assertion ; kg:asserts claim:k{number} ; kg:attributedTo anon:spy ;"
                " kg:stance stance:asserts ; kg:reportedIn doc:d .\n"
            )
            for number in range(size)
        ]
        knowledge = held("".join(lines))
        begun = time.process_time()
        assert size == len(drop(knowledge, [iri("anon:spy")]).losses)
        return time.process_time() - begun

    elapsed(200)
    assert elapsed(8000) < 12 * max(elapsed(2000), 0.02)


def test_circles_end_and_lose_the_denials_in_them() -> None:
    circle = says("a", "actor:author", "denies", "; kg:inDocument doc:d ; kg:relays as:b") + says(
        "b", "anon:spy", "reports", "; kg:relays as:a"
    )

    assert [("against", ["actor/author"], [])] == short(drop(held(circle), [iri("actor:author")]))
    assert KG.Claim in {quad.object.value for quad in held(circle).store if isinstance(quad.object, ox.NamedNode)}
