"""Checks of who stands against a claim: denials, links that contradict or give doubt, and what has only support."""

from collections.abc import Iterator
from itertools import product

from kgraph.ontology.vocab import KG
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.render.wording import UNSTATED, say_if, say_roots
from kgraph.reports.material import Entry, Material


def find_contradicted(material: Material) -> Iterator[Entry]:
    """Find claims with roots on both sides, pairs linked as contradicting, and claims denied with a broader one."""
    yield from _both_sides(material)
    for link, ends in _linked(material, "contradicts"):
        words = " ⟷ ".join(material.claim(end) for end in ends)
        yield Entry(
            ends, words, tuple(_sides(material, link, ends, "one", "other")), groups=("contradicted by another claim",)
        )
    yield from _broader_denied(material)


def _both_sides(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for standing in material.standings.values():
        if standing.sides["for"].roots and standing.sides["against"].roots:
            details = (
                f"asserted by: {say_roots(standing, 'for', lookup)}",
                f"denied by: {say_roots(standing, 'against', lookup)}",
            )
            words = material.claim(standing.claim)
            yield Entry((standing.claim,), words, details, groups=("asserted and denied",))


def find_doubted(material: Material) -> Iterator[Entry]:
    """Find pairs of claims of which one is linked as a reason to doubt the other, the doubted one first."""
    for link, (evidence, doubted) in _linked(material, "disputes"):
        ends = (doubted, evidence)
        words = f"{material.claim(doubted)} ⟵ {material.claim(evidence)}"
        yield Entry(ends, words, tuple(_sides(material, link, ends, "doubted", "doubting")))


def _linked(material: Material, relation: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Go through the links of a relation, each with the claim it leads from and the one it leads to."""
    lookup = material.lookup
    for link in sorted(lookup.values(KG.relation)):
        if lookup.code(link, KG.relation) == relation:
            starts, ends = (lookup.values(name).get(link, ()) for name in (KG.from_, KG.to))
            for pair in product(starts, ends):
                yield link, pair


def _sides(material: Material, link: str, ends: tuple[str, str], *names: str) -> Iterator[str]:
    """Say who stands for each end of a link, and who drew it on what ground."""
    lookup = material.lookup
    for name, end in zip(names, ends, strict=True):
        yield f"{name} side: {material.vouching(end)}"
    drawn = lookup.names(lookup.values(KG.drawnBy).get(link, ())) or UNSTATED
    reason = lookup.text(link, KG.reason)
    yield f"drawn by {drawn}" + (f": {reason}" if reason else "")


def _broader_denied(material: Material) -> Iterator[Entry]:
    lookup, standings = material.lookup, material.standings
    for claim, (broader, links) in sorted(_denied(material).items()):
        if links and claim in standings and standings[claim].sides["for"].roots:
            details = (
                f"asserted by: {say_roots(standings[claim], 'for', lookup)}",
                f"denied by: {say_roots(standings[broader], 'against', lookup)}: {material.claim(broader)}",
            )
            words = f"{say_if(links)}, denied together with a broader claim: {material.claim(claim)}"
            yield Entry((claim,), words, details, groups=("broader claim denied",))


def _denied(material: Material) -> dict[str, tuple[str, int]]:
    """Map each claim that is denied, or implies one that is, to the nearest that is, and by how many links."""
    denied = (standing.claim for standing in material.standings.values() if standing.sides["against"].roots)
    return find_nearest_broader(material.lookup, denied)


def find_one_sided(material: Material) -> Iterator[Entry]:
    """Find claims with recorded support that nothing recorded stands against."""
    lookup, denied = material.lookup, _denied(material)
    for claim, links in sorted(lookup.links.items()):
        codes = [lookup.code(link, KG.relation) for link in links]
        inward = [code for link, code in zip(links, codes, strict=True) if claim in lookup.values(KG.to).get(link, ())]
        support = inward.count("supports")
        doubted = "contradicts" in codes or {"disputes", "undercuts", "qualifies"} & set(inward)
        if support and not doubted and claim in material.standings and claim not in denied:
            yield Entry((claim,), f"{material.claim(claim)}: {support} supporting, none against")
