"""Every key in every place: the reader and the schema take and refuse the same ones, and none is lost."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reading import parse

from kgraph.authoring import json_schema
from kgraph.core.diagnostics import Diagnostic
from kgraph.ontology import terms
from kgraph.ontology.terms import XSD, Property
from kgraph.ontology.vocab import KG

Json = dict[str, Any]

HEAD: Json = {
    "annotatedBy": "annotator:desk",
    "annotatedOn": "2026-11-21",
    "document": {"id": "doc:a", "title": "A", "creator": "actor:jane"},
}
CLAIM: Json = {"id": "claim:a", "text": "The bank closed.", "kind": "fact"}
SUGAR = {
    "type": "Nonsense",
    "quote": "some few words",
    "pin": "1-9 0123456789abcdef",
    "via": "actor:other",
    "said": [{"basis": "hearsay"}],
    "@context": "https://e.org/context",
    "nonsense": "x",
}
HOP: Json = {"by": "actor:other"}
TALK: Json = {"basis": "hearsay"}
UNCHANGED = {
    ("claim with a chain", "basis"),
    ("assertion that relays", "basis"),
    *(("file", section) for section in terms.load().sections if section != "document"),
}
"""A basis that follows from the chain, and sections that are empty, say nothing new."""
BY_RULE = {("ratings: Rating", "reliability")}
"""What a rule refuses, and the reader leaves to it."""


def _claim(**keys: Any) -> Json:
    return {"claims": [CLAIM | keys]}


def _assertion(**keys: Any) -> Json:
    return {"assertions": [{"asserts": "claim:a"} | keys]}


def _passage(**keys: Any) -> Json:
    selector = {"id": "span:x", "firstWords": "some words"}
    return {"id": "anchor:x", "source": "doc:a", "selector": selector} | keys


# Each place is a file and the way to the mapping that a key is added to.
PLACES: dict[str, tuple[Json, tuple[str | int, ...]]] = {
    "file": ({}, ()),
    "document": ({}, ("document",)),
    "claim with its assertion": (_claim(**TALK), ("claims", 0)),
    "claim with a chain": (_claim(via="actor:other"), ("claims", 0)),
    "claim beside said": (_claim(said=[TALK]), ("claims", 0)),
    "claim, in said": (_claim(said=[TALK]), ("claims", 0, "said", 0)),
    "claim, in via": (_claim(via=[HOP]), ("claims", 0, "via", 0)),
    "claim, in said, in via": (_claim(said=[{"via": [HOP]}]), ("claims", 0, "said", 0, "via", 0)),
    "assertion": (_assertion(**TALK), ("assertions", 0)),
    "assertion that relays": (_assertion(relays="assertion:b.c"), ("assertions", 0)),
    "assertion with a passage": (_assertion(passage="anchor:y", **TALK), ("assertions", 0)),
    "assertion with a quote": (_assertion(quote="some more words", **TALK), ("assertions", 0)),
    "assertion beside said": (_assertion(said=[TALK]), ("assertions", 0)),
    "assertion, in said": (_assertion(said=[TALK]), ("assertions", 0, "said", 0)),
    "assertion, in via": (_assertion(via=[HOP]), ("assertions", 0, "via", 0)),
    "assertion, in said, in via": (_assertion(said=[{"via": [HOP]}]), ("assertions", 0, "said", 0, "via", 0)),
    "naming": (
        {"document": {**HEAD["document"], "naming": [{"who": "actor:z", "as": "Z"}]}},
        ("document", "naming", 0),
    ),
    "omission": (
        {"document": {**HEAD["document"], "leftOut": [{"quote": "some more words", "reason": "the heading"}]}},
        ("document", "leftOut", 0),
    ),
    "passage": (_assertion(passage=_passage(), **TALK), ("assertions", 0, "passage")),
    "selector": (_assertion(passage=_passage(), **TALK), ("assertions", 0, "passage", "selector")),
    "tenure": (
        {"actors": [{"id": "actor:z", "type": "Person", "label": "Z", "posts": [{"post": "editor"}]}]},
        ("actors", 0, "posts", 0),
    ),
}
MINIMAL: dict[str, Json] = {
    "links": {"from": "claim:a", "to": "claim:b", "relation": "supports"},
    "ratings": {"rates": "claim:a", "rater": "actor:b", "ratedOn": "2022-01-01", "reason": "seen", "credibility": 2},
}


def _sections() -> Iterator[tuple[str, tuple[Json, tuple[str | int, ...]]]]:
    known = terms.load()
    for section, kind in sorted(known.sections.items()):
        kinds = [subclass.name for subclass in known.subclasses(kind.iri) if subclass is kind or not subclass.section]
        named = [name for name in kinds if len(kinds) == 1 or name != kind.name]
        for name in named if section not in {"document", "claims", "assertions"} else ():
            typed = {"type": name} if len(kinds) > 1 else {}
            base = MINIMAL.get(section, {"id": f"{kind.prefix}:a"})
            yield f"{section}: {name}", ({section: [base | typed]}, (section, 0))


PLACES |= dict(_sections())


def _value(key: str) -> Any:
    """Give a key a value of the right kind, and another than the default."""
    known = terms.load()
    if key in known.sections:
        return [] if key != "document" else {"id": "doc:b", "title": "B"}
    return SUGAR[key] if key in SUGAR else _value_of(known.keys[key])


def _value_of(prop: Property) -> Any:
    if prop.coercion == "@vocab":
        return list(prop.codes)[-1] if prop.codes else "title"
    if prop.is_reference:
        prefixes = terms.load().prefixes_for(prop.ranges)
        return f"{min(prefixes)}:zz" if prefixes else "https://e.org/x"
    if XSD + "boolean" in prop.ranges:
        return True
    if XSD + "date" in prop.ranges:
        return "2021-02-03"
    if prop.iri == KG.digest:
        return "0" * 64
    numbers = {XSD + "nonNegativeInteger", XSD + "decimal"}
    return 3 if numbers & set(prop.ranges) else "words"


def _with(file: Json, way: tuple[str | int, ...], key: str) -> str:
    made = json.loads(json.dumps(HEAD | file))
    place = made
    for step in way:
        place = place[step]
    place[key] = _value(key)
    return json.dumps(made, indent=1)


def _file(place: str) -> str:
    return json.dumps(HEAD | PLACES[place][0], indent=1)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema.build())


def _faults(text: str) -> list[str]:
    return sorted(f"{error.json_path}: {error.message}" for error in _validator().iter_errors(json.loads(text)))


def _messages(findings: tuple[Diagnostic, ...]) -> list[str]:
    return sorted(f"{finding.code} {finding.message}" for finding in findings)


@pytest.mark.parametrize("place", PLACES)
def test_the_parser_and_the_schema_accept_the_same_keys(place: str) -> None:
    file, way = PLACES[place]
    base = parse(_file(place))
    faults, findings = _faults(_file(place)), _messages(base.diagnostics)
    assert not findings

    for key in _keys(file, way):
        text = _with(file, way, key)
        parsed = parse(text)
        refused = set(_messages(parsed.diagnostics)) - set(findings)
        if (place, key) not in BY_RULE:
            assert bool(refused) == bool(set(_faults(text)) - set(faults)), (key, refused)
        if not refused and (place, key) not in UNCHANGED:
            assert base.triples != parsed.triples, f"{key} is taken and says nothing"


def _keys(file: Json, way: tuple[str | int, ...]) -> list[str]:
    """List all keys there are but those that stand in a place already."""
    mapping: Any = HEAD | file
    for step in way:
        mapping = mapping[step]
    known = terms.load()
    return sorted({*known.keys, *known.sections, *SUGAR} - mapping.keys())


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        (
            "claims:\n  - id: claim:a\n    text: A.\n    said:\n      - basis: hearsay\n        asserts: claim:b\n",
            "`asserts` cannot be used inside a claim",
            "remove it; to assert another claim, add an item to `assertions`",
        ),
        (
            "assertions:\n  - asserts: claim:a\n    said:\n      - basis: hearsay\n        asserts: claim:b\n",
            "`asserts` cannot be used inside a claim",
            "remove it; to assert another claim, add an item to `assertions`",
        ),
        (
            "assertions:\n  - asserts: claim:a\n    basis: hearsay\n    passage: anchor:a\n    quote: some words\n",
            "`quote` and `passage` cannot be used together",
            "remove one of the two",
        ),
        (
            "assertions:\n  - asserts: claim:a\n    via: actor:a\n    relays: assertion:a\n",
            "`relays` and `via` cannot be used together",
            "remove one of the two",
        ),
    ],
)
def test_a_key_that_would_have_no_effect_is_reported_with_a_fix(text: str, message: str, fix: str) -> None:
    (finding,) = parse("document:\n  id: doc:a\n" + text).diagnostics

    assert ("KG006", message, fix) == (finding.code, finding.message, finding.fix)
    assert finding.span
    assert finding.span.line == len(text.splitlines()) + 2
