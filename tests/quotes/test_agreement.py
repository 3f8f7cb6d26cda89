"""Two readings of one text are paired without a look at their codes, counted, and what they differ in is listed."""

import json
import re
from collections import Counter
from operator import ne
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.core.diagnostics import Severity
from kgraph.core.errors import UsageError
from kgraph.quotes.agreement import Agreement, alpha, compare, kappa
from kgraph.quotes.codings import read
from kgraph.render.writers import write, write_json
from kgraph.reports.agreement import to_blocks, to_json
from kgraph.store.knowledge import load

TREE = Path(__file__).parent.parent.parent
ANNOTATIONS = TREE / "annotations"
GUIDE = TREE / "docs" / "annotating.md"
TEXT = (
    "The harbour of Lantry burned on Monday. The mayor said that the dockers had set the fire, and that the "
    "insurers had known. Nobody answered. Two sheds are gone.\n"
)
HEAD = """
document:
  id: doc:fire
  title: The fire
anonymous:
  - {{id: "anon:{name}", descriptor: a clerk, sector: official}}
claims:
"""
FIRST = HEAD.format(name="clerk") + (
    """
  - id: claim:fire
    text: The harbour of Lantry burned.
    kind: fact
    quote: The harbour of Lantry burned on Monday.
    basis: noneStated
  - id: claim:dockers
    text: The dockers set the harbour on fire.
    kind: responsibility
    quote: The mayor said that … set the fire
    via: actor:mayor
  - id: claim:insurers
    text: The insurers had known of the fire.
    kind: fact
    quote: that the insurers had known
    via: actor:mayor
  - id: claim:sheds
    text: Two sheds were destroyed.
    kind: fact
    quote: Two sheds are gone.
    via: anon:clerk
"""
)
SECOND = HEAD.format(name="other-clerk") + (
    """
  - id: claim:b-dockers
    text: Dockers set fire to the harbour.
    kind: cause
    quote: the dockers had set the fire
    stance: denies
    via: actor:mayor
  - id: claim:b-dockers-meant-it
    text: The dockers meant to do so.
    kind: intent
    quote: dockers had set the fire
    basis: inference
  - id: claim:b-sheds
    text: Two sheds are destroyed.
    kind: fact
    quote: Two sheds are gone.
    via: anon:other-clerk
  - id: claim:b-silence
    text: Nobody answered the mayor.
    kind: fact
    quote: Nobody answered.
    basis: noneStated
"""
)
SHARED = """
actors:
  - {id: "actor:mayor", type: Person, label: The mayor}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(FIRST, "utf-8")
    (tmp_path / "b.yaml").write_text(SECOND, "utf-8")
    (tmp_path / "shared.yaml").write_text(SHARED, "utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "fire.txt").write_text(TEXT, "utf-8")
    return tmp_path


@pytest.fixture
def agreement(folder: Path) -> Agreement:
    shared, texts = [folder / "shared.yaml"], folder / "texts"
    return compare(*read(folder / "a.yaml", folder / "b.yaml", shared=shared, folder=texts))


def test_claims_are_paired_by_passage_and_wording(agreement: Agreement) -> None:
    paired = {(left.claim, right.claim) for left, right in agreement.pairs}

    assert {("claim:dockers", "claim:b-dockers"), ("claim:sheds", "claim:b-sheds")} == paired


def test_a_claim_that_one_reader_divides_is_a_split(agreement: Agreement) -> None:
    split = agreement.splits[1][0]

    assert "claim:b-dockers-meant-it" == split.extra.claim
    assert "claim:dockers" == split.within.claim
    assert split.partner is not None
    assert "claim:b-dockers" == split.partner.claim
    assert ["claim:fire", "claim:insurers"] == [unit.claim for unit in agreement.alone[0]]
    assert ["claim:b-silence"] == [unit.claim for unit in agreement.alone[1]]


def test_speakers_defined_by_one_reader_are_compared_by_class(agreement: Agreement) -> None:
    chain = next(feature for feature in agreement.features if feature.name == "chain")

    assert {("actor:mayor", "actor:mayor"): 1, ("AnonymousSource (official)",) * 2: 1} == chain.table


def test_codes_are_counted_pair_by_pair(agreement: Agreement) -> None:
    tables = {feature.name: dict(feature.table) for feature in agreement.features}

    assert {("responsibility", "cause"): 1, ("fact", "fact"): 1} == tables["kind"]
    assert {("reports", "denies"): 1, ("reports", "reports"): 1} == tables["stance"]
    assert {("asserts", "asserts"): 2} == tables["end"]


def test_text_and_sentences_are_counted(agreement: Agreement) -> None:
    assert len(TEXT) == agreement.covered.count
    assert agreement.sentences is not None
    assert {(1, 0): 1, (2, 2): 1, (0, 1): 1, (1, 1): 1} == dict(agreement.sentences.table)


def test_a_reading_agrees_completely_with_itself(folder: Path) -> None:
    (folder / "c.yaml").write_text(FIRST, "utf-8")

    shared, texts = [folder / "shared.yaml"], folder / "texts"
    same = compare(*read(folder / "a.yaml", folder / "c.yaml", shared=shared, folder=texts))

    assert 4 == len(same.pairs)
    assert all(feature.observed == 1 for feature in same.features)
    assert ((), ()) == same.splits
    assert ((), ()) == same.alone


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_report_lists_each_disagreement(agreement: Agreement, form: str) -> None:
    made = write_json(to_json(agreement)) if form == "json" else write(to_blocks(agreement), form)

    assert "Dockers set fire to the harbour." in made
    assert "does not say that the rule is good" in " ".join(made.split())
    assert form != "json" or json.loads(made)["features"]["kind"]["observed"] == 0.5
    assert form != "text" or max(map(len, made.splitlines())) <= 80


def test_no_text_of_an_annotation_acts_in_a_report(folder: Path) -> None:
    hostile = FIRST.replace("Two sheds were destroyed.", '"</td><script>x</script> | [a](b)"')
    (folder / "a.yaml").write_text(hostile, "utf-8")

    agreement = compare(
        *read(folder / "a.yaml", folder / "b.yaml", shared=[folder / "shared.yaml"], folder=folder / "texts")
    )

    assert "<script>" not in write(to_blocks(agreement), "markdown").replace("\\<", "")


def test_what_is_missing_is_looked_up_in_the_files_beside(folder: Path, agreement: Agreement) -> None:
    (folder / "second").mkdir()
    (folder / "b.yaml").rename(folder / "second" / "b.yaml")
    (folder / "broken.yaml").write_text("claims: 1\n", "utf-8")
    (folder / "package.json").write_text('{"name": 1', "utf-8")
    (folder / "empty.ttl").write_bytes(b"\xff")
    # what a reading says itself counts, whatever a file beside it says
    (folder / "claims.yaml").write_text('claims:\n  - {id: "claim:fire", text: A fire., kind: fact}\n', "utf-8")

    beside = compare(*read(folder / "a.yaml", folder / "second" / "b.yaml", folder=folder / "texts"))

    assert _as_json(agreement) == _as_json(beside)
    assert "actor:mayor" in _as_json(beside)


def _as_json(agreement: Agreement) -> str:
    return re.sub(r"\S+[ab]\.yaml", "FILE", write_json(to_json(agreement)))


def test_files_that_cannot_be_compared_are_usage_errors(folder: Path) -> None:
    (folder / "other.yaml").write_text(FIRST.replace("doc:fire", "doc:water"), "utf-8")
    (folder / "broken.yaml").write_text("claims: 1\n", "utf-8")

    with pytest.raises(UsageError, match="no document in common"):
        read(folder / "a.yaml", folder / "other.yaml")
    with pytest.raises(UsageError, match="kgraph validate"):
        read(folder / "a.yaml", folder / "broken.yaml")
    with pytest.raises(UsageError, match="--texts"):
        read(folder / "a.yaml", folder / "b.yaml")
    with pytest.raises(UsageError, match="is a folder"):
        read(folder, folder / "b.yaml")


def test_coefficients_of_known_tables() -> None:
    # Cohen's example as in every textbook; Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", B.
    assert kappa(Counter({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})) == pytest.approx(0.4)
    assert alpha(Counter({("a", "a"): 3, ("b", "b"): 2, ("a", "b"): 1}), ne) == pytest.approx(24 / 35)
    assert kappa(Counter({("a", "a"): 5})) is None
    assert alpha(Counter({("a", "a"): 5}), ne) is None


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40))
def test_another_program_computes_the_same_alpha(pairs: list[tuple[int, int]]) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    rows = [list(row) for row in zip(*pairs, strict=True)]
    if len({value for row in rows for value in row}) == 1:
        return

    for level, distance in (("nominal", ne), ("interval", lambda a, b: (a - b) ** 2)):
        expected = krippendorff.alpha(reliability_data=rows, level_of_measurement=level)

        assert expected == pytest.approx(alpha(Counter(pairs), distance), abs=1e-9)


def test_the_second_reading_can_be_compared_with_the_first() -> None:
    first, second = ANNOTATIONS / "kazakhstan-2022" / "003.yaml", TREE / "docs" / "agreement" / "003-second.yaml"

    agreement = compare(*read(first, second))

    assert 75 == len(agreement.readings[1].units)
    assert 0 == agreement.readings[1].unplaced
    assert len(agreement.pairs) > 50


def _examples() -> str:
    """Put the examples of the guide together as one file: what they have under one section, under one section."""
    sections: dict[str, list[str]] = {}
    for block in re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL):
        section = ""
        for line in block.splitlines():
            section = line if re.match(r"\w+:", line) else section
            assert section, block
            sections.setdefault(section, []).extend([line] if line != section else [])
    return "\n".join(line for section, lines in sections.items() for line in [section, *lines]) + "\n"


@pytest.mark.slow
def test_the_examples_of_the_guide_are_a_valid_annotation(tmp_path: Path) -> None:
    path = tmp_path / "examples.yaml"
    path.write_text(_examples(), "utf-8")

    knowledge, findings = load([path, ANNOTATIONS])
    findings += kgraph.validate(knowledge)

    wrong = [
        finding
        for finding in findings
        if finding.path.endswith("examples.yaml") and finding.severity is not Severity.INFO
    ]
    assert [] == [(finding.code, finding.message) for finding in wrong]
