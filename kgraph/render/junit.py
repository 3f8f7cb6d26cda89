"""Findings as JUnit XML, which test runners show: one case for each rule."""

from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from kgraph.core.diagnostics import Diagnostic, Severity
from kgraph.core.terminal import clean
from kgraph.ontology import rules
from kgraph.validation.validate import Check, Outcome


def junit(outcome: Outcome) -> str:
    """Write an outcome: a rule with errors or warnings has failed, one without work is skipped."""
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in outcome.diagnostics:
        if one.suppressed is None:
            found[one.code].append(one)
    known = {check.code: check for check in outcome.checks}
    for code, ones in found.items():
        rule = rules.load().get(code)
        known.setdefault(code, Check(code, rule.slug if rule else code, len(ones)))
    cases = [_case(known[code], found.get(code, [])) for code in sorted(known)]
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    head = f'<testsuite name="kgraph" tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"]) + "\n"


def _case(check: Check, found: list[Diagnostic]) -> str:
    name = f'  <testcase classname="kgraph" name={quoteattr(f"{check.code} {check.slug}")}'
    bad = [one for one in found if one.severity in (Severity.ERROR, Severity.WARNING)]
    if bad:
        told = escape("\n".join(_line(one) for one in found))
        kind, many = bad[0].severity.value, f"{len(found)} finding{'s' if len(found) > 1 else ''}"
        failure = f'<failure type="{kind}" message="{many}">{told}</failure>'
        return f"{name}>\n    {failure}\n  </testcase>"
    if found:
        told = escape("\n".join(_line(one) for one in found))
        return f"{name}>\n    <system-out>{told}</system-out>\n  </testcase>"
    if not check.count:
        return f'{name}>\n    <skipped message="found nothing to check"/>\n  </testcase>'
    return f"{name}/>"


def _line(one: Diagnostic) -> str:
    place = f":{one.span.line}:{one.span.column}" if one.span is not None else ""
    return clean(f"{one.path}{place}: {one.message}")
