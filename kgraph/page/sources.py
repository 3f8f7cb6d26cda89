"""Each source: what is recorded about it, its ratings, what it says, and the claims that rest on it alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kgraph.ontology.vocab import KG
from kgraph.page.cards import Dossier, Reader, Ref, SourceCard, by_name
from kgraph.provenance.ratings import Rated, Ratings


@dataclass(frozen=True, slots=True)
class Profile:
    """A source in numbers: the claims that it asserts and denies as a root, and those that it alone is a root of."""

    card: SourceCard
    sector: str
    ratings: tuple[Rated, ...]
    speaks_on: int
    asserts: int
    denies: int
    alone: tuple[Ref, ...]


def list_ratings(reader: Reader, ref: Ref) -> tuple[Rated, ...]:
    """List the ratings of a source or a claim by rater, date and grade; they are never averaged."""
    ratings = reader.lookup.once(Ratings).of(reader.iris[ref.id])
    return tuple(sorted(ratings, key=lambda rated: (reader.name(rated.rater), rated.on, rated.grade)))


def profile(reader: Reader, dossier: Dossier) -> list[Profile]:
    """Sum up each source; those on which the most claims rest alone come first."""
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
            ratings=list_ratings(reader, card.ref),
            speaks_on=len({claim for claim, _, _ in card.says}),
            asserts=asserts[card.ref],
            denies=denies[card.ref],
            alone=tuple(alone[card.ref]),
        )
        for card in dossier.sources
    ]
    return sorted(profiles, key=lambda source: (-len(source.alone), -source.asserts, *by_name(source.card.ref)))
