"""The ontology for the parsers: the keys of each class, the values of each key, and the codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kgraph.ontology import curies
from kgraph.ontology.graph import Graph, ontology
from kgraph.ontology.vocab import IDS, KG, Term

CONTEXT_IRI: Final = "https://w3id.org/kgraph/context.jsonld"
"""The one context that files may name; it is never fetched."""

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_SCHEMA: Final = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the ontology: its name in files, superclasses (itself first), section and id prefix."""

    iri: str
    name: str
    ancestors: tuple[str, ...]
    section: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology: its key in files, what has it, what it takes.

    `codes` maps each code to its IRI; it is empty unless the values come from a scheme. `coercion` is the
    datatype that the context gives to bare values, "@id", "@vocab" or empty.
    """

    iri: str
    key: str
    domains: frozenset[str]
    ranges: tuple[str, ...]
    functional: bool
    coercion: str
    codes: Mapping[str, str]

    @property
    def is_reference(self) -> bool:
        """Whether the values are IRIs other than codes."""
        return self.coercion == "@id"


@dataclass(frozen=True, slots=True)
class Terms:
    """All classes and properties, by IRI and by their names in files."""

    context: Mapping[str, object]
    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    class_names: Mapping[str, Class]
    keys: Mapping[str, Property]
    sections: Mapping[str, Class]
    id_classes: Mapping[str, Class]

    def keys_of(self, iri: str) -> dict[str, Property]:
        """List the keys of a class, including those of its superclasses."""
        mine = set(self.classes[iri].ancestors)
        return {key: prop for key, prop in self.keys.items() if mine & prop.domains}

    def subclasses(self, iri: str) -> list[Class]:
        """List a class and everything below it."""
        return [kind for kind in self.classes.values() if iri in kind.ancestors]

    def prefixes_for(self, ranges: tuple[str, ...]) -> list[str]:
        """List the id prefixes that a reference to any of these classes may carry."""
        return sorted({kind.prefix for iri in ranges for kind in self.subclasses(iri) if kind.prefix})

    def expand(self, compact: str) -> str:
        """Turn `claim:a` into its IRI; a name without a prefix that files may use stays as it is."""
        return _expand(compact)

    def compact(self, iri: str) -> str:
        """Turn an IRI into the name that files use: an id, a class or a key; any other IRI stays as it is.

        >>> load().compact("https://w3id.org/kgraph/id/claim/a")
        'claim:a'
        """
        if iri.startswith(IDS):
            return curies.contract(iri)
        if iri in self.classes:
            return self.classes[iri].name
        return self.properties[iri].key if iri in self.properties else iri


@cache
def load() -> Terms:
    """Read the shipped ontology, schemes and context."""
    graph = ontology()
    classes = _classes(graph)
    properties = _properties(graph)
    return Terms(
        context=curies.context(),
        classes=classes,
        properties=properties,
        class_names={kind.name: kind for kind in classes.values()},
        keys={prop.key: prop for prop in sorted(properties.values(), key=lambda prop: prop.key)},
        sections={kind.section: kind for kind in classes.values() if kind.section},
        id_classes={kind.prefix: kind for kind in classes.values() if graph.text(kind.iri, KG.idPrefix)},
    )


def _expand(compact: str) -> str:
    return curies.expand(compact, curies.file_prefixes()) or compact


def _classes(graph: Graph) -> dict[str, Class]:
    names = {_expand(value): key for key, value in curies.context().items() if isinstance(value, str)}
    classes = {}
    for node in graph.subjects(Term.type, _OWL + "Class"):
        iri = node.value
        ancestors = [iri]  # nearest first
        for ancestor in ancestors:
            ancestors += [above for above in graph.values(ancestor, _RDFS + "subClassOf") if above not in ancestors]
        prefixes = [prefix for ancestor in ancestors for prefix in graph.values(ancestor, KG.idPrefix)]
        classes[iri] = Class(
            iri=iri,
            name=names.get(iri, iri),
            ancestors=tuple(ancestors),
            section=graph.text(iri, KG.section),
            prefix=prefixes[0] if prefixes else "",
        )
    return classes


def _properties(graph: Graph) -> dict[str, Property]:
    properties = {}
    for key, definition in curies.context().items():
        about = definition if isinstance(definition, dict) else {"@id": definition}
        iri = _expand(str(about.get("@id", "")))
        if ":" not in iri or key in curies.file_prefixes():
            continue
        if domains := graph.values(iri, _SCHEMA + "domainIncludes"):
            properties[iri] = Property(
                iri=iri,
                key=key,
                domains=frozenset(domains),
                ranges=tuple(graph.values(iri, _SCHEMA + "rangeIncludes")),
                functional=_OWL + "FunctionalProperty" in graph.values(iri, Term.type),
                coercion=_expand(str(about.get("@type", ""))),
                codes={
                    graph.text(concept, _SKOS + "notation"): concept.value
                    for scheme in graph.values(iri, KG.valuesFrom)
                    for concept in graph.subjects(_SKOS + "inScheme", scheme)
                },
            )
    return properties
