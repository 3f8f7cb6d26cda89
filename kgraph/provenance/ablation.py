"""What would be left of each claim's support if some sources were left out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.curies import codes, contract, expand
from kgraph.ontology.vocab import KG, SCHEMES, Term
from kgraph.provenance.chains import Assertions, index_assertions
from kgraph.provenance.graphs import measure, shortest_path
from kgraph.provenance.model import AGAINST, DECIDED_SIDES, side_of
from kgraph.store.lookup import Known

Columns = Sequence[Sequence[str]]
"""The IRIs in each column of an answer."""

_QUERY: Final = "query"
_SECTOR: Final = "sector"


@dataclass(frozen=True, slots=True)
class Loss:
    """A claim that loses all of its roots on one side, or at least half: those before, and those left."""

    claim: str
    side: str
    before: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The roots that go."""
        return tuple(root for root in self.before if root not in self.left)

    @property
    def is_all(self) -> bool:
        """Whether no root is left on this side."""
        return not self.left


@dataclass(frozen=True, slots=True)
class Ablation:
    """What dropping some sources costs: the claims that lose, those that lose all first; of how many with roots.

    `heard` tells whether any of the dropped speaks, carries or is cited for a claim; `labels`, what sources and claims
    are called.
    """

    dropped: tuple[str, ...]
    heard: bool
    losses: tuple[Loss, ...]
    claims: int
    labels: Mapping[str, str]


def drop(knowledge: Known, sources: Iterable[str]) -> Ablation:
    """Drop every chain in which one of these sources, given as IRIs, speaks at any hop; see what claims are left with.

    A dropped document takes its own assertions along. A dropped work is no evidence any more; a chain that ends in it
    goes, unless it ends in other works too. Time grows with the number of assertions.
    """
    dropped = frozenset(sources)
    graph = index_assertions(knowledge)
    losses: list[Loss] = []
    claims = 0
    for claim, own in own_assertions(graph).items():
        chains = Chains(graph, own)
        before, left = chains.roots(), chains.roots(dropped)
        claims += bool(before["for"] or before["against"])
        for side in DECIDED_SIDES:
            gone = before[side] - left[side]
            if gone and 2 * len(gone) >= len(before[side]):
                losses.append(Loss(claim, side, tuple(sorted(before[side])), tuple(sorted(left[side]))))
    shown = {*dropped, *(loss.claim for loss in losses), *(root for loss in losses for root in loss.before)}
    ordered = sorted(losses, key=lambda loss: (loss.side != "for", not loss.is_all, contract(loss.claim)))
    heard = any(not dropped.isdisjoint((hop.speaker, hop.document, *hop.cites)) for hop in graph.hops.values())
    labels = {iri: label for iri in shown if (label := knowledge.lookup.label(iri))}
    return Ablation(tuple(sorted(dropped)), heard, tuple(ordered), claims, labels)


def own_assertions(graph: Assertions) -> dict[str, list[str]]:
    """List the assertions that documents make themselves by the claims they are of, in order."""
    by_claim: dict[str, list[str]] = {}
    for assertion in sorted(graph.own):
        if assertion in graph.claim:
            by_claim.setdefault(graph.claim[assertion], []).append(assertion)
    return dict(sorted(by_claim.items()))


class Chains:
    """The chains of one claim, and what is left of them without some sources."""

    def __init__(self, graph: Assertions, starts: Iterable[str]) -> None:
        self._graph = graph
        self._starts = tuple(starts)
        self._reached = set(measure(graph.relays.successors, self._starts))
        self._ends = {assertion for assertion in self._reached if graph.relays.out_degree(assertion) == 0}
        # What runs in a circle never had an end to lose.
        self._endless = self._reached - measure(graph.relays.predecessors, self._ends, self._reached).keys()

    def roots(self, dropped: AbstractSet[str] = frozenset()) -> dict[str, set[str]]:
        """Find the roots on each side of the chains in which none of the dropped sources speaks."""
        roots: dict[str, set[str]] = {"for": set(), "against": set(), "neither": set()}
        whole = self._whole(dropped)
        for assertion in measure(self._graph.relays.successors, whole.intersection(self._starts), whole):
            for side in roots:
                roots[side] |= self._given(assertion, side) - dropped
        return roots

    def needed(self, side: str) -> list[str]:
        """Name the sources that a side cannot lose without losing all of its roots.

        Such a source is in every chain, so only the sources of one chain are tried.
        """
        path = self._one_chain(side)
        tried = {source for assertion in path for source in self._named(assertion)} - {""}
        return [source for source in sorted(tried) if not self.roots({source})[side]]

    def _whole(self, dropped: AbstractSet[str]) -> set[str]:
        """Find the assertions from which a chain goes on to its end without the dropped."""
        alive = (
            {assertion for assertion in self._reached if dropped.isdisjoint(self._speaking(assertion))}
            if dropped
            else self._reached
        )
        left = {assertion for assertion in self._ends & alive if self._has_evidence(assertion, dropped)}
        return measure(self._graph.relays.predecessors, left, alive).keys() | (self._endless & alive)

    def _speaking(self, assertion: str) -> tuple[str, str]:
        hop = self._graph.hops[assertion]
        return hop.speaker, hop.document

    def _has_evidence(self, assertion: str, dropped: AbstractSet[str]) -> bool:
        cited = self._graph.hops[assertion].grounds
        return not cited or not dropped >= set(cited)

    def _named(self, assertion: str) -> tuple[str, ...]:
        return (*self._speaking(assertion), *(self._graph.hops[assertion].grounds if assertion in self._ends else ()))

    def _given(self, assertion: str, side: str) -> set[str]:
        """List the roots that an assertion gives a claim on a side."""
        hop = self._graph.hops[assertion]
        if assertion in self._ends:
            return {hop.speaker, *hop.grounds} - {""} if side_of(hop.stance) == side else set()
        return {hop.speaker} - {""} if side == "against" and hop.stance in AGAINST else set()

    def _one_chain(self, side: str) -> list[str]:
        """Find a chain that gives a root on a side, as far as there is one."""
        whole, relays = self._whole(frozenset()), self._graph.relays
        starts = whole.intersection(self._starts)
        reached = measure(relays.successors, starts, whole)
        giving = min((assertion for assertion in reached if self._given(assertion, side)), default="")
        if not giving:
            return []
        outward = measure(relays.predecessors, [giving], reached)
        inward = measure(relays.predecessors, self._ends & whole, whole)
        path = list(shortest_path(relays.successors, min(starts & outward.keys()), outward))
        return path + list(shortest_path(relays.successors, giving, inward)) if giving in inward else path


def select(knowledge: Known, chosen: Iterable[str], answer: Callable[[str], Columns]) -> list[str]:
    """List the sources that texts stand for: an id, a class, `sector:` and a code, or `query:` and a question's name.

    `answer` answers a named question. Raises UsageError for a text that stands for nothing.
    """
    types = knowledge.lookup.values(Term.type)
    known = terms.load()
    sources = {kind.iri for kind in known.subclasses(KG.Source)}
    spoken = {iri: set(kinds) for iri, kinds in types.items() if sources & set(kinds)}
    selected: set[str] = set()
    for text in chosen:
        prefix, _, name = text.partition(":")
        if prefix == _QUERY:
            selected |= _first_of_sources(text, answer(name), set(spoken))
        elif prefix == _SECTOR:
            selected |= _of_sector(knowledge, text, name)
        elif text in known.class_names and known.class_names[text].iri in sources:
            wanted = {kind.iri for kind in known.subclasses(known.class_names[text].iri)}
            selected |= {iri for iri, kinds in spoken.items() if kinds & wanted}
        elif (iri := expand(text) or text) in spoken:
            selected.add(iri)
        else:
            names = [*map(contract, spoken), *(kind.name for kind in known.subclasses(KG.Source))]
            fix = hint(text, names, ", nor is it a class of sources", lead=": ")
            raise UsageError(f"no source in the graph is called `{text}`{fix}")
    return sorted(selected)


def _first_of_sources(text: str, columns: Columns, sources: set[str]) -> set[str]:
    """Take the first column of an answer that holds sources and nothing else."""
    for column in columns:
        if column and sources.issuperset(column):
            return set(column)
    if any(columns):
        raise UsageError(f"`{text}` is answered without a column of sources")
    return set()


def _of_sector(knowledge: Known, text: str, code: str) -> set[str]:
    if code not in codes()[_SECTOR]:
        raise UsageError(f"`{text}` is not a sector: choose from {', '.join(codes()[_SECTOR])}")
    wanted = f"{SCHEMES}{_SECTOR}#{code}"
    return {iri for iri, sectors in knowledge.lookup.values(KG.sector).items() if wanted in sectors}
