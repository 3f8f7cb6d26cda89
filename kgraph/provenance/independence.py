"""What joins roots of one claim: what is recorded of works and bodies, and apart from that posts and memberships."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Final

from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.graphs import count_groups, measure
from kgraph.provenance.model import Hop
from kgraph.store.lookup import Lookup

ORIGINS: Final = (Term.creator, Term.publisher, KG.bodyOf)
"""From a work to who made or published it, from an organ to its state: each shares its origin with what it leads to."""
MEMBERSHIPS: Final = (Term.memberOf, KG.holds, KG.postAt)
"""From somebody to what they are a member of, or hold a post at: a tie that depends on dates."""


class Origins:
    """Counts the roots on one side of a claim that share no recorded origin."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    @cached_property
    def _upward(self) -> Mapping[str, tuple[str, ...]]:
        return _merge(self._lookup.values(predicate) for predicate in ORIGINS)

    @cached_property
    def _affiliations(self) -> Mapping[str, tuple[str, ...]]:
        member, holds, at = (self._lookup.values(predicate) for predicate in MEMBERSHIPS)
        posts = {holder: tuple(body for post in held for body in at.get(post, ())) for holder, held in holds.items()}
        return _merge((member, posts))

    @cached_property
    def _said_in(self) -> Mapping[str, tuple[str, ...]]:
        return self._lookup.values(KG.saidIn)

    def count(self, roots: tuple[str, ...], hops: Iterable[Hop]) -> tuple[int, int]:
        """Count roots after joining those that share an origin; then after joining posts and memberships as well.

        `hops` are those that take the side. Joined are a work with who made it, who published it, who cites it for
        the claim and who is recorded as having said so in it, and an organ with its state.
        """
        spoken = list(self._spoken(set(roots), hops))
        affiliated = [(root, body) for root in roots for body in self._affiliations.get(root, ())]
        joined = count_groups(roots, chain(spoken, self._ties(roots)))
        loose = {*roots, *(body for _, body in affiliated)}
        return joined, count_groups(loose, chain(spoken, affiliated, self._ties(loose))) if affiliated else joined

    def _spoken(self, roots: set[str], hops: Iterable[Hop]) -> Iterator[tuple[str, str]]:
        for hop in hops:
            for work in (*hop.cites, *self._said_in.get(hop.assertion, ())):
                if work in roots and hop.speaker in roots:
                    yield hop.speaker, work

    def _ties(self, nodes: Iterable[str]) -> Iterator[tuple[str, str]]:
        for member in measure(lambda member: self._upward.get(member, ()), nodes):
            for parent in self._upward.get(member, ()):
                yield member, parent


def _merge(maps: Iterable[Mapping[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for mapping in maps:
        for subject, values in mapping.items():
            merged[subject] = (*merged.get(subject, ()), *values)
    return merged
