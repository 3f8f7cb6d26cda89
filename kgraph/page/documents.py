"""Each annotated document: what is recorded about it, the stances it takes, and what its claims rest on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kgraph.core.counts import percent
from kgraph.ontology.vocab import KG
from kgraph.page.cards import ClaimCard, Dossier, Reader, Ref, SourceCard, by_name
from kgraph.render.wording import BASIS_NAMES, STANCES

Naming: TypeAlias = tuple[Ref, Ref | None, list[str]]
"""Somebody, the speaker in whose words they are named if not in the document's own, and the names."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A document in numbers of claims. The bases are those of the first speakers."""

    card: SourceCard
    claims: int
    questions: int
    stances: tuple[tuple[str, int], ...]
    bases: tuple[tuple[str, int], ...]
    unnamed: int
    naming: tuple[Naming, ...]
    coverage: str

    def share(self, number: int) -> str:
        """Write a number of claims with its percentage."""
        return f"{number} ({percent(number / self.claims)})" if self.claims else "0"


def portray(reader: Reader, dossier: Dossier) -> list[Portrait]:
    """Sum up each document, in the order of names."""
    within: dict[str, list[ClaimCard]] = {}
    for card in dossier.claims:
        for document in card.documents:
            within.setdefault(document.id, []).append(card)
    portraits = [
        _portrait(reader, card, within.get(card.ref.id, []), dossier.coverage)
        for card in dossier.sources
        if card.ref.kind == "document"
    ]
    return sorted(portraits, key=lambda portrait: by_name(portrait.card.ref))


def _portrait(
    reader: Reader, source: SourceCard, claims: list[ClaimCard], coverage: Mapping[str, str] | None
) -> Portrait:
    trails = [(card, trail) for card in claims for trail in card.trails if trail.document == source.ref]
    unnamed = {card.ref for card, trail in trails if any(hop.who.mark for hop in trail.sayings)}
    return Portrait(
        card=source,
        claims=len(claims),
        questions=len({question for card in claims for question in card.questions}),
        stances=_tally(((card.ref, trail.own.code) for card, trail in trails), STANCES),
        bases=_tally(((card.ref, trail.sayings[0].basis) for card, trail in trails), BASIS_NAMES),
        unnamed=len(unnamed),
        naming=tuple(_name(reader, source)),
        coverage=(coverage or {}).get(source.ref.id, ""),
    )


def _tally(codes: Iterable[tuple[Ref, str]], order: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Count the claims of each code; a claim counts once for a code."""
    counted = Counter(code for _, code in set(codes))
    return tuple((code, counted[code]) for code in order if counted[code])


def _name(reader: Reader, source: SourceCard) -> list[Naming]:
    named: dict[tuple[Ref, Ref | None], set[str]] = {}
    for iri in reader.lookup.texts(reader.iris[source.ref.id], KG.naming):
        who, by = reader.ref(reader.lookup.text(iri, KG.namedActor)), reader.lookup.text(iri, KG.namedBy)
        named.setdefault((who, reader.ref(by) if by else None), set()).update(reader.lookup.texts(iri, KG.namedAs))
    order = sorted(named, key=lambda pair: [(ref.label, ref.id) if ref else ("", "") for ref in pair])
    return [(who, by, sorted(named[who, by])) for who, by in order]
