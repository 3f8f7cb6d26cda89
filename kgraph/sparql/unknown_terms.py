"""Names of a query that nothing is called by: it would find nothing, and not say why."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import curies, resources
from kgraph.ontology.vocab import IDS, NS, SCHEMES
from kgraph.parsing.nodes import suggest as nearest
from kgraph.sparql import safety

_FILES: Final = ("kgraph.ttl", "schemes.ttl")


def unknown(query: str) -> Iterator[str]:
    """Say of each name in a namespace of ours that the ontology and the schemes do not define it.

    >>> list(unknown("SELECT * { ?c a kg:Clam }"))
    ['the query, line 1, column 17: nothing is called `kg:Clam`: did you mean `kg:Claim`?']
    """
    written = list(safety.tokens(query))
    declared = {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(written, written[1:], written[2:], strict=False)
        if word.text.upper() == "PREFIX" and iri.kind == "iri"
    }
    prefixes = {**curies.prefixes(), **declared}
    seen = set()
    for at, one in enumerate(written):
        iri = _expand(one, prefixes)
        is_declared = at > 0 and written[at - 1].text.upper() == "PREFIX"
        if iri in seen or is_declared or not _is_ours(iri) or iri in _defined():
            continue
        seen.add(iri)
        yield f"{safety.place(query, one.start)}: nothing is called `{one.text[:60]}`{_hint(iri)}"


def _hint(iri: str) -> str:
    """Name what is called most alike in the same namespace."""
    namespace, _, name = iri.partition("#")
    near = nearest(name, [one.partition("#")[2] for one in sorted(_defined()) if one.startswith(f"{namespace}#")])
    return f": did you mean `{curies.contract(f'{namespace}#{near}')}`?" if near else ""


def _expand(token: safety.Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, name = token.text.partition(":")
    return prefixes[prefix] + name.replace("\\", "") if token.kind == "name" and colon and prefix in prefixes else ""


def _is_ours(iri: str) -> bool:
    namespace, hash_sign, name = iri.partition("#")
    return bool(hash_sign and name) and (namespace + "#" == NS or f"{namespace}#" in _schemes())


@cache
def _schemes() -> frozenset[str]:
    return frozenset(f"{SCHEMES}{scheme}#" for scheme in curies.codes())


@cache
def _defined() -> frozenset[str]:
    """List what the ontology and the schemes speak of."""
    found = set()
    for name in _FILES:
        for quad in ox.parse(resources.read_text("ontology", name), format=ox.RdfFormat.TURTLE):
            terms = (quad.subject, quad.predicate, quad.object)
            found |= {one.value for one in terms if isinstance(one, ox.NamedNode)}
    return frozenset(one for one in found if not one.startswith(IDS) and _is_ours(one))
