"""What one claim rests on: each sentence, weakest link and gap on a graph small enough to check by eye."""

from dataclasses import replace

import pytest
from graphs import held, iri, says
from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.diagnostics import Span
from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG
from kgraph.provenance.citations import Whereabouts
from kgraph.provenance.ratings import Rated, meanings
from kgraph.render import writers
from kgraph.render.blocks import Block
from kgraph.reports import trace_report
from kgraph.reports.trace import Trace, to_json, trace
from kgraph.store.resolve import resolve

PEOPLE = """
actor:ann a kg:Person ; skos:prefLabel "Ann" . actor:bob a kg:Person ; skos:prefLabel "Bob" .
actor:cleo a kg:Person ; skos:prefLabel "Cleo" . actor:miners a kg:Group ; skos:prefLabel "The miners" .
anon:x a kg:AnonymousSource ; skos:prefLabel "An official in Ann's text" .
doc:d a kg:Document ; dcterms:title "News" ; dcterms:issued "2022-01-10" . doc:e a kg:Document ; dcterms:title "Old" .
work:w a kg:Work ; dcterms:title "The treaty" .
"""
IN = "“News” (doc:d), 2022-01-10, in which "
OWN = "; kg:inDocument doc:d"
HOP = "; kg:reportedIn doc:d"


def locate(subject: str, predicate: str | None = None) -> tuple[str, Span | None]:
    return f"notes/{subject.rpartition('/')[2]}.yaml", Span(7, 5, 7, 9) if predicate == KG.firstWords else None


def traced(turtle: str, claim: str = "claim:c") -> Trace:
    found = trace(held(PEOPLE + turtle), iri(claim))
    return replace(found, places=Whereabouts(found.lookup, locate, lambda quote: f"#{quote.first},{quote.last}"))


def composed(turtle: str) -> list[Block]:
    return trace_report.to_blocks(traced(turtle))


def sentence(turtle: str) -> str:
    (found,) = traced(turtle).sentences
    return found


def text(turtle: str) -> str:
    return " ".join(writers.write(composed(turtle), "text").split())


def test_a_cited_work_that_nobody_can_look_up_is_marked_and_is_no_root() -> None:
    memo = 'work:m a kg:Work ; dcterms:title "Memo" ; kg:access access:unpublished .'
    chain = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b ; kg:basis basis:statement")
    citing = traced(memo + chain + says("b", "anon:x", "asserts", HOP + "; kg:basis basis:document ; kg:cites work:m"))
    speaking = traced(memo + chain + says("b", "work:m", "asserts", HOP + "; kg:basis basis:noneStated"))

    assert "(unnamed) says, citing “Memo” (unpublished):" in citing.sentences[0]
    assert ((iri("anon:x"),), True) == (citing.standing.sides["for"].roots, citing.standing.anonymous_only)
    assert "“Memo” (unpublished) says" in speaking.sentences[0]
    assert ((iri("work:m"),), True) == (speaking.standing.sides["for"].roots, speaking.standing.anonymous_only)
    assert "“Memo”, unpublished: asserts" in writers.write(trace_report.to_blocks(speaking), "text")


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (
            says("a", "actor:ann", "asserts", OWN + "; kg:basis basis:noneStated"),
            "Ann says, without giving a source: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "denies", OWN + "; kg:basis basis:inference ; kg:certainty certainty:probable"),
            "Ann denies as probable, by inference: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "questions", OWN + "; kg:basis basis:firsthand"),
            "Ann questions, at first hand: “The bank closed.”",
        ),
        (
            says("a", "actor:miners", "asserts", OWN + "; kg:basis basis:document ; kg:cites work:w"),
            "the miners say, citing “The treaty”: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "reports", OWN + "; kg:basis basis:hearsay"),
            "Ann reports, from hearsay: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "reports", OWN + "; kg:relays as:b")
            + says("b", "actor:bob", "distances", HOP + "; kg:relays as:c")
            + says("c", "anon:x", "asserts", HOP + "; kg:basis basis:noneStated"),
            (
                "Ann reports that Bob reports, at a distance, that an official in Ann's text (unnamed) says, "
                "without giving a source: “The bank closed.”"
            ),
        ),
        (
            says("a", "actor:ann", "denies", OWN + "; kg:relays as:b")
            + says("b", "actor:bob", "reports", HOP + "; kg:relays as:c")
            + says("c", "actor:cleo", "asserts", HOP + "; kg:basis basis:firsthand"),
            "Ann denies, against the word of Bob, who reports that Cleo says, at first hand: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "denies", OWN + "; kg:relays as:b")
            + says("b", "work:w", "reports", HOP + "; kg:relays as:c")
            + says("c", "actor:cleo", "asserts", HOP + "; kg:basis basis:firsthand"),
            (
                "Ann denies, against the word of “The treaty”, which reports that Cleo says, at first hand: “The "
                "bank closed.”"
            ),
        ),
        (
            says("a", "actor:ann", "asserts", OWN + "; kg:relays as:b") + says("b", "actor:bob", "denies", HOP),
            "Ann says, against the word of Bob, who denies, on grounds ⟨unstated⟩: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "denies", OWN + "; kg:relays as:b")
            + says("b", "actor:bob", "denies", HOP + "; kg:basis basis:firsthand"),
            "Ann denies, on the word of Bob, who denies, at first hand: “The bank closed.”",
        ),
        (
            says("a", "actor:ann", "reports", OWN + "; kg:relays as:b")
            + says("b", "doc:e", "asserts", HOP + "; kg:relays as:c")
            + says("c", "doc:e", "asserts", "; kg:inDocument doc:e ; kg:basis basis:firsthand"),
            "Ann reports that “Old” says, where the text itself says, at first hand: “The bank closed.”",
        ),
    ],
)
def test_a_chain_reads_as_a_sentence(turtle: str, expected: str) -> None:
    found = {one for one in traced(turtle).sentences if one.startswith(IN)}

    assert {IN + expected} == found


@pytest.mark.parametrize(
    ("descriptor", "verb"),
    [
        ("two members of the works council", "say"),
        ("senior officials in the ministry", "say"),
        ("those who were there", "say"),
        ("sources familiar with the talks", "say"),
        ("senior officials quoted by the agency", "say"),
        ("witnesses, among them a nurse", "say"),
        ("members, past and present", "say"),
        ("residents there", "say"),
        ("women", "say"),
        ("a source of the security services", "says"),
        ("the first of two sources", "says"),
        ("a friend of the family who knows the owners", "says"),
    ],
)
def test_who_is_described_says_or_say_it(descriptor: str, verb: str) -> None:
    turtle = f'anon:y a kg:AnonymousSource ; kg:descriptor "{descriptor}" .' + says("a", "anon:y", "asserts", OWN)

    assert f"{descriptor} (unnamed) {verb}," in sentence(turtle)


@pytest.mark.parametrize(
    ("inferred", "expected"),
    [
        ("dcterms:issued", "2022-01-10, inferred, in which"),
        ("dcterms:creator, dcterms:issued, dcterms:title", "2022-01-10, date and author inferred, in which"),
        ("dcterms:creator", "2022-01-10, author inferred, in which"),
        ("dcterms:title", "2022-01-10, in which"),
    ],
)
def test_what_is_inferred_of_a_document_is_marked(inferred: str, expected: str) -> None:
    turtle = f"doc:d kg:inferred {inferred} ." + says("a", "actor:ann", "asserts", OWN)

    assert f"“News” (doc:d), {expected} Ann says" in sentence(turtle)
    tree = writers.write(composed(turtle), "text").partition("to its roots\n")[2]
    assert f"“News” (doc:d), {expected.removesuffix(', in which')}\n└─ Ann" in tree


RATED = "rating:{0} kg:rates {1} ; kg:reliability reliability:{2} ; kg:rater actor:cleo ; kg:reason 'r' .\n"
CHAIN = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b") + says(
    "b", "actor:bob", "asserts", HOP + "; kg:basis basis:noneStated"
)


def test_the_weakest_link_is_the_lowest_rating_on_the_chain() -> None:
    (weakness,) = traced(
        PEOPLE + CHAIN + RATED.format(1, "actor:ann", "B") + RATED.format(2, "actor:bob", "D")
    ).weaknesses

    assert [("D", iri("actor:bob"))] == [(one.grade, one.of) for one in weakness.lowest]
    assert (iri("actor:bob"), ()) == (weakness.gap, weakness.unrated)


def test_what_cannot_be_judged_is_no_grade_and_no_middle() -> None:
    (weakness,) = traced(
        PEOPLE + CHAIN + RATED.format(1, "actor:ann", "B") + RATED.format(2, "actor:bob", "F")
    ).weaknesses

    assert ["B"] == [one.grade for one in weakness.lowest]
    assert ["F"] == [one.grade for one in weakness.unknown]
    assert "cannot be judged" in meanings()["F"]
    assert "cannot be judged" in meanings()["6"]


def test_ratings_of_one_source_stand_side_by_side() -> None:
    (weakness,) = traced(
        PEOPLE + CHAIN + RATED.format(1, "actor:bob", "A") + RATED.format(2, "actor:bob", "E")
    ).weaknesses

    assert ["E"] == [one.grade for one in weakness.lowest]
    assert ["A"] == [one.grade for one in weakness.beside]
    assert (iri("actor:ann"),) == weakness.unrated


def test_a_work_cited_at_the_end_may_be_the_weakest_link() -> None:
    turtle = says("a", "actor:ann", "asserts", OWN + "; kg:cites work:w")
    ratings = RATED.format(1, "actor:ann", "B") + RATED.format(2, "work:w", "D") + RATED.format(3, "work:w", "A")
    (weakness,) = traced(turtle + ratings).weaknesses

    assert [("work:w", "D")] == [(one.of.rpartition("id/")[2].replace("/", ":"), one.grade) for one in weakness.lowest]
    assert "Weakest link: “The treaty”: D (not usually reliable), by Cleo; also “The treaty”: A (" in text(
        turtle + ratings
    )
    assert "Not rated: “The treaty”" in text(turtle + RATED.format(1, "actor:ann", "B"))


def test_a_document_on_the_chain_may_be_the_weakest_link_and_is_not_told_of_as_unrated() -> None:
    goes_on = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b") + says(
        "b", "doc:e", "asserts", HOP + "; kg:relays as:c"
    )
    goes_on += says("c", "actor:bob", "asserts", "; kg:inDocument doc:e")

    said = text(goes_on + RATED.format(1, "doc:d", "B") + RATED.format(2, "doc:e", "D"))

    assert "Weakest link: “Old”: D (not usually reliable), by Cleo. Not rated: Ann, Bob." in said
    assert "Not rated: Ann, “Old”, Bob." in text(goes_on + RATED.format(1, "doc:d", "B"))


def test_without_a_rating_a_chain_has_no_grade() -> None:
    said = text(CHAIN)

    assert "Nobody rated a speaker or cited work on the chains." in said


def test_the_tree_goes_from_the_document_to_the_gap() -> None:
    found = writers.write(composed(CHAIN), "text")

    assert (
        "“News” (doc:d), 2022-01-10\n└─ Ann: reports it\n   └─ Bob: asserts it\n      └─ ⟨unstated⟩\n"
        in found.partition("to its roots\n")[2]
    )


def test_one_passage_more_is_no_sentence_more() -> None:
    again = says("z", "actor:ann", "reports", OWN + "; kg:relays as:b")

    said = writers.write(composed(CHAIN + again), "text")

    assert 1 == said.count("in which Ann reports")


PASSAGE = """
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix anchor: <{IDS}anchor/> . @prefix span: <{IDS}span/> .
doc:d schema:url "{url}" .
as:a kg:passage anchor:p . anchor:p oa:hasSource doc:d ; oa:hasSelector span:p .
span:p kg:firstWords "The bank <b>" ; kg:lastWords "was shut" ; oa:start 120 ; oa:end 164 .
"""


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c", "https://example.org/a#b", "javascript:alert(1)"])
def test_a_passage_is_given_with_its_file_its_place_and_its_address(url: str) -> None:
    turtle = CHAIN + PASSAGE.replace("{url}", url).replace("{IDS}", IDS)
    found = traced(turtle)
    text, markdown, page = (writers.write(composed(turtle), form) for form in ("text", "markdown", "html"))
    chains = to_json(found)["chains"]
    assert isinstance(chains, list)
    address = f"{url}#The bank <b>,was shut" if "&" in url else ""

    assert ("    Passage: “The bank <b> … was shut”\n    at notes/p.yaml:7, characters 120–164\n") in text
    assert ("](<https://example.org/a?b=1&c#The bank %3Cb%3E,was shut>)" in markdown) == bool(address)
    assert ('<a href="https://example.org/a?b=1&amp;c#The bank &lt;b&gt;,was shut">at' in page) == bool(address)
    assert "javascript" not in markdown + page
    place = {"path": "notes/p.yaml", "line": 7, "document": "doc:d", "start": 120, "end": 164, "url": address}
    assert [place] == [one["at"] for one in chains]
    assert [place, None] == [hop["at"] for one in chains for hop in one["hops"]]


@pytest.mark.parametrize(
    ("turtle", "answer"),
    [
        (CHAIN, "Asserted by Bob; nobody denies it."),
        (CHAIN + says("z", "actor:cleo", "denies", OWN), "Asserted by Bob; denied by Cleo."),
        (says("a", "anon:x", "asserts", OWN), "Asserted by an official in Ann's text (unnamed); nobody denies it."),
        (
            says("a", "actor:ann", "reports", OWN) + says("z", "actor:cleo", "denies", OWN),
            "Nobody is recorded as asserting it; passed on by Ann; denied by Cleo.",
        ),
        (
            "".join(says(f"n{at}", f"actor:n{at}", "asserts", OWN) for at in range(5)),
            "Asserted by actor:n0, actor:n1, actor:n2 and 2 others; nobody denies it.",
        ),
    ],
)
def test_a_trace_opens_with_those_who_assert_and_deny_the_claim(turtle: str, answer: str) -> None:
    assert f"The bank closed. ================ {answer} " in text(turtle)


def test_documents_are_counted_against_roots() -> None:
    other = says("z", "actor:cleo", "reports", "; kg:inDocument doc:e ; kg:relays as:b")

    assert "2 documents, 2 chains. 1 root for it. No roots against it." in text(CHAIN + other)


def test_two_roots_are_no_proof_of_independence() -> None:
    said = text(CHAIN + says("z", "actor:cleo", "asserts", "; kg:inDocument doc:e"))

    assert (
        "2 roots for it, with no recorded connection between them, which does not prove that they are independent."
        in said
    )


def test_roots_that_are_tied_are_counted_as_what_is_left_of_them() -> None:
    cited = says("a", "actor:ann", "asserts", OWN + "; kg:cites work:w")

    assert "2 roots for it. They are connected and count as one." in text(cited)
    assert "3 roots for it, 2 with no recorded connection" in text(
        cited + says("z", "actor:cleo", "asserts", "; kg:inDocument doc:e")
    )


def test_a_root_that_has_it_from_another_elsewhere_is_told_of_and_counted_no_less() -> None:
    turtle = CHAIN + says("z", "actor:ann", "asserts", OWN + "; kg:basis basis:noneStated")
    found = traced(turtle)
    said = text(turtle)

    assert (
        "2 roots for it, with no recorded connection between them, which does not prove that they are independent. "
        "1 of them also has it from another of them. No roots against it."
    ) in said
    assert "Ann (actor:ann), also has it from Bob Bob (actor:bob)" in said
    independent = to_json(found)["independent"]
    assert isinstance(independent, dict)
    assert (2, {"for": ["actor:ann"], "against": []}) == (independent["for"], independent["heardFromAnother"])


def test_roots_that_count_as_one_are_not_told_of_again() -> None:
    cited = says("b", "actor:bob", "asserts", HOP + "; kg:cites work:w")
    turtle = CHAIN.partition("as:b a ")[0] + cited + says("z", "actor:ann", "asserts", OWN + "; kg:cites work:w")

    assert "3 roots for it. They are connected and count as one. No roots" in text(turtle)


def test_who_is_known_through_a_denial_only_is_said_to_be() -> None:
    denied = says("a", "actor:ann", "denies", OWN + "; kg:relays as:b") + says("b", "actor:bob", "asserts", HOP)

    assert "keep a distance name a source that asserts it" in text(denied)
    assert "keep a distance name a source that asserts it" not in text(CHAIN)


@pytest.mark.parametrize("cites", ["", "; kg:cites work:w"])
@pytest.mark.parametrize("basis", ["noneStated", "hearsay", "firsthand", "inference", ""])
def test_a_gap_is_what_the_speaker_leaves_out(basis: str, cites: str) -> None:
    rest = f"; kg:basis basis:{basis}" if basis else ""
    turtle = CHAIN.partition("as:b a ")[0] + says("b", "actor:bob", "asserts", HOP + rest + cites)

    is_gap = basis in ("noneStated", "hearsay", "") and not cites

    assert ("Gap: the text does not say how Bob knows this." in text(turtle)) == is_gap
    assert ("└─ ⟨unstated⟩" in text(turtle)) == is_gap


GRADED = st.dictionaries(
    st.tuples(st.sampled_from(("actor:ann", "actor:bob", "work:w", "work:v", "doc:d", "doc:e")), st.integers(0, 1)),
    st.sampled_from("ABCDEF"),
    max_size=6,
)
"""Grades of two speakers, two works and two documents by two raters."""


@given(GRADED, st.sets(st.sampled_from(("work:w", "work:v"))), st.sampled_from(("noneStated", "firsthand")))
def test_the_weakest_link_is_the_one_a_brute_force_finds(
    grades: dict[tuple[str, int], str], cited: set[str], basis: str
) -> None:
    turtle = says("a", "actor:ann", "reports", OWN + "; kg:relays as:b ; kg:cites work:u")
    turtle += says("b", "actor:bob", "asserts", HOP + f"; kg:basis basis:{basis}" + "".join(map(_cites, cited)))
    turtle += "".join(RATED.format(f"{at}{rater}", one, grades[one, rater]) for at, (one, rater) in enumerate(grades))
    turtle += RATED.format("u", "work:u", "E")
    links = {"actor:ann", "actor:bob", *cited}
    on = [(one, grade) for (one, _), grade in grades.items() if one in links | {"doc:d"}]
    judged = [(one, grade) for one, grade in on if grade != "F"]
    lowest = [(one, grade) for one, grade in judged if not any(grade < other for _, other in judged)]

    (found,) = traced(turtle).weaknesses

    def told(rated: tuple[Rated, ...]) -> list[tuple[str, str]]:
        return sorted((contract(one.of), one.grade) for one in rated)

    assert sorted(lowest) == told(found.lowest)
    assert sorted((one, grade) for one, grade in on if grade == "F") == told(found.unknown)
    weakest = {one for one, _ in lowest}
    assert sorted(pair for pair in judged if pair[0] in weakest and pair not in lowest) == told(found.beside)
    assert links - {one for one, _ in on} == set(map(contract, found.unrated))
    assert ("actor:bob" if basis == "noneStated" and not cited else "") == (found.gap and contract(found.gap))


def _cites(work: str) -> str:
    return f"; kg:cites {work} "


@pytest.mark.parametrize(
    ("stance", "certainty", "expected"),
    [
        ("distances", "certain", "Ann: reports it at a distance └─"),
        ("questions", "certain", "Ann: questions it └─"),
        ("distances", "possible", "Ann: reports it at a distance, possible └─"),
        ("denies", "certain", "Ann: denies it, certain └─"),
    ],
)
def test_certainty_is_told_where_it_says_something(stance: str, certainty: str, expected: str) -> None:
    assert expected in text(says("a", "actor:ann", stance, OWN + f"; kg:certainty certainty:{certainty}"))


def test_one_end_on_neither_side_is_told_of_in_the_singular() -> None:
    assert " 1 root on neither side." in text(says("a", "actor:ann", "questions", OWN))


def test_the_thousands_of_a_long_number_are_set_apart_and_what_is_printed_stays() -> None:
    turtle = 'claim:c kg:quantity qty:q ; kg:value "up to 20000" ; kg:high 20000 ; kg:unit "people" .'

    assert "figure: “up to 20000”, read as … to 20,000 people" in text(turtle)


def test_a_link_is_read_from_both_ends_with_who_drew_it() -> None:
    links = """claim:e a kg:Claim ; kg:text "The doors were shut." .
    link:1 kg:from claim:e ; kg:to claim:c ; kg:relation relation:supports ; kg:drawnBy actor:ann ; kg:reason "why" .
    link:2 kg:from claim:c ; kg:to claim:e ; kg:relation relation:undercuts ."""

    said = text(CHAIN + links)

    assert "- supported by: The doors were shut. (claim:e) [drawn by Ann] why" in said
    assert "- undercuts: The doors were shut. (claim:e) [drawn by ⟨unstated⟩]" in said


BROADER = """claim:v a kg:Claim ; kg:text "A door was shut." . claim:w a kg:Claim ; kg:text "A thing happened." .
claim:n a kg:Claim ; kg:text "It closed at noon." . claim:m a kg:Claim ; kg:text "It closed at noon sharp." .
actor:dan a kg:Person ; skos:prefLabel "Dan" . actor:eve a kg:Person ; skos:prefLabel "Eve" .
link:1 kg:from claim:v ; kg:to claim:c ; kg:relation relation:broaderThan .
link:2 kg:from claim:w ; kg:to claim:v ; kg:relation relation:broaderThan .
link:3 kg:from claim:c ; kg:to claim:n ; kg:relation relation:broaderThan .
link:4 kg:from claim:n ; kg:to claim:m ; kg:relation relation:broaderThan .
link:5 kg:from claim:m ; kg:to claim:n ; kg:relation relation:broaderThan .
"""


def test_a_contradicting_claim_is_told_with_who_stands_for_it_and_how_strict_it_is() -> None:
    links = """claim:e a kg:Claim ; kg:text "The doors were shut." . claim:f a kg:Claim ; kg:text "They were open." .
    link:1 kg:from claim:e ; kg:to claim:c ; kg:relation relation:contradicts ; kg:strict true .
    link:2 kg:from claim:c ; kg:to claim:f ; kg:relation relation:contradicts ; kg:strict false ."""
    links += says("e", "actor:cleo", "asserts", OWN + "; kg:certainty certainty:probable", claim="e")
    found = traced(CHAIN + links)
    said = text(CHAIN + links)

    assert "(claim:e) [drawn by ⟨unstated⟩] One of the two must be true. asserted by: Cleo (as probable)" in said
    assert "(claim:f) [drawn by ⟨unstated⟩] Both may be false. Nobody is recorded as asserting it." in said
    listed = to_json(found)["links"]
    assert isinstance(listed, list)
    assert [(["actor:cleo"], True), ([], False)] == [(one["assertedBy"], one["strict"]) for one in listed]


def test_who_takes_a_side_on_a_broader_or_narrower_claim_is_told_apart_from_the_roots() -> None:
    turtle = CHAIN + BROADER
    turtle += says("v", "actor:dan", "asserts", OWN, claim="v") + says("w", "actor:dan", "denies", OWN, claim="w")
    turtle += says("n", "actor:dan", "denies", OWN, claim="n")
    turtle += says("m", "actor:eve", "asserts", OWN + "; kg:certainty certainty:possible", claim="m")

    found = traced(turtle)
    said = text(turtle)

    assert [("m", "for", 2), ("w", "against", 2)] == [
        (one.standing.claim[-1], one.side, one.links) for one in found.implied
    ]
    assert (
        "- if the 2 links in a row hold, those who assert this narrower claim also assert the one above: "
        "It closed at noon sharp. (claim:m) asserted by: Eve (as possible) - if the 2 links in a row hold, those who "
        "deny this broader claim also deny the one above: A thing happened. (claim:w) denied by: Dan"
    ) in said
    assert ((iri("actor:bob"),), ()) == (found.standing.sides["for"].roots, found.standing.sides["against"].roots)
    assert [
        {"claim": "claim:m", "side": "for", "links": 2, "by": ["actor:eve"]},
        {"claim": "claim:w", "side": "against", "links": 2, "by": ["actor:dan"]},
    ] == to_json(found)["implied"]


def test_who_asserts_a_narrower_claim_in_the_words_of_a_denier_alone_is_told_as_such() -> None:
    narrower = says("n", "actor:ann", "denies", OWN + "; kg:relays as:m", claim="n")
    narrower += says("m", "actor:dan", "asserts", HOP, claim="n")

    assert "(claim:n) asserted by: Dan Only documents that deny it, question it or keep a distance" in text(
        CHAIN + BROADER + narrower
    )


def test_one_link_to_a_narrower_claim_is_told_as_one() -> None:
    said = text(CHAIN + BROADER + says("n", "actor:dan", "asserts", OWN, claim="n"))

    assert (
        "if the link holds, those who assert this narrower claim also assert the one above: It closed at noon."
    ) in said


def test_a_circle_names_its_members() -> None:
    said = text(
        PEOPLE
        + says("a", "actor:ann", "reports", OWN + "; kg:relays as:b")
        + says("b", "doc:e", "reports", "; kg:reportedIn doc:d ; kg:relays as:c")
        + says("c", "actor:cleo", "reports", "; kg:inDocument doc:e ; kg:relays as:a, as:z")
        + says("z", "actor:bob", "asserts", "; kg:reportedIn doc:e")
    )

    assert (
        "Each passes it on from another of them: Ann (in “News”) from “Old” (in “News”); “Old” (in “News”) from Cleo "
        "(in “Old”); Cleo (in “Old”) from Ann (in “News”). in a circle ├─ Ann: reports it │ └─ relays “Old” (in “News”)"
    ) in said


def test_a_copy_about_one_claim_weighs_as_the_whole_does() -> None:
    from kgraph.provenance.chains import weigh

    turtle = (
        PEOPLE
        + CHAIN
        + "work:w dcterms:creator actor:org . actor:org kg:bodyOf actor:part . actor:part kg:bodyOf actor:state ."
        + "actor:bob kg:holds <https://w3id.org/kgraph/id/post/1> . claim:z a kg:Claim ."
        + "<https://w3id.org/kgraph/id/post/1> kg:postAt actor:body . actor:body kg:bodyOf actor:state ."
        + says("q", "actor:cleo", "asserts", OWN, claim="z")
    )

    assert weigh(held(turtle)).standings[iri("claim:c")] == trace(held(turtle), iri("claim:c")).standing


def test_a_root_is_named_with_how_surely_it_takes_its_side() -> None:
    said = text(PEOPLE + says("a", "actor:ann", "asserts", OWN + "; kg:certainty certainty:possible"))

    assert "- for: 1 Ann (actor:ann) (as possible)" in said


def test_posts_and_memberships_of_a_root_are_told_whether_or_not_the_body_is_a_root() -> None:
    turtle = """actor:bob kg:holds <urn:p1>, <urn:p2>, <urn:p3> ; <http://www.w3.org/ns/org#memberOf> actor:guild .
    <urn:p1> kg:postAt actor:bank . <urn:p2> kg:postAt actor:bank ; kg:heldUntil "2021" .
    <urn:p3> kg:postAt actor:mint ; kg:heldUntil "2020" . actor:bank skos:prefLabel "Bank" .
    actor:mint skos:prefLabel "Mint" . actor:guild skos:prefLabel "Guild" ."""
    said = text(CHAIN + says("c", "actor:bank", "asserts", OWN) + turtle)

    assert "Bob (actor:bob), member of Guild, holds a post at Bank, held a post at Mint until 2020" in said
    assert (
        "2 roots for it, with no recorded connection between them, which does not prove that they are independent. "
        "If recorded posts and memberships counted as connections, 1 would be left."
    ) in said


def test_the_credibility_of_a_claim_is_told_once_whatever_its_text_is() -> None:
    rating = "rating:1 kg:rates claim:n ; kg:credibility <https://w3id.org/kgraph/credibility#6> ; kg:rater actor:ann ."
    turtle = PEOPLE + 'claim:n a kg:Claim ; kg:text "Note: it closed: twice." .' + rating
    found = traced(turtle, "claim:n")
    said = " ".join(writers.write(trace_report.to_blocks(found), "text").split())

    assert "claim:n; credibility: 6 (truth cannot be judged), by Ann." in said


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("Organization", "Government of the Land", "the Government of the Land says"),
        ("Organization", "European Union", "the European Union says"),
        ("Organization", "The Union", "the Union says"),
        ("Organization", "Ministry", "Ministry says"),
        ("MediaOutlet", "Moon of the Land", "Moon of the Land says"),
        ("Group", "Drivers in the Land", "Drivers in the Land say"),
        ("Group", "Western drivers", "Western drivers say"),
    ],
)
def test_a_body_has_an_article_inside_a_sentence(kind: str, name: str, said: str) -> None:
    turtle = f'actor:s a kg:{kind} ; skos:prefLabel "{name}" . claim:o a kg:Claim ; kg:text "The drivers left." .\n'
    turtle += says("a", "actor:s", "asserts", OWN + "; kg:basis basis:noneStated")

    assert f"in which {said}, without giving a source" in sentence(turtle)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Russian media voices in Ann's text", "Russian media voices in Ann's text (unnamed) say"),
        ("Official estimates cited in Ann's text", "Official estimates cited in Ann's text (unnamed) say"),
        ("Makers of the slogans in Ann's text", "Makers of the slogans in Ann's text (unnamed) say"),
        ("Sources close to Ann", "Sources close to Ann (unnamed) say"),
        ("Those who saw it", "Those who saw it (unnamed) say"),
        ("An officer of special services", "an officer of special services (unnamed) says"),
        ("The boss, in Ann's text", "the boss, in Ann's text (unnamed) says"),
        ("Official source in Ann's text", "Official source in Ann's text (unnamed) says"),
    ],
)
def test_the_verb_agrees_with_an_unnamed_speaker(name: str, said: str) -> None:
    turtle = f'anon:y a kg:AnonymousSource ; skos:prefLabel "{name}" .\n'
    turtle += says("a", "anon:y", "asserts", OWN + "; kg:basis basis:noneStated")

    assert f"in which {said}, without giving a source" in sentence(turtle)


def test_a_misspelt_claim_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean `claim:bank-closed`"):
        resolve(held("claim:bank-closed a kg:Claim .").store, "Claim", "claim:bank-close")


def test_an_id_needs_no_prefix() -> None:
    assert iri("claim:c") == resolve(held("").store, "Claim", "c").value


def test_a_text_cannot_act_in_a_terminal_or_a_page() -> None:
    hostile = 'skos:prefLabel "\\u001b[2J<script>alert(1)</script>"'
    turtle = f"actor:h a kg:Person ; {hostile} ." + says("a", "actor:h", "asserts", OWN)
    found = traced(turtle, "claim:c")
    blocks = trace_report.to_blocks(found)

    for form in ("text", "markdown", "html"):
        assert "\x1b" not in writers.write(blocks, form)
    assert "<script" not in writers.write(blocks, "html") + writers.write(blocks, "markdown")


def test_a_long_chain_is_written_without_running_out_of_stack() -> None:
    length = 3000
    turtle = "".join(
        says(f"n{at}", "actor:ann", "reports", (OWN if at == 0 else HOP) + f"; kg:relays as:n{at + 1}")
        for at in range(length)
    ) + says(f"n{length}", "actor:bob", "asserts", HOP)
    blocks = composed(turtle)

    assert max(map(len, writers.write(blocks, "text").splitlines())) <= 80
    assert writers.write(blocks, "html").count("<li>") >= length


def test_what_happens_to_a_claim_on_its_way_is_said() -> None:
    said = text(
        says("a", "actor:ann", "reports", OWN + "; kg:relays as:b ; kg:cites work:w ; kg:certainty certainty:certain")
        + 'as:a skos:note "Said in passing." .'
        + says("b", "anon:x", "asserts", HOP + "; kg:saidIn work:v ; kg:certainty certainty:possible")
        + 'work:w a kg:Work ; dcterms:title "A file" . work:v a kg:Work ; dcterms:title "A call" .'
        + 'anon:x a kg:AnonymousSource ; skos:altLabel "S" ; kg:descriptor "a person close to it" .'
    )

    assert "Surer than the source, or without it" in said
    assert "- An official in Ann's text words it as possible, and Ann passes it on as certain [in “News”]" in said
    assert "Note: Said in passing." in said
    assert "Ann: reports it, certain, citing “A file”" in said
    assert "asserts it, possible, said in “A call”" in said
    assert "An official in Ann's text (anon:x) (as possible), unnamed: a person close to it" in said
