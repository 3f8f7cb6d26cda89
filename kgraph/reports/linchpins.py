"""Linchpins as a report, a table and plain data."""

from collections.abc import Iterable, Sequence
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.provenance.linchpins import Linchpin, of_kind
from kgraph.render.blocks import Block, Heading, Paragraph, Table
from kgraph.render.writers import write_csv


def to_blocks(ranking: Sequence[Linchpin], limit: int = 0) -> list[Block]:
    """Lay out the ranking: who speaks, and apart from them the texts and works, each up to a limit; 0 is none."""
    blocks: list[Block] = [Heading("Sources that claims rest on alone", 1), Paragraph(_answer(ranking))]
    if ranking:
        blocks.append(Paragraph(_MEANING))
    for heading, is_work in (("Speakers", False), ("Documents and works", True)):
        ranked = of_kind(ranking, is_work=is_work)
        if listed := ranked[:limit] if limit else ranked:
            more = "" if len(listed) == len(ranked) else " `--limit 0` lists all."
            blocks += [Heading(heading), Table(_COLUMNS, tuple(_row(linchpin) for linchpin in listed))]
            blocks.append(Paragraph(f"{len(listed)} of {len(ranked)}.{more}"))
    return blocks


def _answer(ranking: Sequence[Linchpin]) -> str:
    if not (speakers := of_kind(ranking, is_work=False)):
        return "No claim rests on one speaker alone."
    first = speakers[0]
    return f"{first.name} is the speaker that most claims rest on alone: {first.claims}."


_COLUMNS: Final = ("source", "claims", "as root", "as relay", "denials")


_MEANING: Final = (
    "Claims: how many claims nobody asserts if you remove the source, with every chain in which it speaks. "
    "`kgraph what-if --drop` lists them. As root: those that the source itself asserts at the end of a chain. As "
    "relay: those that it only passes on or contains. Denials: how many claims nobody denies without the source. "
    "The counts do not show what is true."
)


def _row(linchpin: Linchpin) -> tuple[str, ...]:
    counts = (linchpin.claims, len(linchpin.as_root), len(linchpin.as_relay), len(linchpin.against))
    return (linchpin.name, *map(str, counts))


def to_csv(ranking: Iterable[Linchpin]) -> str:
    """Make one table of linchpins of both kinds."""
    rows = ((_kind(linchpin), *_row(linchpin)) for linchpin in ranking)
    return write_csv(Table(("kind", *_COLUMNS), tuple(rows)))


def to_json(ranking: Iterable[Linchpin]) -> list[dict[str, object]]:
    """Give the ranking as plain data, ids short."""
    return [
        {
            "source": contract(linchpin.source),
            "kind": _kind(linchpin),
            "claims": linchpin.claims,
            "asRoot": list(map(contract, linchpin.as_root)),
            "asRelay": list(map(contract, linchpin.as_relay)),
            "against": list(map(contract, linchpin.against)),
        }
        for linchpin in ranking
    ]


def _kind(linchpin: Linchpin) -> str:
    return "work" if linchpin.is_work else "actor"
