"""Find quoted speech in a text: between quotation marks, or in paragraphs after `She said:`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgraph.quotes.match import Place

_MOST_PARAGRAPHS: Final = 5
"""The most paragraphs of speech after a colon, because nothing marks its end."""
_LONGEST_HEADING: Final = 60
_FEWEST_WORDS: Final = 3
"""The fewest words of a quotation: fewer words in quotation marks are a term."""
_MARKED: Final = re.compile(
    r"[“«„](?P<curly>[^”»“]*)(?:[”»“]|$)|‘(?P<single>[^‘]*?)’(?!\w)|(?:^|(?<=[\s(\[—–]))\"(?P<straight>[^\"]*)(?:\"|$)"
)
_LINE: Final = re.compile(r"\S(?:.*\S)?")
_ANNOUNCING: Final = re.compile(r":\s*(?:\[[^\]]*\]\s*)?$")
_SPEAKING: Final = re.compile(r"\b(?:concerned|letter|note|passages?|reads|speech|words|writing)\b", re.IGNORECASE)
_OPENING: Final = '“«„‘"'
_CLOSED: Final = re.compile(r"[.!?:;…,”»“\"’)\]]$")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of a text that is not empty, and its offset."""

    start: int
    text: str

    @property
    def place(self) -> Place:
        return Place(self.start, self.start + len(self.text))

    @property
    def is_heading(self) -> bool:
        return len(self.text) <= _LONGEST_HEADING and not _CLOSED.search(self.text) and not self.text[0].islower()


def find(text: str, saying: re.Pattern[str]) -> list[Place]:
    r"""Find the quotations of a text in its order; `saying` matches words that announce a quotation.

    A quotation with opening marks in each paragraph, and a closing mark only in the last, is found completely.

    >>> text = "“We saw it.\n“It was shut,” she said.\nShe said then:\nIt shut."
    >>> [place.of(text) for place in find(text, re.compile("said"))]
    ['We saw it.', 'It was shut,', 'It shut.']
    """
    paragraphs = [_Paragraph(line.start(), line[0]) for line in _LINE.finditer(text)]
    whole = set(_set_off(paragraphs, saying))
    return [
        place
        for number, paragraph in enumerate(paragraphs)
        for place in ([paragraph.place] if number in whole else _marked(paragraph))
    ]


def _marked(paragraph: _Paragraph) -> Iterator[Place]:
    for match in _MARKED.finditer(paragraph.text):
        start, end = match.span(match.lastgroup or 0)
        if len(paragraph.text[start:end].split()) >= _FEWEST_WORDS:
            yield Place(paragraph.start + start, paragraph.start + end)


def _set_off(paragraphs: list[_Paragraph], saying: re.Pattern[str]) -> Iterator[int]:
    """Yield the numbers of the paragraphs after one that announces a quotation, up to a heading or the next such one.

    A paragraph that begins with a quotation mark is left out, because its marks delimit the quotation.
    """
    left = 0
    for number, paragraph in enumerate(paragraphs):
        if _announces(paragraph, saying):
            left = _MOST_PARAGRAPHS
        elif left and not paragraph.is_heading and paragraph.text[0] not in _OPENING:
            yield number
            left -= 1
        else:
            left = 0


def _announces(paragraph: _Paragraph, saying: re.Pattern[str]) -> bool:
    """Whether a paragraph ends with words such as `He said:`."""
    last = re.split(r"(?<=[.!?])\s", paragraph.text)[-1]
    return bool(_ANNOUNCING.search(paragraph.text) and (saying.search(last) or _SPEAKING.search(last)))
