"""The named questions: SPARQL files, each with a head of comments that says what it asks and how to read it."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import resources
from kgraph.sparql import safety

LITERALS: Final = {
    "string": (r"(?s:.*)", "a string", "any text"),
    "integer": (r"[+-]?\d{1,18}", "an integer", "12"),
    "decimal": (r"[+-]?\d{1,18}(?:\.\d{1,18})?", "a decimal number", "1.5"),
    "date": (r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", "a date", "2022-01-05"),
}
"""The kinds of parameter that are neither a class nor a scheme: the form of a value, its name, an example."""

TOPICS: Final = (
    "Sourcing",
    "Disagreement",
    "Actors",
    "Language and certainty",
    "Time and place",
    "The annotations themselves",
)
"""The topics of the named questions, in the order listed."""

_FIELD: Final = re.compile(r"\*\*(Topic|Question|Reading|Columns|Parameters|Evidence):\*\*[ \t]*(.*)")
_PARAMETER: Final = re.compile(r"\?(\w+)\s*\(([^()]*)\)")
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that a reader can give a value.

    `kind` is a class of the ontology, a scheme of codes, or one of LITERALS.
    """

    name: str
    kind: str
    optional: bool = False
    default: str | None = None

    def __str__(self) -> str:
        """Write it as in the head of a query."""
        rest = "; optional" if self.optional else "" if self.default is None else f"; default {self.default}"
        return f"?{self.name} ({self.kind}{rest})"

    @property
    def required(self) -> bool:
        """Whether it must have a value: it is not optional and has no default."""
        return not self.optional and self.default is None


@dataclass(frozen=True)
class Query:
    """A SPARQL query, with what its head says.

    `shipped` marks the named questions of this package: they run in this process, without limits. `evidence` is a
    SPARQL pattern that leads from the columns of a row to what the row rests on: see `explain.NAMES`.
    """

    name: str
    text: str
    title: str = ""
    topic: str = ""
    question: str = ""
    reading: str = ""
    columns: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    evidence: str = ""
    shipped: bool = False

    @property
    def body(self) -> str:
        """The SPARQL without the head."""
        return re.sub(r"\A(?:#[^\n]*\n|\s*\n)*", "", self.text)

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that must have a value."""
        return tuple(parameter for parameter in self.parameters if parameter.required)

    @cached_property
    def tokens(self) -> tuple[safety.Token, ...]:
        """The tokens of the text; raises LimitError or UsageError if it is not allowed."""
        return safety.check(self.text)


def parse(text: str, *, name: str = "", shipped: bool = False) -> Query:
    r"""Parse the head of a query; fields that it does not have are empty.

    >>> parse("# # Actors\n# **Columns:** ?a\nSELECT ?a {}").columns
    ('a',)
    """
    title, field = "", ""
    fields: dict[str, list[str]] = {}
    for line in _head(text):
        if match := _FIELD.match(line):
            field = match[1]
            fields[field] = [match[2]]
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not line.strip():
            field = ""
        elif field:
            fields[field].append(line.rstrip())
    joined = {field: " ".join(" ".join(lines).split()) for field, lines in fields.items()}
    return Query(
        name=name,
        text=text,
        title=title,
        topic=joined.get("Topic", ""),
        question=joined.get("Question", ""),
        reading=joined.get("Reading", ""),
        columns=tuple(re.findall(r"\?(\w+)", joined.get("Columns", ""))),
        parameters=tuple(_parse_parameters(joined.get("Parameters", ""))),
        evidence=textwrap.dedent("\n".join(fields.get("Evidence", ()))).strip(),
        shipped=shipped,
    )


def _head(text: str) -> Iterator[str]:
    """Yield the lines of the comment at the top of a query, without their `#`."""
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line[1:].removeprefix(" ")


def _parse_parameters(text: str) -> Iterator[Parameter]:
    rest = _PARAMETER.sub("", text).replace(",", "").strip()
    if rest:
        raise UsageError(f"cannot read `{rest}` in the line Parameters: write `?name (Kind; optional)`")
    for name, description in _PARAMETER.findall(text):
        kind, _, mode = (part.strip() for part in description.partition(";"))
        word, _, default = mode.partition(" ")
        if word not in ("", "optional", "default"):
            raise UsageError(f"`{mode}` is not valid for the parameter ?{name}: write `optional` or `default VALUE`")
        yield Parameter(name, kind, word == "optional", default.strip() if word == "default" else None)


@cache
def queries() -> tuple[Query, ...]:
    """Load all named questions, by name."""
    names = [file.name for file in resources.files_in("queries")]
    return tuple(_load(name.removesuffix(".rq")) for name in names if name.endswith(".rq"))


def find(name: str) -> Query:
    """Load a named question; raise UsageError, with a suggestion, if there is none of this name."""
    if _NAME.fullmatch(name) and (resources.root() / "queries" / f"{name}.rq").is_file():
        return _load(name)
    known = [query.name for query in queries()]
    raise UsageError(
        f"there is no question `{name}`{hint(name, known, '.', lead=': ')} `kgraph query --list` lists them all"
    )


def by_topic(listed: Iterable[Query]) -> dict[str, list[Query]]:
    """Group queries by topic, in the order of TOPICS; those without one come last, under an empty name."""
    groups: dict[str, list[Query]] = {topic: [] for topic in (*TOPICS, "")}
    for query in listed:
        groups[query.topic if query.topic in TOPICS else ""].append(query)
    return {topic: group for topic, group in groups.items() if group}


@cache
def _load(name: str) -> Query:
    return parse(resources.read_text("queries", f"{name}.rq"), name=name, shipped=True)
