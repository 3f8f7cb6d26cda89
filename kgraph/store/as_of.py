"""The graph as of a day: only what had been said or published by then."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.source import Parsed
from kgraph.store.knowledge import Extent, Knowledge

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    _check_day(day)
    store = knowledge.store
    issued = _values(store, Term.date)
    claims = _values(store, KG.asserts)
    made = _days(store, claims, issued)
    undated = {assertion for assertion, date in made.items() if not date}
    later = {assertion for assertion, date in made.items() if date > day}  # a month or year counts from its first day
    dropped = undated | later
    stated = {claim for assertion in claims if assertion not in dropped for claim in claims[assertion]}
    silent = {claim for values in claims.values() for claim in values} - stated
    unpublished = _unpublished(store, issued, day)
    left_out = dropped | silent | _late_links(store, silent, issued, day)
    left_out |= _late_passages(store, unpublished, left_out)
    kept = _Kept(left_out, unpublished, _later_works(issued, day))
    extent = Extent(
        day=day, kept=len(claims) - len(dropped), later=len(later), undated=len(undated), claims=len(silent)
    )
    files = tuple(map(kept.file, knowledge.files))
    return replace(knowledge, store=kept.store(store), files=files, folder=None, extent=extent)


def _check_day(day: str) -> None:
    try:
        if _DAY.fullmatch(day):
            dt.date.fromisoformat(day)
            return
    except ValueError:
        pass  # such as 30 February
    raise UsageError(f"`{day}` is not a valid date: write it as 2022-01-08")


def _days(store: ox.Store, assertions: Iterable[str], issued: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Map each assertion to the first date on which it is known to have been made, or to an empty text."""
    said = _values(store, KG.saidOn)
    places = [_values(store, predicate) for predicate in (KG.inDocument, KG.reportedIn, KG.saidIn, KG.attributedTo)]

    def dates(assertion: str) -> Iterator[str]:
        yield from said.get(assertion, ())
        for sources in places:
            for source in sources.get(assertion, ()):
                yield from issued.get(source, ())

    return {name: min((date[:_LENGTH] for date in dates(name) if date), default="") for name in assertions}


def _unpublished(store: ox.Store, issued: Mapping[str, tuple[str, ...]], day: str) -> set[str]:
    """Find the documents that are not known to have been published by a day."""
    documents = (thing for thing, kinds in _values(store, Term.type).items() if KG.Document in kinds)
    return {document for document in documents if not any(date[:_LENGTH] <= day for date in issued.get(document, ()))}


def _later_works(issued: Mapping[str, tuple[str, ...]], day: str) -> set[str]:
    """Find the works published after a day, which replace nothing yet."""
    return {work for work, dates in issued.items() if min(date[:_LENGTH] for date in dates) > day}


def _values(store: ox.Store, predicate: str) -> dict[str, tuple[str, ...]]:
    """Map each subject to the sorted IRIs and lexical forms of its values."""
    collected: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            collected.setdefault(quad.subject.value, []).append(quad.object.value)
    return {subject: tuple(sorted(values)) for subject, values in collected.items()}


def _late_links(store: ox.Store, silent: set[str], issued: Mapping[str, Iterable[str]], day: str) -> set[str]:
    """Find the links that join a claim left out, and those drawn by a later document."""
    late = {
        link
        for predicate in (KG.from_, KG.to)
        for link, ends in _values(store, predicate).items()
        if silent.intersection(ends)
    }
    places = _values(store, KG.inDocument)
    for link in _values(store, KG.relation):
        if link in places:  # a link drawn by an annotator stays
            dates = [date for place in places[link] for date in issued.get(place, ())]
            if not any(date[:_LENGTH] <= day for date in dates):
                late.add(link)
    return late


def _late_passages(store: ox.Store, unpublished: set[str], left_out: set[str]) -> set[str]:
    """Find the passages of later documents, and things with no other passage, such as namings."""
    passages = _values(store, KG.passage)
    claims = _values(store, KG.asserts)
    kept = {passage for name in claims if name not in left_out for passage in passages.get(name, ())}
    late = {name for name, sources in _values(store, Term.source).items() if unpublished.issuperset(sources)} - kept
    selectors = {item for name, items in _values(store, Term.selector).items() if name in late for item in items}
    things = {thing for thing, names in passages.items() if thing not in claims and late.issuperset(names)}
    return late | selectors | things


class _Kept:
    """Copies a graph without the statements that involve things left out; later documents become works."""

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
