"""The page of each named question with its answer, and the index of everything that was built."""

import html
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final
from urllib.parse import quote

from kgraph.core.counts import say_count
from kgraph.ontology import curies, terms
from kgraph.page import palette
from kgraph.page.environment import digest, environment
from kgraph.page.page import TITLE
from kgraph.render.blocks import Cell, Named
from kgraph.render.results import to_table
from kgraph.render.wording import split_words
from kgraph.sparql.catalogue import Parameter, Query, by_topic
from kgraph.sparql.results import Results, Rows, Triples, Truth

MOST_ROWS: Final = 1000
"""Rows that a page shows; the downloads have them all."""

_FORMS: Final = {"csv": "CSV", "json": "JSON", "ttl": "Turtle"}
"""The name of a file format, by its suffix."""

MARK: Final = '<meta name="generator" content="kgraph">'
"""Marks a page as written by kgraph."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A named question and its answer, None if it needs a value first. `drawn`: the answer has a picture."""

    query: Query
    answer: Results | None
    drawn: bool = False

    @property
    def found(self) -> str:
        """Say in two words what was found; nothing if the question has no answer yet."""
        if self.answer is None:
            return ""
        if isinstance(self.answer, Truth):
            return "yes" if self.answer else "no"
        if not len(self.answer):
            return "nothing found"
        return say_count(len(self.answer), "row" if isinstance(self.answer, Rows) else "statement")

    @property
    def forms(self) -> Mapping[str, str]:
        """The formats of the files with the answer, each with its suffix."""
        if self.answer is None:
            return {}
        if isinstance(self.answer, Triples):
            return {"turtle": "ttl"}
        return {"csv": "csv", "json": "json"} if isinstance(self.answer, Rows) else {"json": "json"}

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """List the files of the answer, and their formats."""
        return tuple((f"{self.query.name}.{suffix}", _FORMS[suffix]) for suffix in self.forms.values())

    @property
    def picture(self) -> str:
        """Name the page with the picture; names of questions have no dot, so it cannot be the page of a question."""
        return f"{self.query.name}.graph.html" if self.drawn else ""


def list_ids(page: str) -> frozenset[str]:
    """List the ids on a page, which can be part of its address.

    >>> sorted(list_ids('<p id="claim:a&amp;b">id=&#34;c&#34;</p>'))
    ['claim:a&b']
    """
    return frozenset(html.unescape(written) for written in re.findall(r' id="([^"]+)"', page))


def answer_page(asked: Asked, ids: frozenset[str]) -> str:
    """Write the page of a question; `ids` are those of the cards on the page of the graph."""
    answer, query = asked.answer, asked.query
    rows = answer.as_rows() if isinstance(answer, Triples) else answer
    table = to_table(replace(rows, rows=rows.rows[:MOST_ROWS])) if isinstance(rows, Rows) and rows.rows else None
    prefixes = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.body, re.MULTILINE))
    command = _command(query, ids)
    is_graph = re.search(r"^(?:CONSTRUCT|DESCRIBE)\b", query.body, re.MULTILINE)
    return _render(
        "answer.html.j2",
        asked=asked,
        query=query,
        title=query.title,
        columns=[split_words(column) for column in table.columns] if table else (),
        rows=[[_cell(cell, ids, prefixes) for cell in row] for row in table.rows] if table else (),
        left=max(0, len(rows) - MOST_ROWS) if isinstance(rows, Rows) else 0,
        command=command,
        parameters=[_describe(parameter) for parameter in query.parameters],
        drawing=command.replace("kgraph query ", "kgraph view --query ", 1) if is_graph else "",
    )


def index_page(
    asked: Sequence[Asked], *, headline: str, checked: str, documents: Iterable[str], has_coverage: bool
) -> str:
    """Write the index: in a sentence what was found, what was built, and every named question by topic.

    `checked` sums up the findings, and `documents` are the files of the documentation.
    """
    entries = {entry.query.name: entry for entry in asked}
    groups = {
        topic: [entries[query.name] for query in queries]
        for topic, queries in by_topic(entry.query for entry in asked).items()
    }
    return _render(
        "index.html.j2",
        groups=groups,
        total=len(asked),
        title=TITLE,
        headline=headline,
        checked=checked,
        documents=documents,
        has_coverage=has_coverage,
    )


def _cell(cell: Cell, ids: frozenset[str], prefixes: Mapping[str, str]) -> dict[str, object]:
    """Give a cell as the template writes it: its text, its id if that says more, and the address of its card."""
    text, name = (cell.text, cell.name) if isinstance(cell, Named) else (str(cell), "")
    text = next((f"{prefix}:{text[len(iri) :]}" for prefix, iri in prefixes.items() if text.startswith(iri)), text)
    card = name or text
    return {
        "text": text,
        "id": name,
        "href": f"../view.html#{quote(card, safe=':')}" if ":" in card and card in ids else "",
        "is_number": bool(re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", text)),
    }


def _describe(parameter: Parameter) -> str:
    """Say which values a parameter takes."""
    codes = curies.codes().get(parameter.kind)
    return f"{parameter}: one of {', '.join(sorted(codes))}" if codes else str(parameter)


def _command(query: Query, ids: frozenset[str]) -> str:
    """Write the command that asks a question; its values are ids of this graph where the graph has any that fit."""
    known = terms.load().class_names
    free = sorted(ids)
    command = ["kgraph", "query", query.name]
    for parameter in query.required:
        prefix = f"{known[parameter.kind].prefix}:" if parameter.kind in known else ""
        placeholder = "YYYY-MM-DD" if parameter.kind == "date" else f"{prefix}NAME"
        value = next((name for name in free if prefix and name.startswith(prefix)), placeholder)
        free = [name for name in free if name != value]
        command += ["-p", f"{parameter.name}={value}"]
    return shlex.join(command)


_templates = cache(partial(environment, keep_trailing_newline=True))


def _render(name: str, **values: object) -> str:
    templates = _templates()
    style = templates.get_template("answers.css").render(colours=palette.PAGE)
    page = templates.get_template(name)
    return page.render(values, style=style, hash=digest(style), say_count=say_count, most=MOST_ROWS, mark=MARK)
