"""What the ontology and the rules say in words: what terms mean, which keys a thing must have, which ids there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import resources, terms
from kgraph.ontology.vocab import Term
from kgraph.parsing.scalars import MINTED
from kgraph.store.lookup import Known

_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_COMMENTS: Final = (_RDFS + "comment", _SKOS + "scopeNote", _SKOS + "definition")
_DEMANDED: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?class ?rule ?property ?most WHERE {
  ?shape sh:targetClass ?class ; sh:property ?rule .
  ?rule sh:minCount ?least ; sh:severity sh:Violation .
  { ?rule sh:path ?property } UNION { ?rule sh:path/sh:alternativePath/rdf:rest*/rdf:first ?property }
  FILTER isIRI(?property)
  OPTIONAL { ?rule sh:maxCount ?most }
} ORDER BY ?class ?rule ?property"""


@dataclass(frozen=True, slots=True)
class Demand:
    """That a thing of a class has one of some properties, and only one of them where it is exclusive."""

    properties: tuple[str, ...]
    is_exclusive: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What each term and code means, and what the rules demand of each class as an error."""

    comments: Mapping[str, str]
    demands: Mapping[str, tuple[Demand, ...]]

    def say(self, iri: str) -> str:
        """Say what a term means; nothing where the ontology does not."""
        return self.comments.get(iri, "")


def read() -> Words:
    """Read the shipped ontology, schemes and shapes."""
    store = ox.Store()
    for kind in ("ontology", "shapes"):
        for file in resources.files_in(kind):
            if file.name.endswith(".ttl"):
                store.bulk_extend(ox.parse(file.read_text("utf-8"), format=ox.RdfFormat.TURTLE))
    comments: dict[str, str] = {}
    for predicate in _COMMENTS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                comments.setdefault(quad.subject.value, quad.object.value)
    groups: dict[tuple[str, str, bool], list[str]] = {}
    for kind, rule, prop, most in _select(store, _DEMANDED):
        groups.setdefault((kind, rule, bool(most)), []).append(prop)
    demands: dict[str, tuple[Demand, ...]] = {}
    for (kind, _, is_exclusive), found in groups.items():
        demands[kind] = (*demands.get(kind, ()), Demand(tuple(found), is_exclusive))
    return Words(comments, demands)


def ids(knowledge: Known) -> dict[str, dict[str, str]]:
    """List the ids that are defined, by prefix, each with what it is called; minted ones are left out."""
    known = terms.load()
    found: dict[str, dict[str, str]] = {}
    for iri in knowledge.lookup.values(Term.type):
        compact = known.compact(iri)
        prefix = compact.partition(":")[0]
        if prefix not in MINTED and prefix in known.id_classes and known.id_classes[prefix].section:
            found.setdefault(prefix, {})[compact] = knowledge.lookup.label(iri)
    return found


def _select(store: ox.Store, query: str) -> Iterator[tuple[str, ...]]:
    """Answer a query of ours with texts; what is unbound is empty."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for solution in found:
        yield tuple(term.value if isinstance(term, ox.NamedNode | ox.Literal) else "" for term in solution)
