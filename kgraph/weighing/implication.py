"""What a claim implies and what implies it, at any depth, by the links `broaderThan`: the narrower the broader."""

from kgraph.vocab import KG
from kgraph.weighing.register import Register
from kgraph.weighing.walks import measure


def broader(register: Register, claim: str) -> dict[str, int]:
    """Find the claims that a claim implies, nearest first, by how many links: who denies one denies it as well."""
    return _linked(register, claim, KG.to, KG.from_)


def narrower(register: Register, claim: str) -> dict[str, int]:
    """Find the claims that imply a claim, nearest first, by how many links: who asserts one asserts it as well."""
    return _linked(register, claim, KG.from_, KG.to)


def _linked(register: Register, claim: str, near: str, far: str) -> dict[str, int]:
    def step(one: str) -> list[str]:
        return [
            other
            for link in register.links.get(one, ())
            if one in register.all(near).get(link, ()) and register.code(link, KG.relation) == "broaderThan"
            for other in register.all(far).get(link, ())
        ]

    found = measure(step, [claim])
    return {one: found[one] for one in sorted(found, key=lambda one: (found[one], one)) if one != claim}
