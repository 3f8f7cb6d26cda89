"""The figures of one quantity in one unit, derived on loading so that every comparison uses the same numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgraph.ontology.vocab import KG
from kgraph.store.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Mapping

_DECIMAL: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_UNIT: Final = re.compile(r"[^\W\d_%°µ][\w ./°µ²³-]{0,60}|[%°µ][\w ]{0,20}")
"""What is tried as a unit of measure: nothing with a power or a bracket, which could take long to work out."""


def comparable_figures(store: ox.Store) -> Iterator[ox.Quad]:
    """Derive `kg:comparableLow`, `kg:comparableHigh` and `kg:comparableUnit` of each claim that gives a figure.

    If the figures of a quantity come in several units, units of measure are converted to the base units of the SI. Any
    other unit, such as `people`, stays as it is, and its figures compare only with each other.
    """
    lookup, graph = Lookup(store), ox.NamedNode(KG.derived)
    quantities, units = lookup.values(KG.quantity), lookup.values(KG.unit)
    bounds = {KG.comparableLow: lookup.values(KG.low), KG.comparableHigh: lookup.values(KG.high)}
    written: dict[tuple[str, str], str] = {}
    for claim, named in quantities.items():
        for quantity in named:
            written[claim, quantity] = next(iter(units.get(claim) or units.get(quantity) or ("",)))
    mixed = _mixed(written)
    for (claim, quantity), unit in written.items():
        base = unit
        for predicate, values in bounds.items():
            for text in values.get(claim, ()):
                if (number := _number(text)) is not None:
                    value, base = _convert(number, unit) if quantity in mixed else (number, unit)
                    literal = ox.Literal(f"{value:f}", datatype=_DECIMAL)
                    yield ox.Quad(ox.NamedNode(claim), ox.NamedNode(predicate), literal, graph)
        yield ox.Quad(ox.NamedNode(claim), ox.NamedNode(KG.comparableUnit), ox.Literal(base), graph)


def _mixed(written: "Mapping[tuple[str, str], str]") -> set[str]:
    """Find the quantities whose figures come in several units."""
    first: dict[str, str] = {}
    return {quantity for (_, quantity), unit in written.items() if first.setdefault(quantity, unit) != unit}


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
