"""The graph as of a day: what is kept, what is left out, and what is said of it."""

import pytest
from graphs import held, iri, says

from kgraph.errors import UsageError
from kgraph.graph.knowledge import Knowledge
from kgraph.graph.moment import Moment, as_of
from kgraph.vocab import KG, Term
from kgraph.weighing.attribution import attribute
from kgraph.weighing.evidence import objects, weigh

TURTLE = (
    'doc:d a kg:Document ; dcterms:issued "2022-01-05" . doc:e a kg:Document ; dcterms:issued "2022-01-10" .\n'
    "doc:u a kg:Document . claim:x a kg:Claim . claim:y a kg:Claim . claim:n a kg:Claim .\n"
    + says("a", "actor:ann", "asserts", "; kg:inDocument doc:d")
    + says("b", "actor:bob", "reports", "; kg:inDocument doc:e ; kg:relays as:c")
    + says("c", "actor:cleo", "asserts", '; kg:reportedIn doc:e ; kg:saidOn "2022-01-07"')
    + says("d", "actor:ann", "asserts", "; kg:inDocument doc:e", claim="x")
    + says("e", "actor:ann", "asserts", "; kg:inDocument doc:u", claim="y")
    + says("f", "actor:cleo", "asserts", '; kg:reportedIn doc:e ; kg:saidOn "2022"', claim="n")
    + "link:1 kg:from claim:x ; kg:to claim:c ; kg:relation relation:supports .\n"
    + "link:2 kg:from claim:n ; kg:to claim:c ; kg:relation relation:supports .\n"
    + "link:3 kg:from claim:n ; kg:to claim:c ; kg:relation relation:qualifies ; kg:inDocument doc:e .\n"
)


def moment(day: str) -> Moment:
    return as_of(Knowledge(files=(), store=held(TURTLE).store), day)


def kept(day: str, predicate: str) -> list[str]:
    return [one.rpartition("/")[2] for one in objects(moment(day).knowledge.store, predicate)]


def test_what_was_published_or_said_by_then_is_kept() -> None:
    assert ["a", "c", "f"] == kept("2022-01-08", KG.asserts)
    assert ["a", "b", "c", "d", "f"] == kept("2022-01-10", KG.asserts)
    assert [] == kept("2021-12-31", KG.asserts)


def test_claims_nobody_had_made_go_with_their_links_and_sources_stay() -> None:
    store = moment("2022-01-08").knowledge.store
    types = objects(store, Term.type)

    assert ["2"] == kept("2022-01-08", KG.relation)
    assert iri("claim:x") not in types
    assert iri("doc:e") in types


def test_what_is_left_out_is_said() -> None:
    assert moment("2022-01-08").words == (
        "as of 2022-01-08: 3 assertions had been made; left out are 2 made later, 1 without a date, "
        "and 2 claims that nobody had made by then"
    )


def test_what_was_said_by_then_and_reported_later_stands_outside_every_chain() -> None:
    found, _ = attribute(moment("2022-01-08").knowledge, iri("claim:c"))

    assert (iri("actor:ann"),) == found.standing.roots_for
    assert [iri("actor:cleo")] == [hop.speaker for hop in found.outside]
    assert (iri("actor:ann"), iri("actor:cleo")) == weigh(moment("2022-01-10").knowledge).standings[
        iri("claim:c")
    ].roots_for


@pytest.mark.parametrize("day", ["last week", "2022", "2022-01", "2022-13-01", "2022-01-32"])
def test_only_a_day_is_read(day: str) -> None:
    with pytest.raises(UsageError, match="is no day"):
        moment(day)
