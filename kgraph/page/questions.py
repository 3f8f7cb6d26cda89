"""The questions in order, each with its claims and a short name to lead to it."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.page.cards import ClaimCard, Dossier, Ref
from kgraph.page.picture import NO_QUESTION


@dataclass(frozen=True, slots=True)
class Topic:
    """A question and its claims. `ref` is missing for the claims that answer none; `key` names its place in a page."""

    key: str
    label: str
    ref: Ref | None
    cards: tuple[ClaimCard, ...]
    contested: int


def sort_topics(dossier: Dossier) -> tuple[Topic, ...]:
    """List the questions, those with the most contradictions first, and last what answers none.

    A claim stands under each question it answers.
    """
    cards: dict[Ref | None, list[ClaimCard]] = {question: [] for question in dossier.questions}
    for card in dossier.claims:
        for question in card.asked:
            cards.setdefault(question, []).append(card)
    others = itertools.count(len(dossier.numbers) + 1)  # of what is asked and not defined, and of no question
    return tuple(
        Topic(
            f"Q{(ref and dossier.numbers.get(ref.id)) or next(others)}",
            ref.label if ref else NO_QUESTION,
            ref,
            tuple(cards[ref]),
            count_contradictions(cards[ref]),
        )
        for ref in sorted(cards, key=lambda ref: ref is None)
    )


def count_contradictions(cards: Iterable[ClaimCard]) -> int:
    """Count contradictions that touch some claims: drawn ones once each, and claims both asserted and denied."""
    cards = list(cards)
    drawn = {tie.link for card in cards for tie in card.ties if tie.relation == "contradicts"}
    return len(drawn) + sum(card.side == "both" for card in cards)
