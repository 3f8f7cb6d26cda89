"""How far two readings of one document agree: on where claims are, on which claims, and on how each is coded.

The coefficients take two readers and count chance out: Cohen's kappa with each reader's own habits, Krippendorff's
alpha with the habits of both together. Neither has a value where only one code was ever given.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from operator import ne
from typing import Final, TypeVar

from kgraph.quotes.codings import Reading, Unit
from kgraph.quotes.coverage import split
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text

FEATURES: Final = ("kind", "stance", "end", "certainty", "basis", "chain")
LEAST_LIKENESS: Final = 0.25
"""Two units less alike than this are not paired."""
LEAST_SHARED: Final = 0.5
"""A unit without a partner is part of a split if this much of its passage lies in passages of the other reader's."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Feature:
    """What the two readers said of the same things: how often each pair of codes came up."""

    name: str
    table: Counter[tuple[str, str]]

    @property
    def count(self) -> int:
        """How many things were coded."""
        return self.table.total()

    @property
    def observed(self) -> float | None:
        """The share that both coded alike."""
        return sum(n for (a, b), n in self.table.items() if a == b) / self.count if self.count else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa."""
        return kappa(self.table)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha for names without order."""
        return alpha(self.table, ne)


@dataclass(frozen=True, slots=True)
class Split:
    """A unit of one reader that the other has as part of `within`, which is paired with `partner` or with nothing."""

    extra: Unit
    within: Unit
    partner: Unit | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims each reader has in each sentence."""

    table: Counter[tuple[int, int]]

    @property
    def observed(self) -> float | None:
        """The share of sentences with as many claims in both readings."""
        total = self.table.total()
        return sum(n for (a, b), n in self.table.items() if a == b) / total if total else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha for numbers: a difference counts by its square."""
        return alpha(self.table, lambda a, b: (a - b) ** 2)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The comparison of two readings. `alone` and `splits` are of the first reading and of the second."""

    readings: tuple[Reading, Reading]
    covered: Feature
    sentences: Counts | None
    pairs: tuple[tuple[Unit, Unit], ...]
    features: tuple[Feature, ...]
    splits: tuple[tuple[Split, ...], tuple[Split, ...]]
    alone: tuple[tuple[Unit, ...], tuple[Unit, ...]]


def kappa(table: Counter[tuple[str, str]]) -> float | None:
    """Compute Cohen's kappa of a table of paired codes; None where only one code was given.

    >>> kappa(Counter({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}))
    0.4
    """
    total = table.total()
    first, second = Counter[str](), Counter[str]()
    for (a, b), n in table.items():
        first[a] += n
        second[b] += n
    expected = sum(first[one] * second[one] for one in first)
    if expected == total * total:
        return None
    observed = sum(n for (a, b), n in table.items() if a == b)
    return (observed * total - expected) / (total * total - expected)


def alpha(table: Counter[tuple[T, T]], distance: Callable[[T, T], float]) -> float | None:
    """Compute Krippendorff's alpha of a table of paired values; None where only one value was given.

    >>> round(alpha(Counter({("a", "a"): 4, ("b", "b"): 3, ("a", "b"): 1}), ne), 3)
    0.762
    """
    values = Counter[T]()
    for (a, b), n in table.items():
        values[a] += n
        values[b] += n
    total = values.total()
    expected = sum(n * m * distance(a, b) for a, n in values.items() for b, m in values.items())
    if not expected:
        return None
    observed = sum(n * distance(a, b) for (a, b), n in table.items()) / table.total()
    return 1 - observed * total * (total - 1) / expected


def compare(first: Reading, second: Reading, text: Text | None = None) -> Agreement:
    """Compare two readings; the text is needed for what is counted by sentence and for what nobody covered."""
    pairs = match(first.units, second.units)
    splits, alone = [], []
    for mine, (own, others) in enumerate([(first.units, second.units), (second.units, first.units)]):
        partners = {pair[1 - mine]: pair[mine] for pair in pairs}
        paired = {pair[mine] for pair in pairs}
        within = {one: _within(one, others) for one in own if one not in paired}
        splits.append(tuple(Split(one, it, partners.get(it)) for one, it in within.items() if it))
        alone.append(tuple(one for one, it in within.items() if it is None))
    return Agreement(
        readings=(first, second),
        covered=_covered(first.units, second.units, len(text.text) if text else 0),
        sentences=_sentences(first.units, second.units, text) if text else None,
        pairs=tuple(pairs),
        features=tuple(_feature(name, pairs) for name in FEATURES),
        splits=(splits[0], splits[1]),
        alone=(alone[0], alone[1]),
    )


def match(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Pair units one to one, the likest first: half by how far passages overlap, half by the words of the claims.

    How a unit is coded has no part in it, or agreement would be built in.
    """
    rare = _rarity([*first, *second])
    likeness = [
        (_likeness(one, other, rare), a, b)
        for a, one in enumerate(first)
        for b, other in enumerate(second)
        if _shared(one.place, other.place)
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for score, a, b in sorted(likeness, key=lambda each: (-each[0], each[1:])):
        if score >= LEAST_LIKENESS and a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            pairs.append((first[a], second[b]))
    return sorted(pairs, key=lambda pair: (pair[0].place.start, pair[0].place.end, pair[0].claim))


def code_of(unit: Unit, feature: str) -> str:
    """Give a unit's code for a feature as it is counted and shown."""
    return " > ".join(unit.chain) or "no hop" if feature == "chain" else str(getattr(unit, feature))


def _feature(name: str, pairs: Iterable[tuple[Unit, Unit]]) -> Feature:
    return Feature(name, Counter((code_of(one, name), code_of(other, name)) for one, other in pairs))


def _covered(first: Sequence[Unit], second: Sequence[Unit], length: int) -> Feature:
    """Count the code points that lie in a passage of both, of one, or of none."""
    marks = [_points(one.place for one in units) for units in (first, second)]
    both, either = marks[0] & marks[1], marks[0] | marks[1]
    table = Counter(
        {
            ("claim", "claim"): len(both),
            ("claim", "none"): len(marks[0] - both),
            ("none", "claim"): len(marks[1] - both),
            ("none", "none"): max(0, length - len(either)),
        }
    )
    return Feature("covered", +table)


def _points(places: Iterable[Place]) -> set[int]:
    return {point for place in places for point in range(place.start, place.end)}


def _sentences(first: Sequence[Unit], second: Sequence[Unit], text: Text) -> Counts:
    """Count each reader's claims by the sentence that holds most of the passage."""
    places = [one.place for one in split(text.text, text.document.language)]
    counted = [
        Counter(max(places, key=lambda place: (_shared(one.place, place), -place.start)) for one in units)
        for units in (first, second)
    ]
    return Counts(Counter((counted[0][place], counted[1][place]) for place in places))


def _within(unit: Unit, others: Sequence[Unit]) -> Unit | None:
    """Find the other reader's unit that holds most of a unit's passage; None where most of it is in no passage."""
    length = unit.place.end - unit.place.start
    own = _points([unit.place])
    if len(own & _points(one.place for one in others)) < LEAST_SHARED * length:
        return None
    return min(
        others,
        key=lambda one: (-_shared(unit.place, one.place), one.place.end - one.place.start, one.claim),
    )


def _shared(one: Place, other: Place) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _likeness(one: Unit, other: Unit, rare: dict[str, float]) -> float:
    shared = _shared(one.place, other.place)
    union = one.place.end - one.place.start + other.place.end - other.place.start - shared
    mine, theirs = _words(one.text), _words(other.text)
    weight = sum(rare[word] for word in sorted(mine)) + sum(rare[word] for word in sorted(theirs))
    common = sum(rare[word] for word in sorted(mine & theirs))
    return (shared / union + (2 * common / weight if weight else 0)) / 2


def _rarity(units: Sequence[Unit]) -> dict[str, float]:
    """Weigh words by how few claims have them: those that nearly all have tell nothing."""
    counted = Counter(word for one in units for word in _words(one.text))
    return {word: log((len(units) + 1) / n) for word, n in counted.items()}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
