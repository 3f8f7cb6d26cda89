"""What differs between two states of the annotations: what was added, lost or changed, matched by id."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from kgraph.ontology import terms
from kgraph.ontology.curies import code, contract
from kgraph.ontology.vocab import KG, Term
from kgraph.store.lookup import NAMES

Values: TypeAlias = dict[str, tuple[str, ...]]
Facts: TypeAlias = dict[str, Values]

_FRAME: Final = frozenset({Term.type, KG.asserts, KG.attributedTo, KG.relays, KG.inDocument, KG.reportedIn, KG.passage})
"""What makes an assertion the one it is, or lies in another thing."""
_KINDS: Final = (KG.Claim, KG.Source, KG.ClaimLink, KG.Rating, KG.Question, KG.Event, KG.Place, KG.Quantity)


class Stored(Protocol):
    """What is compared: anything that holds a store of annotations."""

    @property
    def store(self) -> ox.Store:
        """One named graph for each file, and one for what loading derives."""


class Fate(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One key of a thing that differs; `hop` is the speaker, where it is a hop of an assertion's chain."""

    key: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    hop: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that differs; `gained` and `lost` are the sources of a claim, `chain` the speakers of an assertion."""

    kind: str
    id: str
    label: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    document: str = ""
    chain: tuple[str, ...] = ()


def compare(before: Stored, after: Stored) -> list[Item]:
    """List what differs, by kind, fate and id.

    Things are matched by their ids, but assertions by document, claim and the speakers of the chain: their ids change
    with every quote. Several of one kind are matched by id first, then by what they say, then in their order.
    """
    old, new = _facts(before.store), _facts(after.store)
    found = [item for kind in _KINDS for item in _things(kind, old, new)]
    found += _assertions(old, new)
    order = [terms.load().compact(kind).lower() for kind in _KINDS]
    order.insert(1, "assertion")
    return sorted(found, key=lambda one: (order.index(one.kind), list(Fate).index(one.fate), one.id, one.chain))


def _facts(store: ox.Store) -> Facts:
    """Gather what the files say of each subject, without what loading derived."""
    derived = ox.NamedNode(KG.derived)
    gathered: dict[str, dict[str, set[str]]] = {}
    for quad in store:
        if quad.graph_name != derived and isinstance(quad.subject, ox.NamedNode):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else str(quad.object)
            gathered.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, set()).add(value)
    return {subject: {key: tuple(sorted(values)) for key, values in said.items()} for subject, said in gathered.items()}


def _of_kind(kind: str, facts: Facts) -> set[str]:
    kinds = {one.iri for one in terms.load().subclasses(kind)}
    return {subject for subject, said in facts.items() if kinds & set(said.get(Term.type, ()))}


def _things(kind: str, old: Facts, new: Facts) -> Iterator[Item]:
    name = terms.load().compact(kind).lower()
    before, after = _of_kind(kind, old), _of_kind(kind, new)
    sources = (_sources(old), _sources(new)) if kind == KG.Claim else ({}, {})
    for one in sorted(before | after):
        if one not in after:
            yield Item(name, contract(one), _label(old[one], old), Fate.LOST)
        elif one not in before:
            yield Item(name, contract(one), _label(new[one], new), Fate.ADDED)
        else:
            had, has = sources[0].get(one, set()), sources[1].get(one, set())
            changes = tuple(_changes(old[one], new[one]))
            gained, lost = (tuple(sorted(map(contract, some))) for some in (has - had, had - has))
            if changes or gained or lost:
                yield Item(name, contract(one), _label(new[one], new), Fate.CHANGED, changes, gained, lost)


def _label(said: Values, facts: Facts) -> str:
    """Say what a thing is called; a link by the claims it joins, a rating by what it rates."""
    for key in NAMES:
        if key in said:
            return said[key][0]
    ends = [facts.get(one, {}) for key in (KG.from_, KG.to, KG.rates) for one in said.get(key, ())]
    relation = "".join(_shown(one) for one in said.get(KG.relation, ()))
    return f" {relation} ".join(filter(None, (_label(one, {}) for one in ends if one))) if ends else ""


def _changes(old: Values, new: Values, *, leave: frozenset[str] = frozenset(), hop: str = "") -> Iterator[Change]:
    known = terms.load()
    for key in sorted({*old, *new} - leave, key=known.compact):
        had, has = old.get(key, ()), new.get(key, ())
        if had != has:
            name = "type" if key == Term.type else known.compact(key)
            yield Change(name, tuple(map(_shown, had)), tuple(map(_shown, has)), hop)


def _shown(value: str) -> str:
    known = terms.load().compact(value)
    return code(value) or (known if known != value else contract(value))


def _sources(facts: Facts) -> dict[str, set[str]]:
    """List who speaks for or against each claim at any hop, and what is cited."""
    found: dict[str, set[str]] = {}
    for said in facts.values():
        for claim in said.get(KG.asserts, ()):
            found.setdefault(claim, set()).update(said.get(KG.attributedTo, ()), said.get(KG.cites, ()))
    return found


@dataclass(frozen=True, slots=True)
class _Assertion:
    """An assertion of a document, with the hops behind it, outermost first."""

    id: str
    document: str
    claim: str
    hops: tuple[str, ...]
    chain: tuple[str, ...]
    codes: tuple[Values, ...]

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        return self.document, self.claim, self.chain


def _own(facts: Facts) -> Iterator[_Assertion]:
    for one, said in sorted(facts.items()):
        documents, claims = said.get(KG.inDocument, ()), said.get(KG.asserts, ())
        if documents and claims:
            hops = tuple(_hops(one, facts))
            chain = tuple(contract(next(iter(facts[hop].get(KG.attributedTo, ())), "")) for hop in hops)
            yield _Assertion(one, documents[0], claims[0], hops, chain, tuple(_codes(hop, facts) for hop in hops))


def _hops(one: str, facts: Facts) -> Iterator[str]:
    """Follow what an assertion relays, as far as its file says; a circle is followed once."""
    seen: set[str] = set()
    waiting = [one]
    while waiting:
        hop = waiting.pop()
        if hop in facts and hop not in seen:
            seen.add(hop)
            yield hop
            waiting += reversed(facts[hop].get(KG.relays, ()))


def _codes(hop: str, facts: Facts) -> Values:
    """Gather what a hop says, and the words that its passage is found by."""
    said = {key: values for key, values in facts[hop].items() if key not in _FRAME}
    for passage in facts[hop].get(KG.passage, ()):
        for selector in facts.get(passage, {}).get(Term.selector, ()):
            words = facts.get(selector, {})
            said |= {key: words[key] for key in (KG.firstWords, KG.lastWords) if key in words}
    return said


def _assertions(old: Facts, new: Facts) -> Iterator[Item]:
    before, after = _grouped(_own(old)), _grouped(_own(new))
    for key in sorted({*before, *after}):
        pairs, lost, added = _pair(before.get(key, []), after.get(key, []))
        yield from (_item(one, Fate.LOST, old) for one in lost)
        yield from (_item(one, Fate.ADDED, new) for one in added)
        for had, has in pairs:
            changes = tuple(
                change
                for speaker, was, now in zip(has.chain, had.codes, has.codes, strict=True)
                for change in _changes(was, now, hop=speaker)
            )
            if changes:
                yield _item(has, Fate.CHANGED, new, changes)


def _grouped(found: Iterable[_Assertion]) -> dict[tuple[str, str, tuple[str, ...]], list[_Assertion]]:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[_Assertion]] = {}
    for one in found:
        grouped.setdefault(one.key, []).append(one)
    return grouped


def _pair(
    old: list[_Assertion], new: list[_Assertion]
) -> tuple[list[tuple[_Assertion, _Assertion]], list[_Assertion], list[_Assertion]]:
    """Match assertions of one document, claim and chain: by id, then by all they say, then in order."""
    pairs: list[tuple[_Assertion, _Assertion]] = []
    by: tuple[Callable[[_Assertion], object], ...] = (lambda one: one.id, lambda one: str(one.codes), lambda _: "")
    for key in by:
        waiting: dict[object, deque[_Assertion]] = {}
        for one in new:
            waiting.setdefault(key(one), deque()).append(one)
        left = []
        for one in old:
            if matching := waiting.get(key(one)):
                pairs.append((one, matching.popleft()))
            else:
                left.append(one)
        free = {one.id for some in waiting.values() for one in some}
        old, new = left, [one for one in new if one.id in free]
    return pairs, old, new


def _item(one: _Assertion, fate: Fate, facts: Mapping[str, Values], changes: tuple[Change, ...] = ()) -> Item:
    label = _label(facts.get(one.claim, {}), {})
    document, claim = contract(one.document), contract(one.claim)
    return Item("assertion", claim, label, fate, changes, document=document, chain=one.chain)
