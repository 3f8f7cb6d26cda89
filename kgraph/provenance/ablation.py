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
from kgraph.provenance.model import AGAINST, side_of
from kgraph.store.lookup import Known

Columns = Sequence[Sequence[str]]
"""The IRIs in each column of an answer."""

SIDES: Final = ("for", "against")
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
        return tuple(one for one in self.before if one not in self.left)

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
        for side in SIDES:
            gone = before[side] - left[side]
            if gone and 2 * len(gone) >= len(before[side]):
                losses.append(Loss(claim, side, tuple(sorted(before[side])), tuple(sorted(left[side]))))
    shown = {*dropped, *(one.claim for one in losses), *(root for one in losses for root in one.before)}
    ordered = sorted(losses, key=lambda one: (one.side != "for", not one.is_all, contract(one.claim)))
    heard = any(not dropped.isdisjoint((hop.speaker, hop.document, *hop.cites)) for hop in graph.hops.values())
    labels = {iri: label for iri in shown if (label := knowledge.lookup.label(iri))}
    return Ablation(tuple(sorted(dropped)), heard, tuple(ordered), claims, labels)


def own_assertions(graph: Assertions) -> dict[str, list[str]]:
    """List the assertions that documents make themselves by the claims they are of, in order."""
    found: dict[str, list[str]] = {}
    for one in sorted(graph.own):
        if one in graph.claim:
            found.setdefault(graph.claim[one], []).append(one)
    return dict(sorted(found.items()))


class Chains:
    """The chains of one claim, and what is left of them without some sources."""

    def __init__(self, graph: Assertions, starts: Iterable[str]) -> None:
        self._graph = graph
        self._starts = tuple(starts)
        self._reached = set(measure(graph.relays.successors, self._starts))
        self._ends = {one for one in self._reached if graph.relays.out_degree(one) == 0}
        # What runs in a circle never had an end to lose.
        self._endless = self._reached - measure(graph.relays.predecessors, self._ends, self._reached).keys()

    def roots(self, dropped: AbstractSet[str] = frozenset()) -> dict[str, set[str]]:
        """Find the roots on each side of the chains in which none of the dropped sources speaks."""
        found: dict[str, set[str]] = {"for": set(), "against": set(), "neither": set()}
        whole = self._whole(dropped)
        for one in measure(self._graph.relays.successors, whole.intersection(self._starts), whole):
            for side in found:
                found[side] |= self._given(one, side) - dropped
        return found

    def needed(self, side: str) -> list[str]:
        """Name the sources without each of whom no root is left on a side.

        Whoever is needed stands in every chain, and so in any one of them: only the sources of one are tried.
        """
        path = self._one_chain(side)
        tried = {source for one in path for source in self._named(one)} - {""}
        return [source for source in sorted(tried) if not self.roots({source})[side]]

    def _whole(self, dropped: AbstractSet[str]) -> set[str]:
        """Find the assertions from which a chain goes on to its end without the dropped."""
        alive = {one for one in self._reached if dropped.isdisjoint(self._speaking(one))} if dropped else self._reached
        left = {one for one in self._ends & alive if self._has_evidence(one, dropped)}
        return measure(self._graph.relays.predecessors, left, alive).keys() | (self._endless & alive)

    def _speaking(self, one: str) -> tuple[str, str]:
        hop = self._graph.hops[one]
        return hop.speaker, hop.document

    def _has_evidence(self, one: str, dropped: AbstractSet[str]) -> bool:
        cited = self._graph.hops[one].cites
        return not cited or not dropped >= set(cited)

    def _named(self, one: str) -> tuple[str, ...]:
        return (*self._speaking(one), *(self._graph.hops[one].cites if one in self._ends else ()))

    def _given(self, one: str, side: str) -> set[str]:
        """List the roots that an assertion gives a claim on a side."""
        hop = self._graph.hops[one]
        if one in self._ends:
            return {hop.speaker, *hop.cites} - {""} if side_of(hop.stance) == side else set()
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


def select(knowledge: Known, words: Iterable[str], answer: Callable[[str], Columns]) -> list[str]:
    """List the sources that words stand for: an id, a class, `sector:` and a code, or `query:` and a question's name.

    `answer` answers a named question. Raises UsageError for a word that stands for nothing.
    """
    types = knowledge.lookup.values(Term.type)
    known = terms.load()
    sources = {one.iri for one in known.subclasses(KG.Source)}
    spoken = {iri: set(kinds) for iri, kinds in types.items() if sources & set(kinds)}
    found: set[str] = set()
    for word in words:
        prefix, _, name = word.partition(":")
        if prefix == _QUERY:
            found |= _first_of_sources(word, answer(name), set(spoken))
        elif prefix == _SECTOR:
            found |= _of_sector(knowledge, word, name)
        elif word in known.class_names and known.class_names[word].iri in sources:
            wanted = {one.iri for one in known.subclasses(known.class_names[word].iri)}
            found |= {iri for iri, kinds in spoken.items() if kinds & wanted}
        elif (iri := expand(word) or word) in spoken:
            found.add(iri)
        else:
            names = [*map(contract, spoken), *(kind.name for kind in known.subclasses(KG.Source))]
            fix = hint(word, names, ", nor is it a class of sources", lead=": ")
            raise UsageError(f"no source in the graph is called `{word}`{fix}")
    return sorted(found)


def _first_of_sources(word: str, columns: Columns, sources: set[str]) -> set[str]:
    """Take the first column of an answer that holds sources and nothing else."""
    for column in columns:
        if column and sources.issuperset(column):
            return set(column)
    if any(columns):
        raise UsageError(f"`{word}` is answered without a column of sources")
    return set()


def _of_sector(knowledge: Known, word: str, code: str) -> set[str]:
    if code not in codes()[_SECTOR]:
        raise UsageError(f"`{word}` is not a sector: choose from {', '.join(codes()[_SECTOR])}")
    wanted = f"{SCHEMES}{_SECTOR}#{code}"
    return {iri for iri, found in knowledge.lookup.values(KG.sector).items() if wanted in found}
