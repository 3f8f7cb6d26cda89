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
_PHRASES: Final = {"saidOn": "said on", "saidIn": "said in", "cites": "cites"}
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
        claims = chain[0].facts.get("asserts", [])
        topic = "".join(f": “{_name(claim, label)}”" for claim in claims[-1:] if claim not in row)
        hops: list[tuple[str, list[str]]] = []
        for at, step in enumerate(chain):
            details = [f"> {step.passage}"] if step.passage not in ("", passage) and step.id not in seen else []
            if at == 0 or (step.path, step.line) != (chain[at - 1].path, chain[at - 1].line):
                details.append((f"{step.path}:{step.line}" if step.line else step.path) or curies.contract(step.id))
            sentence = _sentence(step, label, again=step.id in seen) + ("" if at else topic)
            hops.append((sentence, details))
            passage = step.passage or passage
            seen.add(step.id)
        inner: tuple[Node, ...] = ()
        for sentence, details in reversed(hops):
            inner = (Node(sentence, (*map(Node, details), *inner)),)
        yield from inner
    if (left := len(reasons.chains) - SHOWN) > 0:
        more = "at least " if reasons.cut else ""
        yield Node(f"and {more}{left} more: --format json lists them")


def _sentence(step: Step, label: Label, *, again: bool) -> str:
    facts = {name: [_name(term, label) for term in terms] for name, terms in step.facts.items()}
    if step.kind == "assertion":
        return _speaker_and_codes(facts) + (": the circle closes here" if again else "")
    if step.kind == "link":
        first, last = (", ".join(facts.get(name, ["?"])) for name in ("from", "to"))
        drawn = f" (drawn by {', '.join(facts['drawnBy'])})" if "drawnBy" in facts else ""
        reason = f": {'; '.join(facts['reason'])}" if "reason" in facts else ""
        return f"“{first}” {facts.get('relation', ['?'])[0]} “{last}”{drawn}{reason}"
    return "; ".join(f"{name} {', '.join(values)}" for name, values in facts.items())


def _speaker_and_codes(facts: dict[str, list[str]]) -> str:
    speaker = ", ".join(facts.get("attributedTo", ["?"]))
    document = ", ".join(facts.get("inDocument", []))
    head = f"{speaker}, in {document}," if document not in ("", speaker) else speaker
    codes = [", ".join(facts.get("stance", ["?"])), f"basis {facts.get('basis', ['?'])[0]}"]
    codes += [code for name in ("certainty", "speechMode", "position") for code in facts.get(name, [])]
    codes += [f"{phrase} {value}" for name, phrase in _PHRASES.items() for value in facts.get(name, [])]
    return f"{head} {'; '.join(codes)}"


def _name(term: Term, label: Label) -> str:
    if isinstance(term, ox.NamedNode):
        return label(term.value) or curies.code(term.value) or curies.contract(term.value)
    return str(plain(term))


def to_json(traced: Explanation) -> dict[str, object]:
    """Give the rows as SPARQL 1.1 Query Results JSON with one more member: the reasons, in the order of the rows."""
    evidence = [
        {"complete": not reasons.cut, "chains": [list(map(_step, chain)) for chain in reasons.chains]}
        for reasons in traced.reasons
    ]
    return {**results.bindings(traced.rows), "evidence": evidence}


def _step(step: Step) -> dict[str, object]:
    facts = {name: list(map(plain, terms)) for name, terms in step.facts.items()}
    return {
        "id": step.id,
        "kind": step.kind,
        **{name: values[0] if len(values) == 1 else values for name, values in facts.items()},
        "passage": step.passage or None,
        "path": step.path,
        "line": step.line,
    }
