"""Two documents compared, the stance matrix, and hypotheses against evidence."""

import csv
import io
import statistics

from graphs import dense, held, iri, says
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.render import writers
from kgraph.reports import compare, hypotheses, stance_matrix

D, E = "; kg:inDocument doc:d", "; kg:inDocument doc:e"
PAIR = """doc:d a kg:Document . doc:e a kg:Document .
claim:x a kg:Claim ; kg:answers question:q . claim:y a kg:Claim ; kg:answers question:q, question:r .
claim:z a kg:Claim . link:1 kg:from claim:x ; kg:to claim:y ; kg:relation relation:contradicts ; kg:inDocument doc:d .
"""


def test_two_documents_side_by_side() -> None:
    found = compare.compare(
        held(
            PAIR
            + says("a", "actor:ann", "asserts", D)
            + says("b", "actor:bob", "denies", E)
            + says("c", "actor:ann", "asserts", D, claim="x")
            + says("d", "actor:bob", "asserts", E, claim="y")
            + says("e", "actor:ann", "reports", D + "; kg:relays as:m", claim="z")
            + says("f", "actor:bob", "reports", E + "; kg:relays as:m", claim="z")
            + says("m", "actor:minister", "asserts", "", claim="z")
        ),
        iri("doc:d"),
        iri("doc:e"),
    )

    assert [("claim:c", True), ("claim:z", False)] == [
        (one.claim.rpartition("id/")[2].replace("/", ":"), one.opposed) for one in found.shared
    ]
    assert ((iri("claim:x"), iri("claim:y")),) == found.rivals
    assert [(iri("question:q"), (iri("claim:x"),), False)] == [
        (one.question, one.claims, one.mute) for one in found.only_one
    ]
    assert [(iri("question:q"), False), (iri("question:r"), True)] == [
        (one.question, one.mute) for one in found.only_other
    ]
    assert ((iri("actor:minister"), (iri("claim:z"),)),) == found.roots


def test_a_contradiction_is_found_whichever_way_the_link_was_drawn() -> None:
    turtle = PAIR + says("c", "actor:ann", "asserts", D, claim="x") + says("d", "actor:bob", "asserts", E, claim="y")

    for one, other, pair in (("d", "e", "xy"), ("e", "d", "yx")):
        found = compare.compare(held(turtle), iri(f"doc:{one}"), iri(f"doc:{other}"))
        assert (tuple(iri(f"claim:{claim}") for claim in pair),) == found.rivals


def test_what_one_asserts_and_the_other_denies_with_a_broader_claim_is_told_with_the_condition() -> None:
    turtle = PAIR + "link:2 kg:from claim:y ; kg:to claim:x ; kg:relation relation:broaderThan ."
    turtle += says("a", "actor:ann", "asserts", D + "; kg:certainty certainty:possible", claim="x")
    turtle += says("b", "actor:bob", "denies", E + "; kg:certainty certainty:probable", claim="y")
    found = compare.compare(held(turtle), iri("doc:e"), iri("doc:d"))
    said = " ".join(writers.write(compare.to_blocks(found), "text").split())

    assert "1 claim asserted in one where the other denies a broader one" in said
    assert (
        "Asserted in one; the other denies a broader claim: 1 "
        f"{'-' * 52} "
        "- D2 asserts (as possible): claim:x "
        "D1 denies (as probable) a broader claim, if the link holds: claim:y"
    ) in said
    told = {"asserts": "claim:x", "in": "doc:d", "otherDenies": "claim:y", "links": 1}
    assert [told] == compare.to_json(found)["impliedOpposition"]


def passed_on(turtle: str) -> list[str]:
    found = compare.compare(held(PAIR + turtle), iri("doc:d"), iri("doc:e"))
    said = " ".join(writers.write(compare.to_blocks(found), "text").split())
    kinds = [len(set(passed.claims)) for passed in found.passed_on]
    assert f"pass on opposed stances on {kinds.count(1)} more, and take" in said
    assert f"and {kinds.count(2)} more in what they pass on;" in said
    return [
        "; ".join(f"{side['claim']} {side['side']} {' '.join(side['by'])}" for side in both)
        for both in compare.to_json(found)["passedOn"]  # type: ignore[attr-defined]
    ]


def relays(name: str, document: str, stance: str, *, by: str, taken: str, claim: str = "c") -> str:
    """Write how a document passes a claim on, and the side that the speaker takes."""
    outer = f"; kg:inDocument doc:{document} ; kg:relays as:{name}2"
    return says(name, f"actor:{document}", stance, outer, claim=claim) + says(
        f"{name}2", f"actor:{by}", taken, f"; kg:reportedIn doc:{document}", claim=claim
    )


def test_reports_that_take_no_side_are_opposed_in_what_they_pass_on() -> None:
    bob, eve = (
        relays("a", "d", "reports", by="bob", taken="asserts"),
        relays("b", "e", "distances", by="eve", taken="denies"),
    )

    assert ["claim:c for actor:bob; claim:c against actor:eve"] == passed_on(bob + eve)
    assert ["claim:c for actor:d; claim:c against actor:eve"] == passed_on(says("a", "actor:d", "asserts", D) + eve)
    assert [] == passed_on(bob + relays("b", "e", "reports", by="eve", taken="asserts"))
    assert [] == passed_on(says("a", "actor:d", "asserts", D) + says("b", "actor:e", "denies", E))


def test_reports_that_pass_on_the_same_dispute_are_not_opposed() -> None:
    both = relays("a", "d", "reports", by="bob", taken="asserts") + relays(
        "b", "d", "reports", by="eve", taken="denies"
    )
    same = relays("f", "e", "reports", by="bob", taken="asserts") + relays(
        "g", "e", "reports", by="eve", taken="denies"
    )

    assert [] == passed_on(both + same)
    assert ["claim:c against actor:eve; claim:c for actor:bob"] == passed_on(
        both + relays("f", "e", "reports", by="bob", taken="asserts")
    )


def test_what_a_speaker_denies_is_not_passed_on_as_asserted() -> None:
    denied = says("a", "actor:d", "reports", D + "; kg:relays as:m") + says(
        "m", "actor:mia", "denies", "; kg:relays as:n"
    )
    denied += says("n", "actor:ned", "asserts", "; kg:reportedIn doc:d")

    assert ["claim:c against actor:mia; claim:c for actor:bob"] == passed_on(
        denied + relays("b", "e", "reports", by="bob", taken="asserts")
    )


def test_claims_that_contradict_each_other_are_opposed_in_what_reports_pass_on() -> None:
    bob, eve = (
        relays("a", "d", "reports", by="bob", taken="asserts", claim="x"),
        relays("b", "e", "reports", by="eve", taken="asserts", claim="y"),
    )

    assert ["claim:x for actor:bob; claim:y for actor:eve"] == passed_on(bob + eve)
    assert [] == passed_on(bob + relays("b", "e", "reports", by="eve", taken="denies", claim="y"))
    assert [] == passed_on(
        says("a", "actor:d", "asserts", D, claim="x") + says("b", "actor:e", "asserts", E, claim="y")
    )


def test_who_is_not_certain_of_what_they_say_is_said_to_be_so() -> None:
    possible, unclear = "; kg:certainty certainty:possible", "; kg:certainty certainty:unclear"
    turtle = PAIR + says("a", "actor:ann", "asserts", D + possible) + says("b", "actor:bob", "denies", E + unclear)
    turtle += says("c", "actor:ann", "asserts", D, claim="x") + says(
        "d", "actor:bob", "asserts", E + possible, claim="y"
    )
    turtle += says("f", "actor:ann", "asserts", D + "; kg:certainty certainty:certain")
    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))
    said = " ".join(writers.write(compare.to_blocks(found), "text").split())

    assert "asserts (certain; elsewhere as possible); D2 denies (certainty unclear)" in said
    assert "D1 asserts: " in said
    assert "D2 asserts (as possible): " in said


def test_roots_in_both_are_found_where_more_chains_run_than_are_listed() -> None:
    found = compare.compare(held(dense(10)), iri("doc:n00"), iri("doc:n09"))

    assert ((iri("actor:root"), (iri("claim:c"),)),) == found.roots


def test_two_documents_are_called_by_their_names() -> None:
    turtle = PAIR + 'doc:d dcterms:title "News" . doc:e dcterms:title "Old" .'
    turtle += says("a", "actor:ann", "distances", D) + says("b", "actor:bob", "asserts", E)
    turtle += says("c", "actor:ann", "asserts", D, claim="x") + says("d", "actor:bob", "asserts", E, claim="y")

    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))
    said = " ".join(writers.write(compare.to_blocks(found), "text").split())

    assert "- D1: “News” (doc:d) - D2: “Old” (doc:e)" in said
    assert "(claim:c) D1 keeps a distance; D2 asserts" in said
    assert "D1 asserts: claim:x D2 asserts: claim:y" in said
    assert "Only in D1, “News”" in said


def test_claims_on_which_both_take_a_side_stand_apart_from_those_opposed_and_the_rest() -> None:
    turtle = PAIR + says("a", "actor:ann", "asserts", D) + says("b", "actor:bob", "asserts", E)
    turtle += says("c", "actor:ann", "asserts", D, claim="x") + says("d", "actor:bob", "denies", E, claim="x")
    turtle += says("e", "actor:ann", "denies", D, claim="y") + says("f", "actor:bob", "retracts", E, claim="y")
    turtle += says("g", "actor:ann", "asserts", D, claim="z") + says("h", "actor:bob", "reports", E, claim="z")
    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))
    said = " ".join(writers.write(compare.to_blocks(found), "text").split())

    assert [("c", False, True), ("x", True, False), ("y", False, True), ("z", False, False)] == [
        (one.claim[-1], one.opposed, one.agreed) for one in found.shared
    ]
    assert "Both documents have 4 claims: they take opposed stances on 1, pass on opposed stances on 0 more, " in said
    assert "and take the same side on 2." in said
    for title in ("Opposed stances: 1", "The same side: 2", "Other claims in both: 1"):
        assert title in said


def test_who_denies_what_they_relay_is_a_root_in_both() -> None:
    turtle = PAIR + says("r", "actor:bob", "asserts", "") + says("m", "actor:minister", "denies", "; kg:relays as:r")
    turtle += says("a", "actor:ann", "reports", D + "; kg:relays as:m")
    turtle += says("b", "actor:cleo", "reports", E + "; kg:relays as:m")
    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))

    assert [iri("actor:bob"), iri("actor:minister")] == [root for root, _ in found.roots]


def test_the_dates_of_two_documents_are_told_and_marked_where_they_are_inferred() -> None:
    turtle = PAIR + 'doc:d dcterms:title "News" ; dcterms:issued "2022-01-10" ; kg:inferred dcterms:issued .'

    said = writers.write(compare.to_blocks(compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))), "text")

    assert "- D1: “News” (doc:d), 2022-01-10, inferred\n- D2: doc:e\n" in said


STANCES = st.sampled_from(("asserts", "reports", "denies", "questions", "distances"))
DRAWN = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(("contradicts", "contradicts", "supports"))),
    max_size=4,
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("de"), st.integers(0, 3), STANCES), max_size=12), DRAWN)
def test_two_documents_agree_with_their_meanings_written_out(
    sayings: list[tuple[str, int, str]], drawn: list[tuple[int, int, str]]
) -> None:
    turtle = "doc:d a kg:Document . doc:e a kg:Document ."
    turtle += "".join(f"claim:{n} a kg:Claim ; kg:answers question:{n % 2} ." for n in range(4))
    for at, (document, claim, stance) in enumerate(sayings):
        turtle += says(str(at), f"actor:{stance}", stance, f"; kg:inDocument doc:{document}", claim=str(claim))
    for at, (one, other, relation) in enumerate(drawn):
        turtle += f"link:{at} kg:from claim:{one} ; kg:to claim:{other} ; kg:relation relation:{relation} ."

    def takes(document: str, claim: int, *stances: str) -> bool:
        return any((document, claim, stance) in sayings for stance in stances)

    def said(document: str) -> set[int]:
        return {claim for named, claim, _ in sayings if named == document}

    def number(name: str) -> int:
        return int(name.rpartition("/")[2])

    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))

    sides = {n: [{s for s in ("asserts", "denies") if takes(document, n, s)} for document in "de"] for n in range(4)}
    both = said("d") & said("e")
    opposed = {n for n in both if any(a != b for a in sides[n][0] for b in sides[n][1])}
    assert {n: (n in opposed, bool(n not in opposed and sides[n][0] & sides[n][1])) for n in both} == {
        number(one.claim): (one.opposed, one.agreed) for one in found.shared
    }
    pairs = {
        (a, b) for one, other, relation in drawn if relation == "contradicts" for a, b in [(one, other), (other, one)]
    }
    assert {pair for pair in pairs if takes("d", pair[0], "asserts") and takes("e", pair[1], "asserts")} == {
        (number(one), number(other)) for one, other in found.rivals
    }
    for mine, theirs, listed in (("d", "e", found.only_one), ("e", "d", found.only_other)):
        alone = said(mine) - said(theirs)
        assert {q: {n for n in alone if n % 2 == q} for q in {n % 2 for n in alone}} == {
            number(one.question): set(map(number, one.claims)) for one in listed
        }
        assert {number(one.question) for one in listed if one.mute} == {n % 2 for n in alone} - {
            n % 2 for n in said(theirs)
        }
    roots = {document: {s for named, _, s in sayings if named == document} for document in "de"}
    assert {f"actor/{stance}" for stance in roots["d"] & roots["e"]} == {
        root.partition("id/")[2] for root, _ in found.roots
    }


BROADER = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("de"), st.integers(0, 3), STANCES), max_size=9), BROADER)
def test_what_is_denied_with_a_broader_claim_agrees_with_its_meaning_written_out(
    sayings: list[tuple[str, int, str]], drawn: set[tuple[int, int]]
) -> None:
    turtle = "doc:d a kg:Document . doc:e a kg:Document ." + "".join(f"claim:{n} a kg:Claim ." for n in range(4))
    for at, (document, claim, stance) in enumerate(sayings):
        turtle += says(str(at), "actor:ann", stance, f"; kg:inDocument doc:{document}", claim=str(claim))
    for at, (one, other) in enumerate(sorted(drawn)):
        turtle += f"link:{at} kg:from claim:{one} ; kg:to claim:{other} ; kg:relation relation:broaderThan ."
    far = {(n, n): 0 for n in range(4)}
    for links in range(1, 4):
        far |= {
            (narrower, other): links
            for broader, narrower in drawn
            for other in range(4)
            if far.get((broader, other)) == links - 1 and (narrower, other) not in far
        }
    expected = set()
    for document, claim, stance in sayings:
        against = {n for other, n, denial in sayings if other != document and denial == "denies" and (claim, n) in far}
        nearest = min(against, key=lambda n: (far[claim, n], n), default=claim)
        if stance == "asserts" and far[claim, nearest]:
            expected.add((claim, nearest, far[claim, nearest], document == "d"))

    found = compare.compare(held(turtle), iri("doc:d"), iri("doc:e"))

    assert expected == {(int(one.asserted[-1]), int(one.denied[-1]), one.links, one.by_one) for one in found.implied}


SAYINGS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), STANCES), max_size=12)


@given(SAYINGS)
def test_the_matrix_has_what_each_document_says_itself_and_no_more(sayings: list[tuple[int, int, str]]) -> None:
    claims = "".join(f"claim:{n} a kg:Claim ; kg:answers question:{n % 2} ." for n in range(4))
    turtle = claims + "".join(
        says(str(at), "actor:ann", stance, f"; kg:inDocument doc:{document} ; kg:relays as:h", claim=str(claim))
        for at, (document, claim, stance) in enumerate(sayings)
    )
    expected: dict[tuple[str, str], set[str]] = {}
    for document, claim, stance in sayings:
        for row in (f"claim:{claim}", f"question:{claim % 2}"):
            expected.setdefault((iri(row), iri(f"doc:{document}")), set()).add(stance)

    found = [stance_matrix.matrix(held(turtle), by="claim"), stance_matrix.matrix(held(turtle), by="question")]

    assert expected == {
        (row, document): set(cell)
        for one in found
        for row, cells in one.rows
        for document, cell in zip(one.documents, cells, strict=True)
        if cell
    }


def test_silence_stays_visible() -> None:
    turtle = says("a", "actor:ann", "asserts", D) + says("b", "actor:bob", "denies", E, claim="x")

    table = writers.write(stance_matrix.to_blocks(stance_matrix.matrix(held("claim:x a kg:Claim ." + turtle))), "text")

    assert "asserts  ·" in table


def test_a_stance_is_one_letter_on_a_narrow_page() -> None:
    found = stance_matrix.matrix(held(says("a", "actor:ann", "asserts", D) + says("b", "actor:bob", "denies", D)))

    table = writers.write(stance_matrix.to_blocks(found, marks=True), "text")

    assert "a asserts" in table
    assert table.rstrip().endswith("  a d")


def test_nothing_to_tabulate_is_said() -> None:
    empty = held("question:q a kg:Question .")

    assert "No document makes a claim." in writers.write(stance_matrix.to_blocks(stance_matrix.matrix(empty)), "text")
    assert "No claim answers this question." in writers.write(
        hypotheses.to_blocks(hypotheses.weigh_hypotheses(empty, iri("question:q"))), "text"
    )


# Hypotheses

RIVALS = """claim:h1 a kg:Claim ; kg:answers question:q . claim:h2 a kg:Claim ; kg:answers question:q .
question:q a kg:Question . claim:e a kg:Claim . claim:f a kg:Claim . claim:u a kg:Claim .
link:1 kg:from claim:e ; kg:to claim:h1 ; kg:relation relation:supports .
link:2 kg:from claim:h2 ; kg:to claim:e ; kg:relation relation:contradicts .
link:3 kg:from claim:f ; kg:to claim:h1 ; kg:relation relation:supports .
link:4 kg:from claim:f ; kg:to claim:h2 ; kg:relation relation:supports .
link:5 kg:from claim:u ; kg:to claim:h1 ; kg:relation relation:undercuts .
link:6 kg:from claim:h1 ; kg:to claim:h2 ; kg:relation relation:contradicts .
"""


def test_hypotheses_are_ordered_by_what_is_against_them_and_evidence_by_what_it_tells_apart() -> None:
    found = hypotheses.weigh_hypotheses(held(RIVALS), iri("question:q"))

    assert (iri("claim:h1"), iri("claim:h2")) == found.hypotheses
    assert (0, 1) == found.inconsistency
    assert [("e", 1.0), ("f", 0.0), ("u", 0.0)] == [
        (one.claim.rpartition("/")[2], one.diagnosticity) for one in found.evidence
    ]
    assert ((iri("claim:h1"), iri("claim:h2"), ("",)),) == found.rivals
    rows = list(csv.reader(io.StringIO(hypotheses.to_csv(found))))
    assert [["+", "-"], ["+", "+"], ["⌿", "·"], ["0", "1"]] == [row[4:] for row in rows[1:]]


def test_who_drew_the_links_of_the_evidence_is_named() -> None:
    turtle = RIVALS + "".join(f"link:{at} kg:drawnBy actor:{who} ." for at, who in ((1, "ann"), (2, "ann"), (3, "ann")))
    turtle += "link:4 kg:drawnBy actor:bob . link:6 kg:drawnBy actor:bob ."

    found = hypotheses.weigh_hypotheses(held(turtle), iri("question:q"))

    blocks = hypotheses.to_blocks(found)
    table = " ".join(writers.write(blocks, "markdown").replace("|", "").replace("\\", "").split())
    assert "H1 and H2 contradict each other [drawn by actor:bob]" in table
    assert "claim:e [drawn by actor:ann] 1.00 H1+ H2-" in table
    assert "claim:f [drawn by H1: actor:ann; H2: actor:bob] 0.00 H1+ H2+" in table
    assert "claim:u [drawn by ⟨unstated⟩] 0.00 H1⌿" in table
    rows = list(csv.reader(io.StringIO(hypotheses.to_csv(found))))
    assert ["drawnBy", "actor:ann", "actor:ann actor:bob", "", ""] == [row[3] for row in rows]
    listed = hypotheses.to_json(found)["evidence"]
    assert isinstance(listed, list)
    assert {"claim:h1": ["actor:ann"], "claim:h2": ["actor:bob"]} == listed[1]["drawnBy"]


WORTH = {"supports": 1, "contradicts": -1, "disputes": -1, "undercuts": 0}
LINKS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(tuple(WORTH))),
    max_size=10,
)


@given(LINKS)
def test_scores_agree_with_their_definitions(links: list[tuple[int, int, str]]) -> None:
    turtle = "question:q a kg:Question ."
    turtle += "".join(f"claim:h{n} a kg:Claim ; kg:answers question:q . claim:e{n} a kg:Claim ." for n in range(3))
    for at, (evidence, hypothesis, relation) in enumerate(links):
        turtle += f"link:{at} kg:from claim:e{evidence} ; kg:to claim:h{hypothesis} ; kg:relation relation:{relation} ."

    def cell(evidence: int, hypothesis: int) -> float:
        drawn = {relation for one, other, relation in links if (one, other) == (evidence, hypothesis)}
        return statistics.mean(WORTH[relation] for relation in drawn) if drawn else 0.0

    found = hypotheses.weigh_hypotheses(held(turtle), iri("question:q"))

    against = {f"h{n}": sum(min(0.0, cell(e, n)) ** 2 for e in range(3)) for n in range(3)}
    assert against == dict(
        zip((claim.rpartition("/")[2] for claim in found.hypotheses), found.inconsistency, strict=True)
    )
    assert {f"e{e}": statistics.pstdev([cell(e, n) for n in range(3)]) for e in {link[0] for link in links}} == {
        one.claim.rpartition("/")[2]: one.diagnosticity for one in found.evidence
    }
