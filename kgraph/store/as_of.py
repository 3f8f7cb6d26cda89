"""The graph as of a day: only what had been said or published by then."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import KG, Term
from kgraph.store.knowledge import Extent, Knowledge
from kgraph.store.lookup import Lookup

_LENGTH: Final = len("2022-01-08")
"""Characters of a date; a time after it is ignored."""


def as_of(knowledge: Knowledge, day: str) -> Knowledge:
    """Leave out what was said after a day, written as 2022-01-08; `extent` of the result counts what was left out.

    An assertion was made on the earliest known date: its own, that of its document, or that of the work that says it
    or in which it was said. Claims that nobody had made by then are left out with their links, and so is a link drawn
    by a document published later. Facts about sources stay, and so do ratings, because their dates are those of the
    rating. A document published later becomes a mere work without passages. Raises UsageError if the day is not valid.

    Example::

        early = kgraph.as_of(knowledge, "2022-01-08")
        print(early.extent.day)  # 2022-01-08
    """
    if not _is_day(day):
        raise UsageError(f"`{day}` is not a valid date: write it as 2022-01-08")
    lookup = knowledge.lookup
    claims, issued = lookup.values(KG.asserts), lookup.values(Term.date)
    made = _first_dates(lookup, claims)
    undated = {assertion for assertion, date in made.items() if not date}
    later = {assertion for assertion, date in made.items() if date > day}  # a month or year counts from its first day
    dropped = undated | later
    stated = {claim for assertion in claims if assertion not in dropped for claim in claims[assertion]}
    silent = {claim for values in claims.values() for claim in values} - stated
    unpublished = {
        thing
        for thing, kinds in lookup.values(Term.type).items()
        if KG.Document in kinds and not _has_appeared(issued.get(thing, ()), day)
    }
    left_out = dropped | silent | _late_links(lookup, silent, day)
    left_out |= _late_passages(lookup, unpublished, left_out)
    later_works = {work for work, dates in issued.items() if not _has_appeared(dates, day)}
    keep = partial(_keep, left_out, unpublished, later_works)
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(kept.subject, kept.predicate, kept.object, quad.graph_name)
        for quad in knowledge.store
        for kept in keep(quad.triple)
    )
    files = tuple(
        replace(parsed, triples=tuple(kept for triple in parsed.triples for kept in keep(triple)), document=None)
        for parsed in knowledge.files
    )
    extent = Extent(
        day=day, kept=len(claims) - len(dropped), later=len(later), undated=len(undated), claims=len(silent)
    )
    return replace(knowledge, store=store, files=files, folder=None, extent=extent)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _has_appeared(dates: Iterable[str], day: str) -> bool:
    return any(date[:_LENGTH] <= day for date in dates)


def _first_dates(lookup: Lookup, assertions: Iterable[str]) -> dict[str, str]:
    """Map each assertion to the first date on which it is known to have been made, or to an empty text."""
    issued = lookup.values(Term.date)
    places = (KG.inDocument, KG.reportedIn, KG.saidIn, KG.attributedTo)

    def dates(assertion: str) -> Iterator[str]:
        yield from lookup.values(KG.saidOn).get(assertion, ())
        for predicate in places:
            for source in lookup.values(predicate).get(assertion, ()):
                yield from issued.get(source, ())

    return {name: min((date[:_LENGTH] for date in dates(name) if date), default="") for name in assertions}


def _late_links(lookup: Lookup, silent: set[str], day: str) -> set[str]:
    """Find the links that join a claim left out, and those drawn by a later document."""
    issued, places = lookup.values(Term.date), lookup.values(KG.inDocument)
    late = {
        link
        for predicate in (KG.from_, KG.to)
        for link, ends in lookup.values(predicate).items()
        if silent.intersection(ends)
    }
    for link in lookup.values(KG.relation):
        if link in places:  # a link drawn by an annotator stays
            dates = [date for place in places[link] for date in issued.get(place, ())]
            if not _has_appeared(dates, day):
                late.add(link)
    return late


def _late_passages(lookup: Lookup, unpublished: set[str], left_out: set[str]) -> set[str]:
    """Find the passages of later documents, and things with no other passage, such as namings."""
    passages, claims = lookup.values(KG.passage), lookup.values(KG.asserts)
    kept = {passage for name in claims if name not in left_out for passage in passages.get(name, ())}
    sources, selectors = lookup.values(Term.source), lookup.values(Term.selector)
    late = {name for name, documents in sources.items() if unpublished.issuperset(documents)} - kept
    things = {thing for thing, names in passages.items() if thing not in claims and late.issuperset(names)}
    return late | things | {item for name, items in selectors.items() if name in late for item in items}


def _keep(left_out: set[str], unpublished: set[str], later_works: set[str], triple: ox.Triple) -> Iterator[ox.Triple]:
    """Yield a triple unless it involves something left out; later documents become works, which replace nothing yet."""
    subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
    if subject in unpublished and triple.predicate.value == Term.type and value == KG.Document:
        yield ox.Triple(triple.subject, triple.predicate, ox.NamedNode(KG.Work))
    elif triple.predicate.value == Term.replaces and subject in later_works:
        return
    elif subject not in left_out and value not in left_out:
        yield triple
