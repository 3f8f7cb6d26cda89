"""What differs between two states, in words, Markdown or JSON."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

from kgraph.core.terminal import clean
from kgraph.render.markdown import escape
from kgraph.reports.diff import Change, Item

_WIDTH: Final = 80
_PLURALS: Final = {"quantity": "quantities", "claimlink": "links"}
_SINGULARS: Final = {"claimlink": "link"}


def render(items: Sequence[Item], form: str) -> str:
    """Write the differences as text, markdown or json."""
    if form == "json":
        listed = [{key: value for key, value in asdict(one).items() if value} for one in items]
        return json.dumps({"differences": listed}, ensure_ascii=False, indent=2) + "\n"
    lines = _markdown(items) if form == "markdown" else map(clean, _text(items))
    return "\n".join(lines) + "\n"


def _groups(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Go through the differences by kind and fate, with a heading for each; claims that are reworded come apart."""
    groups: dict[str, list[Item]] = {}
    for one in items:
        word = "reworded" if _is_reworded(one) else one.fate.value
        groups.setdefault(f"{_plural(one.kind).capitalize()} {word}", []).append(one)
    yield from groups.items()


def _is_reworded(one: Item) -> bool:
    return any(change.key == "text" for change in one.changes)


def _text(items: Sequence[Item]) -> Iterator[str]:
    for heading, group in _groups(items):
        yield f"{heading}: {len(group)}"
        for one in group:
            yield ""
            yield from _wrapped(one.label, "  ")
            yield from _wrapped(_name(one), "  ")
            yield from (line for detail in _details(one) for line in _wrapped(detail, "    "))
        yield ""
    yield _summary(items)


def _markdown(items: Sequence[Item]) -> Iterator[str]:
    for heading, group in _groups(items):
        yield f"## {heading}: {len(group)}"
        yield ""
        for one in group:
            yield f"- {escape(one.label)} ({escape(_name(one))})"
            yield from (f"  - {escape(detail)}" for detail in _details(one))
        yield ""
    yield _summary(items)


def _name(one: Item) -> str:
    """Name a thing by its id; an assertion by its document, the speakers of its chain, and its claim."""
    if one.kind != "assertion":
        return one.id
    return f"{one.document}: {' < '.join(one.chain)}: {one.id}"


def _details(one: Item) -> Iterator[str]:
    for change in one.changes:
        yield _said(change)
    if one.gained:
        yield f"sources gained: {', '.join(one.gained)}"
    if one.lost:
        yield f"sources lost: {', '.join(one.lost)}"


def _said(change: Change) -> str:
    before, after = (", ".join(values) or "nothing" for values in (change.before, change.after))
    return f"{change.hop + ', ' if change.hop else ''}{change.key}: {before} → {after}"


def _summary(items: Sequence[Item]) -> str:
    if not items:
        return "No difference."
    counted = Counter((one.kind, one.fate) for one in items)
    parts = [f"{number} {_plural(kind, number)} {fate}" for (kind, fate), number in counted.items()]
    return f"{', '.join(parts)}."


def _plural(kind: str, number: int = 0) -> str:
    if number == 1:
        return _SINGULARS.get(kind, kind)
    return _PLURALS.get(kind, f"{kind}s")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
