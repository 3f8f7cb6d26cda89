"""Explain YAML syntax errors: the parser reports tokens, and these messages name lines and quotation marks."""

import re
from dataclasses import dataclass
from typing import Final

from kgraph.ontology import curies

Place = tuple[int, int]
"""A line and a column, both from 0."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A syntax error: its place, a message and, if known, how to fix it."""

    at: Place | None
    message: str
    fix: str = ""


_KEY: Final = re.compile(r"(?P<indent>\s*(?:- +)*)[\w@]+")
_UNSPACED: Final = re.compile(r"(?P<indent>\s*(?:- +)*)(?P<key>[\w@]+):(?P<value>[^\s:].*)")
_ENDS_IN_QUOTE: Final = re.compile(r".*[\"']\s*")
_SHORT: Final = 40
_NAMED: Final = {"`": "a backtick", "\t": "a tab"}
_ADVICE: Final = {
    "block end": "indent all keys of one level alike",
    "block mapping": "indent all keys of one level alike",
    "comment or line break": "put text that starts with a special character in quotes",
    "escape": "write each backslash twice, or put the text in single quotes",
}
"""Fixes for other messages, and for those of the parser that is not written in C."""


def explain(problem: str | None, at: Place | None, began: Place | None, text: str) -> Trouble:
    """Explain the most frequent cause of a parser message; `began` is where the construct being parsed starts.

    >>> explain("could not find expected ':'", (1, 0), (0, 0), "kind:fact")
    Trouble(at=(0, 0), message='there is no space after the colon of `kind`', fix='write `kind: fact`')
    """
    lines = text.split("\n")
    problem = (problem or "the file is not YAML").replace("\n", " ").rstrip(".")
    at, began = (place if place and place[0] < len(lines) else None for place in (at, began))
    line = lines[at[0]] if at else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Trouble(at, "the line is indented with a tab", "use spaces")
    trouble: Trouble | None = None
    if "expected ':'" in problem and began:
        trouble = _keyless(began, lines[began[0]])
    elif at and "mapping values" in problem:
        trouble = _colon(at, lines)
    elif at and line.strip() and ("expected key" in problem or "'-' indicator" in problem):
        trouble = _misplaced(at, line)
    elif at and began and ("expected ','" in problem or "node content" in problem):
        trouble = Trouble(
            at if at[0] == began[0] else began,
            "a comma or a closing bracket is missing",
            "put commas between entries and close each bracket: `{a: b, c: d}` or `[a, b]`",
        )
    elif began and "end of stream" in problem:
        trouble = Trouble(began, "the quotation mark is not closed", "add the closing quotation mark")
    elif at and "found character" in problem:
        character = line[at[1] : at[1] + 1]
        fix = "use spaces" if character == "\t" else "put the text in quotes"
        trouble = Trouble(at, f"{_NAMED.get(character, f'`{character}`')} cannot start a value", fix)
    advice = (fix for part, fix in _ADVICE.items() if part in problem)
    return trouble or Trouble(at, problem, next(advice, ""))


def _keyless(at: Place, line: str) -> Trouble:
    if (match := _UNSPACED.fullmatch(line)) and not _is_name(match):
        return _unspaced(at[0], match)
    fix = "add a key, or indent the line if it continues the text above"
    return Trouble(at, "the line has no key followed by a colon and a space", fix)


def _colon(at: Place, lines: list[str]) -> Trouble:
    """Explain a colon that the parser did not expect: inside a text, or after a key in the wrong place."""
    line, column = at
    key = _KEY.fullmatch(lines[line][:column])
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), 0)
    match = _UNSPACED.fullmatch(lines[above]) if key else None
    if match and not _is_name(match):
        return _unspaced(above, match)
    if match and "-" in match["indent"]:
        message = "the list item has no key, but the line below it has one"
        return Trouble((above, len(match["indent"])), message, "write a key, a colon and a space before it")
    if key and above < line:
        message = "the key is indented more than the key above it"
        return Trouble((line, len(key["indent"])), message, "indent both alike")
    fix = 'put text with a colon and a space in quotes: `"the bank: closed"`'
    return Trouble(at, "text without quotes contains a colon and a space", fix)


def _misplaced(at: Place, line: str) -> Trouble | None:
    before, rest = line[: at[1]], line[at[1] :]
    if not before.strip():
        if rest.startswith("-"):
            return Trouble(at, "the list item is not in line with the others", "indent the `-` of each item alike")
        if rest.startswith(":"):
            return Trouble(at, "there is no key before the colon", "write the key")
        return Trouble(at, "the key is not in line with the keys above it", "indent it like them")
    if _ENDS_IN_QUOTE.fullmatch(before):
        fix = 'put the whole text in quotes and write `\\"` for `"` inside it; or close the quotation mark above'
        return Trouble(at, "there is text after the closing quotation mark", fix)
    return None


def _is_name(match: re.Match[str]) -> bool:
    """Whether what looks like a key and a value is an id, such as `actor:ann`, or an address."""
    return match["key"] in curies.file_prefixes() or match["value"].startswith("//")


def _unspaced(line: int, match: re.Match[str]) -> Trouble:
    written = f"{match['key']}: {match['value'].strip()}"
    is_short = len(written) <= _SHORT and "`" not in written
    message = f"there is no space after the colon of `{match['key'][:_SHORT]}`"
    return Trouble((line, len(match["indent"])), message, f"write `{written}`" if is_short else "add a space")
