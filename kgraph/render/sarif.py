"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import json
from typing import Final
from urllib.parse import quote

from kgraph.core.diagnostics import Diagnostic, Severity, Span
from kgraph.core.terminal import clean
from kgraph.core.version import version
from kgraph.ontology import rules
from kgraph.validation.validate import Outcome

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.NOTE: "note",
}


def sarif(outcome: Outcome) -> str:
    """Write an outcome with the rules that have findings; what the file suppresses is marked so."""
    codes = sorted({one.code for one in outcome.diagnostics})
    run = {
        "tool": {
            "driver": {
                "name": "kgraph",
                "semanticVersion": version(),
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": quote(path)}} for path in outcome.files],
        "results": [_result(one, codes.index(one.code)) for one in outcome.diagnostics],
        "properties": {
            "checked": {one.code: one.count for one in outcome.checks},
            "skipped": list(outcome.skipped),
        },
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


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


def _result(one: Diagnostic, index: int) -> dict[str, object]:
    message = one.message + (f"; fix: {one.fix}" if one.fix else "")
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": clean(message)},
        "locations": [_location(one.path, one.span)],
    }
    if one.subject:
        result["partialFingerprints"] = {"subject/v1": f"{one.code} {one.subject}"}
    if one.related:
        result["relatedLocations"] = [
            _location(other.path, other.span) | {"message": {"text": clean(other.message)}} for other in one.related
        ]
    if one.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": clean(one.suppressed)}]
    return result


def _location(path: str, span: Span | None) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(path)}}
    if span is not None:
        place["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": place}
