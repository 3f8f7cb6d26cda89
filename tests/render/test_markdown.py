"""Markdown in which nothing from an annotation is markup, held against a parser of CommonMark."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kgraph.core.terminal import clean
from kgraph.render.markdown import escape

COMMONMARK = MarkdownIt("commonmark").enable("table").enable("strikethrough")
HOSTILE = [
    "a|b <script>x</script>",
    "[a](http://e) ![b](c) <http://e>",
    "*a* **b** _c_ `d` ~~e~~",
    "# heading",
    "closed #",
    "###### deep",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "---",
    "===",
    "> quote",
    "    code",
    "```",
    "~~~",
    "&amp; &lt;",
    "a\\|b",
    "a\\",
    "two\nlines\n\n# three",
    "\x1b[2J\u202e",
    "[a]: http://e",
    "well-known, in 1999. Then!",
]
MARKS = st.text(alphabet="ab1 #*_`~[]()<>|\\-+=.!&;:\n", max_size=20)


def _shown(rendered: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", rendered))


def _expected(text: str) -> str:
    return " ".join(clean(text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_it_is_as_a_paragraph_a_heading_an_item_and_a_cell(text: str) -> None:
    _holds(text)


@given(MARKS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    _holds(text)


def _holds(text: str) -> None:
    made, expected = escape(text), _expected(text)
    cells = f"| a | b |\n|---|---|\n| {made} | c |\n"

    if expected:
        assert f"<p>{expected}</p>" == html.unescape(COMMONMARK.render(made).strip())
    assert f"<h2>{expected}</h2>" == html.unescape(COMMONMARK.render(f"## {made}").strip())
    assert expected == _shown(COMMONMARK.render(f"- {made}")).strip()
    assert ["<td>c</td>"] == re.findall(r"<td>.*</td>", COMMONMARK.render(cells))[1:]
    assert expected == html.unescape(re.findall(r"<td>(.*)</td>", COMMONMARK.render(cells))[0])
