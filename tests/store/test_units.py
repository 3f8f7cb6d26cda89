"""Figures in several units are compared in one, by the audit, the page and the named query alike."""

import pytest
from graphs import held, iri, says

from kgraph.ontology.vocab import KG
from kgraph.page.cards import Reader, gather
from kgraph.page.contradictions import compare_figures
from kgraph.provenance.chains import weigh
from kgraph.reports.audit import audit
from kgraph.reports.audit_profile import default_profile
from kgraph.sparql import run
from kgraph.sparql.results import Rows
from kgraph.store.knowledge import Knowledge

QUANTITY = 'qty:grain a kg:Quantity ; skos:prefLabel "Grain" ; kg:unit "t" .\n'
OWN = "; kg:inDocument doc:d ; kg:basis basis:firsthand"


def figure(name: str, number: float, unit: str) -> str:
    return (
        f'claim:{name} a kg:Claim ; kg:text "{name}" ; kg:quantity qty:grain ; kg:value "{number} {unit}" ; '
        f'kg:low {number} ; kg:high {number} ; kg:unit "{unit}" .\n'
    ) + says(name, f"actor:{name}", "asserts", OWN, claim=name)


def quantities_in_conflict(knowledge: Knowledge) -> list[list[str]]:
    """Name the quantities with figures that do not meet, as the audit, the page and the query do."""
    reader = Reader(knowledge)
    (section,) = (part for part in audit(knowledge, default_profile()).sections if part.check.name == "figures")
    rows = run.query(knowledge, "figures")
    assert isinstance(rows, Rows)
    return [
        [entry.words for entry in section.entries],
        [quantity.label for quantity, _ in compare_figures(reader, gather(reader, weigh(knowledge)))],
        sorted({str(row[0]) for row in rows.rows}),
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_conflict"),
    [
        ((5, "t"), (5000, "kg"), False),
        ((5, "t"), (6000, "kg"), True),
        ((5, "t"), (5, "tonnes"), False),
        ((5, "t"), (5, "km"), False),
        ((5, "people"), (6, "troops"), False),
        ((5, "people"), (6, "people"), True),
        ((0.1, "t"), (100, "kg"), False),
        ((5, "t**9999999999"), (6, "kg"), False),
    ],
)
def test_audit_page_and_query_compare_figures_alike(
    one: tuple[float, str], other: tuple[float, str], *, is_conflict: bool
) -> None:
    found = quantities_in_conflict(held(QUANTITY + figure("a", *one) + figure("b", *other)))

    assert [is_conflict] * 3 == [len(named) == 1 for named in found]


def test_units_stay_as_written_where_nothing_has_to_be_converted() -> None:
    lookup = held(QUANTITY + figure("a", 5, "t") + figure("b", 6, "t")).lookup

    assert ("t", "6") == tuple(lookup.text(iri("claim:b"), name) for name in (KG.comparableUnit, KG.comparableHigh))


def test_a_quantity_has_the_unit_that_its_figures_are_compared_in() -> None:
    lookup = held(QUANTITY + figure("a", 5, "kg") + figure("b", 6, "people")).lookup

    units = [lookup.text(iri(name), KG.comparableUnit) for name in ("qty:grain", "claim:a", "claim:b")]
    assert units == ["kilogram", "kilogram", "people"]
