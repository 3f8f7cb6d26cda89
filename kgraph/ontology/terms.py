"""The ontology for the parsers: the keys of each class, the values of each key, and the codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import curies, resources
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
        return [one for one in self.classes.values() if iri in one.ancestors]

    def prefixes_for(self, ranges: tuple[str, ...]) -> list[str]:
        """List the id prefixes that a reference to any of these classes may carry."""
        return sorted({one.prefix for iri in ranges for one in self.subclasses(iri) if one.prefix})

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
    context = curies.context()
    store = ox.Store()
    for name in ("kgraph.ttl", "schemes.ttl"):
        store.bulk_extend(ox.parse(resources.read_text("ontology", name), format=ox.RdfFormat.TURTLE))
    names = {_expand(value): key for key, value in context.items() if isinstance(value, str)}
    classes = _classes(store, names)
    properties = _properties(store, context)
    return Terms(
        context=context,
        classes=classes,
        properties=properties,
        class_names={one.name: one for one in classes.values()},
        keys={one.key: one for one in sorted(properties.values(), key=lambda one: one.key)},
        sections={one.section: one for one in classes.values() if one.section},
        id_classes={one.prefix: one for one in classes.values() if one.prefix and _owns_prefix(store, one)},
    )


def _expand(compact: str) -> str:
    return curies.expand(compact, curies.file_prefixes()) or compact


def _values(store: ox.Store, subject: str, predicate: str) -> list[str]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal))


def _subjects(store: ox.Store, predicate: str, value: str) -> list[str]:
    found = store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value))
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))


def _ancestors(store: ox.Store, iri: str) -> tuple[str, ...]:
    """List a class and its superclasses, nearest first."""
    line = [iri]
    for one in line:
        line += [above for above in _values(store, one, _RDFS + "subClassOf") if above not in line]
    return tuple(line)


def _owns_prefix(store: ox.Store, one: Class) -> bool:
    return bool(_values(store, one.iri, KG.idPrefix))


def _classes(store: ox.Store, names: Mapping[str, str]) -> dict[str, Class]:
    classes = {}
    for iri in _subjects(store, Term.type, _OWL + "Class"):
        ancestors = _ancestors(store, iri)
        nearest = [prefix for above in ancestors for prefix in _values(store, above, KG.idPrefix)]
        classes[iri] = Class(
            iri=iri,
            name=names.get(iri, iri),
            ancestors=ancestors,
            section="".join(_values(store, iri, KG.section)),
            prefix=nearest[0] if nearest else "",
        )
    return classes


def _properties(store: ox.Store, context: Mapping[str, object]) -> dict[str, Property]:
    properties = {}
    for key, definition in context.items():
        about = definition if isinstance(definition, dict) else {"@id": definition}
        iri = _expand(str(about.get("@id", "")))
        domains = (
            _values(store, iri, _SCHEMA + "domainIncludes") if ":" in iri and key not in curies.file_prefixes() else []
        )
        if not domains:
            continue
        schemes = _values(store, iri, KG.valuesFrom)
        properties[iri] = Property(
            iri=iri,
            key=key,
            domains=frozenset(domains),
            ranges=tuple(_values(store, iri, _SCHEMA + "rangeIncludes")),
            functional=_OWL + "FunctionalProperty" in _values(store, iri, Term.type),
            coercion=_expand(str(about.get("@type", ""))),
            codes={
                "".join(_values(store, concept, _SKOS + "notation")): concept
                for scheme in schemes
                for concept in _subjects(store, _SKOS + "inScheme", scheme)
            },
        )
    return properties
