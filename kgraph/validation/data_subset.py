"""The triples to validate: those of the new files, and those of a store that the rules need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.ontology.graph import Graph
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing.source import Parsed
from kgraph.store.knowledge import DERIVED, Knowledge, derive
from kgraph.store.references import defined
from kgraph.validation.shapes import facts

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_ADDRESSES: Final = ("https://", "http://")
_TEXT: Final = ox.NamedNode(KG.text)
_CHAINED: Final = tuple(ox.NamedNode(iri) for iri in (KG.relays, Term.replaces))
"""Properties that form chains, which are copied to their ends."""

_LOOKING_BACK: Final = tuple(ox.NamedNode(iri) for iri in (KG.asserts, KG.from_, KG.to, KG.rates, KG.relays))
"""Properties that refer to a claim or an assertion: some rules look at every entry that does."""

_ENOUGH: Final = 4
"""How many other references to a node are copied: rules ask only whether there are any."""


@dataclass(frozen=True)
class Area:
    """The triples to validate, the subjects that the given files define, and those that other files describe."""

    triples: frozenset[ox.Triple]
    mine: frozenset[str]
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def store(self) -> ox.Store:
        """The triples, with what the rules use besides them."""
        return Graph((*self.triples, *facts())).store


def whole(knowledge: Knowledge) -> Area:
    """Take all triples of the files, and those derived from them."""
    return Area(frozenset(_written(knowledge)), _defined(knowledge.files))


def around(knowledge: Knowledge, store: ox.Store, nodes: Iterable[str] = ()) -> Area:
    """Take the triples of the files, and copy from the store what the rules need beside them, and some `nodes`.

    The work grows with the files, not with the store. If the store has an older version of a file, that is left out.
    """
    mine = _defined(knowledge.files)
    own = set(_written(knowledge))
    reach = _Reach(store, {file.graph for file in knowledge.files})
    referents = _iris(own) - mine
    reach.describe(referents)
    reach.describe(set(nodes) - mine)
    for triple in own:
        if triple.predicate == _TEXT:
            reach.copy(reach.subjects(_TEXT, triple.object))
    for iri in (*mine, *referents):
        for predicate in _LOOKING_BACK:
            reach.describe(reach.subjects(predicate, ox.NamedNode(iri)))
    for iri in mine:
        reach.copies.update(islice(reach.triples(None, None, ox.NamedNode(iri)), _ENOUGH))
    here = _subjects(own)
    own |= _derived(own | reach.copies)
    reach.follow(own)
    return Area(frozenset(own | reach.copies), mine, frozenset(_subjects(reach.copies) - here))


def _derived(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Derive relays between the assertions of the files and those of the store."""
    store = Graph(triples).store
    derive(store)
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, DERIVED)}


def _written(knowledge: Knowledge) -> Iterator[ox.Triple]:
    """List the triples of the files and the derived ones."""
    for file in knowledge.files:
        yield from file.triples
    for quad in knowledge.store.quads_for_pattern(None, None, None, DERIVED):
        yield quad.triple


def _defined(files: Iterable[Parsed]) -> frozenset[str]:
    """List the subjects with a class and a web address; the parsers report the others."""
    return frozenset(iri for file in files for iri in defined(file) if iri.startswith(_ADDRESSES))


def _iris(triples: Iterable[ox.Triple]) -> set[str]:
    """List the ids of annotations that occur in triples."""
    named = (term for triple in triples for term in (triple.subject, triple.object))
    return {term.value for term in named if isinstance(term, ox.NamedNode) and term.value.startswith(IDS)}


def _subjects(triples: Iterable[ox.Triple]) -> set[str]:
    return {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}


class _Reach:
    """Copies from a store, without the graphs of some files."""

    def __init__(self, store: ox.Store, hidden: set[str]) -> None:
        self._store = store
        self._hidden = hidden
        self._copied: set[str] = set()
        self.copies: set[ox.Triple] = set()

    def triples(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: Value | None
    ) -> Iterator[ox.Triple]:
        """List the triples of a pattern."""
        for quad in self._store.quads_for_pattern(subject, predicate, value):
            if isinstance(quad.graph_name, ox.DefaultGraph) or quad.graph_name.value not in self._hidden:
                yield quad.triple

    def subjects(self, predicate: ox.NamedNode, value: Value) -> list[str]:
        """List the subjects that have a value."""
        triples = self.triples(None, predicate, value)
        return [triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)]

    def copy(self, iris: Iterable[str]) -> set[str]:
        """Copy the triples of some nodes; return the ids they refer to."""
        new = set(iris) - self._copied
        self._copied |= new
        triples = {triple for iri in new for triple in self.triples(ox.NamedNode(iri), None, None)}
        self.copies |= triples
        return _iris(triples) - self._copied

    def describe(self, iris: Iterable[str]) -> None:
        """Copy the triples of some nodes, and of the nodes they refer to."""
        self.copy(self.copy(iris))

    def follow(self, own: Iterable[ox.Triple]) -> None:
        """Copy chains of relays, and of works that replace others, to their ends."""
        from kgraph.provenance.graphs import measure  # networkx takes long to import

        chained = (t for triples in (own, self.copies) for t in triples if t.predicate in _CHAINED)
        ahead = {t.object.value for t in chained if isinstance(t.object, ox.NamedNode)}
        self.describe(measure(self._onward, ahead))

    def _onward(self, iri: str) -> list[str]:
        """List the next nodes of the chains through a node."""
        triples = (triple for name in _CHAINED for triple in self.triples(ox.NamedNode(iri), name, None))
        return [triple.object.value for triple in triples if isinstance(triple.object, ox.NamedNode)]
