"""The values of a store as a page may show them."""

from collections.abc import Iterator
from functools import cached_property

from kgraph.names import contract
from kgraph.terminal import clean
from kgraph.viewing.cards import Ref
from kgraph.weighing.evidence import Stored, network, objects


class Reader:
    """Reads the values of a store, whose text comes from strangers: every one is cleaned."""

    def __init__(self, knowledge: Stored) -> None:
        self.store = knowledge.store
        self.graph = network(knowledge)
        self.read: dict[str, dict[str, tuple[str, ...]]] = {}

    def every(self, iri: str, predicate: str) -> tuple[str, ...]:
        """List what a subject has for a predicate, sorted."""
        if predicate not in self.read:
            self.read[predicate] = objects(self.store, predicate)
        return tuple(clean(value) for value in self.read[predicate].get(iri, ()))

    def one(self, iri: str, predicate: str) -> str:
        """Give the first value, or nothing."""
        return next(iter(self.every(iri, predicate)), "")

    def code(self, iri: str, predicate: str) -> str:
        """Give the first value as the bare code it is."""
        return self.one(iri, predicate).rpartition("#")[2]

    def ref(self, iri: str) -> Ref:
        """Name a thing as cards do."""
        known = self.graph.nodes.get(iri, {"label": contract(iri), "kind": ""})
        return Ref(contract(iri), clean(known["label"]), known["kind"])

    def of_kind(self, *kinds: str) -> Iterator[Ref]:
        """Go through the things of some kinds."""
        return (self.ref(iri) for iri, data in self.graph.nodes(data=True) if data["kind"] in kinds)

    @cached_property
    def iris(self) -> dict[str, str]:
        """Every IRI by its short name."""
        return {contract(iri): iri for iri in self.graph}
