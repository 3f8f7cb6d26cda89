"""What is wrong with an author's file, as values: where, which rule, what, and how to mend it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, growing as the finding gets lighter."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of text: lines and columns count from 1, columns in code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    path: str
    span: Span | None
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in one file.

    `code`, `slug` and `why` are the rule's; `message` is one short sentence without a full stop, names in
    backticks; `fix` says what to type. `subject` is the IRI of the thing it is about, or empty.
    `suppressed` is the reason given in the file for not counting it, or None.
    """

    path: str
    span: Span | None
    code: str
    severity: Severity
    message: str
    fix: str = ""
    subject: str = ""
    related: tuple[Related, ...] = ()
    suppressed: str | None = None

    @property
    def sort_key(self) -> tuple[str, Span, str, str, str]:
        """By path, place, code, message and subject: the order in which findings are shown."""
        return (self.path, self.span or Span(0, 0, 0, 0), self.code, self.message, self.subject)


def arrange(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort findings into the order they are shown in, each once."""
    return sorted(set(found), key=lambda one: one.sort_key)


def count(found: Iterable[Diagnostic]) -> Counter[Severity]:
    """Count the findings of each severity, leaving out suppressed ones."""
    return Counter(one.severity for one in found if one.suppressed is None)


def worst(found: Iterable[Diagnostic]) -> Severity | None:
    """Name the worst severity found, suppressed findings left out; None where there is none."""
    return min(count(found), key=lambda severity: severity.rank, default=None)
