"""What stands against what: claims set against each other, claims both asserted and denied, figures that differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.page.cards import ClaimCard, Dossier, Reader, Ref, Saying, Topic, Trail
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.figures import conflicts, figures
from kgraph.provenance.model import AGAINST
from kgraph.render.wording import say_if
from kgraph.store.lookup import Lookup

_FOR: Final = frozenset({"asserts"})


@dataclass(frozen=True, slots=True)
class Voice:
    """One who takes a side, and the chain in which they do."""

    saying: Saying
    trail: Trail


@dataclass(frozen=True, slots=True)
class Side:
    """A claim, and those on whose word it stands on this side."""

    card: ClaimCard
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides: of two claims that a link sets against each other, or, where `same`, of one both asserted and denied.

    `key` is the id of what draws it, or of the claim.
    """

    key: str
    one: Side
    other: Side
    same: bool
    strict: bool
    reason: str
    drawer: str


@dataclass(frozen=True, slots=True)
class Opposed:
    """The conflicts of a question, and those of its claims that stand under another question."""

    topic: Topic
    conflicts: tuple[Conflict, ...]
    elsewhere: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Implied:
    """A claim that is asserted, and a broader one that is denied: on `condition` the narrower is denied with it."""

    one: Side
    broader: Side
    condition: str


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


@dataclass(frozen=True, slots=True)
class Clash:
    """A quantity that has figures which do not meet, and all its figures, the lowest first."""

    quantity: Ref
    figures: tuple[Row, ...]


def oppose(topics: Iterable[Topic], dossier: Dossier) -> list[Opposed]:
    """List the conflicts by question, each once: between two questions, under the one whose claim it is drawn from."""
    topics = [topic for topic in topics if topic.contested]
    cards = {card.ref.id: card for card in dossier.claims}
    drawn = {card.ref.id: list(_conflicts(card, cards)) for card in dossier.claims}
    touching: dict[str, list[Conflict]] = {}
    for one in (one for found in drawn.values() for one in found):
        for claim in {one.one.card.ref.id, one.other.card.ref.id}:
            touching.setdefault(claim, []).append(one)
    listed: dict[str, str] = {}
    for topic in topics:
        for one in (one for card in topic.cards for one in drawn[card.ref.id]):
            listed.setdefault(one.key, topic.key)
    return [_oppose(topic, touching, listed) for topic in topics]


def _oppose(topic: Topic, touching: dict[str, list[Conflict]], listed: dict[str, str]) -> Opposed:
    found = {one.key: one for card in topic.cards for one in touching.get(card.ref.id, ())}
    own, others = ([one for one in found.values() if (listed[one.key] == topic.key) is here] for here in (True, False))
    return Opposed(topic, tuple(own), tuple(others))


def list_doubts(dossier: Dossier) -> list[Conflict]:
    """List the claims that are linked as a reason to doubt another, each beside that one: both may be true."""
    cards = {card.ref.id: card for card in dossier.claims}
    return [one for card in dossier.claims for one in _linked(card, cards, "disputes")]


def _conflicts(card: ClaimCard, cards: dict[str, ClaimCard]) -> Iterator[Conflict]:
    yield from _linked(card, cards, "contradicts")
    if card.side == "both":
        one, against = (Side(card, tuple(_taking(card, codes))) for codes in (_FOR, AGAINST))
        yield Conflict(card.ref.id, one, against, same=True, strict=True, reason="", drawer="")


def _linked(card: ClaimCard, cards: dict[str, ClaimCard], relation: str) -> Iterator[Conflict]:
    for tie in card.ties:
        if tie.relation == relation and tie.outward:
            one, against = (Side(each, tuple(_origins(each))) for each in (card, cards[tie.other.id]))
            yield Conflict(tie.link, one, against, same=False, strict=tie.strict, reason=tie.reason, drawer=tie.drawer)


def _origins(card: ClaimCard) -> Iterator[Voice]:
    return (Voice(trail.sayings[0], trail) for trail in card.voices if trail.sayings)


def _taking(card: ClaimCard, codes: frozenset[str]) -> Iterator[Voice]:
    seen = set()
    for trail in card.trails:
        for saying in trail.sayings:
            if saying.code in codes and (saying, trail.document) not in seen:
                seen.add((saying, trail.document))
                yield Voice(saying, trail)


def imply_denials(reader: Reader, dossier: Dossier) -> list[Implied]:
    """List the claims that some assert and others deny with a broader one, each with the nearest such."""
    cards = {reader.iris[card.ref.id]: card for card in dossier.claims}
    nearest = find_nearest_broader(reader.lookup, (iri for iri, card in cards.items() if card.roots_against))
    return [
        Implied(
            Side(card, tuple(_taking(card, _FOR))),
            Side(cards[broader], tuple(_taking(cards[broader], AGAINST))),
            say_if(links),
        )
        for iri, card in cards.items()
        if card.roots_for and iri in nearest
        for broader, links in (nearest[iri],)
        if links
    ]


def compare_figures(reader: Reader, dossier: Dossier) -> list[Clash]:
    """List the quantities that have figures which do not meet, by name."""
    cards = {reader.iris[card.ref.id]: card for card in dossier.claims}
    lookup = reader.lookup
    clashes = [
        Clash(
            reader.ref(conflict.quantity),
            tuple(_row(lookup, cards[figure.claim], figure.claim, str(apart)) for figure, apart in conflict.figures),
        )
        for conflict in conflicts(figures(lookup))
    ]
    return sorted(clashes, key=lambda clash: (clash.quantity.label.casefold(), clash.quantity.id))


def _row(lookup: Lookup, card: ClaimCard, claim: str, apart: str) -> Row:
    said = {(saying.who, trail.document) for trail in card.trails for saying in trail.sayings if saying.code in _FOR}
    quantity = lookup.text(claim, KG.quantity)
    return Row(
        claim=card.ref,
        value=lookup.text(claim, KG.value),
        span=_span(lookup.text(claim, KG.low), lookup.text(claim, KG.high)),
        unit=lookup.text(claim, KG.unit) or lookup.text(quantity, KG.unit),
        as_of=lookup.text(claim, KG.asOf),
        said_by=tuple(sorted(said, key=lambda pair: (pair[0].label, pair[0].id, pair[1].id))),
        apart=apart,
    )


def _span(low: str, high: str) -> str:
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}"
