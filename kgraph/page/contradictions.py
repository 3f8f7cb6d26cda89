"""What stands against what: claims set against each other, claims both asserted and denied, figures that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgraph.ontology.vocab import KG
from kgraph.page.cards import ClaimCard, Dossier, Reader, Ref, Saying, Topic, Trail, by_name
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.figures import conflicts, figures
from kgraph.provenance.model import AGAINST
from kgraph.render.wording import say_if
from kgraph.store.lookup import Lookup

_FOR: Final = frozenset({"asserts"})


Voice: TypeAlias = tuple[Saying, Trail]
"""One who takes a side, and the chain in which they do."""


@dataclass(frozen=True, slots=True)
class Side:
    """A claim, and those who take this side of it."""

    card: ClaimCard
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides: of two claims that a link sets against each other, or, where `same`, of one both asserted and denied.

    `key` is the id of the link, or of the claim.
    """

    key: str
    first: Side
    second: Side
    same: bool
    strict: bool = True
    reason: str = ""
    drawer: str = ""


@dataclass(frozen=True, slots=True)
class Opposed:
    """The conflicts of a question, and those of its claims that are listed under another question."""

    topic: Topic
    conflicts: tuple[Conflict, ...]
    elsewhere: tuple[Conflict, ...]


Implied: TypeAlias = tuple[Side, Side, str]
"""A claim that is asserted, a broader one that is denied, and on what condition the first is denied with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure in words: as printed, as a range, who asserts it, and how many others it does not meet."""

    claim: Ref
    value: str
    span: str
    unit: str
    as_of: str
    said_by: tuple[tuple[Ref, Ref], ...]
    apart: str


Clash: TypeAlias = tuple[Ref, list[Row]]
"""A quantity that has figures which do not meet, and all its figures, the lowest first."""


def oppose(topics: Sequence[Topic], dossier: Dossier) -> list[Opposed]:
    """List the conflicts by question, each once: between two questions, under the one whose claim it is drawn from."""
    cards = {card.ref.id: card for card in dossier.claims}
    touching: dict[str, list[Conflict]] = {}
    for conflict in (conflict for card in dossier.claims for conflict in _conflicts(card, cards)):
        for claim in {conflict.first.card.ref.id, conflict.second.card.ref.id}:
            touching.setdefault(claim, []).append(conflict)
    home = {card.ref.id: topic.key for topic in reversed(topics) for card in topic.cards}
    opposed = []
    for topic in topics:
        if topic.contested:
            conflicts = {conflict.key: conflict for card in topic.cards for conflict in touching.get(card.ref.id, ())}
            own = {key for key, conflict in conflicts.items() if home[conflict.first.card.ref.id] == topic.key}
            listed = tuple(conflict for key, conflict in conflicts.items() if key in own)
            elsewhere = tuple(conflict for key, conflict in conflicts.items() if key not in own)
            opposed.append(Opposed(topic, listed, elsewhere))
    return opposed


def list_doubts(dossier: Dossier) -> list[Conflict]:
    """List the claims that are linked as a reason to doubt another, each beside that one: both may be true."""
    cards = {card.ref.id: card for card in dossier.claims}
    return [doubt for card in dossier.claims for doubt in _linked(card, cards, "disputes")]


def _conflicts(card: ClaimCard, cards: dict[str, ClaimCard]) -> Iterator[Conflict]:
    yield from _linked(card, cards, "contradicts")
    if card.side == "both":
        yield Conflict(card.ref.id, _taking(card, _FOR), _taking(card, AGAINST), same=True)


def _linked(card: ClaimCard, cards: dict[str, ClaimCard], relation: str) -> Iterator[Conflict]:
    for tie in card.ties:
        if tie.relation == relation and tie.outward:
            first, second = map(_from_origins, (card, cards[tie.other.id]))
            yield Conflict(tie.link, first, second, same=False, strict=tie.strict, reason=tie.reason, drawer=tie.drawer)


def _from_origins(card: ClaimCard) -> Side:
    return Side(card, tuple((trail.sayings[0], trail) for trail in card.voices if trail.sayings))


def _taking(card: ClaimCard, stances: frozenset[str]) -> Side:
    """Give those who take some stances to a claim, each once for a document."""
    voices: dict[tuple[Saying, Ref], Voice] = {}
    for trail in card.trails:
        for saying in trail.sayings:
            if saying.code in stances:
                voices.setdefault((saying, trail.document), (saying, trail))
    return Side(card, tuple(voices.values()))


def imply_denials(reader: Reader, dossier: Dossier) -> list[Implied]:
    """List the claims that some assert and others deny with a broader one, each with the nearest such."""
    cards = {reader.iris[card.ref.id]: card for card in dossier.claims}
    nearest = find_nearest_broader(reader.lookup, (iri for iri, card in cards.items() if card.roots_against))
    return [
        (_taking(card, _FOR), _taking(cards[broader], AGAINST), say_if(links))
        for iri, card in cards.items()
        if card.roots_for and iri in nearest
        for broader, links in (nearest[iri],)
        if links
    ]


def compare_figures(reader: Reader, dossier: Dossier) -> list[Clash]:
    """List the quantities that have figures which do not meet, by name."""
    cards = {reader.iris[card.ref.id]: card for card in dossier.claims}
    clashes = [
        (
            reader.ref(conflict.quantity),
            [_row(reader.lookup, cards[figure.claim], figure.claim, str(apart)) for figure, apart in conflict.figures],
        )
        for conflict in conflicts(figures(reader.lookup))
    ]
    return sorted(clashes, key=lambda clash: by_name(clash[0]))


def _row(lookup: Lookup, card: ClaimCard, claim: str, apart: str) -> Row:
    said_by = {(saying.who, trail.document) for saying, trail in _taking(card, _FOR).voices}
    quantity = lookup.text(claim, KG.quantity)
    return Row(
        claim=card.ref,
        value=lookup.text(claim, KG.value),
        span=_span(lookup.text(claim, KG.low), lookup.text(claim, KG.high)),
        unit=lookup.text(claim, KG.unit) or lookup.text(quantity, KG.unit),
        as_of=lookup.text(claim, KG.asOf),
        said_by=tuple(sorted(said_by, key=lambda pair: (pair[0].label, pair[0].id, pair[1].id))),
        apart=apart,
    )


def _span(low: str, high: str) -> str:
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}"
