"""The graph as of a day: what had been said by then."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.source import Parsed
from kgraph.store.extent import Extent
from kgraph.store.knowledge import Knowledge

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LENGTH: Final = len("2022-01-08")
"""Of a date with a time, the day is looked at."""


def as_of(knowledge: Knowledge, day: str) -> Knowledge:
    """Leave out of a graph what was said after a day; how much that is comes with it as its extent.

    An assertion was made on the earliest of the days on which its document was published, its speaker is recorded as
    having said it, and the work in which they said it, or that says it itself, appeared. Claims that nobody had made by
    then go, and links to them; a link that a document draws goes with it. What is known of sources stays, and so do
    ratings: they are of another clock. A document published later is only a work of which one knows, without its
    passages.
    """
    _refuse_no_day(day)
    store = knowledge.store
    issued = _values(store, Term.date)
    claims = _values(store, KG.asserts)
    made = _days(store, claims, issued)
    undated = {one for one, date in made.items() if not date}
    later = {one for one, date in made.items() if date > day}  # a month or year alone is by then from its first day
    gone = undated | later
    stated = {claim for one in claims if one not in gone for claim in claims[one]}
    silent = {claim for values in claims.values() for claim in values} - stated
    unpublished = _unpublished(store, issued, day)
    left_out = gone | silent | _late_links(store, silent, issued, day)
    left_out |= _late_passages(store, unpublished, left_out)
    kept = _Kept(left_out, unpublished, _later_works(issued, day))
    extent = Extent(day=day, kept=len(claims) - len(gone), later=len(later), undated=len(undated), claims=len(silent))
    files = tuple(map(kept.file, knowledge.files))
    return replace(knowledge, store=kept.store(store), files=files, folder=None, extent=extent)


def _refuse_no_day(day: str) -> None:
    try:
        if _DAY.fullmatch(day):
            dt.date.fromisoformat(day)
            return
    except ValueError:
        pass  # a day that no month has
    raise UsageError(f"`{day}` is no day: write it as 2022-01-08")


def _days(store: ox.Store, assertions: Iterable[str], issued: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Find the first day on which each assertion is known to have been made, or nothing."""
    said = _values(store, KG.saidOn)
    places = [_values(store, predicate) for predicate in (KG.inDocument, KG.reportedIn, KG.saidIn, KG.attributedTo)]

    def days(one: str) -> Iterator[str]:
        yield from said.get(one, ())
        for homes in places:
            for home in homes.get(one, ()):
                yield from issued.get(home, ())

    return {one: min((date[:_LENGTH] for date in days(one) if date), default="") for one in assertions}


def _unpublished(store: ox.Store, issued: Mapping[str, tuple[str, ...]], day: str) -> set[str]:
    documents = (one for one, kinds in _values(store, Term.type).items() if KG.Document in kinds)
    return {one for one in documents if not any(date[:_LENGTH] <= day for date in issued.get(one, ()))}


def _later_works(issued: Mapping[str, tuple[str, ...]], day: str) -> set[str]:
    """Find the works that had not appeared by a day: they replace nothing yet."""
    return {one for one, dates in issued.items() if min(date[:_LENGTH] for date in dates) > day}


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
            if not any(date[:_LENGTH] <= day for date in dates):
                found.add(link)
    return found


def _late_passages(store: ox.Store, unpublished: set[str], left_out: set[str]) -> set[str]:
    """Find the passages of documents to come, and what is told by them alone, such as what these call somebody."""
    told = _values(store, KG.passage)
    claims = _values(store, KG.asserts)
    kept = {place for one in claims if one not in left_out for place in told.get(one, ())}
    late = {place for place, homes in _values(store, Term.source).items() if unpublished.issuperset(homes)} - kept
    selectors = {one for place, found in _values(store, Term.selector).items() if place in late for one in found}
    tellers = {one for one, places in told.items() if one not in claims and late.issuperset(places)}
    return late | selectors | tellers


class _Kept:
    """Copies without what is of, or leads to, what is left out; documents to come are copied as works."""

    def __init__(self, left_out: set[str], unpublished: set[str], later: set[str]) -> None:
        self._left_out = left_out
        self._later = later
        self._unpublished = unpublished

    def store(self, whole: ox.Store) -> ox.Store:
        kept = ox.Store()
        kept.bulk_extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, quad.graph_name)
            for quad in whole
            for triple in self._triple(quad.triple)
        )
        return kept

    def file(self, parsed: Parsed) -> Parsed:
        triples = tuple(kept for triple in parsed.triples for kept in self._triple(triple))
        return replace(parsed, triples=triples, document=None)

    def _triple(self, triple: ox.Triple) -> Iterator[ox.Triple]:
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
        if subject in self._unpublished and triple.predicate.value == Term.type and value == KG.Document:
            yield ox.Triple(triple.subject, triple.predicate, ox.NamedNode(KG.Work))
        elif triple.predicate.value == Term.replaces and subject in self._later:
            return
        elif subject not in self._left_out and value not in self._left_out:
            yield triple
