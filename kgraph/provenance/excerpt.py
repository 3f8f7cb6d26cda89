"""Copy out of a store what bears on one claim, so that a trace does not read the rest."""

from collections.abc import Iterable, Iterator
from functools import partial

import pyoxigraph as ox

from kgraph.ontology.vocab import IDS, KG, SCHEMES
from kgraph.provenance.graphs import measure
from kgraph.provenance.independence import MEMBERSHIPS, ORIGINS
from kgraph.store.lookup import Known, Lookup


class Excerpt:
    """What bears on one claim, on the claims that it implies or that imply it, and on those that contradict it."""

    def __init__(self, knowledge: Known, claim: str) -> None:
        whole, part = knowledge.lookup.store, ox.Store()
        for near in sorted({claim, *_related(whole, claim)}):
            _copy(whole, near, part)
        self.lookup = Lookup(part)


def _related(store: ox.Store, claim: str) -> set[str]:
    """Find what a claim implies, what implies it, and what contradicts it."""

    def follow(start: str, relation: str, near: str, far: str) -> Iterator[str]:
        coded = ox.NamedNode(f"{SCHEMES}relation#{relation}")
        for quad in store.quads_for_pattern(None, ox.NamedNode(near), ox.NamedNode(start)):
            if any(store.quads_for_pattern(quad.subject, ox.NamedNode(KG.relation), coded)):
                ends = store.quads_for_pattern(quad.subject, ox.NamedNode(far), None)
                yield from (end.object.value for end in ends if isinstance(end.object, ox.NamedNode))

    related: set[str] = set()
    for near, far in ((KG.from_, KG.to), (KG.to, KG.from_)):
        related |= {*measure(partial(follow, relation="broaderThan", near=near, far=far), [claim])}
        related |= {*follow(claim, "contradicts", near, far)}
    return related


def _copy(whole: ox.Store, claim: str, part: ox.Store) -> None:
    """Copy a claim, its assertions and links, and the descriptions and ratings of everything that these name.

    A chain keeps to one claim, so a search of the copy finds what a search of the whole would.
    """
    about = ox.NamedNode(claim)
    fresh = {about}
    for predicate in (KG.asserts, KG.from_, KG.to):
        fresh |= _iris(quad.subject for quad in whole.quads_for_pattern(None, ox.NamedNode(predicate), about))
    for quad in list(whole.quads_for_pattern(about, ox.NamedNode(KG.quantity), None)):
        fresh |= _iris(figure.subject for figure in whole.quads_for_pattern(None, quad.predicate, quad.object))
    seen: set[ox.NamedNode] = set()
    for _ in range(3):  # the claim's own; speakers and linked claims; the makers of works, and what ratings name
        seen |= fresh
        named: set[ox.NamedNode] = set()
        for thing in sorted(fresh, key=str):
            ratings = _iris(quad.subject for quad in whole.quads_for_pattern(None, ox.NamedNode(KG.rates), thing))
            for subject in (thing, *ratings):
                quads = list(whole.quads_for_pattern(subject, None, None))
                part.extend(quads)
                named |= {iri for iri in _iris(quad.object for quad in quads) if iri.value.startswith(IDS)}
        fresh = named - seen
    known = {node.value for node in seen}
    for iri in measure(lambda iri: _joined(whole, iri), known):
        if iri not in known:
            part.extend(list(whole.quads_for_pattern(ox.NamedNode(iri), None, None)))


def _joined(store: ox.Store, iri: str) -> Iterator[str]:
    """Follow what joins roots, however far it leads."""
    for predicate in (*ORIGINS, *MEMBERSHIPS):
        quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        yield from (node.value for node in _iris(quad.object for quad in quads))


def _iris(terms: Iterable[object]) -> set[ox.NamedNode]:
    return {term for term in terms if isinstance(term, ox.NamedNode)}
