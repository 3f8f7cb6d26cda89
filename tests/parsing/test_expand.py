"""The short form expands as docs/format.md says: defaults, ids, places, and every misuse a finding."""

import hashlib
from typing import Any

import pytest
from reading import codes, parse

from kgraph.ontology import terms
from kgraph.ontology.vocab import IDS, KG
from kgraph.parsing.spans import term_text

HEAD = """\
document:
  id: doc:note
  creator: actor:jane
"""


def section(text: str, name: str) -> list[dict[str, Any]]:
    document = parse(text).document
    assert document is not None
    listed = document[name]
    assert isinstance(listed, list)
    return listed


def claims(body: str, head: str = HEAD) -> str:
    return head + "claims:\n  - id: claim:a\n    text: The bank closed.\n" + body


def messages(text: str) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.message, finding.fix) for finding in parse(text).diagnostics]


def test_an_assertion_beside_its_claim_takes_the_defaults() -> None:
    (assertion,) = section(claims("    basis: noneStated\n"), "assertions")

    digest = hashlib.sha256(b"doc:note\nclaim:a\nactor:jane\n\n0").hexdigest()[:8]
    assert assertion == {
        "id": f"assertion:note.a.{digest}",
        "type": "Assertion",
        "asserts": "claim:a",
        "by": "actor:jane",
        "stance": "asserts",
        "certainty": "certain",
        "basis": "noneStated",
        "inDocument": "doc:note",
    }


@pytest.mark.parametrize(
    ("head", "speaker"),
    [
        (HEAD, "actor:jane"),
        ("document:\n  id: doc:note\n", "doc:note"),
        ("document:\n  id: doc:note\n  creator: [actor:jane, actor:joe]\n", "doc:note"),
        ("document:\n  id: doc:note\n  creator: [actor:jane]\n", "actor:jane"),
    ],
)
def test_the_speaker_is_the_one_creator_or_else_the_document(head: str, speaker: str) -> None:
    (assertion,) = section(claims("    basis: noneStated\n", head), "assertions")

    assert assertion["by"] == speaker


def test_a_chain_of_hops_relays_inwards() -> None:
    body = """\
    quote: one two
    via:
      - by: actor:joe
        stance: denies
        cites: work:treaty
        quote: three four
      - anon:official
"""
    outer, first, second = section(claims(body), "assertions")

    assert (outer["stance"], outer["basis"], outer["relays"]) == ("reports", "statement", first["id"])
    assert (first["stance"], first["basis"], first["relays"]) == ("denies", "statement", second["id"])
    assert (second["stance"], second["basis"], second["certainty"]) == ("asserts", "noneStated", "certain")
    assert "relays" not in second
    assert [assertion.get("inDocument") for assertion in (outer, first, second)] == ["doc:note", None, None]
    assert [assertion.get("reportedIn") for assertion in (outer, first, second)] == [None, "doc:note", "doc:note"]
    assert second["passage"] == first["passage"]["id"]
    assert first["passage"]["selector"]["firstWords"] == "three four"
    digest = hashlib.sha256(b"doc:note\nclaim:a\nactor:jane\nactor:joe\nanon:official\nthree four\n2").hexdigest()[:8]
    assert second["id"] == f"assertion:note.a.{digest}"


def test_two_chains_from_one_passage_have_different_ids() -> None:
    body = """\
    said:
      - quote: one two
        via: actor:joe
      - quote: one two
        via: anon:official
"""

    ids = [assertion["id"] for assertion in section(claims(body), "assertions")]

    assert len(ids) == len(set(ids)) == 4


def test_a_claim_of_another_file_can_be_asserted_several_times() -> None:
    text = (
        HEAD
        + """\
assertions:
  - asserts: claim:a
    said:
      - quote: one two
        basis: noneStated
      - quote: three four
        basis: inference
"""
    )

    assert [assertion["asserts"] for assertion in section(text, "assertions")] == ["claim:a", "claim:a"]


def test_inserting_a_claim_moves_no_id() -> None:
    beside_id = claims("    basis: noneStated\n")
    two = beside_id.replace("claims:\n", "claims:\n  - id: claim:z\n    text: It opened.\n    basis: hearsay\n")

    ids = {assertion["id"] for assertion in section(beside_id, "assertions")}
    assert ids < {assertion["id"] for assertion in section(two, "assertions")}


def test_a_claim_without_keys_of_an_assertion_is_only_defined() -> None:
    document = parse(claims("    note: only defined\n")).document

    assert document is not None
    assert "assertions" not in document


def test_a_pinned_quote_becomes_a_selector_of_both_kinds() -> None:
    body = "    basis: noneStated\n    quote: The bank … two days.\n    pin: 5-40 0123456789abcdef\n"
    (assertion,) = section(claims(body), "assertions")

    name = assertion["id"].removeprefix("assertion:")
    assert assertion["passage"] == {
        "id": f"anchor:{name}",
        "type": "Passage",
        "source": "doc:note",
        "selector": {
            "id": f"span:{name}",
            "type": ["Selector", "TextPositionSelector"],
            "firstWords": "The bank",
            "lastWords": "two days.",
            "start": "5",
            "end": "40",
            "passageDigest": "0123456789abcdef",
        },
    }


def test_a_link_is_drawn_by_the_annotator_or_by_a_source_in_the_document() -> None:
    text = "annotatedBy: annotator:desk\n" + HEAD + "links:\n  - {from: claim:a, relation: supports, to: claim:b}\n"
    text += "  - {from: claim:a, relation: supports, to: claim:b, drawnBy: actor:jane, quote: one two}\n"
    by_annotator, by_author = section(text, "links")

    digest = hashlib.sha256(b"claim:a\nsupports\nclaim:b\nannotator:desk").hexdigest()[:8]
    assert by_annotator["id"] == f"link:a.b.{digest}"
    assert (by_annotator["drawnBy"], "inDocument" in by_annotator) == ("annotator:desk", False)
    assert (by_author["drawnBy"], by_author["inDocument"]) == ("actor:jane", "doc:note")
    assert by_author["passage"]["source"] == "doc:note"


def test_an_unnamed_speaker_is_described_in_the_document() -> None:
    (anonymous,) = section(
        HEAD + "anonymous:\n  - {id: anon:x, descriptor: an official, sector: official}\n", "anonymous"
    )

    assert anonymous["describedIn"] == "doc:note"


def test_dates_keep_their_precision() -> None:
    body = '    eventDate: "2022"\n    eventEnd: "2022-01"\n    asOf: "2022-01-12"\n'
    (claim,) = section(claims(body), "claims")

    assert claim["eventDate"] == {"@value": "2022", "@type": "xsd:gYear"}
    assert claim["eventEnd"] == {"@value": "2022-01", "@type": "xsd:gYearMonth"}
    assert claim["asOf"] == {"@value": "2022-01-12", "@type": "xsd:date"}


def test_places_follow_subjects_predicates_and_values() -> None:
    parsed = parse(claims("    kind: fact\n    agent: [actor:x, actor:y]\n    basis: noneStated\n"))
    claim = IDS + "claim/a"

    def at(*what: str) -> tuple[int, int]:
        span = parsed.spans.locate(*what)
        assert span is not None
        return span.line, span.column

    assert at(claim) == (5, 5)
    assert at(claim, KG.kind) == (7, 5)
    assert at(claim, KG.kind, "https://w3id.org/kgraph/kind#fact") == (7, 11)
    assert at(claim, KG.agent, IDS + "actor/y") == (8, 22)
    assert at(claim, KG.answers) == (5, 5)
    (assertion,) = {
        term_text(triple.subject) for triple in parsed.triples if "/assertion/" in term_text(triple.subject)
    }
    assert at(assertion) == (9, 5)
    assert at(assertion, KG.basis, "https://w3id.org/kgraph/basis#noneStated") == (9, 12)


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        (
            "claims: [{id: claim:a, quoet: x y}]\n",
            "KG006",
            "`quoet` is not a key of Claim",
            "did you mean `quote`?",
        ),
        (
            "claim: []\n",
            "KG006",
            "`claim` is not a key of an annotation file",
            "did you mean `claims`?",
        ),
        (
            "actors: [{id: actor:a, type: State, sector: media}]\n",
            "KG006",
            "`sector` is not a key of State",
            "it is a key of AnonymousSource",
        ),
        (
            "actors: [{id: actor:a, type: Sate}]\n",
            "KG019",
            "`Sate` is not a valid `type` here",
            "did you mean `State`?",
        ),
        (
            "works: [{id: work:a, workType: repot}]\n",
            "KG021",
            "`repot` is not a valid `workType`",
            "did you mean `report`?",
        ),
        ("works: [{id: wrok:a}]\n", "KG010", "`wrok:` is not a known prefix", "did you mean `work:a`?"),
        ("works: [{id: A Work}]\n", "KG010", "`A Work` is not a valid id", "write `work:a-work`"),
        (
            "works: [{id: work:a, creator: claim:b}]\n",
            "KG010",
            "`claim:b` has the wrong prefix: `creator` takes `actor:` or `anon:`",
            "use an id with `actor:` or `anon:`",
        ),
        (
            "actors: [{id: actor:a, type: Person, label: The mayor of Aktau}]\nlinks: [{drawnBy: Mayor of Aktau}]\n",
            "KG010",
            "`Mayor of Aktau` is not a valid id",
            "did you mean `actor:a`?",
        ),
        (
            "anonymous: [{id: anon:depot-police, describedIn: doc:a}]\nworks: [{id: work:a, creator: depot-police}]\n",
            "KG010",
            "`depot-police` is not a valid id",
            "did you mean `anon:depot-police`?",
        ),
        (
            'works: [{id: work:a, date: "2022-13-01"}]\n',
            "KG009",
            "the date `2022-13-01` does not exist",
            "check the date in the text",
        ),
        (
            'works: [{id: work:a, date: "12 January 2022"}]\n',
            "KG009",
            "`12 January 2022` is not written as a date",
            "write it as YYYY-MM-DD, in quotes",
        ),
        (
            'claims: [{id: claim:a, asOf: "2022-1"}]\n',
            "KG009",
            "`2022-1` is not written as a date",
            "write it as YYYY, YYYY-MM or YYYY-MM-DD, in quotes",
        ),
        (
            "claims:\n  - id: claim:a\n    low: 1,400\n",
            "KG008",
            "`1,400` is read differently by YAML 1.1 and YAML 1.2",
            'write `1400` if it is a number, or `"1,400"` if it is text',
        ),
        (
            "claims:\n\t- id: claim:a\n",
            "KG003",
            "the line is indented with a tab",
            "use spaces",
        ),
        (
            "anonymous: [{id: anon:a, sector: police}]\n",
            "KG021",
            "`police` is not a valid `sector`",
            f"use one of {', '.join(terms.load().keys['sector'].codes)}",
        ),
        (
            "works: [{id: work:a, url: [ftp://x]}]\n",
            "KG010",
            "`url` takes a web address that starts with https:// or http://",
            "write the full address, or `wd:` and the id of a Wikidata item",
        ),
    ],
)
def test_a_mistake_is_reported_with_a_fix(text: str, code: str, message: str, fix: str) -> None:
    assert messages(text) == [(code, message, fix)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (claims("    kind:\n"), ["KG007"]),
        (claims("    kind: [fact, figure]\n"), ["KG007"]),
        (claims("    agent: []\n"), ["KG007"]),
        (claims("    agent: {id: actor:a}\n"), ["KG007"]),
        (claims("    kind: fact\n    pin: 1-2 0123456789abcdef\n    basis: noneStated\n"), ["KG006"]),
        (claims("    quote: one two\n    pin: nowhere\n    basis: noneStated\n"), ["KG007"]),
        (claims("    quote: one … two … three\n    basis: noneStated\n"), ["KG007"]),
        (claims("    quote: 12\n    basis: noneStated\n"), ["KG007"]),
        (claims("    via: []\n"), ["KG007"]),
        (claims("    via: [[actor:a]]\n"), ["KG007"]),
        (claims("    via: {stance: denies}\n"), ["KG007"]),
        (claims("    via: {by: actor:a, via: actor:b}\n"), ["KG006"]),
        (claims("    basis: noneStated\n    said: []\n"), ["KG006"]),
        (claims("    basis: noneStated\n", ""), ["KG024"]),
        (claims("    said: [{basis: hearsay}, {basis: inference}]\n"), ["KG025"]),
        (claims("    said: [{basis: hearsay}, {basis: inference, id: assertion:second}]\n"), []),
        ("document: [{id: doc:a}]\n", ["KG007"]),
        ("document: {title: x}\n", ["KG010"]),
        ("claims: [claim:a]\n", ["KG007"]),
        ("assertions: [{by: actor:a}]\n", ["KG007"]),
        ("works: [{id: work:a}, {id: work:a}]\n", ["KG012"]),
        ("actors: [{id: actor:a}]\n", ["KG019"]),
        ("actors: [{id: actor:a, type: Person, altLabel: [b, b]}]\n", ["KG018"]),
        ('"@context": {}\n', ["KG017"]),
    ],
)
def test_a_misuse_is_one_finding(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_independent_findings_come_together() -> None:
    text = claims(
        "    kindd: fact\n    kind: factt\n    asOf: nie\n    agent: Jane Roe\n    low: x\n    basis: noneStated\n"
    )

    assert codes(text) == ["KG006", "KG021", "KG009", "KG010", "KG007"]


def test_findings_beyond_a_thousand_are_announced_and_not_kept() -> None:
    findings = parse("claims:\n" + "  - {id: x}\n" * 2000).diagnostics

    assert len(findings) == 1001
    assert findings[0].code == "KG022"
