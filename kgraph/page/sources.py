"""Each source: what is recorded about it, its ratings, what it says, and the claims that rest on it alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kgraph.ontology.vocab import KG, Term
from kgraph.page.cards import Dossier, Reader, Ref, SourceCard, by_name
from kgraph.provenance.ratings import meanings


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's grade of a source or a claim; `words` is its meaning in the scale."""

    rates: Ref
    grade: str
    words: str
    rater: str
    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A source in numbers: the claims that it asserts and denies as a root, and those that it alone is a root of."""

    card: SourceCard
    sector: str
    ratings: tuple[Rating, ...]
    speaks_on: int
    asserts: int
    denies: int
    alone: tuple[Ref, ...]


def read_ratings(reader: Reader) -> list[Rating]:
    """List all ratings, sorted by what they rate; they are never averaged."""
    ratings = []
    for iri in sorted(reader.lookup.values(KG.rates)):
        grade = reader.lookup.code(iri, KG.reliability) or reader.lookup.code(iri, KG.credibility)
        rater = reader.lookup.text(iri, KG.rater)
        ratings.append(
            Rating(
                rates=reader.ref(reader.lookup.text(iri, KG.rates)),
                grade=grade,
                words=meanings().get(grade, ""),
                rater=reader.lookup.text(rater, Term.label) or reader.ref(rater).label,
                on=reader.lookup.text(iri, KG.ratedOn),
                reason=reader.lookup.text(iri, KG.reason),
            )
        )
    return sorted(ratings, key=lambda rating: (rating.rates.id, rating.rater, rating.on, rating.grade))


def profile(reader: Reader, dossier: Dossier) -> list[Profile]:
    """Sum up each source; those on which the most claims rest alone come first."""
    ratings: dict[str, list[Rating]] = defaultdict(list)
    for rating in read_ratings(reader):
        ratings[rating.rates.id].append(rating)
    asserts = Counter(root for card in dossier.claims for root in card.roots_for)
    denies = Counter(root for card in dossier.claims for root in card.roots_against)
    alone: dict[Ref, list[Ref]] = defaultdict(list)
    for card in dossier.claims:
        if len(card.roots_for) == 1:
            alone[card.roots_for[0]].append(card.ref)
    profiles = [
        Profile(
            card=card,
            sector=reader.lookup.code(reader.iris[card.ref.id], KG.sector),
            ratings=tuple(ratings[card.ref.id]),
            speaks_on=len({claim for claim, _, _ in card.says}),
            asserts=asserts[card.ref],
            denies=denies[card.ref],
            alone=tuple(alone[card.ref]),
        )
        for card in dossier.sources
    ]
    return sorted(profiles, key=lambda source: (-len(source.alone), -source.asserts, *by_name(source.card.ref)))
