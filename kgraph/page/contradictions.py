"""What stands against what: claims set against each other, claims both asserted and denied, figures that differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Final

from kgraph.ontology.vocab import KG
from kgraph.page.cards import ClaimCard, Dossier, Reader, Ref, Saying, Topic, Trail
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.model import AGAINST
from kgraph.render.wording import say_if

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
class Figure:
    """A number given for a quantity, as printed and as a range."""

    claim: Ref
    value: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    as_of: str
    said_by: tuple[tuple[Ref, Ref], ...]
    apart: tuple[str, ...]

    @property
    def span(self) -> str:
        """Write the range in words."""
        if self.low is not None and self.high is not None:
            return f"{self.low:f}" if self.low == self.high else f"{self.low:f} to {self.high:f}"
        if self.low is not None:
            return f"at least {self.low:f}"
        return f"at most {self.high:f}" if self.high is not None else "not given"


@dataclass(frozen=True, slots=True)
class Clash:
    """A quantity for which figures are given whose ranges do not meet, and all its figures."""

    quantity: Ref
    figures: tuple[Figure, ...]


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
    """Find the quantities for which figures are given whose ranges do not meet."""
    given: dict[str, list[Figure]] = {}
    for card in dossier.claims:
        iri = reader.iris[card.ref.id]
        for quantity in reader.lookup.texts(iri, KG.quantity):
            given.setdefault(quantity, []).append(_figure(reader, card, iri, quantity))
    clashes = [Clash(reader.ref(quantity), tuple(_compare(figures))) for quantity, figures in given.items()]
    clashes = [clash for clash in clashes if any(figure.apart for figure in clash.figures)]
    return sorted(clashes, key=lambda clash: (clash.quantity.label.casefold(), clash.quantity.id))


def _figure(reader: Reader, card: ClaimCard, iri: str, quantity: str) -> Figure:
    said = {(saying.who, trail.document) for trail in card.trails for saying in trail.sayings if saying.code in _FOR}
    return Figure(
        claim=card.ref,
        value=reader.lookup.text(iri, KG.value),
        low=_number(reader.lookup.text(iri, KG.low)),
        high=_number(reader.lookup.text(iri, KG.high)),
        unit=reader.lookup.text(iri, KG.unit) or reader.lookup.text(quantity, KG.unit),
        as_of=reader.lookup.text(iri, KG.asOf),
        said_by=tuple(sorted(said, key=lambda pair: (pair[0].label, pair[0].id, pair[1].id))),
        apart=(),
    )


def _compare(figures: list[Figure]) -> list[Figure]:
    """Say of each figure which others its range does not meet, in the order of numbers."""
    apart: dict[str, list[str]] = {figure.claim.id: [] for figure in figures}
    for one, other in combinations(figures, 2):
        if _below(one, other) or _below(other, one):
            apart[one.claim.id].append(other.value)
            apart[other.claim.id].append(one.value)
    told = [replace(figure, apart=tuple(sorted(set(apart[figure.claim.id])))) for figure in figures]
    lowest = Decimal("-Infinity")
    return sorted(told, key=lambda one: (one.low or one.high or lowest, one.claim.id))


def _below(one: Figure, other: Figure) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
