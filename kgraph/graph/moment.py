"""The graph as of a day: what had been said by then, and in words what is left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.graph.knowledge import Knowledge
from kgraph.vocab import KG, Term

_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Moment:
    """What had been said by a day: the graph without the rest, and how many assertions and claims that leaves out.

    `undated` counts the assertions of which no date is known, left out as well: that they had been made by then
    is not recorded.
    """

    knowledge: Knowledge
    day: str
    kept: int
    later: int
    undated: int
    claims: int

    @property
    def words(self) -> str:
        """Say what is left out, in a sentence for a person."""
        return (
            f"as of {self.day}: {self.kept} assertions had been made; left out are {self.later} made later, "
            f"{self.undated} without a date, and {self.claims} claims that nobody had made by then"
        )


def as_of(knowledge: Knowledge, day: str) -> Moment:
    """Leave out of a graph what was said after a day.

    An assertion was made when its document was published, or, where the annotation says that an inner hop was said
    before that, then. Claims that nobody had made by then go, and links to them; a link that a document draws goes
    with it. What is known of sources and documents stays, and so do ratings: they are of another clock.
    """
    if not _DAY.fullmatch(day):
        raise UsageError(f"`{day}` is no day: write it as 2022-01-08")
    store = knowledge.store
    issued, said = _values(store, Term.date), _values(store, KG.saidOn)
    homes = {**_values(store, KG.reportedIn), **_values(store, KG.inDocument)}
    published = {
        one: min((date for home in places for date in issued.get(home, ())), default="")
        for one, places in homes.items()
    }
    claims = _values(store, KG.asserts)
    made = {one: min(filter(None, (published.get(one, ""), *said.get(one, ()))), default="") for one in claims}
    undated = {one for one, date in made.items() if not date}
    later = {one for one, date in made.items() if date > day}  # a month or year alone is by then from its first day
    gone = undated | later
    stated = {claim for one in claims if one not in gone for claim in claims[one]}
    silent = {claim for values in claims.values() for claim in values} - stated
    late_links = _late_links(store, silent, issued, day)
    return Moment(
        knowledge=replace(knowledge, store=_without(store, gone | silent | late_links), folder=None),
        day=day,
        kept=len(claims) - len(gone),
        later=len(later),
        undated=len(undated),
        claims=len(silent),
    )


def _values(store: ox.Store, predicate: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found.setdefault(quad.subject.value, []).append(quad.object.value)
    return {subject: tuple(sorted(values)) for subject, values in found.items()}


def _late_links(store: ox.Store, silent: set[str], issued: Mapping[str, Iterable[str]], day: str) -> set[str]:
    """Find the links that end at a claim left out, and those that a later document draws."""
    found = {
        link
        for predicate in (KG.from_, KG.to)
        for link, ends in _values(store, predicate).items()
        if silent.intersection(ends)
    }
    places = _values(store, KG.inDocument)
    for link in _values(store, KG.relation):
        if link in places:  # an annotator's reading is of no document, and stays
            dates = [date for place in places[link] for date in issued.get(place, ())]
            if not any(date <= day for date in dates):
                found.add(link)
    return found


def _without(store: ox.Store, gone: set[str]) -> ox.Store:
    """Copy a store without the quads that are of, or lead to, what is left out."""
    kept = ox.Store()
    kept.bulk_extend(
        quad
        for quad in store
        if not (isinstance(quad.subject, ox.NamedNode) and quad.subject.value in gone)
        and not (isinstance(quad.object, ox.NamedNode) and quad.object.value in gone)
    )
    return kept
