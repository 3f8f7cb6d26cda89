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
    fresh = {claim: claim for claim in among}
    nearest = {claim: (claim, 0) for claim in fresh}
    far = 0
    while fresh:
        far += 1
        reached: dict[str, str] = {}
        for claim, origin in fresh.items():
            for narrower_claim in _step(lookup, claim, KG.from_, KG.to):
                if narrower_claim not in nearest:
                    reached[narrower_claim] = min(origin, reached.get(narrower_claim, origin))
        nearest |= {claim: (origin, far) for claim, origin in reached.items()}
        fresh = reached
    return nearest


def _linked(lookup: Lookup, claim: str, near: str, far: str) -> dict[str, int]:
    distances = measure(lambda linked: _step(lookup, linked, near, far), [claim])
    return {
        linked: distances[linked]
        for linked in sorted(distances, key=lambda linked: (distances[linked], linked))
        if linked != claim
    }


def _step(lookup: Lookup, claim: str, near: str, far: str) -> list[str]:
    return [
        neighbour
        for link in lookup.links.get(claim, ())
        if claim in lookup.values(near).get(link, ()) and lookup.code(link, KG.relation) == "broaderThan"
        for neighbour in lookup.values(far).get(link, ())
    ]
