"""The small parts of a JSON Schema: patterns of ids, dates, numbers, passages, and ways to put parts together."""

from collections.abc import Iterable
from typing import Final, TypeAlias

from kgraph.ontology.terms import XSD, Property
from kgraph.parsing.scalars import MINTED

Schema: TypeAlias = dict[str, object]

# Patterns are read by Python here and by JavaScript in editors, so they keep to what both understand alike.
ADDRESS: Final[Schema] = {
    "type": "string",
    "pattern": r"""^(wd:Q[1-9][0-9]*|https?://[^\s/?#<>"{}|\\^`@]+([/?#][^\s<>"{}|\\^`]*)?)$""",
}
QUOTE: Final[Schema] = {"type": "string", "pattern": r"^(\\…|[^…])+(\s…\s(\\…|[^…])+)?$"}
PIN: Final[Schema] = {"type": "string", "pattern": "^[0-9]{1,12}-[0-9]{1,12} [0-9a-f]{16}$"}
TEXT: Final[Schema] = {"type": "string", "pattern": r"\S"}
_DATES: Final = {
    XSD + "date": "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    XSD + "gYearMonth": "[0-9]{4}-(0[1-9]|1[0-2])",
    XSD + "gYear": "[0-9]{4}",
}
_NUMBERS: Final = {
    XSD + "nonNegativeInteger": ({"type": "integer", "minimum": 0}, r"^\+?[0-9]+$"),
    XSD + "decimal": ({"type": "number"}, r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"),
}


def identifier(prefix: str) -> Schema:
    """Describe an id with a prefix, as docs/format.md does."""
    name = "[a-z0-9][a-z0-9.-]{0,499}" if prefix in MINTED else "[a-z0-9][a-z0-9-]{0,199}"
    return {"type": "string", "pattern": f"^{prefix}:{name}$"}


def literal(prop: Property) -> Schema:
    """Describe a value that is neither an id nor a code."""
    dates = [pattern for datatype, pattern in _DATES.items() if datatype in prop.ranges]
    if dates:
        return {"type": "string", "pattern": f"^({'|'.join(dates)})$"}
    if XSD + "boolean" in prop.ranges:
        return {"type": "boolean"}
    for datatype, (number, pattern) in _NUMBERS.items():
        if datatype in prop.ranges:
            return {"anyOf": [number, {"type": "string", "pattern": pattern}]}
    return TEXT


def see(name: str) -> Schema:
    """Refer to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def any_of(values: list[Schema]) -> Schema:
    """Allow each of several."""
    return values[0] if len(values) == 1 else {"anyOf": values}


def one_or_more(values: list[Schema]) -> Schema:
    """Allow one value, or a list of several."""
    return {"anyOf": [*values, {"type": "array", "items": any_of(values), "minItems": 1, "uniqueItems": True}]}


def one_key_of(keys: Iterable[str]) -> Schema:
    """Demand at least one of some keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def without(keys: Iterable[str]) -> Schema:
    """Refuse some keys."""
    return {"properties": dict.fromkeys(keys, False)}
