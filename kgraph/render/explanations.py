"""Reasons as text: under each row the chains it rests on, or beside the rows as JSON."""

import json
import shutil
import textwrap
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology import curies
from kgraph.render import results
from kgraph.sparql.explain import Reasons, Step, Traced
from kgraph.sparql.results import Labels, Term, plain

FORMATS: Final = ("table", "json")
SHOWN: Final = 5
"""Chains that the table shows for one row; JSON has them all."""

_UNDECLARED: Final = (
    "The query does not say what its rows rest on: shown is only what stands in a row itself. A line at its head says "
    "more: a pattern that leads from the columns to assertions (?own, ?hop), links (?link) or other things (?thing), "
    "such as"
)
_EXAMPLE: Final = "# **Evidence:** ?own kg:asserts ?claim ; kg:inDocument ?document ."
_MARGIN: Final = 6
_NARROWEST: Final = 40


def render(traced: Traced, form: str, *, width: int | None = None) -> str:
    """Write the rows with their reasons; raise UsageError for a format that has no room for these."""
    if form == "json":
        return _json(traced)
    if form != "table":
        raise UsageError(f"reasons are not written as {form}: choose {', '.join(FORMATS)}")
    room = width or shutil.get_terminal_size((80, 24)).columns
    if not traced.rows.rows:
        return "nothing found\n"
    cards = results.cards(traced.rows, room)
    lines = []
    for card, row, reasons in zip(cards, traced.rows.rows, traced.reasons, strict=True):
        lines += [card, *_lines(reasons, row, traced.rows.labels, room, declared=traced.declared)]
    if not traced.declared and not all(reasons.chains for reasons in traced.reasons):
        lines += ["", textwrap.fill(_UNDECLARED, max(room, _NARROWEST)), "", f"  {_EXAMPLE}"]
    count = len(traced.rows)
    return "\n".join([*lines, "", f"{say_count(count, 'row')}", ""])


def _lines(
    reasons: Reasons, row: tuple[Term | None, ...], labels: Labels, width: int, *, declared: bool
) -> Iterator[str]:
    """Give the lines below one row: a block for each chain, a hop below the other."""
    if not reasons.chains and declared:
        yield "  why  nothing is recorded behind this row: it shows what is missing"
    for chain in reasons.chains[:SHOWN]:
        seen: set[str] = set()
        passage = ""
        claim = dict(chain[0].facts).get("asserts")
        topic = f": “{_words(claim, labels)}”" if claim is not None and claim not in row else ""
        for at, step in enumerate(chain):
            yield from _wrap(
                _sentence(step, labels, again=step.id in seen) + (topic if at == 0 else ""),
                "  why  " if at == 0 else "   ←   ",
                width,
            )
            if step.passage and step.passage != passage and step.id not in seen:
                yield from _wrap(f"> {step.passage}", "", width)
            if at == 0 or step.path != chain[at - 1].path or step.line != chain[at - 1].line:
                yield from _wrap(_place(step), "", width)
            passage = step.passage or passage
            seen.add(step.id)
    if (left := len(reasons.chains) - SHOWN) > 0:
        more = "at least " if reasons.cut else ""
        yield f"       and {more}{left} more: --format json has them"


def _wrap(text: str, head: str, width: int) -> list[str]:
    indent = " " * (_MARGIN + 1)
    return textwrap.wrap(
        clean(text),
        max(width, _NARROWEST),
        initial_indent=head or indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _place(step: Step) -> str:
    where = f"{step.path}:{step.line}" if step.line else step.path
    return where or curies.contract(step.id)


def _sentence(step: Step, labels: Labels, *, again: bool) -> str:
    facts: dict[str, list[str]] = {}
    for name, term in step.facts:
        facts.setdefault(name, []).append(_words(term, labels))
    if step.kind == "assertion":
        return _spoken(facts) + (": the circle closes here" if again else "")
    if step.kind == "link":
        first, last = (", ".join(facts.get(name, ["?"])) for name in ("from", "to"))
        drawn = ", ".join(facts.get("drawnBy", []))
        reason = "; ".join(facts.get("reason", []))
        drawing = f" (drawn by {drawn})" if drawn else ""
        return f"“{first}” {facts.get('relation', ['?'])[0]} “{last}”{drawing}{f': {reason}' if reason else ''}"
    return "; ".join(f"{name} {', '.join(values)}" for name, values in facts.items())


def _spoken(facts: dict[str, list[str]]) -> str:
    speaker = ", ".join(facts.get("attributedTo", ["?"]))
    own = ", ".join(facts.get("inDocument", []))
    head = f"{speaker}, in {own}," if own and own != speaker else speaker
    codes = [", ".join(facts.get("stance", ["?"])), f"basis {facts.get('basis', ['?'])[0]}"]
    codes += [*facts.get("certainty", []), *facts.get("speechMode", []), *facts.get("position", [])]
    codes += [f"said on {day}" for day in facts.get("saidOn", [])]
    codes += [f"said in {work}" for work in facts.get("saidIn", [])]
    codes += [f"cites {work}" for work in facts.get("cites", [])]
    return f"{head} {'; '.join(codes)}"


def _words(term: Term, labels: Labels) -> str:
    if isinstance(term, ox.NamedNode):
        return labels.get(term.value) or curies.code(term.value) or curies.contract(term.value)
    return str(plain(term))


def _json(traced: Traced) -> str:
    """Write SPARQL's own JSON with one member more: the reasons, in the order of the rows."""
    document = results.bindings(traced.rows)
    document["evidence"] = [
        {"complete": not one.cut, "chains": [[_step(step) for step in chain] for chain in one.chains]}
        for one in traced.reasons
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _step(step: Step) -> dict[str, object]:
    facts: dict[str, list[object]] = {}
    for name, term in step.facts:
        facts.setdefault(name, []).append(plain(term))
    return {
        "id": step.id,
        "kind": step.kind,
        **{name: values[0] if len(values) == 1 else values for name, values in facts.items()},
        "passage": step.passage or None,
        "path": step.path,
        "line": step.line,
    }
