"""What would be left of each claim's support if some sources were left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgraph import terms
from kgraph.errors import UsageError
from kgraph.names import codes, contract, expand
from kgraph.reading.tree import suggest
from kgraph.vocab import KG, SCHEMES, Term
from kgraph.weighing.evidence import AGAINST, Assertions, Stored, objects, side_of

Columns = Sequence[Sequence[str]]
"""The IRIs in each column of an answer."""

_LABELS: Final = (Term.label, Term.title, KG.text, KG.descriptor)
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

    `labels` says what sources and claims are called.
    """

    dropped: tuple[str, ...]
    losses: tuple[Loss, ...]
    claims: int
    labels: Mapping[str, str]


def drop(knowledge: Stored, sources: Iterable[str]) -> Ablation:
    """Drop every chain in which one of these sources, given as IRIs, speaks at any hop; see what claims are left with.

    A dropped document takes its own assertions along. A dropped work is no evidence any more; a chain that ends in it
    goes, unless it ends in other works too. Time grows with the number of assertions.
    """
    dropped = frozenset(sources)
    graph = Assertions(knowledge.store)
    starts: dict[str, list[str]] = {}
    for one, claim in graph.claim.items():
        if one in graph.own:
            starts.setdefault(claim, []).append(one)
    whole, rest = _Chains(graph, frozenset()), _Chains(graph, dropped)
    losses: list[Loss] = []
    claims = 0
    for claim, own in sorted(starts.items()):
        before, left = whole.roots(own), rest.roots(own)
        claims += bool(before["for"] or before["against"])
        for side in ("for", "against"):
            gone = before[side] - left[side]
            if gone and 2 * len(gone) >= len(before[side]):
                losses.append(Loss(claim, side, tuple(sorted(before[side])), tuple(sorted(left[side]))))
    shown = {*dropped, *(one.claim for one in losses), *(root for one in losses for root in one.before)}
    ordered = sorted(losses, key=lambda one: (one.side != "for", not one.is_all, contract(one.claim)))
    return Ablation(tuple(sorted(dropped)), tuple(ordered), claims, _labels(knowledge, shown))


class _Chains:
    """The chains that are left without some sources: from a document's own assertion to one that relays nothing."""

    def __init__(self, graph: Assertions, dropped: frozenset[str]) -> None:
        self.graph = graph
        self.dropped = dropped
        self.alive = {one for one in graph.relays if self._speaks(one)}
        self.ends = {one for one in graph.relays if graph.relays.out_degree(one) == 0}
        left = {one for one in self.ends & self.alive if self._has_evidence(one)}
        back = graph.relays.predecessors
        # What runs in a circle never had an end to lose.
        endless = set(graph.relays) - _walk(self.ends, back, set(graph.relays))
        self.whole = _walk(left, back, self.alive) | (endless & self.alive)

    def _speaks(self, one: str) -> bool:
        hop = self.graph.hops[one]
        return hop.speaker not in self.dropped and hop.document not in self.dropped

    def _has_evidence(self, one: str) -> bool:
        cited = self.graph.hops[one].cites
        return not cited or not self.dropped.issuperset(cited)

    def roots(self, starts: Iterable[str]) -> dict[str, set[str]]:
        """Find the roots on each side of the chains from some assertions."""
        found: dict[str, set[str]] = {"for": set(), "against": set(), "neither": set()}
        for one in _walk(self.whole.intersection(starts), self.graph.relays.successors, self.whole):
            hop = self.graph.hops[one]
            if one in self.ends:
                found[side_of(hop.stance)] |= {hop.speaker, *hop.cites} - self.dropped - {""}
            elif hop.stance in AGAINST:
                found["against"] |= {hop.speaker} - {""}
        return found


def _walk(starts: Iterable[str], step: Callable[[str], Iterator[str]], within: set[str]) -> set[str]:
    """Find what can be reached from the starts without leaving a set."""
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        for other in step(waiting.pop()):
            if other in within and other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def select(knowledge: Stored, words: Iterable[str], answer: Callable[[str], Columns]) -> list[str]:
    """List the sources that words stand for: an id, a class, `sector:` and a code, or `query:` and a question's name.

    `answer` answers a named question. Raises UsageError for a word that stands for nothing.
    """
    types = objects(knowledge.store, Term.type)
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
            near = suggest(word, [*map(contract, spoken), *(one.name for one in known.subclasses(KG.Source))])
            hint = f": did you mean `{near}`?" if near else ", nor is it a class of sources"
            raise UsageError(f"no source in the graph is called `{word}`{hint}")
    return sorted(found)


def _first_of_sources(word: str, columns: Columns, sources: set[str]) -> set[str]:
    """Take the first column of an answer that holds sources and nothing else."""
    for column in columns:
        if column and sources.issuperset(column):
            return set(column)
    if any(columns):
        raise UsageError(f"`{word}` is answered without a column of sources")
    return set()


def _of_sector(knowledge: Stored, word: str, code: str) -> set[str]:
    if code not in codes()[_SECTOR]:
        raise UsageError(f"`{word}` is no sector: choose from {', '.join(codes()[_SECTOR])}")
    wanted = f"{SCHEMES}{_SECTOR}#{code}"
    return {iri for iri, found in objects(knowledge.store, KG.sector).items() if wanted in found}


def _labels(knowledge: Stored, iris: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for predicate in _LABELS:
        for iri, values in objects(knowledge.store, predicate).items():
            if iri in iris:
                found.setdefault(iri, values[0])
    return found
