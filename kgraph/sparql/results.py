"""What a question is answered with: rows, triples, or yes or no."""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology import curies

if TYPE_CHECKING:
    import pandas as pd

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Plain: TypeAlias = str | int | float | bool | None
"""A value as Python has it."""

_SHOWN = 1000
"""The rows that a notebook shows, and `print`."""


class Labels(Mapping[str, str]):
    """The labels of IRIs, looked up when they are asked for: a CSV of 100,000 rows needs none."""

    def __init__(self, look_up: Callable[[str], str | None] | None = None) -> None:
        self._look_up = look_up
        self._known: dict[str, str | None] = {}

    def __getitem__(self, iri: str) -> str:
        """Give the label of an IRI; KeyError where it has none."""
        if iri not in self._known:
            self._known[iri] = self._look_up(iri) if self._look_up else None
        label = self._known[iri]
        if label is None:
            raise KeyError(iri)
        return label

    def __iter__(self) -> Iterator[str]:
        """Go through the IRIs that were asked for and have a label."""
        return (iri for iri, label in self._known.items() if label is not None)

    def __len__(self) -> int:
        """Count the IRIs that were asked for and have a label."""
        return sum(label is not None for label in self._known.values())


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT: a row for each solution, None where a column is unbound.

    `rows` has them as terms; going through the answer itself gives plain values, as `to_pandas` does. `merges` says
    that a table may leave out a column which only holds the labels of another: so the shipped questions are written.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    labels: Labels = field(default_factory=Labels, compare=False, repr=False)
    merges: bool = field(default=True, compare=False, repr=False)

    @property
    def published(self) -> Mapping[str, str]:
        """The formats that `kgraph build` writes, each with the suffix of its file."""
        return {"csv": "csv", "json": "json"}

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        """Go through the rows: IRIs as text, numbers and booleans as such, None where unbound."""
        return (tuple(map(plain, row)) for row in self.rows)

    def __str__(self) -> str:
        """Write the rows a line each, IRIs by their short names."""
        lines = [" | ".join(_short(term) for term in row) for row in self.rows[:_SHOWN]]
        left = len(self.rows) - _SHOWN
        more = [f"{say_count(left, 'more row')}"] if left > 0 else []
        return "\n".join([" | ".join(self.columns), *lines, *more])

    def arrange(self) -> "Rows":
        """Give the same rows, sorted by their terms."""
        rows = sorted(self.rows, key=lambda row: ["" if term is None else str(term) for term in row])
        return replace(self, rows=tuple(rows))

    def choose(self, columns: Iterable[str]) -> "Rows":
        """Give some of the columns, in the order named."""
        ways = [self.columns.index(one) for one in columns]
        rows = tuple(tuple(row[at] for at in ways) for row in self.rows)
        return replace(self, columns=tuple(self.columns[at] for at in ways), rows=rows)

    def to_pandas(self) -> "pd.DataFrame":
        """Give the rows as a data frame: IRIs as text, numbers and booleans as such, None where unbound."""
        return _frame(list(self), self.columns)

    def _repr_html_(self) -> str:
        """Show the rows as a table in a notebook, every cell as text."""
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(self._cell(term))}</td>" for term in row) + "</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<p>{len(self.rows) - _SHOWN} more rows</p>" if len(self.rows) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _cell(self, term: Term | None) -> str:
        if isinstance(term, ox.NamedNode):
            return self.labels.get(term.value, term.value)
        return "" if term is None else str(plain(term))


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE: triples, each once and sorted."""

    triples: tuple[ox.Triple, ...]
    labels: Labels = field(default_factory=Labels, compare=False, repr=False)

    @property
    def published(self) -> Mapping[str, str]:
        """The formats that `kgraph build` writes, each with the suffix of its file."""
        return {"turtle": "ttl"}

    def __len__(self) -> int:
        """Count the triples."""
        return len(self.triples)

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        """Go through the triples as rows of three plain values."""
        return iter(self.as_rows())

    def __str__(self) -> str:
        """Write the triples a line each, IRIs by their short names."""
        return str(self.as_rows())

    def to_pandas(self) -> "pd.DataFrame":
        """Give the triples as a data frame of three columns."""
        return self.as_rows().to_pandas()

    def as_rows(self) -> Rows:
        """Give the triples as rows of three columns."""
        rows = tuple((one.subject, one.predicate, one.object) for one in self.triples)
        return Rows(("subject", "predicate", "object"), rows, self.labels)

    def _repr_html_(self) -> str:
        return self.as_rows()._repr_html_()


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to ASK."""

    value: bool

    @property
    def published(self) -> Mapping[str, str]:
        """The formats that `kgraph build` writes, each with the suffix of its file."""
        return {"json": "json"}

    def __bool__(self) -> bool:
        """Be the answer itself."""
        return self.value

    def __str__(self) -> str:
        """Write the answer as a word."""
        return "yes" if self.value else "no"

    def to_pandas(self) -> "pd.DataFrame":
        """Give the answer as a data frame of one cell."""
        return _frame([[self.value]], ("answer",))

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>"


Answer: TypeAlias = Rows | Triples | Truth


def _frame(rows: Sequence[Sequence[object]], columns: Iterable[str]) -> "pd.DataFrame":
    """Make a data frame; pandas is optional, and only imported where it is asked for."""
    try:
        import pandas  # noqa: ICN001
    except ModuleNotFoundError as error:
        raise UsageError("a data frame needs pandas, which is not installed: run `pip install pandas`") from error
    return pandas.DataFrame(rows, columns=list(columns))


_XSD = "http://www.w3.org/2001/XMLSchema#"


def plain(term: Term | None) -> Plain:
    """Give a term as a Python value: what a person would type into a cell.

    >>> plain(ox.Literal(3)), plain(ox.Literal("three"))
    (3, 'three')
    """
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        if kind == "boolean":
            return term.value in ("true", "1")
        if kind == "integer":
            return int(term.value)
        if kind in ("decimal", "double", "float"):
            return float(term.value)
    return term.value if not isinstance(term, ox.BlankNode) else f"_:{term.value}"


def _short(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode):
        return curies.contract(term.value)
    return "" if term is None else " ".join(str(plain(term)).split())


def iris(answer: Answer) -> set[str]:
    """Collect the IRIs an answer holds."""
    if isinstance(answer, Truth):
        return set()
    rows = answer if isinstance(answer, Rows) else answer.as_rows()
    return {term.value for row in rows.rows for term in row if isinstance(term, ox.NamedNode)}
