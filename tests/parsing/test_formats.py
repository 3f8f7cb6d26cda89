"""A file is read by its suffix."""

from pathlib import Path

import pytest

from kgraph.core.errors import UsageError
from kgraph.parsing import formats, paths

TTL = "<https://w3id.org/kgraph/id/question/a> a <https://w3id.org/kgraph/ns#Question> .\n"
NT = TTL.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ")
TEXTS = {
    ".nt": NT,
    ".nq": NT,
    ".yaml": "questions: [{id: question:a}]\n",
    ".ttl": TTL,
    ".json": '{"id": "question:a", "type": "Question"}',
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:kg="https://w3id.org/kgraph/ns#">'
    '<kg:Question rdf:about="https://w3id.org/kgraph/id/question/a"/></rdf:RDF>',
}
SAME = {".yml": ".yaml", ".yamlld": ".yaml", ".trig": ".ttl", ".jsonld": ".json", ".xml": ".rdf"}


@pytest.mark.parametrize("suffix", sorted(paths.SUFFIXES))
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_every_kind_of_file_is_read(tmp_path: Path, suffix: str, case: object) -> None:
    assert callable(case)
    path = tmp_path / f"a{case(suffix)}"
    path.write_text(TEXTS[SAME.get(suffix, suffix)], "utf-8")

    parsed, findings = formats.read(path, shown="a", name="a")

    assert not findings
    assert parsed is not None
    assert not parsed.diagnostics
    assert any("question/a" in str(triple.subject) for triple in parsed.triples)


def test_a_file_that_is_not_text_gives_only_findings(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff")

    parsed, findings = formats.read(tmp_path / "a.yaml", shown="a.yaml", name="a.yaml")

    assert parsed is None
    assert [(finding.path, finding.code) for finding in findings] == [("a.yaml", "KG002")]


def test_json_with_the_keys_of_annotations_is_read_as_yaml_is(tmp_path: Path) -> None:
    text = '{"annotatedBy": "annotator:me", "annotators": [{"id": "annotator:me", "label": "Me \\ud83d\\ude00"}]}'
    (tmp_path / "a.json").write_text(text, "utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("\\ud83d\\ude00", "\U0001f600"), "utf-8")

    as_json, as_yaml = (formats.read(tmp_path / name, shown=name, name="a")[0] for name in ("a.json", "a.yaml"))

    assert as_json is not None
    assert as_yaml is not None
    assert as_json.triples == as_yaml.triples != ()
    assert not as_json.diagnostics


@pytest.mark.parametrize(
    ("suffix", "text", "other"),
    [
        (
            ".jsonld",
            '{"@context": "http://schema.org", "@type": "ClaimReview"}',
            "ClaimReview (schema.org)",
        ),
        (".json", '{"type": "bundle", "id": "bundle--1", "objects": [{"type": "report"}]}', "a STIX bundle"),
        (".json", '{"prefix": {}, "entity": {}, "activity": {"ex:a": {}}}', "PROV-JSON"),
        (".json", '{"id": "a", "schema": "Person", "properties": {}}\n{"id": "b"}', "FollowTheMoney entities"),
        (".json", '{"rows": [{"target": [{"selector": [{"type": "TextQuoteSelector"}]}]}]}', "a Hypothesis export"),
        (".jsonld", '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation"}', "W3C Web Annotation"),
        (
            ".trig",
            "@prefix np: <http://www.nanopub.org/nschema#> .\n:a { :b a np:X }",
            "a nanopublication",
        ),
        (".ttl", "@prefix prov: <http://www.w3.org/ns/prov#> .\n<http://e.org/a> a prov:Activity .", "PROV-O"),
        (".xml", "<!DOCTYPE html><html><head></head></html>", "an HTML page"),
    ],
)
def test_another_format_is_one_finding_that_names_it(tmp_path: Path, suffix: str, text: str, other: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text, "utf-8")

    parsed, findings = formats.read(path, shown="a", name="a")

    assert not findings
    assert parsed is not None
    assert [finding.message for finding in parsed.diagnostics] == [f"this is {other}, which kgraph does not read"]


def test_a_file_with_a_known_suffix_of_another_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("claim,label\n", "utf-8")

    with pytest.raises(UsageError, match="this is a table"):
        paths.find([tmp_path / "a.csv"])
