"""Sources that claims depend on: what to leave out, and which claims then lose all their roots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgraph.ontology.vocab import KG
from kgraph.provenance.ablation import Chains, own_assertions
from kgraph.provenance.chains import index_assertions
from kgraph.provenance.model import DECIDED_SIDES
from kgraph.store.lookup import Known


@dataclass(frozen=True, slots=True)
class Linchpin:
    """A source without which some claims have no root left.

    `as_root` are claims that lose all their roots for them where the source is itself a root, `as_relay` those where
    it only passes on, or publishes, what others say; `against` are claims that lose everybody who denies them.
    """

    source: str
    name: str
    is_work: bool
    as_root: tuple[str, ...]
    as_relay: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def claims(self) -> int:
        """How many claims fall with this source alone."""
        return len(self.as_root) + len(self.as_relay)


def linchpins(knowledge: Known) -> list[Linchpin]:
    """Rank sources by how many claims lose all roots for them with the one source alone, the most first.

    These are the claims that `ablation.drop` of the one source says lose all.
    """
    graph = index_assertions(knowledge)
    dropped: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for claim, own in own_assertions(graph).items():
        chains = Chains(graph, own)
        roots = chains.roots()["for"]
        for side in DECIDED_SIDES:
            for source in chains.needed(side):
                lists = dropped.setdefault(source, ([], [], []))
                lists[2 if side == "against" else 0 if source in roots else 1].append(claim)
    works = {iri for iri, kinds in graph.types.items() if {KG.Work, KG.Document}.intersection(kinds)}
    made = [
        Linchpin(source, knowledge.lookup.name_with_id(source), source in works, *map(tuple, lists))
        for source, lists in dropped.items()
    ]
    return sorted(made, key=lambda linchpin: (-linchpin.claims, -len(linchpin.against), linchpin.source))


def first(ranked: Sequence[Linchpin], limit: int) -> list[Linchpin]:
    """Keep to so many of each kind, speakers and works; 0 keeps all."""
    kept = {linchpin.source for is_work in (False, True) for linchpin in of_kind(ranked, is_work=is_work)[:limit]}
    return [linchpin for linchpin in ranked if not limit or linchpin.source in kept]


def of_kind(ranked: Iterable[Linchpin], *, is_work: bool) -> list[Linchpin]:
    """Keep the works and documents, or the speakers."""
    return [linchpin for linchpin in ranked if linchpin.is_work == is_work]
