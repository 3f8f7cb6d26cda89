"""How far two readings of one document agree: on where claims are, on which claims, and on how each is coded.

Both coefficients correct for chance: Cohen's kappa by the frequencies of each reader, Krippendorff's alpha by the
frequencies of both together. Neither is defined if only one code was used.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from operator import ne
from typing import Final, Generic, TypeVar

from kgraph.quotes.codings import Reading, Unit
from kgraph.quotes.coverage import split
from kgraph.quotes.match import Place
from kgraph.quotes.texts import Text

FEATURES: Final = ("kind", "stance", "end", "certainty", "basis", "chain")
LEAST_LIKENESS: Final = 0.25
"""The least similarity of units that are paired, from 0 to 1."""
LEAST_SHARED: Final = 0.5
"""An unpaired unit is part of a split if at least this share of its passage is in passages of the other reader."""

T = TypeVar("T")


@dataclass(frozen=True)
class Feature(Generic[T]):
    """How often the two readers assigned each pair of codes to the same thing; `distance` is between two codes."""

    name: str
    table: Counter[tuple[T, T]]
    distance: Callable[[T, T], float] = ne

    @property
    def count(self) -> int:
        """The number of coded things."""
        return self.table.total()

    @property
    def observed(self) -> float | None:
        """The share of things with the same code from both readers."""
        return sum(n for (a, b), n in self.table.items() if a == b) / self.count if self.count else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa."""
        return kappa(self.table)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha."""
        return alpha(self.table, self.distance)


@dataclass(frozen=True, slots=True)
class Split:
    """A unit of one reader that the other reader has as part of `within`, which is paired with `partner`, if any."""

    extra: Unit
    within: Unit
    partner: Unit | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The comparison of two readings: `splits` and `alone` have one tuple for each reading.

    `covered` counts code points, and `sentences` the claims of each sentence.
    """

    readings: tuple[Reading, Reading]
    covered: Feature[str]
    sentences: Feature[int] | None
    pairs: tuple[tuple[Unit, Unit], ...]
    features: tuple[Feature[str], ...]
    splits: tuple[tuple[Split, ...], tuple[Split, ...]]
    alone: tuple[tuple[Unit, ...], tuple[Unit, ...]]


def kappa(table: Counter[tuple[T, T]]) -> float | None:
    """Compute Cohen's kappa of a table of paired codes; None if only one code was used.

    Jacob Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960).

    >>> kappa(Counter({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}))
    0.4
    """
    total = table.total()
    first, second = Counter[T](), Counter[T]()
    for (a, b), n in table.items():
        first[a] += n
        second[b] += n
    expected = sum(first[code] * second[code] for code in first)
    if expected == total * total:
        return None
    observed = sum(n for (a, b), n in table.items() if a == b)
    return (observed * total - expected) / (total * total - expected)


def alpha(table: Counter[tuple[T, T]], distance: Callable[[T, T], float]) -> float | None:
    """Compute Krippendorff's alpha of a table of paired values; None if only one value was used.

    Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), for two readers and no missing values.

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
    """Compare two readings; the text is needed to count sentences and the parts that neither reader covers."""
    pairs = match(first.units, second.units)
    splits, alone = [], []
    for side, (own, others) in enumerate([(first.units, second.units), (second.units, first.units)]):
        partners = {pair[1 - side]: pair[side] for pair in pairs}
        paired = {pair[side] for pair in pairs}
        within = {unit: _within(unit, others) for unit in own if unit not in paired}
        splits.append(tuple(Split(unit, whole, partners.get(whole)) for unit, whole in within.items() if whole))
        alone.append(tuple(unit for unit, whole in within.items() if whole is None))
    return Agreement(
        readings=(first, second),
        covered=_covered(first.units, second.units, len(text.text) if text else 0),
        sentences=_sentences(first.units, second.units, text) if text else None,
        pairs=tuple(pairs),
        features=tuple(
            Feature(name, Counter((code_of(left, name), code_of(right, name)) for left, right in pairs))
            for name in FEATURES
        ),
        splits=(splits[0], splits[1]),
        alone=(alone[0], alone[1]),
    )


def match(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Pair units one to one, the most similar first: half by the overlap of passages, half by the words of claims.

    The codes of a unit are not used, because that would raise the agreement.
    """
    rare = _rarity([*first, *second])
    likeness = [
        (_likeness(left, right, rare), a, b)
        for a, left in enumerate(first)
        for b, right in enumerate(second)
        if _shared(left.place, right.place)
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for score, a, b in sorted(likeness, key=lambda scored: (-scored[0], scored[1:])):
        if score >= LEAST_LIKENESS and a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            pairs.append((first[a], second[b]))
    return sorted(pairs, key=lambda pair: pair[0].sort_key())


def code_of(unit: Unit, feature: str) -> str:
    """Return the code of a unit for a feature, as it is counted and shown."""
    return " > ".join(unit.chain) or "no hop" if feature == "chain" else str(getattr(unit, feature))


def _covered(first: Sequence[Unit], second: Sequence[Unit], length: int) -> Feature[str]:
    """Count the code points in passages of both readers, of one, or of neither."""
    marks = [_points(unit.place for unit in units) for units in (first, second)]
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


def _sentences(first: Sequence[Unit], second: Sequence[Unit], text: Text) -> Feature[int]:
    """Count the claims of each reader by the sentence that contains most of the passage."""
    places = [sentence.place for sentence in split(text.text, text.document.language)]
    counted = [
        Counter(max(places, key=lambda place: (_shared(unit.place, place), -place.start)) for unit in units)
        for units in (first, second)
    ]
    table = Counter((counted[0][place], counted[1][place]) for place in places)
    return Feature("sentences", table, lambda left, right: (left - right) ** 2)


def _within(unit: Unit, others: Sequence[Unit]) -> Unit | None:
    """Find the other reader's unit that contains most of a passage; None if most of it is in no passage."""
    own = _points([unit.place])
    if len(own & _points(candidate.place for candidate in others)) < LEAST_SHARED * len(own):
        return None
    return min(
        others, key=lambda whole: (-_shared(unit.place, whole.place), whole.place.end - whole.place.start, whole.claim)
    )


def _shared(first: Place, second: Place) -> int:
    return max(0, min(first.end, second.end) - max(first.start, second.start))


def _likeness(first: Unit, second: Unit, rare: dict[str, float]) -> float:
    shared = _shared(first.place, second.place)
    union = first.place.end - first.place.start + second.place.end - second.place.start - shared
    first_words, second_words = _words(first.text), _words(second.text)
    weight = sum(rare[word] for word in [*sorted(first_words), *sorted(second_words)])
    common = sum(rare[word] for word in sorted(first_words & second_words))
    return (shared / union + (2 * common / weight if weight else 0)) / 2


def _rarity(units: Sequence[Unit]) -> dict[str, float]:
    """Weight words by inverse document frequency: words that most claims share count little."""
    counts = Counter(word for unit in units for word in _words(unit.text))
    return {word: log((len(units) + 1) / n) for word, n in counts.items()}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
