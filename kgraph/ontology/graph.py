"""The ontology, the shapes and the glossary as triples, with the lookups that their readers need."""

from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

import pyoxigraph as ox

from kgraph.ontology import resources

Node: TypeAlias = ox.NamedNode | ox.BlankNode


class Graph:
    """Triples in memory. A subject is a node or an IRI; predicates are IRIs."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(ox.Quad(*triple) for triple in triples)

    def objects(self, subject: Node | str, predicate: str) -> list[Node | ox.Literal]:
        """List the values of a property, sorted."""
        node = ox.NamedNode(subject) if isinstance(subject, str) else subject
        quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None)
        return sorted((quad.object for quad in quads if not isinstance(quad.object, ox.Triple)), key=str)

    def nodes(self, subject: Node | str, predicate: str) -> list[Node]:
        """List the values of a property that are not literals, sorted."""
        return [value for value in self.objects(subject, predicate) if not isinstance(value, ox.Literal)]

    def values(self, subject: Node | str, predicate: str) -> list[str]:
        """List the IRIs and texts that are values of a property, sorted."""
        return sorted(term.value for term in self.objects(subject, predicate) if not isinstance(term, ox.BlankNode))

    def text(self, subject: Node | str, predicate: str) -> str:
        """Return the first of the `values`, or an empty string."""
        return next(iter(self.values(subject, predicate)), "")

    def subjects(self, predicate: str, value: str | None = None) -> list[Node]:
        """List the subjects that have a property, or have an IRI as its value, sorted."""
        node = None if value is None else ox.NamedNode(value)
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), node)
        return sorted({quad.subject for quad in quads if not isinstance(quad.subject, ox.Triple)}, key=_name)


def _name(node: Node) -> str:
    return node.value


def read_turtle(kind: str, *names: str) -> list[ox.Triple]:
    """Parse shipped Turtle files; the blank nodes of two files are never the same."""
    return [
        quad.triple
        for name in names
        for quad in ox.parse(resources.read_text(kind, name), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def parse_term(text: str) -> ox.NamedNode | ox.Literal:
    """Parse an IRI or a literal in N-Triples, as `str` writes it.

    >>> parse_term('"bon"@fr').language
    'fr'
    """
    for quad in ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            return quad.object
    raise ValueError(f"neither an IRI nor a literal: {text}")


@cache
def ontology() -> Graph:
    """Read the ontology with its schemes."""
    return Graph(read_turtle("ontology", "kgraph.ttl", "schemes.ttl"))
