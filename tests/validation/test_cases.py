"""Each code has a folder of inputs, and beside each the exact report that `kgraph validate --all` prints."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.ontology import rules

CASES = Path(__file__).parent.parent / "cases"


def _inputs() -> list[Path]:
    return sorted(path for folder in CASES.iterdir() for path in folder.iterdir() if path.suffix != ".txt")


@pytest.mark.parametrize("path", _inputs(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_report_is_as_expected(path: Path, monkeypatch: pytest.MonkeyPatch, *, bless: bool) -> None:
    monkeypatch.chdir(CASES)
    name = path.relative_to(CASES).as_posix()
    result = CliRunner().invoke(app, ["validate", "--no-store", "--all", "--format", "text", name])
    assert result.exit_code in (0, 1), result.output
    # The last paragraph counts all rules there are, and would change here with each new one.
    report = "".join(line for line in result.stdout.splitlines(keepends=True) if " applied; " not in line)
    golden = path.parent / f"{path.name}.txt"
    if bless:
        golden.write_text(report, "utf-8")

    assert golden.read_text("utf-8") == report


@pytest.mark.parametrize("code", sorted(rules.load()))
def test_every_code_has_a_case_that_triggers_it(code: str) -> None:
    reports = [path.read_text("utf-8") for path in (CASES / code).glob("*.txt")]

    assert any(f"[{code}]" in report for report in reports), f"no report under tests/cases/{code} shows it"


def test_no_case_is_for_a_code_there_is_not() -> None:
    assert {folder.name for folder in CASES.iterdir()} <= set(rules.load())
