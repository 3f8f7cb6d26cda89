"""Ratings on the Admiralty scale, side by side: never averaged, and `cannot be judged` never a middle."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kgraph.ontology.graph import ontology
from kgraph.ontology.vocab import KG, SCHEMES
from kgraph.provenance.model import Chain
from kgraph.store.lookup import Lookup

GRADES: Final = ("A", "B", "C", "D", "E")
"""Reliability from best to worst. F is not among them: it says that reliability cannot be judged."""
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"


@cache
def meanings() -> Mapping[str, str]:
    """Say in a few words what each grade means: the start of its definition in the schemes."""
    graph = ontology()
    return {
        graph.text(grade, _SKOS + "notation"): graph.text(grade, _SKOS + "definition").partition(":")[0].lower()
        for scheme in ("reliability", "credibility")
        for grade in graph.subjects(_SKOS + "inScheme", SCHEMES + scheme)
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
