"""Which stretches of a text are somebody else's words: between quotation marks, or set off after `She said:`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.quotes.match import Place

_MOST_PARAGRAPHS: Final = 5
"""Words set off after a colon are taken to run on for at most this many paragraphs; where they end, nothing says."""
_LONGEST_HEADING: Final = 60
_FEWEST_WORDS: Final = 3
"""Fewer words between quotation marks are a term, not a quotation."""
_MARKED: Final = re.compile(
    r"[“«„](?P<curly>[^”»“]*)(?:[”»“]|$)|‘(?P<single>[^‘]*?)’(?!\w)|(?:^|(?<=[\s(\[—–]))\"(?P<straight>[^\"]*)(?:\"|$)"
)
_ANNOUNCING: Final = re.compile(r":\s*(?:\[[^\]]*\]\s*)?$")
_SPEAKING: Final = re.compile(r"\b(?:concerned|letter|note|passages?|reads|speech|words|writing)\b", re.IGNORECASE)
_OPENING: Final = '“«„‘"'
_CLOSED: Final = re.compile(r"[.!?:;…,”»“\"’)\]]$")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of a text that holds something, and where it starts."""

    start: int
    text: str

    @property
    def is_heading(self) -> bool:
        return len(self.text) <= _LONGEST_HEADING and not _CLOSED.search(self.text) and not self.text[0].islower()


def find(text: str, saying: re.Pattern[str]) -> list[Place]:
    r"""Find what a text quotes, in its order; `saying` finds the words by which a quotation is announced.

    A quotation that is opened again with each paragraph, and closed with the last only, is found whole.

    >>> text = "“We saw it.\n“It was shut,” she said.\nShe said then:\nIt shut."
    >>> [place.of(text) for place in find(text, re.compile("said"))]
    ['We saw it.', 'It was shut,', 'It shut.']
    """
    paragraphs = list(_paragraphs(text))
    whole = set(_set_off(paragraphs, saying))
    return [
        place
        for number, one in enumerate(paragraphs)
        for place in ([Place(one.start, one.start + len(one.text))] if number in whole else _marked(one))
    ]


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    base = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            yield _Paragraph(base + line.index(stripped), stripped)
        base += len(line) + 1


def _marked(paragraph: _Paragraph) -> Iterator[Place]:
    for match in _MARKED.finditer(paragraph.text):
        start, end = match.span(match.lastgroup or 0)
        if len(paragraph.text[start:end].split()) >= _FEWEST_WORDS:
            yield Place(paragraph.start + start, paragraph.start + end)


def _set_off(paragraphs: list[_Paragraph], saying: re.Pattern[str]) -> Iterator[int]:
    """Give the numbers of the paragraphs after one that announces a quotation, up to a heading or another such.

    Where they begin with quotation marks, those say what is quoted.
    """
    left = 0
    for number, one in enumerate(paragraphs):
        if _announces(one, saying):
            left = _MOST_PARAGRAPHS
        elif left and not one.is_heading and one.text[0] not in _OPENING:
            yield number
            left -= 1
        else:
            left = 0


def _announces(paragraph: _Paragraph, saying: re.Pattern[str]) -> bool:
    """Whether the last words of a paragraph are like `He said:`."""
    last = re.split(r"(?<=[.!?])\s", paragraph.text)[-1]
    return bool(_ANNOUNCING.search(paragraph.text) and (saying.search(last) or _SPEAKING.search(last)))
