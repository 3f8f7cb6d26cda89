"""What a claim implies and what implies it, at any depth, by the links `broaderThan`: the narrower the broader."""

from collections.abc import Iterable

from kgraph.ontology.vocab import KG
from kgraph.provenance.lookup import Register
from kgraph.provenance.walks import measure


def broader(register: Register, claim: str) -> dict[str, int]:
    """Find the claims that a claim implies, nearest first, by how many links: who denies one denies it as well."""
    return _linked(register, claim, KG.to, KG.from_)


def narrower(register: Register, claim: str) -> dict[str, int]:
    """Find the claims that imply a claim, nearest first, by how many links: who asserts one asserts it as well."""
    return _linked(register, claim, KG.from_, KG.to)


def find_nearest_broader(register: Register, among: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Map each claim that is one of some, or implies one, to the nearest of them, and by how many links."""
    fresh = {one: one for one in among}
    found = {one: (one, 0) for one in fresh}
    far = 0
    while fresh:
        far += 1
        reached: dict[str, str] = {}
        for one, origin in fresh.items():
            for other in _step(register, one, KG.from_, KG.to):
                if other not in found:
                    reached[other] = min(origin, reached.get(other, origin))
        found |= {one: (origin, far) for one, origin in reached.items()}
        fresh = reached
    return found


def _linked(register: Register, claim: str, near: str, far: str) -> dict[str, int]:
    found = measure(lambda one: _step(register, one, near, far), [claim])
    return {one: found[one] for one in sorted(found, key=lambda one: (found[one], one)) if one != claim}


def _step(register: Register, claim: str, near: str, far: str) -> list[str]:
    return [
        other
        for link in register.links.get(claim, ())
        if claim in register.all(near).get(link, ()) and register.code(link, KG.relation) == "broaderThan"
        for other in register.all(far).get(link, ())
    ]
