"""How far two readers of one document agree: the numbers, and every disagreement with both wordings."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from kgraph.core.counts import percent, say_count
from kgraph.quotes.agreement import Agreement, Feature, Split, code_of
from kgraph.quotes.codings import Unit
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table
from kgraph.render.wording import AGREEMENT_CAVEATS

_NAMES: Final = {
    "kind": "kind of claim",
    "stance": "stance of the document",
    "end": "stance at the end of the chain",
    "certainty": "certainty",
    "basis": "basis",
    "chain": "chain of attribution",
    "covered": "text covered",
}


def to_blocks(agreement: Agreement) -> list[Block]:
    """Lay out the counts, the coefficients, a table for each code, and each disagreement."""
    first, second = agreement.readings
    compared = [feature for feature in agreement.features if feature.count]
    shares = ", ".join(f"{_NAMES[feature.name]} {percent(feature.observed or 0)}" for feature in compared)
    blocks: list[Block] = [
        Heading("Agreement of two readings", 1),
        Paragraph(
            f"Both readings have {say_count(len(agreement.pairs), 'claim')}; coded alike: {shares or 'none compared'}."
        ),
        Items(((f"First: {first.path}", ()), (f"Second: {second.path}", ()))),
        Heading("The two readings"),
        Table(
            ("", "first", "second"),
            (
                ("claims", str(len(first.units)), str(len(second.units))),
                ("paired one to one", str(len(agreement.pairs)), str(len(agreement.pairs))),
                ("not paired, part of a split", *(str(len(splits)) for splits in agreement.splits)),
                ("not paired, on other passages", *(str(len(units)) for units in agreement.alone)),
                ("passage not found", str(first.unplaced), str(second.unplaced)),
            ),
        ),
        *_coverage(agreement),
        Heading("Codes of the paired claims"),
        Paragraph("Observed is the share coded alike; kappa is Cohen's; alpha is Krippendorff's, for nominal data."),
        Table(
            ("", "pairs", "observed", "kappa", "alpha"),
            tuple(
                (_NAMES[feature.name], str(feature.count), *_coefficients(feature)) for feature in agreement.features
            ),
        ),
    ]
    for feature in agreement.features:
        cells = sorted(feature.table.items(), key=lambda cell: (-cell[1], cell[0]))  # the most frequent first
        rows = tuple((*codes, str(number)) for codes, number in cells)
        blocks += [Heading(f"Table: {_NAMES[feature.name]}"), Table(("first", "second", "pairs"), rows)]
        blocks += _listed(f"Disagreements: {_NAMES[feature.name]}", _disagreements(agreement, feature.name))
    for name, splits in zip(("first", "second"), agreement.splits, strict=True):
        blocks += _listed(f"Splits: claims that only the {name} reading has apart", map(_split, splits))
    for name, units in zip(("first", "second"), agreement.alone, strict=True):
        items = ((_wording(unit), (_place(unit),)) for unit in units)
        blocks += _listed(f"Claims of the {name} reading where the other has none", items)
    return [*blocks, *_listed("What the numbers do not show", ((caveat, ()) for caveat in AGREEMENT_CAVEATS))]


def _listed(heading: str, items: Iterator[tuple[str, tuple[str, ...]]]) -> tuple[Block, Block]:
    listed = tuple(items)
    return Heading(heading), Items(listed) if listed else Paragraph("None.")


def _coverage(agreement: Agreement) -> Iterator[Block]:
    covered, counts = agreement.covered, agreement.sentences
    rows = [
        ("in both readings", str(covered.table["claim", "claim"])),
        ("in the first only", str(covered.table["claim", "none"])),
        ("in the second only", str(covered.table["none", "claim"])),
    ]
    if counts is None:
        yield Heading("Where there are claims (code points)")
        yield Paragraph("What neither reading covers is unknown without the text: name its folder with --texts.")
        yield Table(("", "code points"), tuple(rows))
        return
    rows += [
        ("in neither", str(covered.table["none", "none"])),
        *zip(("observed agreement", "kappa", "alpha"), _coefficients(covered), strict=True),
        ("sentences", str(counts.table.total())),
        ("with as many claims in both", _number(counts.observed)),
        ("alpha of claims per sentence", _number(counts.alpha)),
    ]
    yield Heading("Where there are claims (code points, then sentences)")
    yield Table(("", "count"), tuple(rows))


def _disagreements(agreement: Agreement, feature: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pair in agreement.pairs:
        first, second = (code_of(unit, feature) for unit in pair)
        if first != second:
            wordings = (
                f"{name}, {_place(unit)}: {unit.text}" for name, unit in zip(("first", "second"), pair, strict=True)
            )
            yield f"{first} / {second}", tuple(wordings)


def _split(split: Split) -> tuple[str, tuple[str, ...]]:
    details = [f"within, {_place(split.within)}: {split.within.text}"]
    if split.partner:
        details.append(f"paired with, {_place(split.partner)}: {split.partner.text}")
    return f"{_wording(split.extra)} ({_place(split.extra)})", tuple(details)


def _wording(unit: Unit) -> str:
    return f"{unit.text} [{unit.kind}, {unit.stance}]"


def _place(unit: Unit) -> str:
    return f"{unit.place.start}-{unit.place.end}, line {unit.line}"


def _coefficients(feature: Feature[str]) -> tuple[str, str, str]:
    return _number(feature.observed), _number(feature.kappa), _number(feature.alpha)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def to_json(agreement: Agreement) -> dict[str, object]:
    """Give the counts, the coefficients and every pair, split and unpaired claim as plain data."""
    counts = agreement.sentences
    return {
        "readings": [
            {"path": reading.path, "claims": len(reading.units), "unplaced": reading.unplaced}
            for reading in agreement.readings
        ],
        "covered": _feature(agreement.covered) if counts else {"table": _cells(agreement.covered)},
        "sentences": counts and {"observed": counts.observed, "alpha": counts.alpha, "table": _cells(counts)},
        "features": {feature.name: _feature(feature) for feature in agreement.features},
        "pairs": [{"first": asdict(first), "second": asdict(second)} for first, second in agreement.pairs],
        "splits": [[asdict(split) for split in splits] for splits in agreement.splits],
        "alone": [[asdict(unit) for unit in units] for units in agreement.alone],
        "caveats": AGREEMENT_CAVEATS,
    }


def _feature(feature: Feature[str]) -> dict[str, object]:
    values = {name: getattr(feature, name) for name in ("count", "observed", "kappa", "alpha")}
    return {**values, "table": _cells(feature)}


def _cells(feature: Feature[Any]) -> list[dict[str, object]]:
    return [{"first": a, "second": b, "count": n} for (a, b), n in sorted(feature.table.items())]
