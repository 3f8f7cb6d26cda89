"""A file is read by its suffix."""

from pathlib import Path

import pytest

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
