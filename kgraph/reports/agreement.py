"""The comparison of two readings on paper: the numbers, every disagreement with both wordings, and what is not told."""

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.quotes.agreement import Agreement, Feature, Split, code_of
from kgraph.quotes.codings import Unit
from kgraph.render.markdown import escape

_WIDTH: Final = 80
_NAMES: Final = {
    "kind": "kind of claim",
    "stance": "stance of the document",
    "end": "stance at the end of the chain",
    "certainty": "certainty",
    "basis": "basis",
    "chain": "chain of attribution",
    "covered": "text covered",
}
_CAVEATS: Final = (
    (
        "Two readers who learned from one guide, or of whom one has seen work of the other, agree more than two "
        "strangers would: the numbers do not show how independent they were."
    ),
    (
        "Ids of actors, works, events, quantities and questions came from shared files where both readings use them. A "
        "shared list says beforehand what there is to find, and so raises the agreement on who speaks."
    ),
    (
        "Codes are compared on paired claims only. A passage that one reader divides and the other does not is listed "
        "as a split, and is neither agreement nor disagreement on the codes."
    ),
    (
        "Pairs are made by passage and wording, without a look at the codes. Where several claims share one passage a "
        "pair can be wrong, and its disagreements then are not the readers': look at both wordings."
    ),
    (
        "A stance depends on the claim's wording: who asserts that a thing is not so, and who denies that it is, "
        "disagree in the code and not in the reading."
    ),
    (
        "Neighbouring letters are not independent, so the coefficients of the text covered describe and do not test. "
        "With few pairs every coefficient is uncertain; one rare code can move it by a tenth."
    ),
    "Agreement says that a rule was applied alike. It does not say that the rule is good, or that either is right.",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a heading, then paragraphs, a table, and items with details below them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    items: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


def render(agreement: Agreement, form: str) -> str:
    """Write a comparison as `text` of 80 columns, `markdown` or `json`; raises UsageError for any other format."""
    formats: Mapping[str, Callable[[Agreement], str]] = {"text": _text, "markdown": _markdown, "json": _json}
    if form not in formats:
        raise UsageError(f"no format `{form}`: there are {', '.join(formats)}")
    return formats[form](agreement)


def _sections(agreement: Agreement) -> Iterator[Section]:
    first, second = agreement.readings
    split = [len(each) for each in agreement.splits]
    alone = [len(each) for each in agreement.alone]
    yield Section(
        "The two readings",
        table=(
            ("", "first", "second"),
            ("claims put forward", str(len(first.units)), str(len(second.units))),
            ("paired one to one", str(len(agreement.pairs)), str(len(agreement.pairs))),
            ("beyond, part of a split", *map(str, split)),
            ("beyond, on words of their own", *map(str, alone)),
            ("passage not found", str(first.unplaced), str(second.unplaced)),
        ),
        paragraphs=(f"First: {first.path}", f"Second: {second.path}"),
    )
    yield _coverage(agreement)
    yield Section(
        "Codes of the paired claims",
        table=(
            ("", "pairs", "observed", "kappa", "alpha"),
            *(
                (_NAMES[one.name], str(one.count), _number(one.observed), _number(one.kappa), _number(one.alpha))
                for one in agreement.features
            ),
        ),
        paragraphs=("Observed is the share coded alike; kappa is Cohen's, alpha Krippendorff's, for names.",),
    )
    for one in agreement.features:
        yield _confusion(one)
        yield _disagreements(agreement, one.name)
    for name, splits in zip(("first", "second"), agreement.splits, strict=True):
        yield Section(f"Splits: claims that only the {name} reading has apart", items=tuple(map(_split, splits)))
    for name, units in zip(("first", "second"), agreement.alone, strict=True):
        yield Section(
            f"Claims of the {name} reading on words where the other has none",
            items=tuple((_wording(one), (_place(one),)) for one in units),
        )
    yield Section("What the numbers do not tell", items=tuple((caveat, ()) for caveat in _CAVEATS))


def _coverage(agreement: Agreement) -> Section:
    covered, counts = agreement.covered, agreement.sentences
    rows = [
        ("in both readings", str(covered.table["claim", "claim"])),
        ("in the first only", str(covered.table["claim", "none"])),
        ("in the second only", str(covered.table["none", "claim"])),
    ]
    if counts is None:
        return Section(
            "Where there are claims (code points)",
            table=(("", "code points"), *rows),
            paragraphs=("Without the text, what neither reading covers is not known; give it with --texts.",),
        )
    rows += [
        ("in neither", str(covered.table["none", "none"])),
        ("observed agreement", _number(covered.observed)),
        ("kappa", _number(covered.kappa)),
        ("alpha", _number(covered.alpha)),
        ("sentences", str(counts.table.total())),
        ("with as many claims in both", _number(counts.observed)),
        ("alpha of claims per sentence", _number(counts.alpha)),
    ]
    return Section("Where there are claims (code points, then sentences)", table=(("", "count"), *rows))


def _confusion(feature: Feature) -> Section:
    """Show the codes of the first reading as rows and those of the second as columns, or as a list if they are many."""
    rows = sorted(((a, b, n) for (a, b), n in feature.table.items()), key=lambda row: (-row[2], row[:2]))
    table = tuple((a, b, str(n)) for a, b, n in rows)
    return Section(f"Table: {_NAMES[feature.name]}", table=(("first", "second", "pairs"), *table))


def _disagreements(agreement: Agreement, feature: str) -> Section:
    items = []
    for one, other in agreement.pairs:
        codes = code_of(one, feature), code_of(other, feature)
        if codes[0] != codes[1]:
            head = f"{codes[0]} / {codes[1]}"
            items.append((head, (f"first, {_place(one)}: {one.text}", f"second, {_place(other)}: {other.text}")))
    return Section(f"Disagreements: {_NAMES[feature]}", items=tuple(items))


def _split(one: Split) -> tuple[str, tuple[str, ...]]:
    details = [f"within, {_place(one.within)}: {one.within.text}"]
    if one.partner:
        details.append(f"which is paired with, {_place(one.partner)}: {one.partner.text}")
    return f"{_wording(one.extra)} ({_place(one.extra)})", tuple(details)


def _wording(unit: Unit) -> str:
    return f"{unit.text} [{unit.kind}, {unit.stance}]"


def _place(unit: Unit) -> str:
    return f"{unit.place.start}-{unit.place.end}, line {unit.line}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _text(agreement: Agreement) -> str:
    lines: list[str] = []
    for section in _sections(agreement):
        lines += [section.heading, "-" * len(section.heading)]
        for paragraph in section.paragraphs:
            lines += textwrap.wrap(clean(paragraph), _WIDTH)
        lines += _aligned(section.table)
        for head, details in section.items:
            lines += textwrap.wrap(clean(head), _WIDTH, initial_indent="- ", subsequent_indent="  ")
            for detail in details:
                lines += textwrap.wrap(clean(detail), _WIDTH, initial_indent="    ", subsequent_indent="      ")
        if not (section.table or section.items):
            lines.append("none")
        lines.append("")
    return "\n".join(lines)


def _aligned(table: tuple[tuple[str, ...], ...]) -> list[str]:
    if not table:
        return []
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _markdown(agreement: Agreement) -> str:
    lines: list[str] = []
    for section in _sections(agreement):
        lines += [f"## {section.heading}", ""]
        for paragraph in section.paragraphs:
            lines += [escape(paragraph), ""]
        if section.table:
            head, *rows = section.table
            lines += [_row(head), "|" + "---|" * len(head), *map(_row, rows), ""]
        for title, details in section.items:
            lines += [f"- {escape(title)}", *(f"  - {escape(detail)}" for detail in details)]
        lines += [""] if section.items else [] if section.table else ["None.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(escape, cells)) + " |"


def _json(agreement: Agreement) -> str:
    counts = agreement.sentences
    made = {
        "readings": [
            {"path": one.path, "claims": len(one.units), "unplaced": one.unplaced} for one in agreement.readings
        ],
        "covered": _feature(agreement.covered) if counts else {"table": _cells(agreement.covered)},
        "sentences": counts
        and {
            "observed": counts.observed,
            "alpha": counts.alpha,
            "table": [{"first": a, "second": b, "count": n} for (a, b), n in sorted(counts.table.items())],
        },
        "features": {one.name: _feature(one) for one in agreement.features},
        "pairs": [{"first": asdict(one), "second": asdict(other)} for one, other in agreement.pairs],
        "splits": [[asdict(one) for one in each] for each in agreement.splits],
        "alone": [[asdict(one) for one in each] for each in agreement.alone],
        "caveats": _CAVEATS,
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _feature(feature: Feature) -> dict[str, object]:
    return {
        "count": feature.count,
        "observed": feature.observed,
        "kappa": feature.kappa,
        "alpha": feature.alpha,
        "table": _cells(feature),
    }


def _cells(feature: Feature) -> list[dict[str, object]]:
    return [{"first": a, "second": b, "count": n} for (a, b), n in sorted(feature.table.items())]
