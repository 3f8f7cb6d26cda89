"""Each source: what is recorded of it, how others rate it, what it says, and what rests on it alone."""

from dataclasses import dataclass

from kgraph.ontology.vocab import KG, Term
from kgraph.page.cards import Dossier, Ref, SourceCard
from kgraph.page.reader import Reader
from kgraph.provenance.ratings import MEANINGS


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's grade of a source or a claim, in the words of the scale."""

    rates: Ref
    grade: str
    words: str
    rater: str
    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A source in numbers: claims it asserts at the end of a chain, denies there, and those no other root is for."""

    card: SourceCard
    sector: str
    ratings: tuple[Rating, ...]
    speaks_on: int
    asserts: int
    denies: int
    alone: tuple[Ref, ...]


def read_ratings(reader: Reader) -> list[Rating]:
    """List all ratings, side by side and never averaged, by what they rate."""
    found = []
    for iri in sorted(reader.lookup.values(KG.rates)):
        reliability, credibility = reader.lookup.code(iri, KG.reliability), reader.lookup.code(iri, KG.credibility)
        rater = reader.lookup.text(iri, KG.rater)
        found.append(
            Rating(
                rates=reader.ref(reader.lookup.text(iri, KG.rates)),
                grade=reliability or credibility,
                words=MEANINGS.get(reliability or credibility, ""),
                rater=reader.lookup.text(rater, Term.label) or reader.ref(rater).label,
                on=reader.lookup.text(iri, KG.ratedOn),
                reason=reader.lookup.text(iri, KG.reason),
            )
        )
    return sorted(found, key=lambda one: (one.rates.id, one.rater, one.on, one.grade))


def profile(reader: Reader, dossier: Dossier) -> list[Profile]:
    """Sum up each source that speaks or is cited, those on which most rests alone first."""
    ratings: dict[str, list[Rating]] = {}
    for rating in read_ratings(reader):
        ratings.setdefault(rating.rates.id, []).append(rating)
    asserts: dict[Ref, int] = {}
    denies: dict[Ref, int] = {}
    alone: dict[Ref, list[Ref]] = {}
    for card in dossier.claims:
        for root in card.roots_for:
            asserts[root] = asserts.get(root, 0) + 1
        for root in card.roots_against:
            denies[root] = denies.get(root, 0) + 1
        if len(card.roots_for) == 1:
            alone.setdefault(card.roots_for[0], []).append(card.ref)
    found = [
        Profile(
            card=card,
            sector=reader.lookup.code(reader.iris[card.ref.id], KG.sector),
            ratings=tuple(ratings.get(card.ref.id, ())),
            speaks_on=len({claim for claim, _, _ in card.says}),
            asserts=asserts.get(card.ref, 0),
            denies=denies.get(card.ref, 0),
            alone=tuple(alone.get(card.ref, ())),
        )
        for card in dossier.sources
    ]
    return sorted(
        found, key=lambda one: (-len(one.alone), -one.asserts, one.card.ref.label.casefold(), one.card.ref.id)
    )
