"""Explicit JSON-LD as a set of statements, counted by us, so that nothing a reader drops goes unnoticed."""

import json
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.ontology import terms
from kgraph.ontology.vocab import Term

Statement: TypeAlias = tuple[str, str, str]
"""Subject, predicate, and the IRI or lexical form of the value."""

BASE: Final = "relative://invalid/"
"""Where relative IRIs would end up: a scheme that nobody uses shows them."""


def parse(document: object) -> list[ox.Quad]:
    """Read JSON-LD whose context is inline or absent; nothing is fetched."""
    return list(ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD, base_iri=BASE))


def statements(document: object) -> set[Statement]:
    """List what an explicit document says, by a walk that shares no code with the reader of JSON-LD."""
    return set(_walk(document))


def _walk(node: object) -> Iterator[Statement]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, dict):
        subject = iri_of(str(node.get("id", node.get("@id", ""))))
        for key, value in node.items():
            if key in {"id", "@id", "@context"}:
                continue
            if key in {"type", "@type"}:
                yield from ((subject, Term.type, term_of(str(name))) for name in listed(value))
            elif is_container(key):
                yield from _walk(value)
            else:
                for one in listed(value):
                    yield subject, term_of(key), value_of(key, one)
                    if isinstance(one, dict) and not {"@value"} & one.keys():
                        yield from _walk(one)


def is_container(key: str) -> bool:
    """Whether a key holds further things beside each other and says nothing itself."""
    return key in {"@graph", "@included"} or terms.load().context.get(key) == "@included"


def listed(value: object) -> Iterable[object]:
    """Make a list of what may be one value or several."""
    return value if isinstance(value, list) else [value]


def iri_of(text: str) -> str:
    """Expand an id."""
    return terms.load().expand(text)


def term_of(name: str) -> str:
    """Expand the name of a class or property."""
    known = terms.load()
    if name in known.class_names:
        return known.class_names[name].iri
    if name in known.keys:
        return known.keys[name].iri
    definition = known.context.get(name)
    return known.expand(definition if isinstance(definition, str) else name)


def value_of(key: str, value: object) -> str:
    """Say what IRI or lexical form a value of a key becomes."""
    if isinstance(value, dict):
        if "@value" in value:
            return _lexical(value["@value"])
        return iri_of(str(value.get("id", value.get("@id", ""))))
    known = terms.load()
    prop = known.keys.get(key) or known.properties.get(iri_of(key))
    if prop is None or not isinstance(value, str) or key not in known.keys:
        return _lexical(value)
    if prop.coercion == "@vocab":
        return prop.codes.get(value) or term_of(value)
    return iri_of(value) if prop.is_reference else value


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
