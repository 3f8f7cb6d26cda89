"""Sources on whom claims depend: whom to leave out, and which claims then lose all their roots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.ablation import SIDES, Chains, own_assertions
from kgraph.provenance.chains import Assertions, Stored
from kgraph.provenance.lookup import Register
from kgraph.render.document import Block, Grid, Heading, Paragraph


@dataclass(frozen=True, slots=True)
class Linchpin:
    """A source without whom claims have nobody left at the end of a chain.

    `as_root` are claims that lose all their roots for them where the source is itself a root, `as_relay` those where
    it only passes on, or publishes, what others say; `against` are claims that lose everybody who denies them.
    """

    source: str
    is_work: bool
    as_root: tuple[str, ...]
    as_relay: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def claims(self) -> int:
        """How many claims fall with this source alone."""
        return len(self.as_root) + len(self.as_relay)


def linchpins(knowledge: Stored) -> list[Linchpin]:
    """Rank sources by how many claims lose all roots for them with the one source alone, the most first.

    These are the claims that `ablation.drop` of the one source says lose all.
    """
    graph = Assertions(knowledge.store)
    found: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for claim, own in own_assertions(graph).items():
        chains = Chains(graph, own)
        roots = chains.roots()["for"]
        for side in SIDES:
            for source in chains.needed(side):
                lists = found.setdefault(source, ([], [], []))
                lists[2 if side == "against" else 0 if source in roots else 1].append(claim)
    works = {iri for iri, kinds in graph.types.items() if {KG.Work, KG.Document}.intersection(kinds)}
    made = [Linchpin(source, source in works, *map(tuple, lists)) for source, lists in found.items()]
    return sorted(made, key=lambda one: (-one.claims, -len(one.against), one.source))


def first(found: Sequence[Linchpin], limit: int) -> list[Linchpin]:
    """Keep to so many of each kind, speakers and works; 0 keeps all."""
    kept = {one.source for is_work in (False, True) for one in _of_kind(found, is_work=is_work)[:limit]}
    return [one for one in found if not limit or one.source in kept]


def compose(found: Sequence[Linchpin], register: Register, limit: int) -> list[Block]:
    """Lay out the ranking: who speaks, and apart from them the texts and works, each up to a limit; 0 is none."""
    blocks: list[Block] = [Heading("Sources that claims rest on alone", 1), Paragraph(_MEANING)]
    for heading, is_work in (("Who speaks", False), ("Texts and works", True)):
        ranked = _of_kind(found, is_work=is_work)
        if listed := ranked[:limit] if limit else ranked:
            more = "" if len(listed) == len(ranked) else " `--limit 0` lists all."
            blocks += [Heading(heading), Grid(_COLUMNS, tuple(_row(one, register) for one in listed))]
            blocks.append(Paragraph(f"{len(listed)} of {len(ranked)}.{more}"))
    if not found:
        blocks.append(Paragraph("There are none."))
    return blocks


def _of_kind(found: Iterable[Linchpin], *, is_work: bool) -> list[Linchpin]:
    return [one for one in found if one.is_work == is_work]


_COLUMNS: Final = ("source", "claims", "as root", "as relay", "denials")
_MEANING: Final = (
    "Claims: those that nobody asserts any more, at the end of any chain, if the one source is left out with every "
    "chain that it stands in; `kgraph what-if --drop` lists them. As root: the source itself is at the end. As relay: "
    "it only passes on or carries what others say. Denials: claims that nobody denies any more. A count is no measure "
    "of what is true."
)


def _row(one: Linchpin, register: Register) -> tuple[str, ...]:
    counts = (one.claims, len(one.as_root), len(one.as_relay), len(one.against))
    return (register.full(one.source), *map(str, counts))


def grid(found: Iterable[Linchpin], register: Register) -> Grid:
    """Make one table of linchpins of both kinds."""
    rows = ((_kind(one), *_row(one, register)) for one in found)
    return Grid(("kind", *_COLUMNS), tuple(rows))


def describe(found: Iterable[Linchpin]) -> list[dict[str, object]]:
    """Give the ranking as plain data, ids short."""
    return [
        {
            "source": contract(one.source),
            "kind": _kind(one),
            "claims": one.claims,
            "asRoot": list(map(contract, one.as_root)),
            "asRelay": list(map(contract, one.as_relay)),
            "against": list(map(contract, one.against)),
        }
        for one in found
    ]


def _kind(one: Linchpin) -> str:
    return "work" if one.is_work else "actor"
