"""What a report gives back: its result, and every form in which that can be written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kgraph.core.errors import UsageError
from kgraph.core.hints import choose
from kgraph.render import writers
from kgraph.render.blocks import Block
from kgraph.store.knowledge import Extent

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Report(Generic[Result]):
    """A report: `result` holds the values, and `print` writes the report as text."""

    result: Result
    blocks: Callable[[Result], Sequence[Block]]
    json: Callable[[Result], object]
    csv: Callable[[Result], str] | None = None
    extent: Extent | None = None
    """The day that the knowledge is limited to, if it is."""

    def to_blocks(self) -> list[Block]:
        """Lay out the report as headings, paragraphs, lists, trees and tables."""
        blocks = list(self.blocks(self.result))
        return writers.annotate(blocks, self.extent.full) if self.extent else blocks

    def to_json(self) -> object:
        """Give the report as plain data, with short ids."""
        value = self.json(self.result)
        if not self.extent:
            return value
        return {"asOf": self.extent.describe(), **(value if isinstance(value, dict) else {"rows": value})}

    def to_csv(self) -> str:
        """Write the report as comma-separated values; raise UsageError if it is not one table."""
        if self.csv is None:
            raise UsageError("this report is not a table, so it cannot be written as CSV")
        return self.csv(self.result)

    def write(self, form: str = "text") -> str:
        """Write the report as `text`, `table`, `markdown`, `html`, `json` or `csv`; raise UsageError for others."""
        choose("format", form, ("text", "table", "markdown", "html", "json", "csv"))
        if form == "json":
            return writers.write_json(self.to_json())
        return self.to_csv() if form == "csv" else writers.write(self.to_blocks(), form)

    def __str__(self) -> str:
        """Write the report as text."""
        return self.write()
