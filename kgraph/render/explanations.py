"""Why a row is in an answer: below each row the chains it rests on, or the same as JSON."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology import curies
from kgraph.render import results
from kgraph.render.blocks import Block, Items, Node, Paragraph, Table, Tree
from kgraph.render.text import write_text
from kgraph.render.writers import write_json
from kgraph.sparql.explain import Explanation, Reasons, Step
from kgraph.sparql.results import Label, Term, plain

FORMATS: Final = ("table", "json")
SHOWN: Final = 5
"""Chains that the table shows for one row; JSON has them all."""

_UNDECLARED: Final = (
    "The query does not say what its rows rest on, so only the things named in a row itself are explained. To explain "
    "more, add a line at its head: a pattern that leads from the columns to assertions (?own, ?hop), links (?link) or "
    "other things (?thing). For example:"
)
_EXAMPLE: Final = "# **Evidence:** ?own kg:asserts ?claim ; kg:inDocument ?document ."


def render(traced: Explanation, form: str, *, width: int | None = None) -> str:
    """Write the rows with the reasons for each; raise UsageError for a format that has no room for reasons."""
    if form == "json":
        return write_json(to_json(traced))
    if form != "table":
        raise UsageError(f"--explain cannot be written as {form}: choose {', '.join(FORMATS)}")
    return write_text(to_blocks(traced), width or results.screen_width())


def to_blocks(traced: Explanation) -> list[Block]:
    """Lay out each row as a card, with the chains behind it as a list below."""
    if not traced.rows.rows:
        return [results.NOTHING]
    table = results.to_table(traced.rows)
    blocks: list[Block] = []
    for cells, row, reasons in zip(table.rows, traced.rows.rows, traced.reasons, strict=True):
        blocks.append(Table(table.columns, (cells,), as_cards=True))
        if reasons.chains:
            blocks.append(Tree(tuple(_trees(reasons, row, traced.rows.label))))
        elif traced.declared:
            blocks.append(Paragraph("Nothing is recorded behind this row: it shows what is missing."))
    if not traced.declared and not all(reasons.chains for reasons in traced.reasons):
        blocks += [Paragraph(_UNDECLARED), Items(((_EXAMPLE, ()),))]
    return [*blocks, Paragraph(say_count(len(traced.rows), "row"))]


def _trees(reasons: Reasons, row: Sequence[Term | None], label: Label) -> Iterator[Node]:
    """Draw each chain, every hop below the one that passes it on, with its passage and place unless those repeat."""
    for chain in reasons.chains[:SHOWN]:
        seen: set[str] = set()
        passage = ""
        claim = dict(chain[0].facts).get("asserts")
        topic = f": “{_words(claim, label)}”" if claim is not None and claim not in row else ""
        hops: list[tuple[str, list[Node]]] = []
        for at, step in enumerate(chain):
            details = [f"> {step.passage}"] if step.passage not in ("", passage) and step.id not in seen else []
            if at == 0 or (step.path, step.line) != (chain[at - 1].path, chain[at - 1].line):
                details.append(_place(step))
            sentence = _sentence(step, label, again=step.id in seen) + ("" if at else topic)
            hops.append((sentence, list(map(Node, details))))
            passage = step.passage or passage
            seen.add(step.id)
        inner: list[Node] = []
        for sentence, nodes in reversed(hops):
            inner = [Node(sentence, (*nodes, *inner))]
        yield from inner
    if (left := len(reasons.chains) - SHOWN) > 0:
        more = "at least " if reasons.cut else ""
        yield Node(f"and {more}{left} more: --format json lists them")


def _place(step: Step) -> str:
    place = f"{step.path}:{step.line}" if step.line else step.path
    return place or curies.contract(step.id)


def _sentence(step: Step, label: Label, *, again: bool) -> str:
    facts: dict[str, list[str]] = {}
    for name, term in step.facts:
        facts.setdefault(name, []).append(_words(term, label))
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


def _words(term: Term, label: Label) -> str:
    if isinstance(term, ox.NamedNode):
        return label(term.value) or curies.code(term.value) or curies.contract(term.value)
    return str(plain(term))


def to_json(traced: Explanation) -> dict[str, object]:
    """Give the rows as SPARQL 1.1 Query Results JSON with one more member: the reasons, in the order of the rows."""
    evidence = [
        {"complete": not reasons.cut, "chains": [[_step(step) for step in chain] for chain in reasons.chains]}
        for reasons in traced.reasons
    ]
    return {**results.bindings(traced.rows), "evidence": evidence}


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
