"""The JSON Schema of the format takes what the reader takes, refuses what is misspelt, and knows every term."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reading import RICH, load, parse

from kgraph.authoring import json_schema
from kgraph.ontology import terms
from kgraph.parsing import source, yaml_parser
from kgraph.parsing.nodes import Mapping, Node, Scalar
from kgraph.parsing.scalars import ID, MINTED_ID, WEB
from kgraph.store.knowledge import load as load_paths

TREE = Path(__file__).parent.parent.parent
FILES = sorted((TREE / "annotations").rglob("*.yaml"))
SCALARS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "integer": int,
    "decimal": float,
    "boolean": lambda text: text == "true",
}
HEAD = 'annotatedBy: annotator:desk\nannotatedOn: "2026-11-21"\n'
RATING = 'ratings:\n  - rates: claim:a\n    rater: annotator:b\n    ratedOn: "2022-01-01"\n    reason: none\n'
ASSERTED = "assertions:\n  - asserts: claim:a\n"
CLAIM = "claims:\n  - id: claim:a\n    text: The bank closed.\n    kind: fact\n"


def plain(node: Node) -> Any:
    """Give a tree as the values that an editor checks."""
    if isinstance(node, Scalar):
        return SCALARS[node.kind](node.text)
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node}
    return [plain(item) for item in node.items]


def read(text: str) -> Any:
    made, findings = source.decode(text.encode(), shown="a.yaml", name="a.yaml")
    assert made is not None, findings
    root, findings = yaml_parser.read(made)
    assert root is not None, findings
    return plain(root)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema.build())


def faults(validator: Draft202012Validator, text: str) -> list[str]:
    return sorted(error.message for error in validator.iter_errors(read(text)))


def test_the_schema_is_a_schema_and_the_same_each_time() -> None:
    Draft202012Validator.check_schema(json_schema.build())

    assert json_schema.render() == json_schema.render()
    assert json.loads(json_schema.render()) == json_schema.build()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_annotations_fit(validator: Draft202012Validator, path: Path) -> None:
    assert [] == faults(validator, path.read_text("utf-8"))


def test_the_rich_file_lacks_only_what_the_rules_require(validator: Draft202012Validator) -> None:
    assert ["'reason' is a required property", "'unit' is a required property"] == faults(validator, RICH.read_text())


@pytest.mark.parametrize(
    "text",
    [
        CLAIM + "    basis: noneStated\n",
        CLAIM + "    via: anon:official\n",
        CLAIM + "    cites: [work:a, work:b]\n",
        CLAIM + "    said:\n      - basis: hearsay\n      - via:\n          - by: actor:a\n          - anon:b\n",
        CLAIM + "    note: only defined here\n",
        CLAIM + '    low: "2.50"\n    high: 3\n    asOf: "2022-01"\n',
        ASSERTED + "    basis: noneStated\n",
        ASSERTED + "    said:\n      - basis: hearsay\n      - relays: assertion:b.c\n        quote: a few words\n",
        ASSERTED + "    relays: assertion:b.c\n    passage: anchor:x\n",
        "actors:\n  - id: actor:a\n    type: Person\n    label: A\n    posts:\n      - post: editor\n",
        'actors:\n  - id: actor:a\n    type: State\n    label: A\n    sameAs: [wd:Q1, "https://e.org/?a=b"]\n',
        RATING + "    credibility: 6\n",
        "document:\n  id: doc:a\n  title: A\n  inferred: [date, title]\n  because: it says so\n  length: 10\n",
    ],
)
def test_the_schema_accepts_what_the_parser_accepts(validator: Draft202012Validator, text: str) -> None:
    assert [] == faults(validator, HEAD + text)
    assert {"KG024"} >= {finding.code for finding in parse(HEAD + text).diagnostics}


@pytest.mark.parametrize(
    "text",
    [
        CLAIM + "    vai: anon:official\n",
        CLAIM + "    bais: noneStated\n",
        CLAIM + "    basis: nonestated\n",
        CLAIM + "    stance: denied\n    basis: noneStated\n",
        CLAIM + "    quote: a few words\n",
        CLAIM + "    said:\n      - basis: hearsay\n    by: actor:a\n",
        CLAIM + "    via:\n      - stance: asserts\n",
        CLAIM + "    via:\n      - by: actor:a\n        via: actor:b\n",
        CLAIM + "    agent: claim:b\n",
        CLAIM + "    quantity: [qty:a, qty:b]\n",
        CLAIM + "    quote: one … two … three\n    basis: hearsay\n",
        CLAIM + "    quote: a few words\n    pin: 2871\n    basis: hearsay\n",
        CLAIM + '    eventDate: "2022-13"\n',
        CLAIM.replace("kind: fact", "kind: fakt"),
        CLAIM.replace("    kind: fact\n", ""),
        CLAIM.replace("claim:a", "claim:A"),
        CLAIM.replace("claim:a", "actor:a"),
        "claim:\n  - id: claim:a\n",
        "assertions:\n  - basis: noneStated\n",
        ASSERTED,
        ASSERTED + "    said:\n      - basis: hearsay\n    by: actor:a\n",
        "actors:\n  - id: actor:a\n    label: A\n",
        "actors:\n  - id: actor:a\n    type: Persn\n    label: A\n",
        "actors:\n  - id: actor:a\n    type: State\n    label: A\n    posts:\n      - post: editor\n",
        "actors:\n  - id: actor:a\n    type: State\n",
        "anonymous:\n  - id: anon:a\n    descriptor: an official\n    sector: spies\n",
        "links:\n  - from: claim:a\n    to: claim:b\n    reason: x\n    relation: suports\n",
        RATING,
        "document:\n  id: doc:a\n  title: A\n  inferred: [daet]\n  because: it says so\n",
        'document:\n  id: doc:a\n  title: A\n  date: "2022-1-1"\n',
        "document:\n  id: doc:a\n  title: A\n  url: javascript:alert(1)\n",
        "document:\n  - id: doc:a\n    title: A\n",
        "questions:\n  - id: question:a\n    text: 7\n",
    ],
)
def test_what_is_misspelt_or_missing_does_not_fit(validator: Draft202012Validator, text: str) -> None:
    assert faults(validator, HEAD + text)


def _reached(made: dict[str, Any]) -> set[str]:
    """Name the definitions that are referred to from the sections of a file, directly or not."""
    reached: set[str] = set()
    waiting = [json.dumps(made["properties"])]
    while waiting:
        for name in set(re.findall(r'"#/\$defs/([^"]+)"', waiting.pop())) - reached:
            reached.add(name)
            waiting.append(json.dumps(made["$defs"][name]))
    return reached


def test_every_property_of_the_ontology_can_be_written_and_is_described() -> None:
    made: dict[str, Any] = json_schema.build()

    reached = _reached(made)

    assert reached >= {f"key.{key}" for key in terms.load().keys}
    for key in terms.load().keys:
        assert made["$defs"][f"key.{key}"]["description"], key


def test_every_section_and_every_key_of_its_class_is_there() -> None:
    made: dict[str, Any] = json_schema.build()
    known = terms.load()

    for section, kind in known.sections.items():
        assert section in made["properties"]
        assert set(made["$defs"][kind.name]["properties"]) >= set(known.keys_of(kind.iri))


def test_every_code_is_there_with_its_meaning() -> None:
    made: dict[str, Any] = json_schema.build()

    for key, prop in terms.load().keys.items():
        if prop.codes:
            listed = made["$defs"][f"key.{key}"]
            options = {option["const"]: option["description"] for option in listed.get("oneOf", [])}
            assert set(prop.codes) <= set(map(str, options)), key
            assert all(options.values()), key


@pytest.mark.parametrize(
    "text", ["claim:a", "claim:a-1", "claim:-a", "claim:A", "claim:a.b", "link:a.b", "actor:a", "claim:", "claim: a"]
)
def test_ids_match_those_of_the_parser(text: str) -> None:
    made: dict[str, Any] = json_schema.build()
    prefix = text.partition(":")[0]
    pattern = made["$defs"][f"new.{prefix}"]["pattern"]

    taken = ID.fullmatch(text) or (prefix == "link" and MINTED_ID.fullmatch(text))

    assert bool(re.search(pattern, text)) == bool(taken)


@pytest.mark.parametrize(
    "text",
    ["https://e.org", "http://e.org/a?b#c", "https://", "ftp://e.org", "https://a b", "https://a@b", 'https://e/"'],
)
def test_addresses_match_those_of_the_parser(text: str) -> None:
    made: dict[str, Any] = json_schema.build()
    pattern = made["$defs"]["key.url"]["anyOf"][0]["pattern"]

    assert bool(re.search(pattern, text)) == bool(WEB.fullmatch(text))


def test_ids_that_are_defined_are_offered_and_others_allowed() -> None:
    knowledge, _ = load_paths([TREE / "annotations"])
    made: dict[str, Any] = json_schema.build(knowledge)
    validator = Draft202012Validator(made)

    known, free = made["$defs"]["id.actor"]["anyOf"]

    assert "Secret Intelligence Service" == known["enumDescriptions"][known["enum"].index("actor:mi6")]
    assert "pattern" in free
    assert known["enum"] == sorted(known["enum"])
    assert not any(name.startswith("id.assertion") and "anyOf" in part for name, part in made["$defs"].items())
    assert [] == faults(validator, HEAD + CLAIM + "    agent: actor:somebody-new\n")


def test_the_line_that_names_the_schema_is_a_comment_like_any_other(tmp_path: Path) -> None:
    line = "# yaml-language-server: $schema=../build/annotation.schema.json\n"

    _, findings = load(tmp_path, a_yaml=line + HEAD + "annotators:\n  - id: annotator:desk\n    label: The desk\n")

    assert [] == findings


def test_more_ids_than_an_editor_can_list_are_not_offered(tmp_path: Path) -> None:
    places = "".join(f"  - id: place:p{number}\n    label: P\n" for number in range(5001))
    knowledge, _ = load(tmp_path, a_yaml="places:\n" + places)

    made: dict[str, Any] = json_schema.build(knowledge)

    assert "pattern" in made["$defs"]["id.place"]
