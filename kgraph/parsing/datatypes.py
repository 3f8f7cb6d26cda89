"""Lexical forms of the datatypes in annotations (XML Schema Part 2), checked before a store can normalise them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_LONGEST_NUMBER: Final = 60


def is_date(text: str) -> bool:
    """Whether a text is an existing date.

    >>> is_date("2022-02-28"), is_date("2022-02-30"), is_date("20220228")
    (True, False, False)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: len(text) <= _LONGEST_NUMBER and bool(re.fullmatch(pattern, text))


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        XSD + "string": lambda _: True,
        LANGUAGE_STRING: lambda _: True,
        XSD + "boolean": lambda text: text in {"true", "false"},
        XSD + "date": is_date,
        XSD + "gYearMonth": _matches(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])"),
        XSD + "gYear": _matches(r"(?!0000)[0-9]{4}"),
        XSD + "integer": _matches(r"[-+]?[0-9]+"),
        XSD + "nonNegativeInteger": _matches(r"\+?[0-9]+|-0+"),
        XSD + "decimal": _matches(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    }
)
"""The supported datatypes, each with the check of its lexical form; other datatypes are an error."""


def name(datatype: str) -> str:
    """Abbreviate a datatype of XML Schema.

    >>> name(XSD + "gYear")
    'xsd:gYear'
    """
    return "xsd:" + datatype.removeprefix(XSD) if datatype.startswith(XSD) else datatype
