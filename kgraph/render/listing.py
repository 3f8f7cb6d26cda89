"""The named questions as a list."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kgraph.render.results import render
from kgraph.sparql.catalogue import Parameter, Query, by_topic
from kgraph.sparql.results import Rows

_NARROWEST: Final = 18
"""The columns that a title has at least."""


def render_questions(
    queries: Iterable[Query], form: str = "table", *, safe: bool = False, width: int | None = None
) -> str:
    """List questions; as a table by topic, each with the values it needs or takes in brackets."""
    listed = list(queries)
    if form != "table" or safe:
        said = [(one.name, one.topic, one.title, one.question, ", ".join(map(str, one.parameters))) for one in listed]
        rows = tuple(tuple(map(ox.Literal, one)) for one in said)
        return render(Rows(("name", "topic", "title", "question", "parameters"), rows), form, safe=safe)
    room = width or shutil.get_terminal_size((80, 24)).columns
    widest = max((len(query.name) for query in listed), default=0)
    lines: list[str] = []
    for topic, those in by_topic(listed).items():
        lines += [*([""] if lines else []), *([topic] if topic else [])]
        for query in those:
            head = f"  {query.name:{widest}}  "
            text = " ".join([query.title, *_asked_for(query.parameters)])
            lines += textwrap.wrap(
                text, max(room, len(head) + _NARROWEST), initial_indent=head, subsequent_indent=" " * len(head)
            )
    return "".join(f"{line}\n" for line in lines)


def _asked_for(parameters: Iterable[Parameter]) -> Iterator[str]:
    """Say in brackets which values a question needs, and which it takes."""
    listed = list(parameters)
    for word, called in (
        ("needs", [one.name for one in listed if one.required]),
        ("takes", [one.name for one in listed if not one.required]),
    ):
        if called:
            yield f"({word} {', '.join(called)})"
