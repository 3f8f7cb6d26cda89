"""The stance matrix: documents against claims or questions, with what each document is silent about."""

from dataclasses import dataclass, field
from typing import Final, Literal

from kgraph.core.counts import say_count
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.chains import index_assertions
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table
from kgraph.render.writers import write_csv
from kgraph.store.lookup import Known, Lookup

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
    lookup: Lookup = field(compare=False, repr=False)


def matrix(knowledge: Known, *, by: Literal["claim", "question"] = "claim") -> Matrix:
    """Make the matrix of the documents that say anything, rows on which most of them speak first.

    A question has the stances taken to any claim that answers it.
    """
    graph, lookup = index_assertions(knowledge), knowledge.lookup
    documents = tuple(sorted({document for places in graph.own.values() for document in places}))
    answers = lookup.values(KG.answers)
    cells: dict[str, dict[str, set[str]]] = {}
    if by == "question":
        cells = {
            question: {} for question in sorted({question for questions in answers.values() for question in questions})
        }
    for assertion, places in graph.own.items():
        claim = graph.claim.get(assertion, "")
        rows_of = answers.get(claim, ()) if by == "question" else (claim,) if claim else ()
        for row in rows_of:
            for document in places:
                cells.setdefault(row, {}).setdefault(document, set()).add(graph.hops[assertion].stance)
    order = sorted(cells, key=lambda row: (-len(cells[row]), row))
    rows = tuple((row, tuple(tuple(sorted(cells[row].get(document, ()))) for document in documents)) for row in order)
    return Matrix(by, documents, rows, lookup)


def to_blocks(table: Matrix, *, marks: bool = False) -> list[Block]:
    """Lay out a matrix: what the columns stand for, then the table; with `marks` a stance is one letter."""
    letters = [f"D{at}" for at in range(1, len(table.documents) + 1)]
    names = map(table.lookup.name_with_id, table.documents)
    named = tuple((f"{letter}: {name}", ()) for letter, name in zip(letters, names, strict=True))
    title = Heading(f"Who takes which stance, by {table.by}", 1)
    if not table.documents:
        return [title, Paragraph("No document makes a claim.")]
    return [
        title,
        Paragraph(_answer(table)),
        Items(named),
        Paragraph(
            f"Each cell has the document's own stances{_LEGEND if marks else ''}; {SILENT} means that no annotation "
            "mentions it there."
        ),
        Table(
            (table.by, *letters),
            tuple(
                (table.lookup.name_with_id(row), *(_cell(cell, marks=marks) for cell in cells))
                for row, cells in table.rows
            ),
        ),
    ]


def _answer(table: Matrix) -> str:
    counts = [sum(map(bool, cells)) for _, cells in table.rows]
    everywhere, once = counts.count(len(table.documents)), counts.count(1)
    documents = say_count(len(table.documents), "document")
    return f"{say_count(len(counts), table.by)} in {documents}: {everywhere} in every document, {once} in only one."


def to_csv(table: Matrix) -> str:
    """Make the matrix as a table for a spreadsheet, ids in the first column, the text in the second."""
    name = table.lookup.name
    rows = ((contract(row), name(row), *(" ".join(cell) for cell in cells)) for row, cells in table.rows)
    return write_csv(Table((table.by, "text", *map(contract, table.documents)), tuple(rows)))


def _cell(stances: tuple[str, ...], *, marks: bool) -> str:
    return " ".join(_MARKS.get(stance, stance) if marks else stance for stance in stances) or SILENT


def to_json(table: Matrix) -> dict[str, object]:
    """Give a matrix as plain data, ids short; what a document is silent about is left out."""
    return {
        "by": table.by,
        "documents": list(map(contract, table.documents)),
        "rows": {
            contract(row): {
                contract(document): list(cell) for document, cell in zip(table.documents, cells, strict=True) if cell
            }
            for row, cells in table.rows
        },
    }
