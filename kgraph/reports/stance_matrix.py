"""The stance matrix: documents against claims or questions, with what each document is silent about."""

from dataclasses import dataclass
from typing import Final, Literal

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.chains import Assertions, Stored
from kgraph.provenance.lookup import Register
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table

SILENT = "·"
_MARKS: Final = {
    "asserts": "a",
    "reports": "r",
    "distances": "k",
    "questions": "q",
    "denies": "d",
    "retracts": "t",
}
_LEGEND: Final = " (a asserts, r reports, k keeps a distance, q questions, d denies, t takes back)"


@dataclass(frozen=True, slots=True)
class Matrix:
    """The stances each document takes itself, by claim or by question: an empty cell is silence."""

    by: Literal["claim", "question"]
    documents: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def matrix(knowledge: Stored, *, by: Literal["claim", "question"] = "claim") -> tuple[Matrix, Register]:
    """Make the matrix of the documents that say anything, rows on which most of them speak first.

    A question has the stances taken to any claim that answers it.
    """
    graph, register = Assertions(knowledge.store), Register(knowledge)
    documents = tuple(sorted({document for places in graph.own.values() for document in places}))
    answers = register.all(KG.answers)
    cells: dict[str, dict[str, set[str]]] = {}
    if by == "question":
        cells = {question: {} for question in sorted({one for found in answers.values() for one in found})}
    for one, places in graph.own.items():
        claim = graph.claim.get(one, "")
        rows_of = answers.get(claim, ()) if by == "question" else (claim,) if claim else ()
        for row in rows_of:
            for document in places:
                cells.setdefault(row, {}).setdefault(document, set()).add(graph.hops[one].stance)
    order = sorted(cells, key=lambda row: (-len(cells[row]), row))
    rows = tuple((row, tuple(tuple(sorted(cells[row].get(document, ()))) for document in documents)) for row in order)
    return Matrix(by, documents, rows), register


def compose(found: Matrix, register: Register, *, marks: bool = False) -> list[Block]:
    """Lay out a matrix: what the columns stand for, then the table; with `marks` a stance is one letter."""
    letters = [f"D{at}" for at in range(1, len(found.documents) + 1)]
    named = tuple((f"{letter}: {register.full(one)}", ()) for letter, one in zip(letters, found.documents, strict=True))
    title = Heading(f"Who takes which stance, by {found.by}", 1)
    if not found.documents:
        return [title, Paragraph("No document makes a claim.")]
    return [
        title,
        Items(named),
        Paragraph(
            f"Each cell has the stances the document takes itself{_LEGEND if marks else ''}; {SILENT} is silence: "
            "nothing of it is annotated there."
        ),
        Table(
            (found.by, *letters),
            tuple((_row(row, register), *(_cell(cell, marks=marks) for cell in cells)) for row, cells in found.rows),
        ),
    ]


def grid(found: Matrix, register: Register) -> Table:
    """Make the matrix as a table for a spreadsheet, ids in the first column, the text in the second."""
    rows = ((contract(row), register.name(row), *(" ".join(cell) for cell in cells)) for row, cells in found.rows)
    return Table((found.by, "text", *map(contract, found.documents)), tuple(rows))


def _row(row: str, register: Register) -> str:
    return f"{register.name(row)} ({clean(contract(row))})"


def _cell(stances: tuple[str, ...], *, marks: bool) -> str:
    return " ".join(_MARKS.get(one, one) if marks else one for one in stances) or SILENT


def describe(found: Matrix) -> dict[str, object]:
    """Give a matrix as plain data, ids short; what a document is silent about is left out."""
    return {
        "by": found.by,
        "documents": list(map(contract, found.documents)),
        "rows": {
            contract(row): {
                contract(document): list(cell) for document, cell in zip(found.documents, cells, strict=True) if cell
            }
            for row, cells in found.rows
        },
    }
