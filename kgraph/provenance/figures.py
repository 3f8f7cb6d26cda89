"""Figures of one quantity: which do not meet, and which are older than another that they do not meet."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from kgraph.ontology.vocab import KG
from kgraph.store.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Figure:
    """What a claim says a quantity is: a range that may be open at either end, in the unit that it is compared in."""

    claim: str
    low: Decimal
    high: Decimal
    as_of: str


class Apart(NamedTuple):
    """How many other figures of the quantity one does not meet, and how many of those may be of the same day."""

    total: int
    same_day: int

    def __str__(self) -> str:
        """Say both numbers.

        >>> print(Apart(2, 2), Apart(2, 1), Apart(1, 0), Apart(0, 0), sep="; ")
        2; 2 (1 of them for another day); 1 (for another day); 0
        """
        if self.total == self.same_day:
            return str(self.total)
        of_them = f"{self.total - self.same_day} of them " if self.total > 1 else ""
        return f"{self.total} ({of_them}for another day)"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A quantity with figures that do not meet: all of them, lowest first."""

    quantity: str
    figures: tuple[tuple[Figure, Apart], ...]

    @property
    def is_of_one_day(self) -> bool:
        """Whether two figures that do not meet may be of the same day."""
        return any(apart.same_day for _, apart in self.figures)


def figures(lookup: Lookup) -> dict[tuple[str, str], list[Figure]]:
    """List the figures of each quantity and unit, lowest first.

    Loading has converted what can be converted, so figures that are still in different units are not compared.
    """
    by_unit: dict[tuple[str, str], list[Figure]] = {}
    for claim, quantities in lookup.values(KG.quantity).items():
        low, high = lookup.text(claim, KG.comparableLow), lookup.text(claim, KG.comparableHigh)
        if low or high:
            ends = Decimal(low or "-Infinity"), Decimal(high or "Infinity")
            figure = Figure(claim, *ends, lookup.text(claim, KG.asOf))
            for quantity in quantities:
                by_unit.setdefault((quantity, lookup.text(claim, KG.comparableUnit)), []).append(figure)
    return {
        key: sorted(by_unit[key], key=lambda figure: (figure.low, figure.high, figure.claim)) for key in sorted(by_unit)
    }


def conflicts(known: dict[tuple[str, str], list[Figure]]) -> Iterator[Conflict]:
    """Find the quantities of which two figures do not meet: one ends below where the other begins."""
    for (quantity, _), listed in known.items():
        apart = tuple(zip(listed, count_apart(listed), strict=True))
        if any(numbers.total for _, numbers in apart):
            yield Conflict(quantity, apart)


def count_apart(listed: Sequence[Figure]) -> list[Apart]:
    """Count for each figure the others that it does not meet.

    Two figures may be of the same day if one has no date, or if the date of one lies within the month or year of the
    other. Ranges are looked up among sorted ends, so that the time is not that of all pairs.
    """
    within: dict[str, list[Figure]] = {}
    exact: dict[str, list[Figure]] = {}
    for figure in listed:
        exact.setdefault(figure.as_of, []).append(figure)
        for date in _spans(figure.as_of):
            within.setdefault(date, []).append(figure)
    ends_within, ends_exact = (
        {
            date: (sorted(figure.low for figure in some), sorted(figure.high for figure in some))
            for date, some in groups.items()
        }
        for groups in (within, exact)
    )

    def count(figure: Figure, ends: Iterable[tuple[list[Decimal], list[Decimal]]]) -> int:
        return sum(len(lows) - bisect_right(lows, figure.high) + bisect_left(highs, figure.low) for lows, highs in ends)

    counts = []
    for figure in listed:
        *wider, own = _spans(figure.as_of)
        same_day = [ends_within[own], *(ends_exact[date] for date in wider if date in ends_exact)]
        counts.append(Apart(count(figure, [ends_within[""]]), count(figure, same_day)))
    return counts


def _spans(date: str) -> list[str]:
    """List the spans of time that a date lies in, the widest first: all time, its year, its month, itself.

    >>> _spans("2022-01-08"), _spans("2022"), _spans("")
    (['', '2022', '2022-01', '2022-01-08'], ['', '2022'], [''])
    """
    return [date[:length] for length in (0, 4, 7) if length < len(date)] + [date]


def outdated(known: dict[tuple[str, str], list[Figure]]) -> Iterator[tuple[Figure, Figure]]:
    """Pair each dated figure with the latest of its quantity that is of a later date and does not meet it."""
    for listed in known.values():
        newest_first = sorted(
            (figure for figure in listed if figure.as_of), key=lambda figure: (figure.as_of, figure.claim), reverse=True
        )
        falling = [-high for high in accumulate((figure.high for figure in newest_first), min)]
        rising = list(accumulate((figure.low for figure in newest_first), max))
        for figure in listed if newest_first else ():
            at = min(bisect_right(falling, -figure.low), bisect_right(rising, figure.high))  # the first not to meet it
            if figure.as_of and at < len(newest_first) and is_later(newest_first[at].as_of, figure.as_of):
                yield figure, newest_first[at]


def is_later(date: str, reference: str) -> bool:
    """Whether a date is after another; a month or a year is later only if all of it is.

    >>> is_later("2022-01-11", "2022-01-10"), is_later("2022-01-11", "2022-01"), is_later("2022-02", "2022-01-31")
    (True, False, True)
    """
    shared = min(len(date), len(reference))
    return date[:shared] > reference[:shared]


def say_figure(claim: str, lookup: Lookup) -> str:
    """Put the figure of a claim in words: as printed, as a range, with unit and date."""
    value = lookup.text(claim, KG.value)
    if not value:
        return ""
    low, high, unit = (lookup.text(claim, name) for name in (KG.low, KG.high, KG.unit))
    quantity = next(iter(lookup.values(KG.quantity).get(claim, ())), "")
    unit = unit or lookup.text(quantity, KG.unit)
    low, high = _grouped(low), _grouped(high)
    ranged = low if low == high else f"{low or '…'} to {high or '…'}"
    as_of = lookup.text(claim, KG.asOf)
    figure = f"“{value}”, read as {ranged}" + (f" {unit}" if unit else "")
    return f"figure: {figure}" + (f", as of {as_of}" if as_of else ", no date given")


def _grouped(number: str) -> str:
    """Set the thousands of a long number apart.

    >>> _grouped("20000"), _grouped("2000"), _grouped("-12345.678"), _grouped("1e9"), _grouped("")
    ('20,000', '2000', '-12,345.678', '1e9', '')
    """
    return re.sub(r"^(-?)(\d{5,})(?=\.|$)", lambda match: f"{match[1]}{int(match[2]):,}", number)
