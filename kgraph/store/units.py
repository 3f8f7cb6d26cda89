"""The figures of one quantity in one unit, derived on loading so that every comparison uses the same numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from kgraph.ontology.vocab import KG
from kgraph.store.lookup import Lookup

_DECIMAL: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_UNIT: Final = re.compile(r"[^\W\d_%°µ][\w ./°µ²³-]{0,60}|[%°µ][\w ]{0,20}")
"""What is tried as a unit of measure: nothing with a power or a bracket, which could take long to work out."""


def comparable_figures(store: ox.Store) -> Iterator[ox.Quad]:
    """Derive `kg:comparableLow`, `kg:comparableHigh` and `kg:comparableUnit` of each claim that gives a figure.

    Each quantity that has figures gets a `kg:comparableUnit` too. If a quantity and its figures have several units,
    units of measure are converted to the base units of the SI. Any other unit, such as `people`, stays as it is, and
    its figures compare only with each other.
    """
    lookup, graph = Lookup(store), ox.NamedNode(KG.derived)
    units = lookup.values(KG.unit)
    bounds = {KG.comparableLow: lookup.values(KG.low), KG.comparableHigh: lookup.values(KG.high)}
    figures = [(claim, quantity) for claim, named in lookup.values(KG.quantity).items() for quantity in named]
    used: dict[str, set[str]] = {quantity: {*units.get(quantity, ())} for _, quantity in figures}
    for claim, quantity in figures:
        used[quantity].update(units.get(claim, ()))

    def comparable(number: Decimal, unit: str, quantity: str) -> tuple[Decimal, str]:
        return _convert(number, unit) if len(used[quantity]) > 1 else (number, unit)

    def derived(thing: str, predicate: str, value: ox.Literal) -> ox.Quad:
        return ox.Quad(ox.NamedNode(thing), ox.NamedNode(predicate), value, graph)

    for claim, quantity in figures:
        unit = next(iter(units.get(claim) or units.get(quantity) or ("",)))
        for predicate, values in bounds.items():
            for number in map(_number, values.get(claim, ())):
                if number is not None:
                    yield derived(claim, predicate, _decimal(comparable(number, unit, quantity)[0]))
        yield derived(claim, KG.comparableUnit, ox.Literal(comparable(Decimal(1), unit, quantity)[1]))
    for quantity in used:
        for unit in units.get(quantity, ()):
            yield derived(quantity, KG.comparableUnit, ox.Literal(comparable(Decimal(1), unit, quantity)[1]))


def _decimal(number: Decimal) -> ox.Literal:
    return ox.Literal(f"{number:f}", datatype=_DECIMAL)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except DecimalException:
        return None
    return number if number.is_finite() else None


def _convert(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Convert a number to base units.

    >>> _convert(Decimal(5), "t"), _convert(Decimal(5), "people")
    ((Decimal('5E+3'), 'kilogram'), (Decimal('5'), 'people'))
    """
    if not _UNIT.fullmatch(unit):
        return number, unit
    import pint  # takes half a second: only where units differ

    try:
        converted = _registry().Quantity(number, unit).to_base_units()
    except (pint.PintError, ArithmeticError, ValueError, TypeError, AttributeError):
        return number, unit
    return converted.magnitude, str(converted.units)


@cache
def _registry() -> Any:  # noqa: ANN401 - pint's registry is made at run time
    import pint

    return pint.UnitRegistry(non_int_type=Decimal)
