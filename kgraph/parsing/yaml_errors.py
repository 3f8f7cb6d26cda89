"""What lies behind a syntax error in YAML: the parser speaks of tokens, its users of lines and quotation marks."""

import re
from dataclasses import dataclass
from typing import Final

from kgraph.ontology import terms

Place = tuple[int, int]
"""A line and a column, both from 0."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a file cannot be read, what is the matter there, and how to mend it where that can be told."""

    at: Place | None
    message: str
    fix: str = ""


_KEY: Final = re.compile(r"(?P<indent>\s*(?:- +)*)[\w@]+")
_UNSPACED: Final = re.compile(r"(?P<indent>\s*(?:- +)*)(?P<key>[\w@]+):(?P<value>[^\s:].*)")
_ENDS_IN_QUOTE: Final = re.compile(r".*[\"']\s*")
_SHORT: Final = 40
_NAMED: Final = {"`": "a backtick", "\t": "a tab"}


def explain(problem: str | None, at: Place | None, began: Place | None, text: str) -> Trouble:
    """Say what most often lies behind a message of the parser, which was reading what `began` before.

    >>> explain("could not find expected ':'", (1, 0), (0, 0), "kind:fact")
    Trouble(at=(0, 0), message='no blank after the colon of `kind`', fix='write `kind: fact`')
    """
    lines = text.split("\n")
    said = (problem or "file is not YAML").replace("\n", " ").rstrip(".")
    at, began = (place if place and place[0] < len(lines) else None for place in (at, began))
    line = lines[at[0]] if at else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Trouble(at, "line is indented with a tab", "use spaces")
    found: Trouble | None = None
    if "expected ':'" in said and began:
        found = _keyless(began, lines[began[0]])
    elif at and "mapping values" in said:
        found = _colon(at, lines)
    elif at and line.strip() and ("expected key" in said or "'-' indicator" in said):
        found = _misplaced(at, line)
    elif at and began and ("expected ','" in said or "node content" in said):
        found = Trouble(
            at if at[0] == began[0] else began,
            "a comma or a closing bracket is missing",
            "put a comma between two entries, and close what is opened: `{a: b, c: d}`, `[a, b]`",
        )
    elif began and "end of stream" in said:
        found = Trouble(began, "quotation mark is not closed", "write the one that closes it")
    elif at and "found character" in said:
        character = line[at[1] : at[1] + 1]
        fix = "use spaces" if character == "\t" else "quote the text"
        found = Trouble(at, f"{_NAMED.get(character, f'`{character}`')} cannot start a text", fix)
    return found or Trouble(at, said, _advise(said))


def _keyless(at: Place, line: str) -> Trouble:
    if (found := _UNSPACED.fullmatch(line)) and not _is_name(found):
        return _unspaced(at[0], found)
    fix = "indent it deeper than its key where it goes on with the text above"
    return Trouble(at, "line has no key with a colon and a blank", fix)


def _colon(at: Place, lines: list[str]) -> Trouble:
    """Tell a colon inside a text from that of a key where the parser was still reading a text."""
    line, column = at
    key = _KEY.fullmatch(lines[line][:column])
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), 0)
    found = _UNSPACED.fullmatch(lines[above]) if key else None
    if found and not _is_name(found):
        return _unspaced(above, found)
    if found and "-" in found["indent"]:
        message = "entry of a list has no key, though one stands below it"
        return Trouble((above, len(found["indent"])), message, "write its key, a colon and a blank before it")
    if key and above < line:
        message = "key is indented deeper than the one above it"
        return Trouble((line, len(key["indent"])), message, "line the two up")
    fix = 'quote text that holds a colon and a blank: `"the bank: closed"`'
    return Trouble(at, "text that is not quoted holds a colon and a blank", fix)


def _misplaced(at: Place, line: str) -> Trouble | None:
    before, rest = line[: at[1]], line[at[1] :]
    if not before.strip():
        if rest.startswith("-"):
            return Trouble(at, "entry of a list is not in line with others", "indent the `-` of each entry alike")
        if rest.startswith(":"):
            return Trouble(at, "colon has no key before it", "write the key")
        return Trouble(at, "key is not in line with those above it", "indent it as they are")
    if _ENDS_IN_QUOTE.fullmatch(before):
        fix = 'quote the whole text, `"` inside it written as `\\"`; or close the quotation that was begun above'
        return Trouble(at, "text goes on after the quotation mark that ends it", fix)
    return None


def _is_name(found: re.Match[str]) -> bool:
    """Whether what looks like a key and a value is an id, such as `actor:ann`, or an address."""
    return found["key"] in terms.load().prefixes or found["value"].startswith("//")


def _unspaced(line: int, found: re.Match[str]) -> Trouble:
    written = f"{found['key']}: {found['value'].strip()}"
    is_short = len(written) <= _SHORT and "`" not in written
    message = f"no blank after the colon of `{found['key'][:_SHORT]}`"
    return Trouble((line, len(found["indent"])), message, f"write `{written}`" if is_short else "write a blank there")


def _advise(said: str) -> str:
    """Say the same in general, and for the parser that is not written in C."""
    if "block end" in said or "block mapping" in said:
        return "line the keys up: each level of a list or mapping is indented alike"
    if "comment or line break" in said:
        return "quote text that starts with a special character"
    if "escape" in said:
        return "write a backslash twice, or put the text between single quotation marks"
    return ""
