"""A file of 2 MiB that is made to be slow is answered with a finding, and soon."""

import time
from pathlib import Path

import pytest
from reading import parse

from kgraph.core.limits import YAML_BYTES
from kgraph.store.knowledge import load

SECONDS = 20
"""Of the processor, which a busy machine does not lengthen: twice what the slowest takes. The quadratic ones took
minutes."""
SHAPES = {
    "nested flow": ("a: ", "["),
    "nested blocks": ("", "- "),
    "anchors": ("a:\n", "- &a x\n"),
    "aliases": ("a: &a x\nb:\n", "- *a\n"),
    "equal keys": ("", "a: 1\n"),
    "words of YAML 1.1": ("a:\n", "- no\n"),
    "suppressions": ("", "# kgraph: ignore KG101 -- x\n"),
    "suppressions without a reason": ("", "# kgraph: ignore\n"),
    "unknown keys": ("claims:\n", "  - id: claim:a\n    textt: A\n"),
    "unknown codes": ("claims:\n", "  - id: claim:a\n    text: A\n    kind: fakt\n"),
    "a long text": ("a: ", "x"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("head", "unit"), SHAPES.values(), ids=SHAPES)
def test_it_is_reported_quickly(tmp_path: Path, head: str, unit: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(head + unit * ((YAML_BYTES - len(head)) // len(unit)), "utf-8")
    start = time.process_time()

    _, findings = load(path)

    assert findings
    assert len(findings) < 1100
    assert time.process_time() - start < SECONDS


def test_the_triples_of_a_file_with_too_many_findings_are_left_out() -> None:
    claims = "".join(f"  - id: claim:c{number}\n    textt: A\n" for number in range(1001))

    parsed = parse("claims:\n" + claims)

    assert () == parsed.triples
    assert "the file has more than 1000 findings, and only the first are listed" in {
        finding.message for finding in parsed.diagnostics
    }
