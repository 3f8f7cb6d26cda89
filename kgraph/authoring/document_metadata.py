"""Find the title, author, publisher, date and address that a text states on lines of their own."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from kgraph.parsing.scalars import WEB

_LONGEST_TITLE: Final = 140
_LONGEST_LINE: Final = 100
_DATES: Final = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_IN_DATES: Final = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b|,(?=\s)|(?<=[a-z])\.(?=\s)", re.IGNORECASE)
"""What a date may contain besides its day, month and year."""
_DATED: Final = re.compile(
    r"(?:first\s+)?(?:published|publication\s+date|date|posted|issued)(?:\s+on)?\s*:?\s+", re.IGNORECASE
)
_WEEKDAY: Final = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*", re.IGNORECASE)
_AUTHOR: Final = re.compile(r"(?:[Ww]ritten\s+)?(?:[Bb]y:?|BY|[Aa]uthor:)\s+(?P<name>.+)")
_PREPARED: Final = re.compile(
    r"(?:^|[.!?]\s+)This\s+(?:[\w-]+\s+){1,3}(?:was|is|has\s+been)\s+(?:\w+\s+)?(?:written|prepared|compiled|authored)"
    r"\s+by\s+(?P<name>[^\W\d_][\w.\u2019'-]*(?:\s+[^\W\d_a-z][\w.\u2019'-]*){1,3})(?=\s+[a-z]|[.,]?$|[.,]\s)"
)
_PUBLISHER: Final = re.compile(
    r"(?:[Ss]ource|[Pp]ublisher|(?:[Ff]irst\s+)?[Pp]ublished\s+(?:by|in))\s*:?\s+(?P<name>.+)"
)
_ADDRESS: Final = re.compile(r"(?:(?:url|link|original|source)\s*:?\s*)?(?P<url>https?://\S+)", re.IGNORECASE)
_AND_DATE: Final = re.compile(r"(?P<name>.+?)\s*(?:,|\||·|•|/|\s[-\u2013\u2014])\s+(?P<date>[^,|·•]*(?:,\s*[0-9]{4})?)")
_OTHER_DATE: Final = re.compile(
    r"(?:last\s+|latest\s+)?(?:updated?|modified|modification|revis(?:ed|ion)|edit(?:ed)?|changed?|correct(?:ed|ion)|amended"
    r"|reviewed|accessed|retrieved|archived|born|died)\b.*|(?:yesterday|today|tonight|tomorrow)"
    r"|(?:by|on|until|since|from|before|after|last|this|next)\s+(?:\w+day|week|month|year)",
    re.IGNORECASE,
)
"""Words before a date that is not the date of publication."""
_NAME: Final = re.compile(r"[^\W\d_][\w.\u2019'-]*(?:\s+[^\W\d_][\w.\u2019'-]*){0,5}")


@dataclass(frozen=True, slots=True)
class Stated:
    """A property that the text states, and its line, counted from 1."""

    key: str
    value: str
    line: int


def read(text: str) -> list[Stated]:
    r"""Find the properties that a text states about itself; the first line that states one counts.

    >>> [(item.key, item.value, item.line) for item in read("On banks\n\nBy Jane Roe\n12 May 2024\nThe bank closed.")]
    [('title', 'On banks', 1), ('creator', 'Jane Roe', 3), ('date', '2024-05-12', 4)]
    """
    metadata: dict[str, Stated] = {}
    lines = [line.strip() for line in text.split("\n")]
    first = next((number for number, line in enumerate(lines, 1) if line), 0)
    for number, line in enumerate(lines, 1):
        stated = list(_read_line(line, is_first=number == first)) if 0 < len(line) <= _LONGEST_LINE else []
        if author := _PREPARED.search(line):
            stated.append(("creator", author["name"].rstrip(".")))
        if number == first and not stated and _is_title(line):
            stated = [("title", line)]
        for key, value in stated:
            metadata.setdefault(key, Stated(key, value, number))
    return list(metadata.values())


def _read_line(line: str, *, is_first: bool) -> Iterator[tuple[str, str]]:
    """Read a line with one property, or with an author, a newspaper or a place before a date."""
    parts = None if is_first else _AND_DATE.fullmatch(line)  # a title may end in a date
    if parts and (date := _date(parts["date"])) and _is_credit(parts["name"]):
        yield "date", date
        line = parts["name"]
    address = _ADDRESS.fullmatch(line)
    author, publisher = _AUTHOR.fullmatch(line), _PUBLISHER.fullmatch(line)
    if address and WEB.fullmatch(address["url"]):
        yield "url", address["url"]
    elif author and _is_name(author["name"]):
        yield "creator", author["name"]
    elif publisher and _is_name(publisher["name"]):
        yield "publisher", publisher["name"]
    elif date := _date(line):
        yield "date", date


def _is_credit(text: str) -> bool:
    """Whether a text names a person or publisher, so that a date after it is the date of publication."""
    credit = _AUTHOR.fullmatch(text) or _PUBLISHER.fullmatch(text)
    return _is_name(credit["name"] if credit else text) and not _OTHER_DATE.fullmatch(text)


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not line.endswith((".", ":", ";", ",")) and line[0] not in "[("


def _is_name(text: str) -> bool:
    """Whether a text looks like the name of a person or newspaper: it begins and ends with a capitalised word."""
    words = text.split()
    return bool(_NAME.fullmatch(text)) and words[0][0].isupper() and words[-1][0].isupper()


def _date(line: str) -> str:
    """Parse a line that is a date, with or without a word such as `Published` and a weekday before it."""
    rest = line[match.end() :] if (match := _DATED.match(line)) else line
    rest = rest[match.end() :] if (match := _WEEKDAY.match(rest)) else rest
    for form in _DATES:
        with suppress(ValueError):
            return str(dt.datetime.strptime(_IN_DATES.sub("", rest.strip()), form).date())  # noqa: DTZ007 -- a day
    return ""
