"""Questions in SPARQL files: what the comments at their head say about them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.ontology import resources
from kgraph.parsing.nodes import suggest as nearest

LITERALS: Final = ("string", "integer", "decimal", "date")
"""Kinds of parameter that are no class of the ontology and no scheme."""

TOPICS: Final = (
    "Sourcing",
    "Disagreement",
    "Actors",
    "Language and certainty",
    "Time and place",
    "The annotations themselves",
)
"""What shipped questions are sorted under, in this order."""

_FIELD: Final = re.compile(r"\*\*(Topic|Question|Reading|Columns|Parameters|Evidence):\*\*\s*(.*)")
_PARAMETER: Final = re.compile(r"\?(\w+)\s*\(([^()]*)\)")
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that takes a value when the question is asked.

    `kind` is a class of the ontology, a scheme of codes, or one of LITERALS. One that is neither optional nor
    has a default must be given.
    """

    name: str
    kind: str
    optional: bool = False
    default: str | None = None

    def __str__(self) -> str:
        """Write it as the head of a question does."""
        rest = "; optional" if self.optional else "" if self.default is None else f"; default {self.default}"
        return f"?{self.name} ({self.kind}{rest})"

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return not self.optional and self.default is None


@dataclass(frozen=True, slots=True)
class Query:
    """A question: its head, and the SPARQL that asks it.

    `shipped` marks the catalogue's own, which are trusted: they run in this process, without limits. `evidence` is
    a pattern in SPARQL that leads from the columns of a row to what it rests on: see `tracing.NAMES`.
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
        """The parameters that must be given."""
        return tuple(one for one in self.parameters if one.required)


def parse(text: str, *, name: str = "", shipped: bool = False) -> Query:
    r"""Read the head of a question; whatever it lacks stays empty.

    >>> parse("# # Actors\n# **Columns:** ?a\nSELECT ?a {}").columns
    ('a',)
    """
    title, fields = "", {"Topic": "", "Question": "", "Reading": "", "Columns": "", "Parameters": "", "Evidence": ""}
    field = ""
    for line in _head(text):
        if found := _FIELD.match(line):
            field, fields[found[1]] = found[1], found[2]
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not line.strip():
            field = ""
        elif field:
            fields[field] += f" {line.strip()}"
    return Query(
        name=name,
        text=text,
        title=title,
        topic=fields["Topic"],
        question=fields["Question"],
        reading=fields["Reading"],
        columns=tuple(re.findall(r"\?(\w+)", fields["Columns"])),
        parameters=tuple(_parameters(fields["Parameters"])),
        evidence=fields["Evidence"].strip(),
        shipped=shipped,
    )


def _head(text: str) -> Iterator[str]:
    """Give the lines of the comment that a question starts with, without the mark."""
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line[1:].removeprefix(" ")


def _parameters(text: str) -> Iterator[Parameter]:
    left = _PARAMETER.sub("", text).replace(",", "").strip()
    if left:
        raise UsageError(f"the line Parameters cannot be read at `{left}`: write `?name (Kind; optional)`")
    for name, description in _PARAMETER.findall(text):
        kind, _, rest = (part.strip() for part in description.partition(";"))
        word, _, value = rest.partition(" ")
        if word not in ("", "optional", "default"):
            raise UsageError(f"the parameter ?{name} has `{rest}`: write `optional` or `default VALUE`")
        yield Parameter(name, kind, word == "optional", value.strip() if word == "default" else None)


@cache
def queries() -> tuple[Query, ...]:
    """Read the shipped questions, by name."""
    found = resources.files_in("queries")
    return tuple(_read(one.name.removesuffix(".rq")) for one in found if one.name.endswith(".rq"))


def find(name: str) -> Query:
    """Read the shipped question of a name; raise UsageError, with a suggestion, where there is none."""
    if _NAME.fullmatch(name) and (resources.root() / "queries" / f"{name}.rq").is_file():
        return _read(name)
    known = [query.name for query in queries()]
    raise UsageError(f"there is no question `{name}`{suggest(name, known)}; `kgraph query --list` shows them all")


def suggest(wrong: str, known: list[str]) -> str:
    """Give the ending of a message that proposes what was meant; empty where nothing is near.

    >>> suggest("chian", ["chain", "figures"])
    ': did you mean `chain`?'
    """
    near = nearest(wrong, known)
    return f": did you mean `{near}`?" if near else ""


def by_topic(asked: Iterable[Query]) -> dict[str, list[Query]]:
    """Sort questions under their topics, those without one last, under an empty name."""
    listed = list(asked)
    found = {topic: [query for query in listed if query.topic == topic] for topic in TOPICS}
    found[""] = [query for query in listed if query.topic not in TOPICS]
    return {topic: those for topic, those in found.items() if those}


@cache
def _read(name: str) -> Query:
    return parse(resources.read_text("queries", f"{name}.rq"), name=name, shipped=True)
