"""Findings as text: for people, for other programs, for code hosts and for test runners."""

import difflib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Diagnostic, Severity, count, worst
from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology import rules
from kgraph.render import sarif
from kgraph.render.junit import junit
from kgraph.validation.validate import Outcome

VERSION: Final = 1
"""Of the JSON form: it grows with keys that are added, never with one renamed or removed."""

_WIDEST: Final = 100
_MOST_IDLE: Final = 24

LISTED: Final = 5
"""Findings of a rule that are read at once; more of them say nothing new."""


def render(outcome: Outcome, form: str) -> str:
    """Write an outcome as `text`, `concise`, `json`, `sarif`, `github` or `junit`."""
    return FORMS[form](outcome)


def failed(outcome: Outcome, fail_on: str) -> bool:
    """Say whether there are findings as bad as `fail_on`: error, warning, info or never."""
    found = worst(outcome.diagnostics)
    return fail_on != "never" and found is not None and found.rank <= Severity(fail_on).rank


def summary(outcome: Outcome) -> str:
    """Count the findings and the files in one line."""
    found = count(outcome.diagnostics)
    parts = [say_count(found[severity], severity.value) for severity in Severity if found[severity]]
    suppressed = sum(one.suppressed is not None for one in outcome.diagnostics)
    line = f"{', '.join(parts) or 'no findings'} in {say_count(len(outcome.files), 'file')}"
    return line + (f"; {suppressed} suppressed" if suppressed else "")


def coverage(outcome: Outcome) -> str:
    """Say how many rules were applied, and which found nothing to check: those have not passed."""
    idle = sorted(one.code for one in outcome.checks if not one.count)
    line = f"{say_count(len(outcome.checks) - len(idle), 'rule')} applied"
    if idle:
        line += f"; {len(idle)} found nothing to check"
        line += f": {' '.join(idle)}" if len(idle) <= _MOST_IDLE else ", listed by --format json"
    return textwrap.fill(line, _WIDEST, subsequent_indent="  ", break_on_hyphens=False)


def explain(code: str) -> str:
    """Tell all about a rule; raise UsageError for a code there is none for."""
    known = rules.load()
    rule = known.get(code.upper())
    if rule is None:
        listed = f"{min(known)} to {max(known)}"
        near = [] if re.fullmatch(r"KG[0-9]*", code.upper()) else difflib.get_close_matches(code.upper(), known, n=1)
        if near:
            raise UsageError(f"there is no rule {clean(code)}; did you mean {near[0]}?")
        raise UsageError(f"there is no rule {clean(code)}: docs/rules.md, which `kgraph build` writes, lists {listed}")
    lines = [
        f"{rule.severity.value}[{rule.code}] {rule.slug}",
        "",
        *(f"{head}: {_sample(text)}" for head, text in (("says", rule.message), ("why", rule.why), ("fix", rule.fix))),
        f"declared in: shapes/{rule.shape}",
    ]
    if rule.example:
        lines += ["", "example:", textwrap.indent(rule.example.strip("\n"), "    ")]
    return clean("\n".join(lines)) + "\n"


def _sample(text: str) -> str:
    """Write a rule's text with dots where a finding has names.

    >>> _sample("claim is worded exactly as {?value}")
    'claim is worded exactly as …'
    """
    return text.replace("{$this}", "…").replace("{?value}", "…").replace("{?path}", "…")


def _head(one: Diagnostic) -> str:
    place = f":{one.span.line}:{one.span.column}" if one.span is not None else ""
    return clean(f"{one.path}{place}: {one.severity.value}[{one.code}] {one.message}").replace("\n", " ")


def _counting(outcome: Outcome) -> Iterator[Diagnostic]:
    return (one for one in outcome.diagnostics if one.suppressed is None)


def tell(outcome: Outcome, *, most: int = 0, fail_on: str = "error", rest: str = "") -> str:
    """Write each finding with its line, why and how to mend it; why only where a rule is first met.

    With `most`, only so many of a rule are written, the rest are counted, and `rest` says where they are; all that
    is as bad as `fail_on`, or an error, is written.
    """
    blocks = []
    met: Counter[str] = Counter()
    known = rules.load()
    spared = Severity.ERROR if fail_on == "never" else Severity(fail_on)
    for one in _counting(outcome):
        met[one.code] += 1
        if most and one.severity.rank > spared.rank and met[one.code] > most:
            continue
        lines = [_head(one), *_excerpt(one, outcome)]
        if met[one.code] == 1 and one.code in known:
            lines.append(f"   = why: {known[one.code].why}")
        if one.fix:
            lines.append(f"   = fix: {clean(one.fix)}")
        for other in one.related:
            at = f":{other.span.line}:{other.span.column}" if other.span is not None else ""
            lines.append(clean(f"   = {other.path}{at}: {other.message}"))
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, *_left(outcome, most, spared, rest), _tail(outcome)]) + "\n"


def _left(outcome: Outcome, most: int, spared: Severity, rest: str) -> Iterator[str]:
    """Say how many more findings of each rule there are."""
    found = Counter((one.severity, one.code) for one in _counting(outcome) if one.severity.rank > spared.rank)
    more = [f"{number - most} more {code}" for (_, code), number in sorted(found.items()) if number > most > 0]
    if more:
        yield textwrap.fill(f"not shown: {', '.join(more)}; {rest}", _WIDEST, subsequent_indent="  ")


def _tail(outcome: Outcome) -> str:
    lines = [summary(outcome)]
    if outcome.skipped:
        lines.append(clean(f"skipped: {', '.join(outcome.skipped)}"))
    return "\n".join([*lines, *([coverage(outcome)] if outcome.checks else [])])


def _excerpt(one: Diagnostic, outcome: Outcome) -> Iterator[str]:
    """Show the line, marked, where it is short enough to be read at a glance."""
    if one.span is None:
        return
    text = outcome.lines.get((one.path, one.span.line), "")
    shown = clean(text.replace("\t", " "))
    if not shown.strip() or len(shown) > _WIDEST or len(shown) != len(text):
        return
    end = one.span.end_column if one.span.end_line == one.span.line else len(text) + 1
    yield f"   | {shown}"
    yield f"   | {' ' * (one.span.column - 1)}{'^' * max(1, min(end, len(text) + 1) - one.span.column)}"


def _concise(outcome: Outcome) -> str:
    return "".join(f"{line}\n" for line in (*map(_head, _counting(outcome)), summary(outcome)))


def _json(outcome: Outcome) -> str:
    found = count(outcome.diagnostics)
    document = {
        "version": VERSION,
        "findings": [_finding(one) for one in outcome.diagnostics],
        "counts": {severity.value: found[severity] for severity in Severity}
        | {"suppressed": sum(one.suppressed is not None for one in outcome.diagnostics)},
        "rules": [{"code": one.code, "slug": one.slug, "checked": one.count} for one in outcome.checks],
        "files": list(outcome.files),
        "skipped": list(outcome.skipped),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _finding(one: Diagnostic) -> dict[str, object]:
    rule = rules.load().get(one.code)
    return {
        "path": one.path,
        "line": one.span.line if one.span else None,
        "column": one.span.column if one.span else None,
        "endLine": one.span.end_line if one.span else None,
        "endColumn": one.span.end_column if one.span else None,
        "code": one.code,
        "slug": rule.slug if rule else one.code,
        "severity": one.severity.value,
        "message": one.message,
        "why": rule.why if rule else "",
        "fix": one.fix,
        "subject": one.subject or None,
        "related": [
            {"path": other.path, "line": other.span.line if other.span else None, "message": other.message}
            for other in one.related
        ],
        "suppressed": one.suppressed,
    }


def _github(outcome: Outcome) -> str:
    """Write workflow commands, which GitHub shows beside the lines of a change."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    lines = []
    for one in _counting(outcome):
        places = {"file": one.path}
        if one.span is not None:
            places |= {"line": str(one.span.line), "col": str(one.span.column)}
        places["title"] = one.code
        told = ",".join(f"{key}={_escaped(value, also=':,')}" for key, value in places.items())
        message = one.message + (f"\nfix: {one.fix}" if one.fix else "")
        lines.append(f"::{kinds.get(one.severity, 'notice')} {told}::{_escaped(message)}")
    return "".join(f"{line}\n" for line in (*lines, summary(outcome)))


def _escaped(text: str, *, also: str = "") -> str:
    r"""Escape what ends or splits a workflow command.

    >>> _escaped("50%\na:b", also=":,")
    '50%25%0Aa%3Ab'
    """
    text = clean(text).replace("%", "%25").replace("\n", "%0A")
    for character in also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


FORMS: Final[Mapping[str, Callable[[Outcome], str]]] = MappingProxyType(
    {
        "text": tell,
        "concise": _concise,
        "json": _json,
        "sarif": sarif.sarif,
        "github": _github,
        "junit": junit,
    }
)
