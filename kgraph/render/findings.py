"""Findings as text, JSON, SARIF, JUnit XML and workflow commands of GitHub."""

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Diagnostic, Severity, count, where, worst
from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.core.terminal import clean
from kgraph.ontology import glossary, rules
from kgraph.render import sarif
from kgraph.render.junit import junit
from kgraph.render.writers import write_json
from kgraph.validation.validate import Outcome

VERSION: Final = 1
"""Version of the JSON form: keys may be added to it, but not renamed or removed."""

_WIDEST: Final = 100
_MOST_IDLE: Final = 24
_PLACEHOLDER: Final = r"\{(\$this|\?value|\?path)\}"
"""Where the text of a rule takes a name from the finding."""

LISTED: Final = 5
"""Findings of a rule that are listed unless a user asks for more."""


def render(outcome: Outcome, form: str, *, fail_on: str = "error") -> str:
    """Write an outcome as `text`, `concise`, `json`, `sarif`, `github` or `junit`.

    In `junit`, a rule has failed if a finding is at least as severe as `fail_on`.
    """
    return junit(outcome, fail_on) if form == "junit" else _FORMS[form](outcome)


def failed(outcome: Outcome, fail_on: str) -> bool:
    """Say whether a finding is at least as severe as `fail_on`: error, warning, info or never."""
    severity = worst(outcome.diagnostics)
    return severity is not None and severity.reaches(fail_on)


def summary(outcome: Outcome) -> str:
    """Count the findings and the files in one line."""
    counts = count(outcome.diagnostics)
    findings = ", ".join(say_count(counts[severity], severity.value) for severity in Severity if counts[severity])
    line = f"{findings or 'no findings'} in {say_count(len(outcome.files), 'file')}"
    suppressed = len(outcome.diagnostics) - counts.total()
    return line + (f"; {suppressed} suppressed" if suppressed else "")


def coverage(outcome: Outcome) -> str:
    """Say how many rules were applied, which found nothing to check, and how much the user's own checked."""
    own = [check for check in outcome.checks if check.code not in rules.load()]
    idle = sorted(check.code for check in outcome.checks if not check.count)
    line = f"{say_count(len(outcome.checks) - len(idle), 'rule')} applied"
    if idle:
        line += f"; {len(idle)} found nothing to check"
        line += f": {' '.join(idle)}" if len(idle) <= _MOST_IDLE else ", listed by --format json"
    lines = [line]
    if own:
        counts = [f"{check.code} {say_count(check.count, 'node')}" for check in own[:_MOST_IDLE]]
        more = ", and more, listed by --format json" if len(own) > _MOST_IDLE else ""
        lines.append(clean(f"your rules checked: {', '.join(counts)}{more}"))
    return "\n".join(textwrap.fill(line, _WIDEST, subsequent_indent="  ", break_on_hyphens=False) for line in lines)


def explain(code: str) -> str:
    """Explain a rule; raise UsageError for an unknown code."""
    known = rules.load()
    rule = known.get(code.upper())
    if rule is None:
        listed = f"{min(known)} to {max(known)}"
        similar = [] if re.fullmatch(r"KG[0-9]*", code.upper()) else [*known, *glossary.load()]
        fix = hint(code, similar, f"docs/rules.md, which `kgraph build` writes, lists {listed}", show=str)
        raise UsageError(f"there is no rule or term {clean(code)}: {fix}")
    texts = {"says": rule.message, "why": rule.why, "fix": rule.fix}
    lines = [
        f"{rule.severity.value}[{rule.code}] {rule.slug}",
        "",
        *(f"{head}: {re.sub(_PLACEHOLDER, '…', text)}" for head, text in texts.items()),
        f"declared in: shapes/{rule.shape}",
    ]
    if rule.example:
        lines += ["", "example:", textwrap.indent(rule.example.strip("\n"), "    ")]
    return clean("\n".join(lines)) + "\n"


def _head(finding: Diagnostic) -> str:
    head = f"{where(finding.path, finding.span)}: {finding.severity.value}[{finding.code}] {finding.message}"
    return clean(head).replace("\n", " ")


def render_text(outcome: Outcome, *, most: int = 0, fail_on: str = "error", rest: str = "") -> str:
    """Write each finding with its line, the fix and, for the first of each rule, why.

    With `most`, at most that many findings of a rule are written, unless they are errors or as severe as `fail_on`;
    the others are counted, and `rest` says where they are.
    """
    blocks = []
    listed, hidden = Counter[str](), Counter[tuple[Severity, str]]()
    known = rules.load()
    spared = Severity.ERROR if fail_on == "never" else Severity(fail_on)
    for finding in outcome.counted:
        listed[finding.code] += 1
        if most and finding.severity.rank > spared.rank and listed[finding.code] > most:
            hidden[finding.severity, finding.code] += 1
            continue
        lines = [_head(finding), *_excerpt(finding, outcome)]
        if listed[finding.code] == 1 and finding.code in known:
            lines.append(f"   = why: {known[finding.code].why}")
        if finding.fix:
            lines.append(f"   = fix: {clean(finding.fix)}")
        lines += [clean(f"   = {where(related.path, related.span)}: {related.message}") for related in finding.related]
        blocks.append("\n".join(lines))
    if hidden:
        counts = ", ".join(f"{number} more {code}" for (_, code), number in sorted(hidden.items()))
        blocks.append(textwrap.fill(f"not shown: {counts}; {rest}", _WIDEST, subsequent_indent="  "))
    tail = [summary(outcome)]
    tail += [clean(f"skipped: {', '.join(outcome.skipped)}")] if outcome.skipped else []
    tail += [coverage(outcome)] if outcome.checks else []
    return "\n\n".join([*blocks, "\n".join(tail)]) + "\n"


def _excerpt(finding: Diagnostic, outcome: Outcome) -> Iterator[str]:
    """Show the line with the place marked, if the line is short enough."""
    if finding.span is None:
        return
    text = outcome.lines.get((finding.path, finding.span.line), "")
    shown = clean(text.replace("\t", " "))
    if not shown.strip() or len(shown) > _WIDEST or len(shown) != len(text):
        return
    end = finding.span.end_column if finding.span.end_line == finding.span.line else len(text) + 1
    yield f"   | {shown}"
    yield f"   | {' ' * (finding.span.column - 1)}{'^' * max(1, min(end, len(text) + 1) - finding.span.column)}"


def _concise(outcome: Outcome) -> str:
    return "".join(f"{line}\n" for line in (*map(_head, outcome.counted), summary(outcome)))


def _json(outcome: Outcome) -> str:
    counts = count(outcome.diagnostics)
    return write_json(
        {
            "version": VERSION,
            "findings": [_finding(finding) for finding in outcome.diagnostics],
            "counts": {severity.value: counts[severity] for severity in Severity}
            | {"suppressed": len(outcome.diagnostics) - counts.total()},
            "rules": [{"code": check.code, "slug": check.slug, "checked": check.count} for check in outcome.checks],
            "files": list(outcome.files),
            "skipped": list(outcome.skipped),
        }
    )


def _finding(finding: Diagnostic) -> dict[str, object]:
    rule = rules.load().get(finding.code)
    span = astuple(finding.span) if finding.span else (None,) * 4
    return {
        "path": finding.path,
        **dict(zip(("line", "column", "endLine", "endColumn"), span, strict=True)),
        "code": finding.code,
        "slug": rule.slug if rule else finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "why": rule.why if rule else "",
        "fix": finding.fix,
        "subject": finding.subject or None,
        "related": [
            {"path": related.path, "line": related.span.line if related.span else None, "message": related.message}
            for related in finding.related
        ],
        "suppressed": finding.suppressed,
    }


def _github(outcome: Outcome) -> str:
    """Write workflow commands, which GitHub shows beside the lines of a change."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    lines = []
    for finding in outcome.counted:
        properties = {"file": finding.path}
        if finding.span is not None:
            properties |= {"line": str(finding.span.line), "col": str(finding.span.column)}
        properties["title"] = finding.code
        written = ",".join(f"{key}={_escaped(value, also=':,')}" for key, value in properties.items())
        message = finding.message + (f"\nfix: {finding.fix}" if finding.fix else "")
        lines.append(f"::{kinds.get(finding.severity, 'notice')} {written}::{_escaped(message)}")
    return "".join(f"{line}\n" for line in (*lines, summary(outcome)))


def _escaped(text: str, *, also: str = "") -> str:
    r"""Escape what ends or splits a workflow command.

    >>> _escaped("50%\na:b", also=":,")
    '50%25%0Aa%3Ab'
    """
    return clean(text).translate({ord(character): f"%{ord(character):02X}" for character in f"%\n{also}"})


_FORMS: Final[dict[str, Callable[[Outcome], str]]] = {
    "text": render_text,
    "concise": _concise,
    "json": _json,
    "sarif": sarif.sarif,
    "github": _github,
}
