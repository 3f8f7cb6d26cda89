"""The values of a store as a page may show them."""

from collections.abc import Iterator
from functools import cached_property

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.page.cards import Ref
from kgraph.provenance.network import draw
from kgraph.provenance.ratings import Ratings
from kgraph.store.lookup import Known


class Reader:
    """A lookup, and names of things as cards show them."""

    def __init__(self, knowledge: Known) -> None:
        self.lookup = knowledge.lookup
        self.graph = draw(knowledge)

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

    @cached_property
    def ratings(self) -> Ratings:
        """All ratings of sources and claims."""
        return Ratings(self.lookup)
