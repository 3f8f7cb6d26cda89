"""Rival answers to a question against the evidence linked to them: the matrix of competing hypotheses."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgraph.core.counts import say_count
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.render.blocks import Block, Heading, Paragraph, Table, list_under
from kgraph.render.wording import UNSTATED
from kgraph.render.writers import write_csv
from kgraph.store.lookup import Known, Lookup

MARKS: Final = {"supports": "+", "contradicts": "-", "disputes": "-", "undercuts": "⌿"}
_VALUES: Final = {"supports": 1, "contradicts": -1, "disputes": -1, "undercuts": 0}
UNLINKED: Final = "·"
_READING: Final = (
    "Hypotheses are the claims that answer the question. Evidence is every claim that somebody linked to one of them. "
    "Marks: + supports, - contradicts or disputes, ⌿ undercuts the evidence for it and counts on neither side, · not "
    "linked. Inconsistency adds up the squares of what is against a hypothesis, like Open Synthesis after Heuer. "
    "Diagnosticity is the standard deviation of a row over all hypotheses, with 0 where nothing is linked. Open "
    "Synthesis skips those cells. Here most evidence is linked to one hypothesis, so without them no evidence would "
    "tell hypotheses apart. The numbers count links; they do not show what is true. A hypothesis that nobody examined "
    "has nothing against it."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim linked to hypotheses: its relations to each, in their order, and how far it tells them apart.

    `drawers` are those who drew the links to each hypothesis; one that nobody is recorded for is empty.
    """

    claim: str
    cells: tuple[tuple[str, ...], ...]
    drawers: tuple[tuple[str, ...], ...]
    diagnosticity: float


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """The matrix of one question.

    `inconsistency` counts, for each hypothesis, how far the evidence is against it; `rivals` are hypotheses linked as
    contradicting each other, with who drew the links, which is no evidence for either.
    """

    question: str
    hypotheses: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    inconsistency: tuple[float, ...]
    rivals: tuple[tuple[str, str, tuple[str, ...]], ...]
    lookup: Lookup = field(compare=False, repr=False)


def weigh_hypotheses(knowledge: Known, question: str) -> Hypotheses:
    """Set the claims that answer a question against every claim linked to one of them."""
    lookup = knowledge.lookup
    answering = [claim for claim, questions in lookup.values(KG.answers).items() if question in questions]
    cells: dict[str, dict[str, set[str]]] = {}
    drawers: dict[tuple[str, str], set[str]] = {}
    rivals: dict[tuple[str, str], set[str]] = {}
    for link in sorted({link for claim in answering for link in lookup.links.get(claim, ())}):
        relation = lookup.code(link, KG.relation)
        start, end, drawer = (lookup.text(link, name) for name in (KG.from_, KG.to, KG.drawnBy))
        if relation == "contradicts" and start in answering and end in answering:
            rivals.setdefault((min(start, end), max(start, end)), set()).add(drawer)
        elif relation in MARKS:
            symmetric = [(end, start)] if relation == "contradicts" else []
            for evidence, hypothesis in [(start, end), *symmetric]:
                if hypothesis in answering:
                    cells.setdefault(evidence, {}).setdefault(hypothesis, set()).add(relation)
                    drawers.setdefault((evidence, hypothesis), set()).add(drawer)
    against = {claim: sum(_below(row.get(claim, set())) for row in cells.values()) for claim in answering}
    hypotheses = sorted(answering, key=lambda claim: (against[claim], claim))
    listed = [_evidence(claim, cells[claim], drawers, hypotheses) for claim in sorted(cells)]
    return Hypotheses(
        question=question,
        hypotheses=tuple(hypotheses),
        evidence=tuple(sorted(listed, key=lambda evidence: (-evidence.diagnosticity, evidence.claim))),
        inconsistency=tuple(against[claim] for claim in hypotheses),
        rivals=tuple((*pair, tuple(sorted(rivals[pair]))) for pair in sorted(rivals)),
        lookup=lookup,
    )


def value(relations: Iterable[str]) -> float:
    """Turn the relations of one cell to a number: the mean of 1, 0 and -1, and 0 where nothing is linked.

    >>> value(["supports"]), value(["supports", "contradicts"]), value([])
    (1, 0, 0)
    """
    values = [_VALUES[relation] for relation in relations]
    return statistics.mean(values) if values else 0


def _below(relations: Iterable[str]) -> float:
    return min(value(relations), 0) ** 2


def _evidence(
    claim: str, cells: dict[str, set[str]], drawers: dict[tuple[str, str], set[str]], hypotheses: list[str]
) -> Evidence:
    relations = tuple(tuple(sorted(cells.get(hypothesis, ()))) for hypothesis in hypotheses)
    drawn = tuple(tuple(sorted(drawers.get((claim, hypothesis), ()))) for hypothesis in hypotheses)
    return Evidence(claim, relations, drawn, statistics.pstdev([value(cell) for cell in relations]))


def to_blocks(matrix: Hypotheses) -> list[Block]:
    """Lay out the matrix: hypotheses least inconsistent first, evidence most diagnostic first; never a verdict."""
    lookup = matrix.lookup
    letters = [f"H{at}" for at in range(1, len(matrix.hypotheses) + 1)]
    letter = dict(zip(matrix.hypotheses, letters, strict=True))
    linked = {
        claim for at, claim in enumerate(matrix.hypotheses) if any(evidence.cells[at] for evidence in matrix.evidence)
    }
    named = tuple(
        (
            f"{letter[claim]}: {lookup.name_with_id(claim)}",
            (f"inconsistency {number:g}" if claim in linked else "no evidence linked",),
        )
        for claim, number in zip(matrix.hypotheses, matrix.inconsistency, strict=True)
    )
    title = Heading(lookup.name(matrix.question), 1)
    if not named:
        return [title, Paragraph("No claim answers this question.")]
    evidence = f"evidence is linked to {len(linked)} of them" if linked else "no evidence is linked to them"
    answer = f"{say_count(len(named), 'claim answers', 'claims answer')} this question; {evidence}."
    blocks = [title, Paragraph(answer), Paragraph(_READING), *list_under(f"Hypotheses: {len(named)}", named)]
    pairs = (
        (f"{letter[first]} and {letter[second]} contradict each other [drawn by {_names(drawn, lookup)}]", ())
        for first, second, drawn in matrix.rivals
    )
    blocks += list_under("Hypotheses linked as contradicting each other", pairs)
    if matrix.evidence:
        blocks.append(Heading(f"Evidence: {len(matrix.evidence)}"))
        blocks.append(_grid(matrix, letters))
    return blocks


def _grid(matrix: Hypotheses, letters: Sequence[str]) -> Table:
    rows = (
        (
            f"{matrix.lookup.name_with_id(evidence.claim)} [drawn by {_drawn(evidence, letters, matrix.lookup)}]",
            f"{evidence.diagnosticity:.2f}",
            " ".join(f"{letter}{_mark(cell)}" for letter, cell in zip(letters, evidence.cells, strict=True) if cell),
        )
        for evidence in matrix.evidence
    )
    return Table(("evidence", "diagnosticity", "on"), tuple(rows))


def _drawn(evidence: Evidence, letters: Sequence[str], lookup: Lookup) -> str:
    """Name who drew the links of a piece of evidence: once where they are the same for all."""
    by: dict[tuple[str, ...], list[str]] = {}
    for letter, drawers in zip(letters, evidence.drawers, strict=True):
        if drawers:
            by.setdefault(drawers, []).append(letter)
    if len(by) == 1:
        return _names(next(iter(by)), lookup)
    return "; ".join(f"{' '.join(at)}: {_names(drawers, lookup)}" for drawers, at in by.items())


def _names(drawers: Iterable[str], lookup: Lookup) -> str:
    return ", ".join(lookup.name(drawer) if drawer else UNSTATED for drawer in drawers)


def _mark(cell: tuple[str, ...]) -> str:
    return "".join(MARKS[relation] for relation in cell) or UNLINKED


def to_csv(matrix: Hypotheses) -> str:
    """Make the matrix as a table for a spreadsheet: a column for each hypothesis, and the inconsistencies last."""
    rows = [
        (
            contract(evidence.claim),
            matrix.lookup.name(evidence.claim),
            f"{evidence.diagnosticity:.4f}",
            " ".join(sorted({contract(drawer) for drawers in evidence.drawers for drawer in drawers if drawer})),
            *map(_mark, evidence.cells),
        )
        for evidence in matrix.evidence
    ]
    last = ("inconsistency", "", "", "", *(f"{number:g}" for number in matrix.inconsistency))
    columns = ("evidence", "text", "diagnosticity", "drawnBy", *map(contract, matrix.hypotheses))
    return write_csv(Table(columns, (*rows, last)))


def to_json(matrix: Hypotheses) -> dict[str, object]:
    """Give the matrix as plain data, ids short."""
    return {
        "question": contract(matrix.question),
        "hypotheses": [
            {"claim": contract(claim), "inconsistency": number}
            for claim, number in zip(matrix.hypotheses, matrix.inconsistency, strict=True)
        ],
        "evidence": [
            {
                "claim": contract(evidence.claim),
                "diagnosticity": round(evidence.diagnosticity, 6),
                "relations": {
                    contract(claim): list(cell)
                    for claim, cell in zip(matrix.hypotheses, evidence.cells, strict=True)
                    if cell
                },
                "drawnBy": {
                    contract(claim): [contract(drawer) for drawer in drawers if drawer]
                    for claim, drawers in zip(matrix.hypotheses, evidence.drawers, strict=True)
                    if drawers
                },
            }
            for evidence in matrix.evidence
        ],
        "contradictingHypotheses": [list(map(contract, pair)) for *pair, _ in matrix.rivals],
    }
