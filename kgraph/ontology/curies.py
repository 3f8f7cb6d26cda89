"""Prefixes, CURIEs and codes, read from the context.

The `curies` library does the same, but importing it takes five times as long as starting kgraph, because it needs
pydantic.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from kgraph.ontology import resources
from kgraph.ontology.vocab import SCHEMES

_MORE: Final = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def context() -> Mapping[str, object]:
    """Read the JSON-LD context: how each key of an annotation is read."""
    terms: dict[str, object] = json.loads(resources.read_text("ontology", "context.jsonld"))["@context"]
    return terms


@cache
def codes() -> Mapping[str, tuple[str, ...]]:
    """List the codes of each scheme, by the scheme's name.

    >>> codes()["certainty"]
    ('certain', 'probable', 'possible', 'unclear')
    """
    by_scheme: dict[str, list[str]] = {}
    for definition in context().values():
        scoped = definition.get("@context") if isinstance(definition, dict) else None
        for iri in scoped.values() if isinstance(scoped, dict) else ():
            scheme, hash_sign, code = str(iri).removeprefix(SCHEMES).partition("#")
            if hash_sign and code not in by_scheme.setdefault(scheme, []):
                by_scheme[scheme].append(code)
    return {scheme: tuple(by_scheme[scheme]) for scheme in sorted(by_scheme)}


@cache
def file_prefixes() -> Mapping[str, str]:
    """Map the prefixes that annotations may use to their namespaces."""
    return {key: iri for key, iri in context().items() if isinstance(iri, str) and iri.endswith(("/", "#"))}


@cache
def prefixes() -> Mapping[str, str]:
    """Map every prefix, those of the schemes included, to its namespace; sorted.

    >>> prefixes()["claim"], prefixes()["stance"]
    ('https://w3id.org/kgraph/id/claim/', 'https://w3id.org/kgraph/stance#')
    """
    known = {**file_prefixes(), **{scheme: f"{SCHEMES}{scheme}#" for scheme in codes()}, **_MORE}
    return dict(sorted(known.items()))


def expand(curie: str, known: Mapping[str, str] | None = None) -> str | None:
    """Turn a CURIE into an IRI; None if its prefix is not in `known`, which is every prefix by default.

    >>> expand("actor:mi6")
    'https://w3id.org/kgraph/id/actor/mi6'
    """
    known = prefixes() if known is None else known
    prefix, colon, name = curie.partition(":")
    return known[prefix] + name if colon and prefix in known else None


def contract(iri: str) -> str:
    """Turn an IRI into a CURIE; an IRI without a known prefix stays as it is.

    >>> contract("https://w3id.org/kgraph/stance#denies"), contract("http://example.org/a")
    ('stance:denies', 'http://example.org/a')
    """
    at = max(iri.rfind("/"), iri.rfind("#")) + 1
    while at > 0:  # the longest namespace that fits
        prefix = _by_namespace().get(iri[:at])
        if prefix is not None and iri[at:]:
            return f"{prefix}:{iri[at:]}"
        at = max(iri.rfind("/", 0, at - 1), iri.rfind("#", 0, at - 1)) + 1
    return iri


def code(iri: str) -> str | None:
    """Return the code that an IRI stands for, or None.

    >>> code("https://w3id.org/kgraph/stance#denies"), code("https://w3id.org/kgraph/id/claim/a")
    ('denies', None)
    """
    scheme, _, name = iri.removeprefix(SCHEMES).partition("#")
    return name if iri.startswith(SCHEMES) and name in codes().get(scheme, ()) else None


@cache
def _by_namespace() -> Mapping[str, str]:
    return {iri: prefix for prefix, iri in prefixes().items()}
