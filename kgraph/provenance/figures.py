"""Figures of one quantity: which do not meet, and which are older than another."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.ontology.vocab import KG
from kgraph.store.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Figure:
    """What a claim says a quantity is: a range that may be open at either end."""

    claim: str
    low: float
    high: float
    unit: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures of a quantity, of which some do not meet: lowest first, each with how many others it does not meet."""

    quantity: str
    unit: str
    figures: tuple[tuple[Figure, int], ...]


def figures(lookup: Lookup) -> dict[tuple[str, str], list[Figure]]:
    """List the figures of each quantity in each unit, lowest first: different units are not compared."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for claim, quantities in lookup.values(KG.quantity).items():
        low, high = _number(lookup.text(claim, KG.low)), _number(lookup.text(claim, KG.high))
        if low is None and high is None:
            continue
        for quantity in quantities:
            unit = lookup.text(claim, KG.unit) or lookup.text(quantity, KG.unit)
            figure = Figure(
                claim=claim,
                low=float("-inf") if low is None else low,
                high=float("inf") if high is None else high,
                unit=unit,
                as_of=lookup.text(claim, KG.asOf),
            )
            found.setdefault((quantity, unit), []).append(figure)
    return {key: sorted(found[key], key=lambda one: (one.low, one.high, one.claim)) for key in sorted(found)}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def conflicts(known: dict[tuple[str, str], list[Figure]]) -> Iterator[Conflict]:
    """Find the quantities of which two figures do not meet: one ends below where the other begins."""
    for (quantity, unit), listed in known.items():
        apart = tuple(zip(listed, count_apart(listed), strict=True))
        if any(number for _, number in apart):
            yield Conflict(quantity, unit, apart)


def count_apart(listed: Sequence[Figure]) -> list[int]:
    """Count for each range the others that it does not meet, by looking up its ends among all ends."""
    lows, highs = sorted(one.low for one in listed), sorted(one.high for one in listed)
    return [len(lows) - bisect_right(lows, one.high) + bisect_left(highs, one.low) for one in listed]


def outdated(known: dict[tuple[str, str], list[Figure]]) -> Iterator[tuple[Figure, Figure]]:
    """Set each dated figure beside the latest of its quantity where that is of a later date."""
    for listed in known.values():
        dated = [one for one in listed if one.as_of]
        for one in dated:
            newest = max(dated, key=lambda other: (other.as_of, other.claim))
            if is_later(newest.as_of, one.as_of):
                yield one, newest


def is_later(date: str, other: str) -> bool:
    """Whether a date is after another: dates of a month or a year are later only if all of them is.

    >>> is_later("2022-01-11", "2022-01-10"), is_later("2022-01-11", "2022-01"), is_later("2022-02", "2022-01-31")
    (True, False, True)
    """
    shared = min(len(date), len(other))
    return date[:shared] > other[:shared]


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
    words = f"“{value}”, read as {ranged}" + (f" {unit}" if unit else "")
    return f"figure: {words}" + (f", as of {as_of}" if as_of else ", no date given")


def _grouped(number: str) -> str:
    """Set the thousands of a long number apart.

    >>> _grouped("20000"), _grouped("2000"), _grouped("-12345.678"), _grouped("1e9"), _grouped("")
    ('20,000', '2000', '-12,345.678', '1e9', '')
    """
    return re.sub(r"^(-?)(\d{5,})(?=\.|$)", lambda found: f"{found[1]}{int(found[2]):,}", number)
