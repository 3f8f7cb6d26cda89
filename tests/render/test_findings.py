"""Every form of a report holds the same findings, and nothing a stranger wrote can break out of it."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from kgraph.core.diagnostics import Diagnostic, Related, Severity, Span
from kgraph.core.errors import UsageError
from kgraph.render import findings
from kgraph.validation.validate import Check, Outcome

SCHEMA = Path(__file__).parent.parent / "data" / "sarif-2.1.0-rtm.5.json"
OUTCOME = Outcome(
    diagnostics=(
        Diagnostic(
            "a b.yaml",
            Span(3, 5, 3, 9),
            "KG101",
            Severity.ERROR,
            "claim `claim:x` has no assertion",
            "add one",
        ),
        Diagnostic("b.yaml", None, "KG507", Severity.INFO, "100%\x1b[2J <b>&"),
        Diagnostic(
            "b.yaml",
            Span(9, 1, 9, 2),
            "USER-own",
            Severity.WARNING,
            "too long",
            related=(Related("c.yaml", None, "here"),),
        ),
        Diagnostic(
            "b.yaml",
            Span(9, 1, 9, 2),
            "KG207",
            Severity.WARNING,
            "source is never used",
            suppressed="listed only",
        ),
    ),
    checks=(Check("KG101", "claim-without-assertion", 4), Check("KG111", "figure-without-quantity", 0)),
    files=("a b.yaml", "b.yaml"),
    skipped=("readme.txt",),
    lines={("a b.yaml", 3): "  - id: claim:x"},
)


def test_text_shows_the_line_the_reason_and_the_fix() -> None:
    expected = r"""a b.yaml:3:5: error[KG101] claim `claim:x` has no assertion
   |   - id: claim:x
   |     ^^^^
   = why: Nobody is recorded as making the claim, so it cannot be traced.
   = fix: add one

b.yaml: info[KG507] 100%\x1b[2J <b>&
   = why: A negation denies the affirmative claim.
"""

    assert findings.render(OUTCOME, "text").startswith(expected.rstrip("\n"))
    assert findings.render(OUTCOME, "text").endswith(
        "\n\n1 error, 1 warning, 1 info in 2 files; 1 suppressed\nskipped: readme.txt\n"
        "1 rule applied; 1 found nothing to check: KG111\n"
    )


@pytest.mark.parametrize(
    ("most", "fail_on", "shown", "left"),
    [
        (0, "error", 6, ""),
        (2, "error", 5, "not shown: 1 more KG143; here they are"),
        (1, "never", 4, "not shown: 2 more KG143; here they are"),
        (1, "warning", 6, ""),
        (3, "error", 6, ""),
    ],
)
def test_text_lists_the_first_of_each_rule_and_all_that_fails(most: int, fail_on: str, shown: int, left: str) -> None:
    warnings = [Diagnostic("c.yaml", Span(n, 1, n, 2), "KG143", Severity.WARNING, "no source") for n in (1, 2, 3)]
    errors = [Diagnostic("d.yaml", Span(n, 1, n, 2), "KG101", Severity.ERROR, "no assertion") for n in (1, 2)]
    info = Diagnostic("d.yaml", None, "KG507", Severity.INFO, "a negation")
    outcome = replace(OUTCOME, diagnostics=(*warnings, *errors, info))

    text = findings.render_text(outcome, most=most, fail_on=fail_on, rest="here they are")

    assert sum(text.count(f"{severity}[KG") for severity in Severity) == shown
    assert text.count("= why:") == 3
    assert [line for line in text.splitlines() if line.startswith("not shown")] == ([left] if left else [])


def test_concise_writes_one_line_for_each_finding() -> None:
    assert len(findings.render(OUTCOME, "concise").splitlines()) == 4


def test_json_holds_all_findings_with_the_suppressed_ones() -> None:
    document = json.loads(findings.render(OUTCOME, "json"))

    assert [finding["code"] for finding in document["findings"]] == ["KG101", "KG507", "USER-own", "KG207"]
    assert document["counts"] == {"error": 1, "warning": 1, "info": 1, "note": 0, "suppressed": 1}
    assert document["rules"][1] == {"code": "KG111", "slug": "figure-without-quantity", "checked": 0}


def test_sarif_keeps_to_its_schema() -> None:
    document = json.loads(findings.render(OUTCOME, "sarif"))

    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    (run,) = document["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.yaml"
    assert run["results"][3]["suppressions"] == [{"kind": "inSource", "justification": "listed only"}]
    assert [run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] for result in run["results"]] == [
        "KG101", "KG507", "USER-own", "KG207",
    ]  # fmt: skip


def test_github_commands_are_escaped() -> None:
    lines = findings.render(OUTCOME, "github").splitlines()

    assert lines[0] == "::error file=a b.yaml,line=3,col=5,title=KG101::claim `claim:x` has no assertion%0Afix: add one"
    assert lines[1] == r"::notice file=b.yaml,title=KG507::100%25\x1b[2J <b>&"


def test_junit_has_one_test_case_for_each_rule() -> None:
    suite = ET.fromstring(findings.render(OUTCOME, "junit"))  # noqa: S314 - our own text

    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")


@pytest.mark.parametrize(("fail_on", "failures"), [("never", 0), ("error", 1), ("warning", 2), ("info", 3)])
def test_junit_has_failures_only_where_validation_fails(fail_on: str, failures: int) -> None:
    assert f'failures="{failures}"' in findings.render(OUTCOME, "junit", fail_on=fail_on)


@pytest.mark.parametrize(("fail_on", "expected"), [("error", True), ("info", True), ("never", False)])
def test_the_worst_finding_decides_whether_validation_fails(fail_on: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert findings.failed(OUTCOME, fail_on) is expected


def test_suppressed_findings_never_fail() -> None:
    assert not findings.failed(Outcome(diagnostics=OUTCOME.diagnostics[3:]), "info")


def test_explain_shows_the_rule_with_dots_for_names() -> None:
    assert findings.explain("kg101").startswith(
        "error[KG101] claim-without-assertion\n\nsays: claim has no assertion\n"
    )
    with pytest.raises(UsageError, match="did you mean"):
        findings.explain("KG1O1")
    with pytest.raises(UsageError, match=r"there is no rule or term KG999: docs/rules.md, .* lists KG001 to KG514"):
        findings.explain("KG999")


def test_junit_names_the_rule_of_a_parse_error() -> None:
    outcome = Outcome(diagnostics=(Diagnostic("a.yaml", None, "KG006", Severity.ERROR, "unknown"),))

    assert 'name="KG006 unknown-key"' in findings.render(outcome, "junit")
