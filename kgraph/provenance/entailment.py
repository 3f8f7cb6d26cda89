"""What a claim implies and what implies it, at any depth, by the links `broaderThan`: the narrower the broader."""

from collections.abc import Iterable

from kgraph.ontology.vocab import KG
from kgraph.provenance.graphs import measure
from kgraph.store.lookup import Lookup


def broader(lookup: Lookup, claim: str) -> dict[str, int]:
    """Find the claims that a claim implies, nearest first, by how many links: who denies one denies it as well."""
    return _linked(lookup, claim, KG.to, KG.from_)


def narrower(lookup: Lookup, claim: str) -> dict[str, int]:
    """Find the claims that imply a claim, nearest first, by how many links: who asserts one asserts it as well."""
    return _linked(lookup, claim, KG.from_, KG.to)


def find_nearest_broader(lookup: Lookup, among: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Map each claim that is one of some, or implies one, to the nearest of them, and by how many links."""
    fresh = {one: one for one in among}
    found = {one: (one, 0) for one in fresh}
    far = 0
    while fresh:
        far += 1
        reached: dict[str, str] = {}
        for one, origin in fresh.items():
            for other in _step(lookup, one, KG.from_, KG.to):
                if other not in found:
                    reached[other] = min(origin, reached.get(other, origin))
        found |= {one: (origin, far) for one, origin in reached.items()}
        fresh = reached
    return found


def _linked(lookup: Lookup, claim: str, near: str, far: str) -> dict[str, int]:
    found = measure(lambda one: _step(lookup, one, near, far), [claim])
    return {one: found[one] for one in sorted(found, key=lambda one: (found[one], one)) if one != claim}


def _step(lookup: Lookup, claim: str, near: str, far: str) -> list[str]:
    return [
        other
        for link in lookup.links.get(claim, ())
        if claim in lookup.values(near).get(link, ()) and lookup.code(link, KG.relation) == "broaderThan"
        for other in lookup.values(far).get(link, ())
    ]
