"""The shapes as values: the targets, rules and query of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import resources
from kgraph.ontology.graph import Graph, Node, ontology, read_turtle

SH: Final = "http://www.w3.org/ns/shacl#"
KGS: Final = "https://w3id.org/kgraph/shapes#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

BLANK: Final = "urn:kgraph:blank-shape:"
"""The property shapes of a user without an IRI get one for the run, so that each result can name its shape."""

TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
KINDS: Final = frozenset({SH + "NodeShape", SH + "PropertyShape"})
_CLASSES: Final = frozenset({RDFS + "Class", "http://www.w3.org/2002/07/owl#Class"})

_FACTS: Final = frozenset(
    {
        RDF + "type",
        RDFS + "subClassOf",
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
            below = f"?class <{RDFS}subClassOf>* {ox.NamedNode(iri)}"
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

    def targeted(self) -> list[Node]:
        """List the shapes with a target. A shape that is a class is a target of its own."""
        nodes = {node for name in TARGETS for node in self.subjects(SH + name)}
        classes = {*_CLASSES, *(node.value for node in self.subjects(RDFS + "subClassOf", RDFS + "Class"))}
        for node in {node for iri in classes for node in self.subjects(RDF + "type", iri)}:
            quads = self.store.quads_for_pattern(node, None, None)
            if any(quad.predicate.value.startswith(SH) or _is_kind(quad.object) for quad in quads):
                nodes.add(node)
        return sorted(nodes, key=str)

    @cached_property
    def owners(self) -> dict[Node, Node]:
        """For each node, the nearest node with an IRI of its own that it is written in, or itself."""
        subjects = {quad.subject for quad in self.store if not isinstance(quad.subject, ox.Triple)}
        owners = {node: node for node in sorted(filter(_has_name, subjects), key=str)}
        ahead = list(owners)
        for node in ahead:  # grows
            for inner in self.referred(node):
                if inner not in owners and not _has_name(inner):
                    owners[inner] = owners[node]
                    ahead.append(inner)
        return owners

    def items(self, heads: Iterable[Node]) -> list[Node | ox.Literal]:
        """List the items of RDF lists, each list once."""
        cells = walk(heads, lambda cell: self.nodes(cell, RDF + "rest"))
        return [item for cell in cells for item in self.objects(cell, RDF + "first")]

    def steps(self, shapes: Iterable[Node]) -> list[str]:
        """List the properties on the paths of property shapes."""
        nodes = walk(
            [path for shape in shapes for path in self.nodes(shape, SH + "path")],
            lambda node: [] if isinstance(node, ox.NamedNode) else self.referred(node),
        )
        return [node.value for node in nodes if isinstance(node, ox.NamedNode)]

    def referred(self, node: Node) -> list[Node]:
        """List the nodes that a node refers to, sorted."""
        quads = self.store.quads_for_pattern(node, None, None)
        return sorted({q.object for q in quads if isinstance(q.object, ox.NamedNode | ox.BlankNode)}, key=str)

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
            label=self.text(subject, RDFS + "label"),
            nodes=self.iris(subject, "targetNode"),
            classes=self.iris(subject, "targetClass"),
            subjects_of=self.iris(subject, "targetSubjectsOf"),
            objects_of=self.iris(subject, "targetObjectsOf"),
            selects=tuple(map(self.query, self.nodes(subject, SH + "target"))),
            properties=self.iris(subject, "property"),
            query="".join(map(self.query, self.nodes(subject, SH + "sparql"))),
        )


def _has_name(node: Node) -> bool:
    return isinstance(node, ox.NamedNode) and not node.value.startswith(BLANK)


def _is_kind(value: object) -> bool:
    return isinstance(value, ox.NamedNode) and value.value in KINDS


def walk(start: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """List the nodes that can be reached, nearest first, each once."""
    nodes = list(dict.fromkeys(start))
    seen = set(nodes)
    for node in nodes:  # grows
        new = [after for after in dict.fromkeys(following(node)) if after not in seen]
        nodes += new
        seen.update(new)
    return nodes


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
    return tuple(shapes.shape(node) for node in shapes.subjects(RDF + "type", SH + "NodeShape"))
