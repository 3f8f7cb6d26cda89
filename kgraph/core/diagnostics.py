"""Findings about an annotation file: where, which rule, what is wrong and how to fix it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, worst first; a note is a fact about the text, not a mistake in the annotation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for information."""
        return list(Severity).index(self)

    def reaches(self, level: str) -> bool:
        """Whether it is at least as bad as a level: error, warning, info or never."""
        return level != "never" and self.rank <= Severity(level).rank


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of text: lines and columns start at 1, columns count code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def where(path: str, span: Span | None) -> str:
    """Write a place as `path:line:column`, or as the path alone."""
    return f"{path}:{span.line}:{span.column}" if span else path


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding refers to."""

    path: str
    span: Span | None
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in one file.

    `code` names the rule. `message` is one short sentence without a full stop, with names in backticks; `fix` says
    what to type. `subject` is the IRI of the thing it is about, or empty. `suppressed` is the reason that the file
    gives for ignoring the finding, or None.
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
        """Path, place, code, message and subject: the order in which findings are shown."""
        return (self.path, self.span or Span(0, 0, 0, 0), self.code, self.message, self.subject)


def arrange(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort findings into the order in which they are shown, without duplicates."""
    return sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key)


def count(diagnostics: Iterable[Diagnostic]) -> Counter[Severity]:
    """Count the findings of each severity, without the suppressed ones."""
    return Counter(diagnostic.severity for diagnostic in diagnostics if diagnostic.suppressed is None)


def errors(diagnostics: Iterable[Diagnostic], *, but: str = "") -> list[Diagnostic]:
    """List the errors, without the suppressed ones and those of the rule `but`."""
    return [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.severity is Severity.ERROR and diagnostic.suppressed is None and diagnostic.code != but
    ]


def worst(diagnostics: Iterable[Diagnostic]) -> Severity | None:
    """Find the worst severity, without suppressed findings; None if there are none."""
    return min(count(diagnostics), key=lambda severity: severity.rank, default=None)
