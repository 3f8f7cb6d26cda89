"""Hops read from a store, each predicate in one go."""

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from kgraph.ontology.vocab import KG
from kgraph.provenance.model import Hop

TERMS: Final = (ox.NamedNode, ox.Literal)


def _first(store: ox.Store, predicate: str) -> dict[str, str]:
    """Map each subject to the first value it has for a predicate, in no order: the lean way for what has one."""
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        one, other = quad.subject, quad.object
        if isinstance(one, ox.NamedNode) and isinstance(other, TERMS):
            subject, value = one.value, other.value
            if value < found.setdefault(subject, value):
                found[subject] = value
    return found


def _codes(store: ox.Store, predicate: str) -> dict[str, str]:
    """Map each subject to a bare code, each code being one string however often it is used."""
    known: dict[str, str] = {}
    found = _first(store, predicate)
    return {one: known.setdefault(value, value.rpartition("#")[2]) for one, value in found.items()}


def read_hops(
    store: ox.Store,
    assertions: Iterable[str],
    own: Mapping[str, tuple[str, ...]],
    types: Mapping[str, tuple[str, ...]],
    cites: Mapping[str, tuple[str, ...]],
) -> dict[str, Hop]:
    """Read what each assertion says of its speaker; `own` has the documents of those that documents make themselves."""
    stances, bases, certainties = (_codes(store, name) for name in (KG.stance, KG.basis, KG.certainty))
    speakers, reported = _first(store, KG.attributedTo), _first(store, KG.reportedIn)
    found = {}
    for one in assertions:
        speaker = speakers.get(one, "")
        found[one] = Hop(
            assertion=one,
            speaker=speaker,
            anonymous=KG.AnonymousSource in types.get(speaker, ()),
            stance=stances.get(one, ""),
            basis=bases.get(one, ""),
            certainty=certainties.get(one, ""),
            document=own[one][0] if one in own else reported.get(one, ""),
            cites=cites.get(one, ()),
        )
    return found
