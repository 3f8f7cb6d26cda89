"""Results of SHACL become findings at their place, and new files are checked against what a store knows."""

from pathlib import Path

import pytest

from kgraph.core import limits
from kgraph.core.diagnostics import Diagnostic, Span
from kgraph.store.knowledge import Knowledge, load
from kgraph.validation.validate import Outcome, check, validate

SHARED = """annotatedBy: annotator:desk
annotators:
  - {id: annotator:desk, label: The research desk}
document:
  id: doc:note
  title: A note
  workType: article
  date: "2022-01-12"
  length: 5120
  digest: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
questions:
  - {id: question:bank, text: Was the central bank open?}
actors:
  - {id: actor:jane-roe, type: Person, label: Jane Roe}
works:
  - {id: work:treaty, title: A treaty, workType: treaty}
claims:
  - id: claim:bank-closed
    text: The central bank closed.
    kind: fact
    answers: question:bank
    quote: The bank shut for two days.
    cites: work:treaty
  - id: claim:bank-open
    text: The central bank stayed open.
    kind: fact
    answers: question:bank
    by: actor:jane-roe
    quote: Its doors were open.
    basis: firsthand
links:
  - id: link:one
    from: claim:bank-closed
    relation: contradicts
    to: claim:bank-open
    drawnBy: annotator:desk
    reason: it cannot be both
"""
NEW = """annotatedBy: annotator:desk
document:
  id: doc:other
  title: Another note
  workType: article
  date: "2022-01-13"
  length: 5120
  digest: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"""


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    knowledge, found = load([_write(tmp_path, "shared.yaml", SHARED)], root=tmp_path)
    assert found == []
    return knowledge


def _codes(found: list[Diagnostic]) -> list[str]:
    return [finding.code for finding in found]


def _against(
    known: Knowledge, folder: Path, text: str, name: str = "new.yaml", *, notes: bool = False
) -> list[Diagnostic]:
    knowledge, found = load([_write(folder, name, text)], root=folder, against=known.store)
    return list(check(knowledge, found, against=known, notes=notes).diagnostics)


def test_sound_annotations_have_no_findings(known: Knowledge) -> None:
    assert validate(known) == []


def test_a_finding_is_at_the_value_it_is_about(tmp_path: Path) -> None:
    text = SHARED.replace("The central bank closed.", "The thugs closed the bank.")
    knowledge, _ = load([_write(tmp_path, "a.yaml", text)], root=tmp_path)

    (finding,) = validate(knowledge)

    assert finding.code == "KG501"
    assert finding.message == "claim `claim:bank-closed` takes a side with the word `thugs`"
    assert finding.span is not None
    assert text.splitlines()[finding.span.line - 1].strip() == "text: The thugs closed the bank."


def test_a_fix_names_the_subject(tmp_path: Path) -> None:
    text = "annotators:\n  - {id: annotator:d, label: D}\nquestions:\n  - {id: question:q, text: What?}\n"
    knowledge, _ = load([_write(tmp_path, "a.yaml", "annotatedBy: annotator:d\n" + text)], root=tmp_path)

    (finding,) = validate(knowledge)

    assert finding.fix == "add `answers: question:q` to the claims that answer it, or remove it"


def test_a_suppressed_finding_stays_and_does_not_count(tmp_path: Path) -> None:
    text = SHARED.replace(
        "    text: The central bank closed.",
        "    # kgraph: ignore KG501 -- their word\n    text: Thugs closed it.",
    )
    knowledge, found = load([_write(tmp_path, "a.yaml", text)], root=tmp_path)

    assert [(finding.code, finding.suppressed) for finding in check(knowledge, found).diagnostics] == [
        ("KG501", "their word")
    ]


def test_rules_that_checked_nothing_are_listed(known: Knowledge) -> None:
    counts = {row.code: row.count for row in check(known).checks}

    assert counts["KG101"] == 2
    assert counts["KG111"] == 0


def test_rules_that_write_notes_count_only_where_notes_are_wanted(known: Knowledge) -> None:
    assert "KG143" not in {row.code for row in check(known).checks}
    assert "KG143" in {row.code for row in check(known, notes=True).checks}


def test_order_of_files_changes_nothing(tmp_path: Path) -> None:
    paths = [_write(tmp_path, "a.yaml", SHARED), _write(tmp_path, "b.yaml", NEW.replace("Another", "A"))]
    outcomes = [check(*load(order, root=tmp_path)) for order in (paths, paths[::-1])]

    assert outcomes[0] == outcomes[1]


def test_new_assertion_of_a_known_claim_is_checked_alone(known: Knowledge, tmp_path: Path) -> None:
    added = "assertions:\n  - asserts: claim:bank-closed\n    quote: It was shut.\n    basis: noneStated\n"

    assert _codes(_against(known, tmp_path, NEW + added, notes=True)) == ["KG143"]
    assert _against(known, tmp_path, NEW + added) == []


def test_a_known_link_drawn_again_is_seen(known: Knowledge, tmp_path: Path) -> None:
    added = (
        "links:\n  - id: link:two\n    from: claim:bank-open\n    relation: contradicts\n"
        "    to: claim:bank-closed\n"
        "    drawnBy: annotator:desk\n    reason: as above\n"
    )

    found = _against(known, tmp_path, "annotatedBy: annotator:desk\n" + added)

    assert [(finding.code, finding.path) for finding in found] == [("KG307", "new.yaml")]


def test_equal_wordings_are_one_finding_a_claim(tmp_path: Path) -> None:
    claims = "".join(f"  - {{id: claim:c{n}, text: The bank closed., kind: fact}}\n" for n in range(4))
    knowledge, _ = load([_write(tmp_path, "a.yaml", f"claims:\n{claims}")], root=tmp_path)

    found = [finding.message for finding in validate(knowledge) if finding.code == "KG105"]

    assert found == [
        "claim `claim:c0` has the same text as `claim:c3` and 2 more",
        "claim `claim:c1` has the same text as `claim:c0` and 2 more",
        "claim `claim:c2` has the same text as `claim:c0` and 2 more",
        "claim `claim:c3` has the same text as `claim:c0` and 2 more",
    ]


def test_a_rule_lists_a_limited_number_of_findings(tmp_path: Path) -> None:
    claims = "".join(f"  - {{id: claim:c{n:04}, text: The bank closed., kind: fact}}\n" for n in range(1500))
    knowledge, _ = load([_write(tmp_path, "a.yaml", f"claims:\n{claims}")], root=tmp_path)

    found = [finding.message for finding in validate(knowledge) if finding.code == "KG105"]

    assert len(found) == limits.FINDINGS
    assert found[-1].endswith("and 1498 more, and 500 more in this file")


def test_a_known_wording_is_seen(known: Knowledge, tmp_path: Path) -> None:
    added = (
        "claims:\n  - id: claim:shut\n    text: The central bank closed.\n    kind: fact\n"
        "    answers: question:bank\n"
        "    quote: It was shut.\n    basis: firsthand\n"
    )

    assert _codes(_against(known, tmp_path, NEW + added)) == ["KG105"]


def test_a_new_version_of_a_file_replaces_the_old_one(known: Knowledge, tmp_path: Path) -> None:
    found = _against(
        known, tmp_path, SHARED.replace("    cites: work:treaty\n", "    basis: firsthand\n"), "shared.yaml"
    )

    assert _codes(found) == ["KG207"]


def test_a_circle_through_the_store_is_seen(tmp_path: Path) -> None:
    mine = SHARED.replace("    cites: work:treaty", "    via: doc:other")
    theirs = "assertions:\n  - asserts: claim:bank-closed\n    quote: It was shut.\n    via: doc:note\n"
    knowledge, _ = load([_write(tmp_path, "a.yaml", mine), _write(tmp_path, "b.yaml", NEW + theirs)], root=tmp_path)
    assert "KG127" in _codes(validate(knowledge))

    before, _ = load([tmp_path / "a.yaml"], root=tmp_path)
    found = _against(before, tmp_path, NEW + theirs, "b.yaml")

    assert {finding.path for finding in found if finding.code == "KG127"} == {"b.yaml"}


def test_the_store_is_only_read(known: Knowledge, tmp_path: Path) -> None:
    before = sorted(map(str, known.store))
    _against(known, tmp_path, NEW)

    assert sorted(map(str, known.store)) == before


def test_findings_of_loading_are_carried_along(known: Knowledge) -> None:
    finding = Diagnostic("gone.yaml", Span(1, 1, 1, 2), "KG001", "error", "file cannot be read")  # type: ignore[arg-type]

    assert check(known, [finding]).diagnostics == (finding,)
    assert isinstance(check(known), Outcome)
