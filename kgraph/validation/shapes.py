"""The shapes as values: the targets, rules and query of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import KgraphError
from kgraph.ontology import resources

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

Node = ox.NamedNode | ox.BlankNode


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
        found = set(self.nodes)
        for text in self._targets():
            rows = data.query(text)
            if isinstance(rows, ox.QuerySolutions):
                found.update(row["this"].value for row in rows if isinstance(row["this"], ox.NamedNode))
        return found

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


class Reading:
    """A graph of shapes with the lookups that SHACL needs."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(ox.Quad(*triple) for triple in triples)

    def values(self, subject: Node, predicate: str) -> list[Node | ox.Literal]:
        """List the values of a property, sorted."""
        found = self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return sorted((quad.object for quad in found if not isinstance(quad.object, ox.Triple)), key=str)

    def having(self, predicate: str) -> list[Node]:
        """List the subjects that have a property, sorted."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None)
        return sorted({quad.subject for quad in found if not isinstance(quad.subject, ox.Triple)}, key=str)

    def iris(self, subject: Node, predicate: str) -> tuple[str, ...]:
        """List the values that are IRIs."""
        return tuple(v.value for v in self.values(subject, SH + predicate) if isinstance(v, ox.NamedNode))

    def text(self, subject: Node, predicate: str) -> str:
        """Return the first literal value, or an empty string."""
        return next((v.value for v in self.values(subject, predicate) if isinstance(v, ox.Literal)), "")

    def query(self, holder: Node) -> str:
        """Return a `sh:select` with the prefixes that its holder declares."""
        lines = []
        for ontology in self.values(holder, SH + "prefixes"):
            if not isinstance(ontology, ox.NamedNode):
                continue
            lines += [self._prefix(node) for node in self.values(ontology, SH + "declare")]
        return "\n".join([*sorted(lines), self.text(holder, SH + "select")])

    def _prefix(self, declaration: Node | ox.Literal) -> str:
        if isinstance(declaration, ox.Literal):
            raise KgraphError("shapes: `sh:declare` takes a node")
        name, namespace = self.text(declaration, SH + "prefix"), self.text(declaration, SH + "namespace")
        return f"PREFIX {name}: {ox.NamedNode(namespace)}"

    def shape(self, subject: Node) -> Shape:
        """Read one node shape."""
        queries, targets = (
            [node for node in self.values(subject, SH + name) if not isinstance(node, ox.Literal)]
            for name in ("sparql", "target")
        )
        return Shape(
            iri=subject.value,
            label=self.text(subject, _RDFS + "label"),
            nodes=self.iris(subject, "targetNode"),
            classes=self.iris(subject, "targetClass"),
            subjects_of=self.iris(subject, "targetSubjectsOf"),
            objects_of=self.iris(subject, "targetObjectsOf"),
            selects=tuple(map(self.query, targets)),
            properties=self.iris(subject, "property"),
            query="".join(map(self.query, queries)),
        )


@cache
def triples() -> tuple[ox.Triple, ...]:
    """Read all shipped shapes."""
    return _parsed("shapes", [file.name for file in resources.files_in("shapes") if file.name.endswith(".ttl")])


@cache
def facts() -> tuple[ox.Triple, ...]:
    """Read what rules use besides the data: classes, ranges and word lists."""
    about = (*_parsed("ontology", ["kgraph.ttl", "schemes.ttl"]), *_parsed("shapes", ["words.ttl"]))
    return tuple(triple for triple in about if triple.predicate.value in _FACTS)


@cache
def shipped() -> tuple[Shape, ...]:
    """Read the shipped node shapes, by IRI."""
    reading = Reading(triples())
    found = reading.store.quads_for_pattern(None, ox.NamedNode(_RDF + "type"), ox.NamedNode(SH + "NodeShape"))
    shapes = [reading.shape(quad.subject) for quad in found if isinstance(quad.subject, ox.NamedNode)]
    return tuple(sorted(shapes, key=lambda shape: shape.iri))


def _parsed(kind: str, names: list[str]) -> tuple[ox.Triple, ...]:
    """Parse shipped Turtle files and keep their blank nodes apart."""
    found: list[ox.Triple] = []
    for name in names:
        text = resources.read_text(kind, name)
        found += [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)]
    return tuple(found)
