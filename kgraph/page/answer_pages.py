"""Answers as pages: one for each named question, and an index of all that was built."""

import html
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from jinja2 import Environment, FunctionLoader, StrictUndefined

from kgraph.core.counts import say_count
from kgraph.core.terminal import clean
from kgraph.ontology import curies, terms
from kgraph.page import palette
from kgraph.page.page import TITLE, digest
from kgraph.sparql.catalogue import Query, by_topic
from kgraph.sparql.results import Answer, Labels, Rows, Term, Triples, Truth, plain

MOST_ROWS: Final = 1000
"""Rows that a page shows; the downloads have all."""

FORMS: Final = {"csv": "CSV", "json": "JSON", "sarif": "SARIF", "ttl": "Turtle", "txt": "text"}
"""What a file is called, by its suffix."""

MARK: Final = '<meta name="generator" content="kgraph">'
"""What tells a page made here from another's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A named question and its answer; None where a value must be given first. `drawn`: it has a picture."""

    query: Query
    answer: Answer | None
    drawn: bool = False

    @property
    def found(self) -> str:
        """Say in two words what was found; nothing where nothing was asked."""
        if self.answer is None:
            return ""
        if isinstance(self.answer, Truth):
            return "yes" if self.answer else "no"
        if not len(self.answer):
            return "nothing found"
        return say_count(len(self.answer), "row" if isinstance(self.answer, Rows) else "statement")

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """Name the files of the answer, and their forms."""
        suffixes = self.answer.published.values() if self.answer is not None else ()
        return tuple((f"{self.query.name}.{one}", FORMS[one]) for one in suffixes)

    @property
    def picture(self) -> str:
        """Name the page with the picture; no question's own page is called so, for its name has no dot."""
        return f"{self.query.name}.graph.html" if self.drawn else ""


@dataclass(frozen=True, slots=True)
class Built:
    """Something in the folder of a build: what it is called, its files with what each is, and what it is for."""

    name: str
    files: tuple[tuple[str, str], ...]
    about: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as a person reads it, its id where that says more, and the id of its card where it has one."""

    text: str
    id: str = ""
    card: str = ""
    number: bool = False

    @property
    def href(self) -> str:
        """Give the address of its card."""
        return f"../view.html#{quote(self.card, safe=':')}"


@dataclass(frozen=True, slots=True)
class Grid:
    """An answer as a table: the names of the columns, the rows that are shown, and how many are not."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int


def list_ids(page: str) -> frozenset[str]:
    """List the ids that a page can be opened at.

    >>> sorted(list_ids('<p id="claim:a&amp;b">id=&#34;c&#34;</p>'))
    ['claim:a&b']
    """
    return frozenset(html.unescape(found) for found in re.findall(r' id="([^"]+)"', page))


def answer_page(asked: Asked, ids: frozenset[str]) -> str:
    """Write the page of a question; `ids` are those of the cards in the page of the graph."""
    answer, query = asked.answer, asked.query
    rows = answer.as_rows() if isinstance(answer, Triples) else answer
    command = _command(query, ids)
    return _render(
        "answer.html.j2",
        asked=asked,
        query=query,
        title=query.title,
        grid=_arrange(rows, query, ids) if isinstance(rows, Rows) and rows.rows else None,
        command=command,
        parameters=[_describe(one.kind, str(one)) for one in query.parameters],
        drawing=command.replace("kgraph query ", "kgraph view --query ", 1) if _is_graph(query) else "",
    )


def index_page(asked: Sequence[Asked], built: Iterable[Built], *, headline: str) -> str:
    """Write the index: in a sentence what was found, what was built, and every named question by topic."""
    of = {one.query.name: one for one in asked}
    groups = {
        topic: [of[query.name] for query in those] for topic, those in by_topic(one.query for one in asked).items()
    }
    return _render("index.html.j2", groups=groups, built=list(built), headline=headline, total=len(asked), title=TITLE)


def _arrange(rows: Rows, query: Query, ids: frozenset[str]) -> Grid:
    namer = _Namer(rows.labels, ids, _prefixes(query))
    shown = rows.rows[:MOST_ROWS]
    kept = [at for at in range(len(rows.columns)) if not _is_label(rows, at)]
    cells = tuple(tuple(namer.cell(row[at]) for at in kept) for row in shown)
    return Grid(tuple(_words(rows.columns[at]) for at in kept), cells, len(rows) - len(shown))


def _is_label(rows: Rows, at: int) -> bool:
    """Tell whether a column says in every row what a thing in one other column is called."""

    def called(term: Term | None) -> str | None:
        return rows.labels.get(term.value) if isinstance(term, ox.NamedNode) else None

    values = [one.value if isinstance(one := row[at], ox.Literal) else None for row in rows.rows]
    others = (other for other in range(len(rows.columns)) if other != at)
    return any(values) and any(
        all(value == called(row[other]) for value, row in zip(values, rows.rows, strict=True)) for other in others
    )


@dataclass(frozen=True, slots=True)
class _Namer:
    """Writes terms for people: by their labels, the ids that have cards, and the prefixes of the query."""

    labels: Labels
    ids: frozenset[str]
    prefixes: Mapping[str, str]

    def cell(self, term: Term | None) -> Cell:
        if isinstance(term, ox.NamedNode):
            return self._thing(term.value)
        value = plain(term)
        if isinstance(value, bool):
            return Cell("yes" if value else "no")
        if isinstance(term, ox.Literal) and isinstance(value, float):
            return Cell(min(term.value, f"{value:.4g}", key=len), number=True)
        return Cell("" if value is None else clean(str(value)), number=isinstance(value, int))

    def _thing(self, iri: str) -> Cell:
        name = curies.code(iri) or curies.contract(iri)
        if name == iri:
            found = (f"{prefix}:{iri[len(base) :]}" for prefix, base in self.prefixes.items() if iri.startswith(base))
            name = next(found, iri)
        card = name if name in self.ids else ""
        label = self.labels.get(iri)
        return Cell(clean(name), card=card) if label is None else Cell(clean(label), clean(name), card)


def _prefixes(query: Query) -> dict[str, str]:
    """Read the prefixes that a question of the catalogue declares, a line each."""
    return dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.body, re.MULTILINE))


def _words(column: str) -> str:
    """Write the name of a column as words.

    >>> _words("statedBy")
    'stated by'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower()


def _is_graph(query: Query) -> bool:
    """Tell whether a question of the catalogue is answered with a graph."""
    return bool(re.search(r"^(?:CONSTRUCT|DESCRIBE)\b", query.body, re.MULTILINE))


def _describe(kind: str, written: str) -> str:
    """Say of a parameter what it takes."""
    codes = curies.codes().get(kind)
    return f"{written}: one of {', '.join(sorted(codes))}" if codes else written


def _command(query: Query, ids: frozenset[str]) -> str:
    """Write the command that asks a question, with ids of this graph for the values that it needs."""
    known = terms.load().class_names
    free = sorted(ids)
    words = ["kgraph", "query", query.name]
    for one in query.required:
        prefix = f"{known[one.kind].prefix}:" if one.kind in known else ""
        fitting = [name for name in free if prefix and name.startswith(prefix)]
        value = fitting[0] if fitting else "YYYY-MM-DD" if one.kind == "date" else f"{prefix}NAME"
        free = [name for name in free if name != value]
        words += ["-p", f"{one.name}={value}"]
    return shlex.join(words)


def _render(name: str, **values: object) -> str:
    page = _environment().get_template(name)
    style = _environment().get_template("answers.css").render(colours=palette.PAGE)
    return page.render(values, style=style, hash=digest(style), say_count=say_count, most=MOST_ROWS, mark=MARK)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _template(name: str) -> str:
    return (files("kgraph.page") / "templates" / name).read_text("utf-8").replace("\r\n", "\n")
