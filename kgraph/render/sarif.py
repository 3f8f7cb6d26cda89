"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from dataclasses import astuple
from typing import Final
from urllib.parse import quote

from kgraph.core.diagnostics import Diagnostic, Severity, Span
from kgraph.core.version import version
from kgraph.ontology import rules
from kgraph.render.writers import write_json
from kgraph.validation.validate import Outcome

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.NOTE: "note",
}


def sarif(outcome: Outcome) -> str:
    """Write an outcome with the rules that have findings; suppressed findings are marked."""
    codes = sorted({finding.code for finding in outcome.diagnostics})
    run = {
        "tool": {"driver": {"name": "kgraph", "semanticVersion": version(), "rules": list(map(_rule, codes))}},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": quote(path)}} for path in outcome.files],
        "results": [_result(finding, codes.index(finding.code)) for finding in outcome.diagnostics],
        "properties": {"checked": {check.code: check.count for check in outcome.checks}, "skipped": outcome.skipped},
    }
    return write_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, object]:
    rule = rules.load().get(code)
    if rule is None:
        return {"id": code}
    help_text = f"{rule.why} Fix: {rule.fix}." + (f"\n\n{rule.example}" if rule.example else "")
    return {
        "id": code,
        "name": rule.slug,
        "shortDescription": {"text": rule.message},
        "fullDescription": {"text": rule.why or rule.message},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Diagnostic, index: int) -> dict[str, object]:
    message = finding.message + (f"; fix: {finding.fix}" if finding.fix else "")
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [_location(finding.path, finding.span)],
    }
    if finding.subject:
        result["partialFingerprints"] = {"subject/v1": f"{finding.code} {finding.subject}"}
    if finding.related:
        result["relatedLocations"] = [
            _location(related.path, related.span) | {"message": {"text": related.message}}
            for related in finding.related
        ]
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.suppressed}]
    return result


def _location(path: str, span: Span | None) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(path)}}
    if span is not None:
        place["region"] = dict(zip(("startLine", "startColumn", "endLine", "endColumn"), astuple(span), strict=True))
    return {"physicalLocation": place}
