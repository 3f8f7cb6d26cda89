"""The shapes as values: the targets, rules and query of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import resources
from kgraph.ontology.graph import Graph, Node, ontology, read_turtle

SH: Final = "http://www.w3.org/ns/shacl#"
KGS: Final = "https://w3id.org/kgraph/shapes#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

_FACTS: Final = frozenset(
    {
        _RDF + "type",
        _RDFS + "subClassOf",
        "https://schema.org/rangeIncludes",
        KGS + "word",
        KGS + "pattern",
    }
)
"""The properties that rules read from the ontology and the word lists."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape: the nodes it applies to, and its rules.

    `label` is the word that its messages begin with. `selects` are the queries of its SPARQL targets. `properties`
    are the IRIs of its property shapes. `query` is its SPARQL constraint, or empty.
    """

    iri: str
    label: str
    nodes: tuple[str, ...]
    classes: tuple[str, ...]
    subjects_of: tuple[str, ...]
    objects_of: tuple[str, ...]
    selects: tuple[str, ...]
    properties: tuple[str, ...]
    query: str

    @property
    def rules(self) -> tuple[str, ...]:
        """The IRIs of its rules: its property shapes, or the shape itself where it has a query."""
        return (*self.properties, self.iri) if self.query else self.properties

    def focus(self, data: ox.Store) -> set[str]:
        """Find the nodes that the shape applies to.

        Superclasses come from the data, as in SHACL. SPARQL targets (SHACL-AF) run here once, because pySHACL would
        run them again for each shape.
        """
        nodes = set(self.nodes)
        for text in self._targets():
            rows = data.query(text)
            if isinstance(rows, ox.QuerySolutions):
                nodes.update(row["this"].value for row in rows if isinstance(row["this"], ox.NamedNode))
        return nodes

    def _targets(self) -> Iterator[str]:
        """Write each target as a query for `?this`."""
        for iri in self.classes:
            below = f"?class <{_RDFS}subClassOf>* {ox.NamedNode(iri)}"
            yield f"SELECT DISTINCT ?this {{ {below} . ?this a ?class }}"
        for iri in self.subjects_of:
            yield f"SELECT DISTINCT ?this {{ ?this {ox.NamedNode(iri)} ?o }}"
        for iri in self.objects_of:
            yield f"SELECT DISTINCT ?this {{ ?s {ox.NamedNode(iri)} ?this }}"
        yield from self.selects


class Shapes(Graph):
    """A graph of shapes with the lookups that SHACL needs."""

    def iris(self, subject: Node, name: str) -> tuple[str, ...]:
        """List the values of a term of SHACL that are IRIs."""
        return tuple(node.value for node in self.nodes(subject, SH + name) if isinstance(node, ox.NamedNode))

    def query(self, holder: Node) -> str:
        """Return a `sh:select` with the prefixes that its holder declares."""
        declarations = [
            declaration
            for ontology in self.nodes(holder, SH + "prefixes")
            for declaration in self.nodes(ontology, SH + "declare")
        ]
        lines = [
            f"PREFIX {self.text(node, SH + 'prefix')}: {ox.NamedNode(self.text(node, SH + 'namespace'))}"
            for node in declarations
        ]
        return "\n".join([*sorted(lines), self.text(holder, SH + "select")])

    def shape(self, subject: Node) -> Shape:
        """Read one node shape."""
        return Shape(
            iri=subject.value,
            label=self.text(subject, _RDFS + "label"),
            nodes=self.iris(subject, "targetNode"),
            classes=self.iris(subject, "targetClass"),
            subjects_of=self.iris(subject, "targetSubjectsOf"),
            objects_of=self.iris(subject, "targetObjectsOf"),
            selects=tuple(map(self.query, self.nodes(subject, SH + "target"))),
            properties=self.iris(subject, "property"),
            query="".join(map(self.query, self.nodes(subject, SH + "sparql"))),
        )


@cache
def triples() -> tuple[ox.Triple, ...]:
    """Read all shipped shapes."""
    names = (file.name for file in resources.files_in("shapes") if file.name.endswith(".ttl"))
    return tuple(read_turtle("shapes", *names))


@cache
def facts() -> tuple[ox.Triple, ...]:
    """Read what rules use besides the data: classes, ranges and word lists."""
    about = (*(quad.triple for quad in ontology().store), *read_turtle("shapes", "words.ttl"))
    return tuple(triple for triple in about if triple.predicate.value in _FACTS)


@cache
def shipped() -> tuple[Shape, ...]:
    """Read the shipped node shapes, by IRI."""
    shapes = Shapes(triples())
    return tuple(shapes.shape(node) for node in shapes.subjects(_RDF + "type", SH + "NodeShape"))
