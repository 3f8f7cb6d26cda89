"""What differs between two states of the annotations: what was added, lost or changed."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain
from operator import itemgetter
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.ontology import terms
from kgraph.ontology.curies import code, contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.graphs import measure
from kgraph.render.blocks import Block, Heading, Items, Named, Paragraph
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import NAMES

Values: TypeAlias = dict[str, tuple[str, ...]]
Facts: TypeAlias = dict[str, Values]
_Key: TypeAlias = tuple[str, str, tuple[str, ...]]
"""What identifies an assertion: its document, its claim, and the speakers of its chain, outermost first."""
_Assertion: TypeAlias = tuple[str, list[Values]]
"""The IRI of an assertion, and the codes of each of its hops."""

_FRAME: Final = frozenset({Term.type, KG.asserts, KG.attributedTo, KG.relays, KG.inDocument, KG.reportedIn, KG.passage})
"""What identifies an assertion, or is compared with another thing."""
_KINDS: Final = (KG.Claim, KG.Source, KG.ClaimLink, KG.Rating, KG.Question, KG.Event, KG.Place, KG.Quantity)
_WORDS: Final = {"claimlink": ("link", "links"), "quantity": ("quantity", "quantities")}


class Fate(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A key of a thing whose values differ; `hop` is the speaker, if the thing is a hop of an assertion's chain."""

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

    @property
    def name(self) -> str:
        """The id; of an assertion its document, the speakers of its chain, and its claim."""
        return f"{self.document}: {' < '.join(self.chain)}: {self.id}" if self.kind == "assertion" else self.id


def compare(before: Knowledge, after: Knowledge) -> list[Item]:
    """List what differs, by kind, fate and id.

    Things are matched by id. Assertions are matched by document, claim and the speakers of the chain, because their
    ids change with every quote; if several agree in these, by id, then by what they say, then in order.
    """
    old, new = _facts(before.store), _facts(after.store)
    items = [item for kind in _KINDS for item in _things(kind, old, new)]
    items += _assertions(old, new)
    order = [terms.load().compact(kind).lower() for kind in _KINDS]
    order.insert(1, "assertion")
    return sorted(items, key=lambda item: (order.index(item.kind), list(Fate).index(item.fate), item.id, item.chain))


def _facts(store: ox.Store) -> Facts:
    """Gather the values of each subject by property, without what loading derives."""
    derived = ox.NamedNode(KG.derived)
    gathered: dict[str, dict[str, set[str]]] = {}
    for quad in store:
        if quad.graph_name != derived and isinstance(quad.subject, ox.NamedNode):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else str(quad.object)
            gathered.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, set()).add(value)
    return {subject: {key: tuple(sorted(values)) for key, values in keys.items()} for subject, keys in gathered.items()}


def _of_kind(kind: str, facts: Facts) -> set[str]:
    kinds = {term.iri for term in terms.load().subclasses(kind)}
    return {subject for subject, values in facts.items() if kinds & set(values.get(Term.type, ()))}


def _things(kind: str, old: Facts, new: Facts) -> Iterator[Item]:
    name = terms.load().compact(kind).lower()
    before, after = _of_kind(kind, old), _of_kind(kind, new)
    sources = (_sources(old), _sources(new)) if kind == KG.Claim else ({}, {})
    for iri in sorted(before ^ after):
        facts, fate = (new, Fate.ADDED) if iri in after else (old, Fate.LOST)
        yield Item(name, contract(iri), _label(facts[iri], facts), fate)
    for iri in sorted(before & after):
        had, has = (by_claim.get(iri, set()) for by_claim in sources)
        changes = tuple(_changes(old[iri], new[iri]))
        gained, lost = (tuple(sorted(map(contract, iris))) for iris in (has - had, had - has))
        if changes or gained or lost:
            yield Item(name, contract(iri), _label(new[iri], new), Fate.CHANGED, changes, gained, lost)


def _label(values: Values, facts: Facts) -> str:
    """Give the label of a thing; of a link the claims it joins, of a rating what it rates."""
    for key in NAMES:
        if key in values:
            return values[key][0]
    ends = [facts.get(end, {}) for key in (KG.from_, KG.to, KG.rates) for end in values.get(key, ())]
    relation = "".join(map(_shown, values.get(KG.relation, ())))
    return f" {relation} ".join(filter(None, (_label(end, {}) for end in ends if end))) if ends else ""


def _changes(old: Values, new: Values, *, hop: str = "") -> Iterator[Change]:
    known = terms.load()
    for key in sorted({*old, *new}, key=known.compact):
        had, has = old.get(key, ()), new.get(key, ())
        if had != has:
            name = "type" if key == Term.type else known.compact(key)
            yield Change(name, tuple(map(_shown, had)), tuple(map(_shown, has)), hop)


def _shown(value: str) -> str:
    term = terms.load().compact(value)
    return code(value) or (term if term != value else contract(value))


def _sources(facts: Facts) -> dict[str, set[str]]:
    """List who speaks on each claim at any hop, and what they cite."""
    sources: dict[str, set[str]] = {}
    for values in facts.values():
        for claim in values.get(KG.asserts, ()):
            sources.setdefault(claim, set()).update(values.get(KG.attributedTo, ()), values.get(KG.cites, ()))
    return sources


def _own(facts: Facts) -> dict[_Key, list[_Assertion]]:
    """Group the assertions of documents by what identifies them."""
    grouped = defaultdict(list)
    for iri, values in sorted(facts.items()):
        documents, claims = values.get(KG.inDocument, ()), values.get(KG.asserts, ())
        if documents and claims:
            hops = list(measure(lambda hop: facts[hop].get(KG.relays, ()), [iri], within=facts))
            chain = tuple(contract(next(iter(facts[hop].get(KG.attributedTo, ())), "")) for hop in hops)
            grouped[documents[0], claims[0], chain].append((iri, [_codes(hop, facts) for hop in hops]))
    return grouped


def _codes(hop: str, facts: Facts) -> Values:
    """Gather the values of a hop, and the anchors of its passage."""
    codes = {key: values for key, values in facts[hop].items() if key not in _FRAME}
    for passage in facts[hop].get(KG.passage, ()):
        for selector in facts.get(passage, {}).get(Term.selector, ()):
            anchors = facts.get(selector, {})
            codes |= {key: anchors[key] for key in (KG.firstWords, KG.lastWords) if key in anchors}
    return codes


def _assertions(old: Facts, new: Facts) -> Iterator[Item]:
    before, after = _own(old), _own(new)
    for key in sorted({*before, *after}):
        pairs, lost, added = _pair(before.get(key, []), after.get(key, []))
        yield from [_item(key, Fate.LOST, old)] * lost
        yield from [_item(key, Fate.ADDED, new)] * added
        for (_, had), (_, has) in pairs:
            hops = zip(key[2], had, has, strict=True)
            if changes := tuple(change for hop, was, now in hops for change in _changes(was, now, hop=hop)):
                yield _item(key, Fate.CHANGED, new, changes)


_MATCHES: Final[tuple[Callable[[_Assertion], str], ...]] = (
    lambda assertion: assertion[0],
    lambda assertion: repr([sorted(codes.items()) for codes in assertion[1]]),
    lambda _: "",
)


def _pair(old: list[_Assertion], new: list[_Assertion]) -> tuple[list[tuple[_Assertion, _Assertion]], int, int]:
    """Match assertions of one key by id, then by all they say, then in order; count those left of each list."""
    pairs: list[tuple[_Assertion, _Assertion]] = []
    for key in _MATCHES:
        candidates: dict[str, deque[_Assertion]] = defaultdict(deque)
        for has in new:
            candidates[key(has)].append(has)
        unmatched = []
        for had in old:
            if same := candidates[key(had)]:
                pairs.append((had, same.popleft()))
            else:
                unmatched.append(had)
        old, new = unmatched, sorted(chain.from_iterable(candidates.values()), key=itemgetter(0))
    return pairs, len(old), len(new)


def _item(key: _Key, fate: Fate, facts: Facts, changes: tuple[Change, ...] = ()) -> Item:
    document, claim, chain = key
    label = _label(facts.get(claim, {}), {})
    return Item("assertion", contract(claim), label, fate, changes, document=contract(document), chain=chain)


def to_json(items: Sequence[Item]) -> dict[str, object]:
    """Give the differences as plain data, without empty keys."""
    return {"differences": [{key: value for key, value in asdict(item).items() if value} for item in items]}


def to_blocks(items: Sequence[Item]) -> list[Block]:
    """Lay out the differences by kind and fate; claims with a new wording are listed apart."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        reworded = any(change.key == "text" for change in item.changes)
        plural = _WORDS.get(item.kind, ("", f"{item.kind}s"))[1]
        groups.setdefault(f"{plural.capitalize()} {'reworded' if reworded else item.fate}", []).append(item)
    blocks: list[Block] = [Heading("Differences", 1), Paragraph(_summary(items))]
    for heading, group in groups.items():
        listed = tuple((Named(item.label, item.name), tuple(_details(item))) for item in group)
        blocks += [Heading(f"{heading}: {len(group)}"), Items(listed)]
    return blocks


def _details(item: Item) -> Iterator[str]:
    for change in item.changes:
        before, after = (", ".join(values) or "nothing" for values in (change.before, change.after))
        yield f"{change.hop + ', ' if change.hop else ''}{change.key}: {before} → {after}"
    for verb, sources in (("gained", item.gained), ("lost", item.lost)):
        if sources:
            yield f"sources {verb}: {', '.join(sources)}"


def _summary(items: Sequence[Item]) -> str:
    counted = Counter((item.kind, item.fate) for item in items)
    counts = (f"{say_count(number, *_WORDS.get(kind, (kind,)))} {fate}" for (kind, fate), number in counted.items())
    return f"{', '.join(counts) or 'no difference'}.".capitalize()
