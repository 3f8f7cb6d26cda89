"""The results of a query: rows, triples, or yes or no."""

import html
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology import curies
from kgraph.ontology.vocab import IDS

if TYPE_CHECKING:
    import pandas as pd

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Label: TypeAlias = Callable[[str], str]
"""Returns the label of an IRI, or an empty text; called on demand, because a CSV of 100,000 rows needs none."""
Plain: TypeAlias = str | int | float | bool | None
"""A value in plain Python."""

_SHOWN = 1000
"""The rows that `print` and a notebook show."""


def no_label(_: str) -> str:
    """Return an empty text: the label of every IRI in results without labels."""
    return ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The results of SELECT: a row for each solution, None where a column is unbound.

    `rows` holds terms; iterating gives plain values, as `to_pandas` does. `merges` means that a table may leave out
    a column that only holds the labels of another, as the named questions have.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    label: Label = field(default=no_label, compare=False, repr=False)
    merges: bool = field(default=True, compare=False, repr=False)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        """Iterate over the rows as plain values: IRIs as text, None where unbound."""
        return (tuple(map(plain, row)) for row in self.rows)

    def __str__(self) -> str:
        """Write one row a line, IRIs shortened."""
        lines = [" | ".join(_short(term) for term in row) for row in self.rows[:_SHOWN]]
        left = len(self.rows) - _SHOWN
        more = [f"{say_count(left, 'more row')}"] if left > 0 else []
        return "\n".join([" | ".join(self.columns), *lines, *more])

    def to_json(self) -> list[dict[str, Plain]]:
        """Return the rows as plain data: IRIs as short ids."""
        return [dict(zip(self.columns, map(_json, row), strict=True)) for row in self.rows]

    def arrange(self) -> "Rows":
        """Sort the rows by their terms."""
        rows = sorted(self.rows, key=lambda row: ["" if term is None else str(term) for term in row])
        return replace(self, rows=tuple(rows))

    def choose(self, columns: Iterable[str]) -> "Rows":
        """Keep only these columns, in this order."""
        indexes = [self.columns.index(name) for name in columns]
        rows = tuple(tuple(row[index] for index in indexes) for row in self.rows)
        return replace(self, columns=tuple(self.columns[index] for index in indexes), rows=rows)

    def to_pandas(self) -> "pd.DataFrame":
        """Convert the rows to a data frame of plain values; raise UsageError if pandas is not installed."""
        return _frame(list(self), self.columns)

    def _repr_html_(self) -> str:
        """Show the rows as a table in a notebook, with every cell escaped."""
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(self._cell(term))}</td>" for term in row) + "</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<p>{len(self.rows) - _SHOWN} more rows</p>" if len(self.rows) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _cell(self, term: Term | None) -> str:
        if isinstance(term, ox.NamedNode):
            return self.label(term.value) or term.value
        if self.merges and (ids := split_ids(term)):
            return "; ".join(self.label(iri) or iri for iri in ids)
        return "" if term is None else str(plain(term))


@dataclass(frozen=True, slots=True)
class Triples:
    """The results of CONSTRUCT and DESCRIBE: triples, each once and sorted."""

    triples: tuple[ox.Triple, ...]
    label: Label = field(default=no_label, compare=False, repr=False)

    def __len__(self) -> int:
        """Count the triples."""
        return len(self.triples)

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        """Iterate over the triples as rows of three plain values."""
        return iter(self.as_rows())

    def __str__(self) -> str:
        """Write one triple a line, IRIs shortened."""
        return str(self.as_rows())

    def to_pandas(self) -> "pd.DataFrame":
        """Convert the triples to a data frame of three columns."""
        return self.as_rows().to_pandas()

    def to_json(self) -> list[dict[str, Plain]]:
        """Return the triples as plain data: IRIs as short ids."""
        return self.as_rows().to_json()

    def as_rows(self) -> Rows:
        """Convert the triples to rows of three columns."""
        rows = tuple((triple.subject, triple.predicate, triple.object) for triple in self.triples)
        return Rows(("subject", "predicate", "object"), rows, self.label)

    def _repr_html_(self) -> str:
        return self.as_rows()._repr_html_()


@dataclass(frozen=True, slots=True)
class Truth:
    """The result of ASK."""

    value: bool

    def __bool__(self) -> bool:
        """Convert to a Python boolean."""
        return self.value

    def __str__(self) -> str:
        """Write yes or no."""
        return "yes" if self.value else "no"

    def to_json(self) -> bool:
        """Return the result as plain data."""
        return self.value

    def to_pandas(self) -> "pd.DataFrame":
        """Convert the result to a data frame of one cell."""
        return _frame([[self.value]], ("answer",))

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>"


Results: TypeAlias = Rows | Triples | Truth


def _frame(rows: Sequence[Sequence[object]], columns: Iterable[str]) -> "pd.DataFrame":
    """Make a data frame; pandas is optional, and imported only here."""
    try:
        import pandas  # noqa: ICN001
    except ModuleNotFoundError as error:
        raise UsageError("pandas is not installed: run `pip install pandas`") from error
    return pandas.DataFrame(rows, columns=list(columns))


_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_INTEGER: Final = re.compile("[+-]?[0-9]{1,4300}")
"""Python converts no more digits: https://docs.python.org/3/library/stdtypes.html#int-max-str-digits"""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL: Final = ("INF", "+INF", "-INF", "NaN")


def plain(term: Term | None) -> Plain:
    """Convert a term to a plain Python value; a text that its type does not allow, or that is too long, stays a text.

    >>> plain(ox.Literal(3)), plain(ox.Literal("three", datatype=ox.NamedNode(_XSD + "integer")))
    (3, 'three')
    """
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        if kind == "boolean":
            return _BOOLEANS.get(term.value, term.value)
        if kind == "integer" and _INTEGER.fullmatch(term.value):
            return int(term.value)
        if kind in ("decimal", "double", "float") and (number := _number(term.value)) is not None:
            return number
    return term.value if not isinstance(term, ox.BlankNode) else f"_:{term.value}"


def _number(text: str) -> float | None:
    """Convert a number; None if the text is none, or is too large for one."""
    if text in _SPECIAL:
        return float(text)
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return None if math.isinf(number) else number


def split_ids(term: Term | None) -> list[str]:
    """List the IRIs in a text that holds only ids, as in the columns of the named questions with several values."""
    words = term.value.split(" ") if isinstance(term, ox.Literal) else []
    return words if all(word.startswith(IDS) for word in words) else []


def _json(term: Term | None) -> Plain:
    if ids := split_ids(term):
        return " ".join(map(curies.contract, ids))
    return curies.contract(term.value) if isinstance(term, ox.NamedNode) else plain(term)


def _short(term: Term | None) -> str:
    return "" if term is None else " ".join(str(_json(term)).split())


def iris(results: Results) -> set[str]:
    """Collect the IRIs in results."""
    if isinstance(results, Truth):
        return set()
    rows = results if isinstance(results, Rows) else results.as_rows()
    return {term.value for row in rows.rows for term in row if isinstance(term, ox.NamedNode)}
