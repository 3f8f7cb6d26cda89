"""Checks of who stands against a claim: denials, links that contradict, and claims that have only support."""

from collections.abc import Iterator

from kgraph.vocab import KG
from kgraph.weighing.implication import find_nearest_broader
from kgraph.weighing.material import Entry, Material
from kgraph.weighing.sentences import say_if, say_roots


def find_contradicted(material: Material) -> Iterator[Entry]:
    """Find claims with roots on both sides, pairs linked as contradicting, and claims denied with a broader one."""
    yield from _both_sides(material)
    yield from _linked(material)
    yield from _broader_denied(material)


def _both_sides(material: Material) -> Iterator[Entry]:
    register = material.register
    for standing in material.standings.values():
        if standing.roots_for and standing.roots_against:
            details = (
                f"asserted by: {say_roots(standing, 'for', register)}",
                f"denied by: {say_roots(standing, 'against', register)}",
            )
            words = f"one claim, both sides: {material.claim(standing.claim)}"
            yield Entry((standing.claim,), words, details, groups=("one claim, both sides",))


def _linked(material: Material) -> Iterator[Entry]:
    register = material.register
    for link in sorted(register.all(KG.relation)):
        if register.code(link, KG.relation) == "contradicts":
            ends = (*register.all(KG.from_).get(link, ()), *register.all(KG.to).get(link, ()))
            drawn = register.names(register.all(KG.drawnBy).get(link, ())) or "⟨unstated⟩"
            sides = tuple(
                f"{'one' if at == 0 else 'other'} side: {material.vouching(end)}" for at, end in enumerate(ends)
            )
            reason = register.one(link, KG.reason)
            words = " ⟷ ".join(material.claim(end) for end in ends)
            details = (*sides, f"drawn by {drawn}" + (f": {reason}" if reason else ""))
            yield Entry(ends, words, details, groups=("two claims, by a link",))


def _broader_denied(material: Material) -> Iterator[Entry]:
    register, standings = material.register, material.standings
    for claim, (broader, links) in sorted(_denied(material).items()):
        if links and claim in standings and standings[claim].roots_for:
            details = (
                f"asserted by: {say_roots(standings[claim], 'for', register)}",
                f"denied by: {say_roots(standings[broader], 'against', register)}: {material.claim(broader)}",
            )
            words = f"{say_if(links)}, denied with what is broader: {material.claim(claim)}"
            yield Entry((claim,), words, details, groups=("asserted, and a broader claim denied",))


def _denied(material: Material) -> dict[str, tuple[str, int]]:
    """Map each claim that is denied, or implies one that is, to the nearest that is, and by how many links."""
    denied = (standing.claim for standing in material.standings.values() if standing.roots_against)
    return find_nearest_broader(material.register, denied)


def find_one_sided(material: Material) -> Iterator[Entry]:
    """Find claims with recorded support that nothing recorded stands against."""
    register, denied = material.register, _denied(material)
    for claim, links in sorted(register.links.items()):
        codes = [register.code(link, KG.relation) for link in links]
        inward = [code for link, code in zip(links, codes, strict=True) if claim in register.all(KG.to).get(link, ())]
        support = inward.count("supports")
        doubted = "contradicts" in codes or {"disputes", "undercuts", "qualifies"} & set(inward)
        if support and not doubted and claim in material.standings and claim not in denied:
            yield Entry((claim,), f"{material.claim(claim)}: {support} supporting, none against")
