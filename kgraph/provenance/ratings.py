"""Ratings on the Admiralty scale, side by side: never averaged, and `cannot be judged` never a middle."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.provenance.lookup import Register
from kgraph.provenance.model import Chain, Standing
from kgraph.render.wording import say_name

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

    def __init__(self, register: Register) -> None:
        self._of: dict[str, list[Rated]] = {}
        for rating, rated in sorted(register.all(KG.rates).items()):
            grade = register.code(rating, KG.reliability) or register.code(rating, KG.credibility)
            rater = next(iter(register.all(KG.rater).get(rating, ())), "")
            date, reason = register.one(rating, KG.ratedOn), register.one(rating, KG.reason)
            for one in rated:
                self._of.setdefault(one, []).append(Rated(one, grade, rater, date, reason))

    def of(self, iri: str) -> tuple[Rated, ...]:
        """List the ratings of a source or claim."""
        return tuple(self._of.get(iri, ()))

    def weakest(self, chain: Chain) -> Weakness:
        """Find the lowest rating on a chain or of a work cited at its end, leaving out what is no grade."""
        last = chain.origin
        links = dict.fromkeys((*(hop.speaker for hop in chain.hops), *last.cites))
        texts = dict.fromkeys(hop.document for hop in chain.hops)
        rated = [one for link in links | texts for one in self.of(link)]
        judged = [one for one in rated if one.grade in GRADES]
        worst = max((GRADES.index(one.grade) for one in judged), default=-1)
        lowest = tuple(one for one in judged if GRADES.index(one.grade) == worst)
        weakest = {one.of for one in lowest}
        return Weakness(
            lowest=lowest,
            beside=tuple(one for one in judged if one.of in weakest and one not in lowest),
            unknown=tuple(one for one in rated if one.grade == "F"),
            unrated=tuple(link for link in links if not self.of(link)),
            gap=last.speaker if last.basis in ("noneStated", "hearsay", "") and not last.cites else "",
        )


def say_rating(rated: Rated, register: Register) -> str:
    """Put a rating in words: of what, the grade, and by whom."""
    return f"{register.name(rated.of)}: {say_grade(rated, register)}"


def say_grade(rated: Rated, register: Register) -> str:
    """Put a grade in words, with who gave it and when."""
    meaning = MEANINGS.get(rated.grade, "not a grade of the scale")
    date = f", {rated.on}" if rated.on else ""
    return f"{rated.grade} ({meaning}), by {register.name(rated.rater)}{date}"


def _say_ratings(rated: Iterable[Rated], register: Register) -> str:
    return "; ".join(say_rating(one, register) for one in rated)


def any_rated(chains: Iterable[Weakness]) -> bool:
    """Whether any speaker or cited work on chains has a rating, be it that nothing can be judged."""
    return any(one.lowest or one.unknown for one in chains)


def say_unrated(chains: Sequence[Weakness], standing: Standing) -> Iterator[str]:
    """Say of the chains of a claim, once for all, that nobody on them and no work cited at their end is rated."""
    if chains and not any_rated(chains):
        yield f"No speaker and no cited work on a {'listed ' if standing.unlisted else ''}chain is rated."


def say_weakest(weakness: Weakness, register: Register, *, is_rated: bool = True) -> str:
    """Name the weakest link of a chain in words, then what is not known.

    Without `is_rated`, who and what is not rated is left out: it is said once for all chains.
    """
    parts = []
    if weakness.lowest:
        beside = "; beside it, " if weakness.beside else ""
        parts.append(
            f"weakest link: {_say_ratings(weakness.lowest, register)}{beside}{_say_ratings(weakness.beside, register)}"
        )
    if weakness.unknown:
        said = _say_ratings(weakness.unknown, register)
        none = "" if weakness.lowest else "no grade from A to E on this chain; "
        parts.append(f"{none}unknown, which is no grade: {said}")
    if is_rated and weakness.unrated:
        parts.append(f"not rated: {register.names(weakness.unrated)}")
    if weakness.gap:
        parts.append(f"missing hop: the source or ground of {say_name(weakness.gap, register)} is ⟨unstated⟩")
    return "".join(f"{part[:1].upper()}{part[1:]}. " for part in parts).rstrip()
