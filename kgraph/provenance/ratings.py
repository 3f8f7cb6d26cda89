"""Ratings on the Admiralty scale, side by side: never averaged, and `cannot be judged` never a middle."""

from dataclasses import dataclass
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.provenance.model import Chain
from kgraph.store.lookup import Lookup

GRADES: Final = ("A", "B", "C", "D", "E")
"""Reliability from best to worst. F is not among them: it says that reliability cannot be judged."""
MEANINGS: Final = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of a source or a claim by one rater."""

    of: str
    grade: str
    rater: str
    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """The weakest link of a chain, and what of the chain is not known.

    `lowest` are the ratings of the worst grade from A to E that a speaker, a document that it runs through, or a work
    cited at the end has, empty where none has one; `beside` are the other grades that the same ones have. `unknown` are
    the ratings F, and `unrated` the speakers and works nobody has rated: neither is a grade. `gap` is who ends the
    chain without saying from where, or empty.
    """

    lowest: tuple[Rated, ...]
    beside: tuple[Rated, ...]
    unknown: tuple[Rated, ...]
    unrated: tuple[str, ...]
    gap: str


class Ratings:
    """All ratings of a store by what they rate."""

    def __init__(self, lookup: Lookup) -> None:
        self._of: dict[str, list[Rated]] = {}
        for rating, things in sorted(lookup.values(KG.rates).items()):
            grade = lookup.code(rating, KG.reliability) or lookup.code(rating, KG.credibility)
            rater = next(iter(lookup.values(KG.rater).get(rating, ())), "")
            date, reason = lookup.text(rating, KG.ratedOn), lookup.text(rating, KG.reason)
            for thing in things:
                self._of.setdefault(thing, []).append(Rated(thing, grade, rater, date, reason))

    def of(self, iri: str) -> tuple[Rated, ...]:
        """List the ratings of a source or claim."""
        return tuple(self._of.get(iri, ()))

    def weakest(self, chain: Chain) -> Weakness:
        """Find the lowest grade on a chain, works cited at its end included; F is not a grade."""
        last = chain.origin
        links = dict.fromkeys((*(hop.speaker for hop in chain.hops), *last.cites))
        texts = dict.fromkeys(hop.document for hop in chain.hops)
        rated = [rating for link in links | texts for rating in self.of(link)]
        judged = [rating for rating in rated if rating.grade in GRADES]
        worst = max((GRADES.index(rating.grade) for rating in judged), default=-1)
        lowest = tuple(rating for rating in judged if GRADES.index(rating.grade) == worst)
        weakest = {rating.of for rating in lowest}
        return Weakness(
            lowest=lowest,
            beside=tuple(rating for rating in judged if rating.of in weakest and rating not in lowest),
            unknown=tuple(rating for rating in rated if rating.grade == "F"),
            unrated=tuple(link for link in links if not self.of(link)),
            gap=last.speaker if last.basis in ("noneStated", "hearsay", "") and not last.cites else "",
        )
