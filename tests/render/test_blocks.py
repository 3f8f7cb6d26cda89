"""The same blocks are written as text, Markdown and HTML, and no text in them is markup."""

import pytest

from kgraph.render.blocks import Heading, Items, Named, Node, Paragraph, Table, Tree, WebLink
from kgraph.render.writers import write

BLOCKS = (
    Heading("Harbour <b>", 1),
    Items(((Named("It *burned*.", "claim:fire"), (WebLink("the note", "https://example.org/a?b&c"),)),)),
    Tree((Node("the note", (Node("a clerk", (Node("a minister"),)), Node("a docker"))),)),
    Table(("who", "claims"), ((Named("A clerk", "anon:clerk"), "2"), ("", "11"))),
    Paragraph("One \x1b[2J end."),
)
WRITTEN = {
    "text": r"""Harbour <b>
===========

- It *burned*.
  claim:fire
    the note

the note
├─ a clerk
│  └─ a minister
└─ a docker

who         claims
──────────  ──────
A clerk          2
anon:clerk

                11

One \x1b[2J end.
""",
    "markdown": r"""# Harbour &lt;b&gt;

- It \*burned\*. `claim:fire`
  - [the note](<https://example.org/a?b&c>)

- the note
  - a clerk
    - a minister
  - a docker

| who | claims |
|---|---|
| A clerk<br>`anon:clerk` | 2 |
|  | 11 |

One \\x1b\[2J end.
""",
}


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_blocks_are_written_as_text_and_markdown(form: str) -> None:
    assert WRITTEN[form] == write(BLOCKS, form)


def test_html_escapes_text_and_addresses() -> None:
    page = write(BLOCKS, "html")

    assert "<title>Harbour &lt;b&gt;</title>" in page
    assert '<a href="https://example.org/a?b&amp;c">the note</a>' in page
    assert "<li>It *burned*.<br><code>claim:fire</code>" in page
    assert "\x1b" not in page
