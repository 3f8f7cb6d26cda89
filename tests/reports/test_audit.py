"""Each check of an audit on a graph made by hand, drift and figures against a brute force, and profiles."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from graphs import dense, held, iri, says
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.provenance.chains import index_assertions
from kgraph.provenance.entailment import broader, find_nearest_broader
from kgraph.provenance.figures import Figure, conflicts, count_apart, figures, outdated
from kgraph.provenance.hedges import find_drift
from kgraph.render import writers
from kgraph.reports import audit as auditing
from kgraph.reports.audit_checks import CHECKS
from kgraph.reports.audit_profile import default_profile, read_profile

OWN = "; kg:inDocument doc:d"
HOP = "; kg:reportedIn doc:d"
BARE = "; kg:basis basis:noneStated"
HEARD = "; kg:basis basis:hearsay"


def found(check: str, turtle: str) -> list[tuple[str, ...]]:
    """List the claims of each finding of a check."""
    audit = auditing.audit(held(turtle), default_profile())
    (section,) = (one for one in audit.sections if one.check.name == check)
    return [tuple(map(contract, entry.claims)) for entry in section.entries]


UNNAMED = "anon:x a kg:AnonymousSource ; kg:sector sector:intelligence .\n"
RELAY = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b ; kg:basis basis:statement")
MEMO = 'work:m a kg:Work ; dcterms:title "Memo" ; kg:access access:unpublished .\n'
ACCUSED = "claim:c kg:target actor:p ; kg:accuses actor:p . actor:p a kg:Person .\n"
QUOTED = "; kg:speechMode speech:direct"
FIGURES = """claim:c kg:quantity qty:q ; kg:value "1" ; kg:low 1 ; kg:high 4 ; kg:unit "people" ; kg:asOf "2022-01-08" .
claim:f a kg:Claim ; kg:quantity qty:q ; kg:value "9" ; kg:low {low} ; kg:unit "{unit}" ; kg:asOf "{on}" .
"""
NAMES = "".join(
    f'actor:{name.lower()} a kg:Person ; skos:prefLabel "{name}" .\n' for name in ("Ann", "Bob", "Cleo", "Dan")
)
ASSERTED, DENIED = (
    says(stance, who, stance, OWN + BARE) for who, stance in (("actor:ann", "asserts"), ("actor:bob", "denies"))
)
C: list[tuple[str, ...]] = [("claim:c",)]
NOTHING: list[tuple[str, ...]] = []
BROADER = """claim:w a kg:Claim . claim:v a kg:Claim . claim:n a kg:Claim .
link:b1 kg:from claim:v ; kg:to claim:c ; kg:relation relation:broaderThan .
link:b2 kg:from claim:w ; kg:to claim:v ; kg:relation relation:broaderThan .
link:b3 kg:from claim:c ; kg:to claim:n ; kg:relation relation:broaderThan .
"""
REPLACED = "work:new a kg:Work ; dcterms:replaces work:old . work:old a kg:Work .\n"
SPOKEN = (
    says("b", "actor:bob", "asserts", HOP + '; kg:saidOn "2022-01-07" ; kg:certainty certainty:certain')
    + "as:d a kg:Assertion ; kg:asserts claim:c ; kg:attributedTo actor:bob ; kg:stance stance:{0} ; "
    'kg:certainty certainty:{1} ; kg:saidOn "{2}" .\n'
)
LINK = "claim:e a kg:Claim . link:1 kg:from claim:e ; kg:to claim:c ; kg:relation relation:{0} .\n"
CASES = {
    "a bare claim": ("unsourced", says("a", "actor:ann", "asserts", OWN + BARE), C),
    "bare here and inferred there": (
        "unsourced",
        says("a", "actor:ann", "asserts", OWN + BARE)
        + says("b", "actor:bob", "asserts", OWN + "; kg:basis basis:inference"),
        NOTHING,
    ),
    "a relay to who does not say": ("unsourced", RELAY + says("b", "actor:bob", "asserts", HOP + BARE), NOTHING),
    "a speaker who gives no grounds": ("groundless", RELAY + says("b", "actor:bob", "asserts", HOP + BARE), C),
    "a speaker who was there": (
        "groundless",
        RELAY + says("b", "actor:bob", "asserts", HOP + "; kg:basis basis:firsthand"),
        NOTHING,
    ),
    "grounds missing in the document's own words": (
        "groundless",
        says("a", "actor:ann", "asserts", OWN + BARE),
        NOTHING,
    ),
    "an unnamed root that cites what nobody can look up": (
        "anonymous",
        UNNAMED + MEMO + RELAY + says("b", "anon:x", "asserts", HOP + "; kg:cites work:m"),
        C,
    ),
    "an unnamed root that also cites a treaty": (
        "anonymous",
        UNNAMED + MEMO + RELAY + says("b", "anon:x", "asserts", HOP + "; kg:cites work:m, work:w"),
        NOTHING,
    ),
    "a work that nobody can look up as the speaker": (
        "anonymous",
        MEMO + RELAY + says("b", "work:m", "asserts", HOP),
        C,
    ),
    "an accusation that cites what nobody can look up": (
        "accusation",
        ACCUSED
        + MEMO
        + says("a", "actor:ann", "asserts", OWN + QUOTED + "; kg:basis basis:document ; kg:cites work:m"),
        C,
    ),
    "one unnamed root": ("anonymous", UNNAMED + RELAY + says("b", "anon:x", "asserts", HOP), C),
    "an unnamed root three hops away": (
        "anonymous",
        UNNAMED
        + RELAY
        + says("b", "actor:bob", "reports", HOP + "; kg:relays as:x")
        + says("x", "anon:x", "asserts", HOP),
        C,
    ),
    "an unnamed root that cites a work": (
        "anonymous",
        UNNAMED + RELAY + says("b", "anon:x", "asserts", HOP + "; kg:cites work:w"),
        NOTHING,
    ),
    "an unnamed relay of a named root": (
        "anonymous",
        UNNAMED
        + RELAY
        + says("b", "anon:x", "reports", HOP + "; kg:relays as:x")
        + says("x", "actor:bob", "asserts", HOP),
        NOTHING,
    ),
    "two documents with one root": (
        "echo",
        RELAY
        + says("b", "actor:bob", "asserts", HOP)
        + says("z", "actor:cleo", "reports", "; kg:inDocument doc:e ; kg:relays as:b"),
        C,
    ),
    "two documents of which each cites one work": (
        "echo",
        says("a", "actor:ann", "asserts", OWN + "; kg:cites work:w")
        + says("z", "actor:cleo", "asserts", "; kg:inDocument doc:e ; kg:cites work:w"),
        C,
    ),
    "one document that says it twice": (
        "echo",
        RELAY + says("b", "actor:bob", "asserts", HOP) + says("z", "actor:ann", "reports", OWN + "; kg:relays as:b"),
        NOTHING,
    ),
    "two documents with two roots": (
        "echo",
        RELAY + says("b", "actor:bob", "asserts", HOP) + says("z", "actor:cleo", "asserts", "; kg:inDocument doc:e"),
        NOTHING,
    ),
    "a circle": (
        "circular",
        says("a", "doc:d", "reports", OWN + "; kg:relays as:b")
        + says("b", "doc:e", "reports", "; kg:inDocument doc:e ; kg:relays as:a"),
        C,
    ),
    "both sides of one claim": (
        "contradicted",
        says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "denies", OWN),
        C,
    ),
    "a link that gives a reason to doubt": ("doubted", LINK.format("disputes"), [("claim:c", "claim:e")]),
    "a link that contradicts gives no mere doubt": ("doubted", LINK.format("contradicts"), NOTHING),
    "a link that contradicts": ("contradicted", LINK.format("contradicts"), [("claim:e", "claim:c")]),
    "one side of a claim and the other of a broader one": (
        "contradicted",
        BROADER + says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "denies", OWN, claim="v"),
        C,
    ),
    "one side of a claim and the other of one two links broader": (
        "contradicted",
        BROADER + says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "denies", OWN, claim="w"),
        C,
    ),
    "one side of a claim and the other of a narrower one": (
        "contradicted",
        BROADER + says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "denies", OWN, claim="n"),
        NOTHING,
    ),
    "a doubt on neither side": (
        "contradicted",
        says("a", "actor:ann", "asserts", OWN) + says("b", "actor:bob", "questions", OWN),
        NOTHING,
    ),
    "an accusation by an unnamed source": (
        "accusation",
        UNNAMED + ACCUSED + RELAY + says("b", "anon:x", "asserts", HOP + QUOTED),
        C,
    ),
    "an accusation without a quotation": ("accusation", ACCUSED + RELAY + says("b", "actor:bob", "asserts", HOP), C),
    "an accusation that is quoted and named": (
        "accusation",
        ACCUSED + RELAY + says("b", "actor:bob", "asserts", HOP + QUOTED),
        NOTHING,
    ),
    "an accusation that the document denies": (
        "accusation",
        ACCUSED + says("a", "actor:ann", "denies", OWN + "; kg:relays as:b") + says("b", "actor:bob", "asserts", HOP),
        NOTHING,
    ),
    "an act that nobody is accused of": (
        "accusation",
        ACCUSED.replace("kg:accuses", "kg:agent") + RELAY + says("b", "actor:bob", "asserts", HOP),
        NOTHING,
    ),
    "an accusation of the dead": (
        "accusation",
        ACCUSED + 'actor:p schema:deathDate "2021" .' + RELAY + says("b", "actor:bob", "asserts", HOP),
        NOTHING,
    ),
    "figures that do not meet": (
        "figures",
        FIGURES.format(low=5, unit="people", on="2022-01-08"),
        [("claim:c", "claim:f")],
    ),
    "figures that touch": ("figures", FIGURES.format(low=4, unit="people", on="2022-01-08"), NOTHING),
    "figures of two units": ("figures", FIGURES.format(low=5, unit="troops", on="2022-01-08"), NOTHING),
    "hearsay that nobody asserts": ("hearsay", says("a", "actor:ann", "reports", OWN + HEARD), C),
    "hearsay that a relaying speaker passes on": (
        "hearsay",
        RELAY + says("b", "actor:bob", "distances", HOP + HEARD) + DENIED,
        C,
    ),
    "hearsay, and somebody who asserts it": (
        "hearsay",
        says("a", "actor:ann", "reports", OWN + HEARD) + says("b", "actor:bob", "asserts", OWN),
        NOTHING,
    ),
    "hearsay that is asserted": ("hearsay", says("a", "actor:ann", "asserts", OWN + HEARD), NOTHING),
    "a denial from hearsay": ("hearsay", says("a", "actor:ann", "denies", OWN + HEARD), NOTHING),
    "a cited work that another replaces": (
        "replaced-source",
        REPLACED + says("a", "actor:ann", "asserts", OWN + "; kg:cites work:old"),
        C,
    ),
    "a relayed work that another replaces": (
        "replaced-source",
        REPLACED + RELAY + says("b", "work:old", "asserts", HOP),
        C,
    ),
    "a work spoken in that another replaces": (
        "replaced-source",
        REPLACED + RELAY + says("b", "actor:bob", "asserts", HOP + "; kg:saidIn work:old"),
        C,
    ),
    "a cited work that replaces another": (
        "replaced-source",
        REPLACED + says("a", "actor:ann", "asserts", OWN + "; kg:cites work:new"),
        NOTHING,
    ),
    "a speaker who denies it later": ("replaced-source", SPOKEN.format("denies", "certain", "2022-01-09"), C),
    "a speaker who is less sure later": ("replaced-source", SPOKEN.format("asserts", "possible", "2022-01-09"), C),
    "a speaker who says it again later": (
        "replaced-source",
        SPOKEN.format("asserts", "certain", "2022-01-09"),
        NOTHING,
    ),
    "a speaker who says it otherwise in that month": (
        "replaced-source",
        SPOKEN.format("denies", "certain", "2022-01"),
        NOTHING,
    ),
    "support and nothing else": ("one-sided", LINK.format("supports") + says("a", "actor:ann", "asserts", OWN), C),
    "two documents of which one denies": (
        "echo",
        says("a", "actor:ann", "denies", OWN + "; kg:relays as:r")
        + says("b", "actor:cleo", "reports", "; kg:inDocument doc:e ; kg:relays as:r")
        + says("r", "actor:bob", "asserts", HOP),
        NOTHING,
    ),
    "two documents of which one denies and also reports": (
        "echo",
        says("a", "actor:ann", "denies", OWN + "; kg:relays as:r")
        + says("x", "actor:ann", "reports", OWN + "; kg:relays as:r")
        + says("b", "actor:cleo", "reports", "; kg:inDocument doc:e ; kg:relays as:r")
        + says("r", "actor:bob", "asserts", HOP),
        C,
    ),
    "support, and a contradiction that runs the other way": (
        "one-sided",
        LINK.format("supports") + "link:2 kg:from claim:c ; kg:to claim:f ; kg:relation relation:contradicts .",
        NOTHING,
    ),
    "support, and a denial": ("one-sided", LINK.format("supports") + says("a", "actor:ann", "denies", OWN), NOTHING),
    "support, and a qualification": (
        "one-sided",
        LINK.format("supports") + "link:2 kg:from claim:e ; kg:to claim:c ; kg:relation relation:qualifies .",
        NOTHING,
    ),
    "support, and a denial of a claim that a broader one is narrower than": (
        "one-sided",
        LINK.format("supports") + BROADER + says("a", "actor:ann", "denies", OWN, claim="w"),
        NOTHING,
    ),
    "support, and a denial of a narrower claim": (
        "one-sided",
        LINK.format("supports") + BROADER + says("a", "actor:ann", "denies", OWN, claim="n"),
        C,
    ),
    "what is taken back": ("retracted", says("a", "actor:ann", "retracts", OWN), C),
    "a later figure": ("superseded", FIGURES.format(low=5, unit="people", on="2022-01-09"), C),
    "a figure of the same month": ("superseded", FIGURES.format(low=5, unit="people", on="2022-01"), NOTHING),
}


@pytest.mark.parametrize("name", CASES)
def test_a_check_finds_what_it_says(name: str) -> None:
    check, turtle, expected = CASES[name]

    assert expected == found(check, turtle)


def test_every_check_is_tried_and_has_a_severity() -> None:
    names = {check.name for check in CHECKS}

    assert names == set(default_profile())
    assert names - {"hedge-drift", "lost-source"} == {check for check, _, _ in CASES.values()}


def test_a_document_and_an_actor_narrow_the_audit() -> None:
    turtle = "claim:e a kg:Claim ; kg:about actor:bob ." + says("a", "actor:ann", "asserts", OWN + BARE)
    turtle += says("b", "actor:cleo", "asserts", "; kg:inDocument doc:e" + BARE, claim="e")
    knowledge = held("doc:d a kg:Document . doc:e a kg:Document ." + turtle)

    def claims(**scope: str) -> list[str]:
        audit = auditing.audit(knowledge, default_profile(), **scope)
        return [contract(claim) for entry in audit.sections[0].entries for claim in entry.claims]

    assert ["claim:c", "claim:e"] == claims()
    assert ["claim:c"] == claims(document=iri("doc:d"))
    assert ["claim:c"] == claims(actor=iri("actor:ann"))
    assert ["claim:e"] == claims(actor=iri("actor:bob"))

    def opening(**scope: str) -> str:
        blocks = auditing.to_blocks(auditing.audit(knowledge, default_profile(), **scope))
        return " ".join(writers.write(blocks, "text").split())

    assert "Of 2 claims in 2 documents, 2 have" in opening()
    assert "Of the 1 claim that this document makes or passes on, 1 has" in opening(document=iri("doc:d"))
    assert "Of the 1 claim that this actor speaks on or is part of, 1 has" in opening(actor=iri("actor:bob"))


def test_the_date_of_the_document_of_an_audit_is_marked_where_it_is_inferred() -> None:
    knowledge = held('doc:d a kg:Document ; dcterms:issued "2022" ; kg:inferred dcterms:issued .' + ASSERTED)

    assert "doc:d, 2022, inferred" == auditing.audit(knowledge, default_profile(), document=iri("doc:d")).scope


def test_an_audit_opens_with_how_many_claims_rest_on_too_little() -> None:
    turtle = UNNAMED + RELAY + says("b", "anon:x", "asserts", HOP) + "claim:e a kg:Claim .\n"
    audit = auditing.audit(held(turtle + says("d", "actor:ann", "asserts", OWN + BARE, claim="e")), default_profile())

    assert " ".join(writers.write(auditing.to_blocks(audit), "text").split()).startswith(
        "What the claims rest on ======================= Of 2 claims in 1 document, 1 has no stated source, 1 rests "
        "only on unnamed sources and 0 trace back from several documents to one root. Scope: all documents; 2 findings."
    )


def test_a_limit_shortens_the_lists_and_no_count() -> None:
    turtle = "".join(
        f"claim:{one} a kg:Claim .\n" + says(one, "actor:ann", "asserts", OWN + BARE, claim=one) for one in "defg"
    )
    found = auditing.audit(held(turtle), default_profile())

    whole, short = (writers.write(auditing.to_blocks(found, limit), "text") for limit in (0, 3))
    assert "claim:g" in whole
    assert "claim:g" not in short
    assert "No stated source: 4\n" in short
    assert "\nAnd 1 more: `--limit 0` lists all 4.\n" in short
    sections = auditing.to_json(found, 3)["sections"]
    assert isinstance(sections, list)
    assert (sections[0]["count"], len(sections[0]["entries"])) == (4, 3)


@given(st.sets(st.tuples(*[st.integers(0, 5)] * 2), max_size=10), st.sets(st.integers(0, 5)))
def test_the_nearest_broader_claim_is_the_one_a_brute_force_finds(links: set[tuple[int, int]], among: set[int]) -> None:
    turtle = "".join(
        f"link:b{at} kg:from claim:{one} ; kg:to claim:{other} ; kg:relation relation:broaderThan .\n"
        for at, (one, other) in enumerate(sorted(links))
    )
    lookup = held(turtle).lookup
    far = {iri(f"claim:{one}"): {iri(f"claim:{one}"): 0} | broader(lookup, iri(f"claim:{one}")) for one in range(6)}
    expected = {
        one: min(((other, links) for other, links in found.items() if other in wanted), key=lambda pair: pair[::-1])
        for wanted in ({iri(f"claim:{one}") for one in among},)
        for one, found in far.items()
        if found.keys() & wanted
    }

    assert expected == find_nearest_broader(lookup, sorted(iri(f"claim:{one}") for one in among))


def words(check: str, turtle: str) -> list[tuple[str, ...]]:
    """Give each finding of a check as its words, its details and its groups."""
    audit = auditing.audit(held(NAMES + turtle), default_profile())
    (section,) = (one for one in audit.sections if one.check.name == check)
    return [(entry.words, *entry.details, *entry.groups) for entry in section.entries]


def test_a_speaker_who_denies_without_a_source_does_not_make_the_claim() -> None:
    claim = "The bank closed. (claim:c): "

    assert [(claim + "Ann; denied, without a source, by Bob", "made or passed on")] == words(
        "unsourced", ASSERTED + DENIED
    )
    assert [(claim + "denied, without a source, by Bob", "only denied")] == words("unsourced", DENIED)
    assert [(claim + "questioned by Cleo", "only questioned")] == words(
        "unsourced", says("q", "actor:cleo", "questions", OWN + BARE)
    )


def test_who_only_passes_a_figure_on_is_named_with_words_for_it() -> None:
    turtle = FIGURES.format(low=5, unit="people", on="2022-01-08") + says("d", "actor:dan", "asserts", OWN, claim="f")

    def said(passing: str) -> str:
        ((_, lowest, *_),) = words("figures", turtle + passing)
        return lowest.partition(": ")[2].partition(" (claim:c)")[0]

    heard = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b") + says(
        "b", "actor:bob", "reports", HOP + "; kg:basis basis:hearsay"
    )
    nobody = "nobody is recorded as asserting it"
    assert nobody == said("")
    assert f"{nobody}; passed on as hearsay by Bob" == said(heard)
    assert f"{nobody}; passed on by Ann" == said(says("a", "actor:ann", "distances", OWN))
    assert f"{nobody}; questioned by Ann; denied by Bob" == said(says("a", "actor:ann", "questions", OWN) + DENIED)
    assert "Cleo" == said(heard + says("c", "actor:cleo", "asserts", OWN))


def test_who_is_named_for_or_against_a_claim_keeps_how_surely() -> None:
    turtle = says("a", "actor:ann", "asserts", OWN + "; kg:cites work:w ; kg:certainty certainty:possible")
    turtle += says("b", "actor:bob", "denies", OWN + "; kg:certainty certainty:unclear")
    turtle += says("c", "actor:cleo", "asserts", OWN + "; kg:certainty certainty:certain")

    (_, asserted, denied, _) = words("contradicted", turtle)[0]

    assert "asserted by: Ann (as possible), Cleo, work:w (as possible)" == asserted
    assert "denied by: Bob (certainty unclear)" == denied


def test_a_claim_denied_with_broader_ones_names_the_nearest_and_the_condition() -> None:
    turtle = BROADER + ASSERTED + says("w", "actor:cleo", "denies", OWN, claim="w")
    claim, group = "The bank closed. (claim:c)", "broader claim denied"

    assert words("contradicted", turtle) == [
        (
            f"if the 2 links in a row hold, denied together with a broader claim: {claim}",
            "asserted by: Ann",
            "denied by: Cleo: claim:w",
            group,
        )
    ]
    assert words("contradicted", turtle + says("v", "actor:bob", "denies", OWN, claim="v")) == [
        (
            f"if the link holds, denied together with a broader claim: {claim}",
            "asserted by: Ann",
            "denied by: Bob: claim:v",
            group,
        )
    ]


def test_a_bare_claim_names_who_makes_it_with_how_surely() -> None:
    turtle = says("a", "actor:ann", "asserts", OWN + BARE + "; kg:certainty certainty:probable")

    assert [("The bank closed. (claim:c): Ann (as probable)", "made or passed on")] == words("unsourced", turtle)


def test_a_member_of_a_circle_who_also_asserts_outside_it_is_a_root_outside() -> None:
    turtle = says("a", "doc:d", "reports", OWN + "; kg:relays as:b")
    turtle += says("b", "doc:e", "reports", "; kg:inDocument doc:e ; kg:relays as:a")

    assert [("The bank closed. (claim:c): doc:d, doc:e", "no root outside the circle")] == words("circular", turtle)
    turtle += says("c", "doc:e", "asserts", "; kg:inDocument doc:e ; kg:basis basis:firsthand")
    assert [("The bank closed. (claim:c): doc:d, doc:e", "roots outside the circle: doc:e")] == words(
        "circular", turtle
    )


def test_what_replaces_a_work_is_named_with_its_date_and_who_rests_on_the_old() -> None:
    turtle = REPLACED + 'work:new dcterms:issued "2022-01-08" ; dcterms:title "New" . work:old dcterms:title "Old" .\n'

    assert [
        (
            "The bank closed. (claim:c): rests on “Old” (work:old), which is replaced by “New” (work:new), 2022-01-08",
            "used by: Ann",
            "work replaced",
        )
    ] == words("replaced-source", turtle + says("a", "actor:ann", "asserts", OWN + "; kg:cites work:old"))


def test_a_changed_position_is_listed_by_day() -> None:
    assert [
        (
            "The bank closed. (claim:c): Bob says something else later",
            "2022-01-07: asserts, certain",
            "2022-01-09: denies, probable",
            "speaker changed",
        )
    ] == words("replaced-source", SPOKEN.format("denies", "probable", "2022-01-09"))


def test_an_echo_is_found_where_more_chains_run_than_are_listed() -> None:
    ((said, root, documents),) = words("echo", dense(10))

    assert "The bank closed. (claim:c): 10 documents, one root" == said
    assert ("root: actor:root", 10) == (root, documents.count("doc:"))


# Drift, on every pair of codes, against its meaning written out


CERTAINTIES = ("certain", "probable", "possible", "unclear")


@pytest.mark.parametrize("stance", ["asserts", "reports", "distances", "denies", "questions"])
@pytest.mark.parametrize(("outer", "inner"), list(product(CERTAINTIES, repeat=2)))
def test_certainty_drifts_where_it_rises_and_is_passed_on(outer: str, inner: str, stance: str) -> None:
    rising = {("certain", "probable"), ("certain", "possible"), ("probable", "possible")}
    graph = index_assertions(
        held(
            says("a", "actor:ann", stance, OWN + f"; kg:relays as:b ; kg:certainty certainty:{outer}")
            + says("b", "actor:bob", "asserts", HOP + f"; kg:certainty certainty:{inner}")
        )
    )

    assert ((outer, inner) in rising and stance in ("asserts", "reports")) == bool(find_drift(graph))


def test_a_denial_that_is_passed_on_more_surely_is_no_claim_that_gets_surer() -> None:
    turtle = says("a", "actor:ann", "asserts", OWN + "; kg:relays as:b, as:c ; kg:certainty certainty:probable")
    turtle += says("b", "actor:bob", "asserts", HOP + "; kg:certainty certainty:probable")
    turtle += says("c", "actor:cleo", "denies", HOP + "; kg:certainty certainty:possible")
    turtle += says("z", "actor:ann", "asserts", OWN + BARE + "; kg:certainty certainty:certain")

    assert [("repeated", iri("as:z"), iri("as:a"))] == [
        (one.kind, one.outer, one.inner) for one in find_drift(index_assertions(held(turtle)))
    ]
    assert (
        "Ann has it from Bob, as probable, and also says it without a source, as certain"
        in words("lost-source", turtle)[0][0]
    )


def test_attribution_is_lost_where_a_document_is_named_as_saying_what_it_reports() -> None:
    def kinds(stance: str) -> list[str]:
        relayed = says("b", "doc:e", "asserts", HOP + "; kg:relays as:x") + says(
            "x", "doc:e", stance, "; kg:inDocument doc:e ; kg:relays as:y"
        )
        graph = index_assertions(
            held(
                says("a", "actor:ann", "reports", OWN + "; kg:relays as:b")
                + relayed
                + says("y", "actor:bob", "asserts", "; kg:reportedIn doc:e")
            )
        )
        return [one.kind for one in find_drift(graph)]

    assert ["attribution"] == kinds("reports")
    assert [] == kinds("asserts")


def test_a_document_that_also_asserts_what_it_passes_on_is_rightly_named_as_asserting_it() -> None:
    turtle = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b")
    turtle += says("b", "doc:e", "asserts", HOP + "; kg:relays as:x, as:z")
    turtle += says("x", "doc:e", "reports", "; kg:inDocument doc:e ; kg:relays as:y")
    turtle += says("y", "actor:bob", "asserts", "; kg:reportedIn doc:e")
    turtle += says("z", "doc:e", "asserts", "; kg:inDocument doc:e ; kg:basis basis:firsthand")

    assert [] == find_drift(index_assertions(held(turtle)))


def test_a_source_named_here_and_left_out_there_is_drift() -> None:
    graph = index_assertions(
        held(RELAY + says("b", "actor:bob", "asserts", HOP) + says("z", "actor:ann", "asserts", OWN + BARE))
    )

    assert [("repeated", iri("as:z"), iri("as:a"))] == [(one.kind, one.outer, one.inner) for one in find_drift(graph)]


@pytest.mark.parametrize("stance", ["denies", "retracts", "questions"])
def test_a_denial_or_a_question_that_is_passed_on_is_no_source_to_drop(stance: str) -> None:
    bare = says("z", "actor:ann", "asserts", OWN + BARE)
    further = says("b", "actor:bob", "reports", HOP + "; kg:relays as:y") + says("y", "actor:cleo", stance, HOP)

    assert [] == find_drift(index_assertions(held(RELAY + says("b", "actor:bob", stance, HOP) + bare)))
    assert [] == find_drift(index_assertions(held(RELAY + further + bare)))


@pytest.mark.parametrize(("bare", "hedge"), list(product(CERTAINTIES, repeat=2)))
def test_a_hedge_given_here_and_left_out_there_with_its_source_is_drift(bare: str, hedge: str) -> None:
    rising = {("certain", "probable"), ("certain", "possible"), ("probable", "possible")}
    hedged = f"; kg:certainty certainty:{hedge}"
    turtle = (
        says("a", "actor:ann", "asserts", OWN + hedged + "; kg:relays as:b")
        + says("b", "actor:bob", "asserts", HOP + hedged)
        + says("z", "actor:ann", "asserts", OWN + BARE + f"; kg:certainty certainty:{bare}")
    )

    drifts = [(one.kind, one.outer, one.inner) for one in find_drift(index_assertions(held(turtle)))]

    assert ([("repeated", iri("as:z"), iri("as:a"))] if (bare, hedge) in rising else []) == drifts
    said = f"Ann has it from Bob, as {hedge}, and also says it without a source, as {bare}"
    assert all(said in finding[0] for finding in words("lost-source", turtle))


def test_a_denial_that_is_spoken_against_is_no_hedge_to_drop() -> None:
    turtle = (
        says("a", "actor:ann", "asserts", OWN + "; kg:relays as:b")
        + says("b", "actor:bob", "denies", HOP + "; kg:certainty certainty:possible")
        + says("z", "actor:ann", "asserts", OWN + BARE + "; kg:certainty certainty:certain")
    )

    assert [] == find_drift(index_assertions(held(turtle)))


Voice = tuple[str, str, str]
"""Speaker, stance, certainty."""
VOICE: st.SearchStrategy[Voice] = st.tuples(
    st.sampled_from(("actor:ann", "doc:d", "doc:e")),
    st.sampled_from(("asserts", "reports", "distances", "denies")),
    st.sampled_from(CERTAINTIES),
)
SAID = st.lists(
    st.tuples(
        st.sampled_from(("doc:d", "doc:d", "doc:e")),
        st.lists(VOICE, min_size=1, max_size=2),
        st.sampled_from(("noneStated", "noneStated", "inference")),
        st.sampled_from((False, False, True)),
    ),
    min_size=2,
    max_size=4,
)
"""Chains: the document, who speaks from the outside in, what the last goes by, and whether the first cites a work."""


@dataclass(frozen=True, slots=True)
class Said:
    speaker: str
    stance: str
    certainty: str
    basis: str
    cites: bool
    document: str
    is_own: bool
    relays: frozenset[int]


def _number(chains: list[tuple[str, list[Voice], str, bool]]) -> list[Said]:
    """Number the hops of chains; one by another document relays what that document says itself, as loading has it."""
    at, starts = 0, list[tuple[int, str]]()
    for document, hops, _, _ in chains:
        starts.append((at, document))
        at += len(hops)
    said: list[Said] = []
    for document, hops, basis, cites in chains:
        for hop, (speaker, stance, certainty) in enumerate(hops):
            is_last = hop + 1 == len(hops)
            further = {one for one, of in starts if of == speaker != document}
            relays = frozenset(further if is_last else {len(said) + 1})
            ground = basis if is_last else "statement"
            said.append(Said(speaker, stance, certainty, ground, cites and not hop, document, not hop, relays))
    return said


def _drifts(said: list[Said]) -> set[tuple[str, int, int]]:
    """Write the meaning out for every pair of assertions."""
    rank = {"possible": 1, "probable": 2, "certain": 3}
    handing, aside = ("asserts", "reports"), ("reports", "distances")
    found: set[tuple[str, int, int]] = set()

    def surer(one: Said, other: Said) -> bool:
        is_ranked = one.certainty in rank and other.certainty in rank and other.stance in handing
        return is_ranked and rank[one.certainty] > rank[other.certainty]

    def carries(at: int, seen: frozenset[int]) -> bool:
        one = said[at]
        further = any(carries(to, seen | {to}) for to in one.relays - seen) if one.relays else True
        return one.stance == "asserts" or (one.stance in aside and further)

    for (at, one), (to, other) in product(enumerate(said), repeat=2):
        if to in one.relays:
            if one.stance in handing and surer(one, other):
                found.add(("certainty", at, to))
            goes_on = one.speaker == other.document != one.document
            said_there = {said[behind].stance for behind in one.relays if said[behind].document == one.speaker}
            if one.stance == "asserts" and goes_on and other.stance in aside and "asserts" not in said_there:
                found.add(("attribution", at, to))
        is_bare = one.is_own and one.stance == "asserts" and one.basis == "noneStated"
        if is_bare and not one.cites and not one.relays and other.is_own and other.document == one.document:
            hedged = other.stance == "asserts" and any(surer(one, said[behind]) for behind in other.relays)
            if other.relays and ((other.stance in aside and carries(to, frozenset({to}))) or hedged):
                found.add(("repeated", at, to))
    repeated = sorted((drift for drift in found if drift[0] == "repeated"), reverse=True)
    first = {at: ("repeated", at, to) for _, at, to in repeated}  # one place is named, the first
    return found - set(repeated) | set(first.values())


@settings(max_examples=300)
@given(SAID)
def test_drift_is_what_its_meaning_says_of_every_pair(chains: list[tuple[str, list[Voice], str, bool]]) -> None:
    said = _number(chains)
    turtle = ""
    for at, one in enumerate(said):
        rest = f"; kg:certainty certainty:{one.certainty} ; kg:basis basis:{one.basis} "
        rest += f"; kg:{'inDocument' if one.is_own else 'reportedIn'} {one.document} "
        rest += "; kg:cites work:w " if one.cites else ""
        turtle += says(str(at), one.speaker, one.stance, rest + "".join(f"; kg:relays as:{to} " for to in one.relays))

    def number(assertion: str) -> int:
        return int(assertion.rpartition("/")[2])

    found = find_drift(index_assertions(held(turtle)))

    assert _drifts(said) == {(one.kind, number(one.outer), number(one.inner)) for one in found}


RANGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=8)


@given(RANGES)
def test_figures_apart_are_those_that_do_not_meet(ranges: list[list[int]]) -> None:
    listed = [Figure(str(at), Decimal(low), Decimal(high), "") for at, (low, high) in enumerate(ranges)]
    expected = [sum(one.high < other.low or other.high < one.low for other in listed) for one in listed]

    assert [(number, number) for number in expected] == [tuple(apart) for apart in count_apart(listed)]


Printed = tuple[tuple[int | None, int | None], str, str]
PRINTED: st.SearchStrategy[list[Printed]] = st.lists(
    st.tuples(
        st.sampled_from(
            [(low, high) for low in (None, *range(-3, 4)) for high in (None, *range(-3 if low is None else low, 4))]
        ),
        st.sampled_from(("", "people", "troops")),
        st.sampled_from(("", "2021", "2022", "2022-01", "2022-01-08", "2022-01-10")),
    ),
    max_size=6,
)
"""Figures of one quantity, whose unit is people: from where to where, a unit of their own, and the day."""


@given(PRINTED)
def test_figures_conflict_and_are_overtaken_as_their_meaning_says_of_every_pair(
    printed: list[Printed],
) -> None:
    turtle = 'qty:q kg:unit "people" .\n'
    for at, ((low, high), unit, day) in enumerate(printed):
        turtle += f'claim:f{at} a kg:Claim ; kg:quantity qty:q ; kg:value "n"'
        turtle += "".join(f" ; kg:{key} {value}" for key, value in (("low", low), ("high", high)) if value is not None)
        turtle += "".join(f' ; kg:{key} "{value}"' for key, value in (("unit", unit), ("asOf", day)) if value) + " .\n"
    ranges = {
        f"claim:f{at}": (-9 if low is None else low, 9 if high is None else high, unit or "people", day)
        for at, ((low, high), unit, day) in enumerate(printed)
        if low is not None or high is not None
    }

    def apart(one: str, other: str) -> bool:
        mine, theirs = ranges[one], ranges[other]
        return mine[2] == theirs[2] and (mine[1] < theirs[0] or theirs[1] < mine[0])

    def may_be_of_one_day(one: str, other: str) -> bool:
        mine, theirs = ranges[one][3], ranges[other][3]
        return mine.startswith(theirs) or theirs.startswith(mine)

    known = figures(held(turtle).lookup)

    expected = {
        one: (sum(others), sum(apart(one, other) and may_be_of_one_day(one, other) for other in ranges))
        for one in ranges
        if any(others := [apart(one, other) for other in ranges])
    }

    assert expected == {
        contract(one.claim): tuple(number)
        for found in conflicts(known)
        for one, number in found.figures
        if number.total
    }
    later = {
        one
        for one, (*_, day) in ranges.items()
        for other, (*_, later_day) in ranges.items()
        if day and apart(one, other) and later_day[: len(day)] > day[: len(later_day)]
    }
    assert {contract(old.claim) for old, _ in outdated(known)} == later


# Profiles


def test_a_profile_weighs_findings(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[severity]\nunsourced = "error"\nanonymous = "off"\n')
    audit = auditing.audit(held(says("a", "actor:ann", "asserts", OWN + BARE)), read_profile(path))

    assert ("anonymous",) == audit.off
    assert auditing.failed(audit, "error")
    assert not auditing.failed(audit, "never")
    assert not auditing.failed(
        auditing.audit(held(says("a", "actor:ann", "asserts", OWN + BARE)), default_profile()), "error"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# a\n[severity]\nunsorced = "error"\n', "3: there is no check `unsorced`: did you mean `unsourced`?"),
        ('[severity]\necho = "grave"\n', "2: `grave` is not a severity: write error, warning, info, off"),
        ('\n[severities]\necho = "error"\n', "2: `severities` is not a key of a profile"),
        ("severity = 3\n", "1: `severity` is not a key of a profile"),
        ("[severity\n", "is not valid TOML: .*line 1"),
        ("[severity]\necho = 1\n", "2: `1` is not a severity"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text)

    with pytest.raises(UsageError, match=said):
        read_profile(path)
