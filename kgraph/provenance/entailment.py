"""What a claim implies and what implies it, at any depth, by the links `broaderThan`: the narrower the broader."""

from collections.abc import Iterable

from kgraph.ontology.vocab import KG
from kgraph.provenance.graphs import measure, walk
from kgraph.store.lookup import Lookup


def broader(lookup: Lookup, claim: str) -> dict[str, int]:
    """Find the claims that a claim implies, nearest first, by how many links: who denies one denies it as well."""
    return _linked(lookup, claim, KG.to, KG.from_)


def narrower(lookup: Lookup, claim: str) -> dict[str, int]:
    """Find the claims that imply a claim, nearest first, by how many links: who asserts one asserts it as well."""
    return _linked(lookup, claim, KG.from_, KG.to)


def find_nearest_broader(lookup: Lookup, among: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Map each claim that is one of some, or implies one, to the nearest of them, and by how many links.

    Of several that are as near, it is the first by name.
    """
    nearest = {"": ("", -1)}
    for last, claim in walk(lambda claim: _step(lookup, claim, KG.from_, KG.to), sorted(among)):
        origin, links = nearest[last]
        nearest[claim] = (origin or claim, links + 1)
    del nearest[""]
    return nearest


def _linked(lookup: Lookup, claim: str, near: str, far: str) -> dict[str, int]:
    distances = measure(lambda linked: _step(lookup, linked, near, far), [claim])
    del distances[claim]
    return dict(sorted(distances.items(), key=lambda item: (item[1], item[0])))


def _step(lookup: Lookup, claim: str, near: str, far: str) -> list[str]:
    return [
        neighbour
        for link in lookup.links.get(claim, ())
        if claim in lookup.values(near).get(link, ()) and lookup.code(link, KG.relation) == "broaderThan"
        for neighbour in lookup.values(far).get(link, ())
    ]
