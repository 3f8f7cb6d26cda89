"""Findings as JUnit XML for test runners: one test case for each rule."""

from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from kgraph.core.characters import escape_unsafe
from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Diagnostic, where
from kgraph.ontology import rules
from kgraph.validation.validate import Check, Outcome


def junit(outcome: Outcome, fail_on: str) -> str:
    """Write an outcome.

    A rule with a finding at least as severe as `fail_on` has failed, and one with nothing to check is skipped.
    """
    findings: dict[str, list[Diagnostic]] = defaultdict(list)
    for finding in outcome.counted:
        findings[finding.code].append(finding)
    checks = {check.code: check for check in outcome.checks}
    for code, listed in findings.items():
        rule = rules.load().get(code)
        checks.setdefault(code, Check(code, rule.slug if rule else code, len(listed)))
    cases = [_case(checks[code], findings.get(code, []), fail_on) for code in sorted(checks)]
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    head = f'<testsuite name="kgraph" tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"]) + "\n"


def _case(check: Check, findings: list[Diagnostic], fail_on: str) -> str:
    case = f'  <testcase classname="kgraph" name={quoteattr(f"{check.code} {check.slug}")}'
    places = (f"{where(finding.path, finding.span)}: {finding.message}" for finding in findings)
    lines = escape(escape_unsafe("\n".join(places)))
    if failing := [finding for finding in findings if finding.severity.reaches(fail_on)]:
        head = f'type="{failing[0].severity.value}" message="{say_count(len(findings), "finding")}"'
        result = f"<failure {head}>{lines}</failure>"
    elif findings:
        result = f"<system-out>{lines}</system-out>"
    elif check.count:
        return f"{case}/>"
    else:
        result = '<skipped message="found nothing to check"/>'
    return f"{case}>\n    {result}\n  </testcase>"
