"""Two documents side by side: what both say, where they differ, what one says and the other does not, shared roots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.chains import Assertions, index_assertions
from kgraph.provenance.graphs import measure
from kgraph.provenance.model import AGAINST
from kgraph.provenance.stances import (
    Implied,
    PassedOn,
    Stances,
    Surely,
    are_agreed,
    are_opposed,
    find_implied,
    find_passed_on,
    how_surely,
    list_voices,
    own_stances,
)
from kgraph.render.blocks import Block, Heading, Item, Items, Paragraph, list_under
from kgraph.render.wording import Wording, say_if, say_surely
from kgraph.store.lookup import Known, Lookup

_NAMES: Final = ("D1", "D2")
_STANCES: Final = {"distances": "keeps a distance", "retracts": "takes back"}
"""Stances whose code is not a plain word for what a document does."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A claim both documents have, with the stances each takes itself.

    `opposed` where one asserts what one denies; else `agreed` where both assert it, or both deny it.
    """

    claim: str
    one: Stances
    other: Stances
    opposed: bool
    agreed: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """What one document says on a question and the other does not; `mute` where that one says nothing on it at all."""

    question: str
    claims: tuple[str, ...]
    mute: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side.

    `rivals` are pairs of claims linked as contradicting each other, the first asserted by the first document and the
    second by the second; `implied` are claims that one asserts while the other denies a broader one. `passed_on` are
    oppositions of speakers whose word they pass on, beyond these. `roots` are those of chains of both, with the claims
    they have in common. `surely` has how surely each takes its stances.
    """

    documents: tuple[str, str]
    shared: tuple[Shared, ...]
    rivals: tuple[tuple[str, str], ...]
    implied: tuple[Implied, ...]
    passed_on: tuple[PassedOn, ...]
    only_one: tuple[Silence, ...]
    only_other: tuple[Silence, ...]
    roots: tuple[tuple[str, tuple[str, ...]], ...]
    surely: tuple[Surely, Surely]
    lookup: Lookup = field(compare=False, repr=False)

    def stances(self, at: int, claim: str, stances: Iterable[str]) -> str:
        """Write the stances that the document at 0 or 1 takes to a claim, and how certain they are."""
        held = self.surely[at]
        words = (_STANCES.get(stance, stance) + say_surely(held.get((claim, stance), ())) for stance in stances)
        return f"{_NAMES[at]} {', '.join(words)}"


def compare(knowledge: Known, one: str, other: str) -> Comparison:
    """Compare two documents by their own stances, and apart from these by those of the speakers they pass on.

    Raises UsageError if both are the same.
    """
    if one == other:
        raise UsageError("cannot compare a document with itself: name two documents")
    lookup, graph = knowledge.lookup, index_assertions(knowledge)
    first, second = own_stances(graph, one), own_stances(graph, other)
    linked = _linked(lookup)
    rivals = [pair for pair in linked if "asserts" in first.get(pair[0], ()) and "asserts" in second.get(pair[1], ())]
    passed_on = find_passed_on(list_voices(graph, one), list_voices(graph, other), linked)
    return Comparison(
        documents=(one, other),
        shared=tuple(
            Shared(
                claim=claim,
                one=first[claim],
                other=second[claim],
                opposed=are_opposed(first[claim], second[claim]),
                agreed=are_agreed(first[claim], second[claim]),
            )
            for claim in sorted(first.keys() & second.keys())
        ),
        rivals=tuple(rivals),
        implied=(
            *find_implied(lookup, first, second, by_one=True),
            *find_implied(lookup, second, first, by_one=False),
        ),
        passed_on=tuple(
            passed
            for passed in passed_on
            if passed.claims not in rivals
            and not are_opposed(first.get(passed.claims[0], ()), second.get(passed.claims[1], ()))
        ),
        only_one=tuple(_silences(lookup, first, second)),
        only_other=tuple(_silences(lookup, second, first)),
        roots=tuple(_shared_roots(graph, (one, other))),
        surely=(how_surely(graph, one), how_surely(graph, other)),
        lookup=lookup,
    )


def _linked(lookup: Lookup) -> list[tuple[str, str]]:
    """List the pairs of claims linked as contradicting each other, each both ways round."""
    pairs = {(start, end) for _, start, end in lookup.linked("contradicts")}
    return sorted(pairs | {(end, start) for start, end in pairs})


def _silences(lookup: Lookup, first: Mapping[str, Stances], second: Mapping[str, Stances]) -> Iterator[Silence]:
    """Group the claims that only the first document has by question; those that answer none come last."""
    answers = lookup.values(KG.answers)
    answered = {question for claim in second for question in answers.get(claim, ())}
    claims: dict[str, list[str]] = {}
    for claim in first:
        if claim not in second:
            for question in answers.get(claim, ("",)):
                claims.setdefault(question, []).append(claim)
    for question in sorted(claims, key=lambda question: (question == "", question)):
        yield Silence(question, tuple(claims[question]), question != "" and question not in answered)


def _shared_roots(graph: Assertions, documents: tuple[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    roots: dict[str, tuple[set[str], set[str]]] = {}
    for at, document in enumerate(documents):
        starts: dict[str, list[str]] = {}
        for assertion, places in graph.own.items():
            if document in places and assertion in graph.claim:
                starts.setdefault(graph.claim[assertion], []).append(assertion)
        for claim, own in starts.items():
            for assertion in measure(graph.relays.successors, own):
                hop = graph.hops[assertion]
                ends = graph.relays.out_degree(assertion) == 0
                given = {hop.speaker, *hop.grounds} if ends else {hop.speaker} if hop.stance in AGAINST else set()
                for root in given - {""}:
                    roots.setdefault(root, (set(), set()))[at].add(claim)
    for root, (first, second) in sorted(roots.items()):
        if first and second:
            yield root, tuple(sorted(first & second))


def to_blocks(comparison: Comparison) -> list[Block]:
    """Lay out a comparison."""
    lookup, shared, documents = comparison.lookup, comparison.shared, comparison.documents
    opposed, agreed = ([claim for claim in shared if getattr(claim, name)] for name in ("opposed", "agreed"))
    rest = [claim for claim in shared if not claim.opposed and not claim.agreed]
    relayed: dict[bool, list[PassedOn]] = {True: [], False: []}
    for passed in comparison.passed_on:
        relayed[passed.claims[0] == passed.claims[1]].append(passed)
    named = zip(_NAMES, map(Wording(lookup).document, documents), strict=True)
    blocks: list[Block] = [
        Heading("Two documents compared", 1),
        Paragraph(
            f"Both documents have {say_count(len(shared), 'claim')}: they take opposed stances on {len(opposed)}, pass "
            f"on opposed stances on {len(relayed[True])} more, and take the same side on {len(agreed)}."
        ),
        Items(tuple((f"{name}: {document}", ()) for name, document in named)),
        Paragraph(
            f"They also have {say_count(len(comparison.rivals), 'pair')} of claims that contradict each other, one "
            f"asserted by each, and {len(relayed[False])} more in what they pass on; "
            f"{say_count(len(comparison.implied), 'claim')} asserted in one where the other denies a broader one; and "
            f"{say_count(len(comparison.roots), 'root')} in common. Unless a speaker is named, the stances are the "
            "documents' own."
        ),
    ]
    listed = {
        "Opposed stances": [_say_shared(comparison, claim) for claim in opposed],
        "The same side": [_say_shared(comparison, claim) for claim in agreed],
        "Other claims in both": [_say_shared(comparison, claim) for claim in rest],
        "Contradicting claims, one in each": [_say_rivals(comparison, *pair) for pair in comparison.rivals],
        "Asserted in one; the other denies a broader claim": [
            _say_implied(comparison, implied) for implied in comparison.implied
        ],
        "Opposed stances in what they pass on": [_say_passed_on(comparison, passed) for passed in relayed[True]],
        "Contradicting claims in what they pass on": [_say_passed_on(comparison, passed) for passed in relayed[False]],
    }
    for heading, items in listed.items():
        blocks += list_under(f"{heading}: {len(items)}", items)
    for at, silences in enumerate((comparison.only_one, comparison.only_other)):
        blocks += list_under(
            f"Only in {_NAMES[at]}, {lookup.name(documents[at])}",
            (_say_silence(lookup, silence) for silence in silences),
            f"{_NAMES[1 - at]} does not mention these claims. They are listed by question.",
        )
    roots = [_say_root(lookup, root, claims) for root, claims in comparison.roots]
    return [*blocks, *list_under(f"Roots in both: {len(roots)}", roots)]


def _say_shared(comparison: Comparison, shared: Shared) -> Item:
    stances = (comparison.stances(at, shared.claim, taken) for at, taken in enumerate((shared.one, shared.other)))
    return comparison.lookup.name_with_id(shared.claim), ("; ".join(stances),)


def _say_rivals(comparison: Comparison, *pair: str) -> Item:
    first, second = (
        f"{comparison.stances(at, claim, ['asserts'])}: {comparison.lookup.name_with_id(claim)}"
        for at, claim in enumerate(pair)
    )
    return first, (second,)


def _say_passed_on(comparison: Comparison, passed: PassedOn) -> Item:
    """Say who takes which side in each document; the claim is named once if it is the same."""
    lookup = comparison.lookup
    same = passed.claims[0] == passed.claims[1]
    voices = [
        f"{name}: {'asserted' if side == 'for' else 'denied'} by {lookup.names(speakers)}"
        for name, side, speakers in zip(_NAMES, passed.sides, passed.speakers, strict=True)
    ]
    if same:
        return lookup.name_with_id(passed.claims[0]), ("; ".join(voices),)
    first, second = (
        f"{voice}: {lookup.name_with_id(claim)}" for voice, claim in zip(voices, passed.claims, strict=True)
    )
    return first, (second,)


def _say_implied(comparison: Comparison, implied: Implied) -> Item:
    asserting, denying = (0, 1) if implied.by_one else (1, 0)
    against = [stance for stance in sorted(AGAINST) if comparison.surely[denying].get((implied.denied, stance))]
    asserted, denied = map(comparison.lookup.name_with_id, (implied.asserted, implied.denied))
    denies = comparison.stances(denying, implied.denied, against)
    return f"{comparison.stances(asserting, implied.asserted, ['asserts'])}: {asserted}", (
        f"{denies} a broader claim, {say_if(implied.links)}: {denied}",
    )


def _say_silence(lookup: Lookup, silence: Silence) -> Item:
    question = lookup.name(silence.question) if silence.question else "(answers no question)"
    mute = ": the other document does not answer this question" if silence.mute else ""
    return f"{question}{mute}", tuple(map(lookup.name_with_id, silence.claims))


def _say_root(lookup: Lookup, root: str, claims: tuple[str, ...]) -> Item:
    return f"{lookup.name_with_id(root)}{'' if claims else ': for different claims'}", tuple(
        map(lookup.name_with_id, claims)
    )


def to_json(comparison: Comparison) -> dict[str, object]:
    """Give a comparison as plain data, ids short."""

    def silences(listed: Iterable[Silence]) -> list[dict[str, object]]:
        return [
            {
                "question": contract(silence.question) if silence.question else None,
                "claims": list(map(contract, silence.claims)),
                "otherSaysNothing": silence.mute,
            }
            for silence in listed
        ]

    return {
        "documents": list(map(contract, comparison.documents)),
        "shared": [
            {
                "claim": contract(shared.claim),
                "one": list(shared.one),
                "other": list(shared.other),
                "opposed": shared.opposed,
                "agreed": shared.agreed,
                "certainty": [
                    {stance: sorted(held[shared.claim, stance]) for stance in stances if (shared.claim, stance) in held}
                    for stances, held in zip((shared.one, shared.other), comparison.surely, strict=True)
                ],
            }
            for shared in comparison.shared
        ],
        "contradicting": [list(map(contract, pair)) for pair in comparison.rivals],
        "passedOn": [
            [
                {"claim": contract(claim), "side": side, "by": list(map(contract, speakers))}
                for claim, side, speakers in zip(passed.claims, passed.sides, passed.speakers, strict=True)
            ]
            for passed in comparison.passed_on
        ],
        "impliedOpposition": [
            {
                "asserts": contract(implied.asserted),
                "in": contract(comparison.documents[0 if implied.by_one else 1]),
                "otherDenies": contract(implied.denied),
                "links": implied.links,
            }
            for implied in comparison.implied
        ],
        "onlyOne": silences(comparison.only_one),
        "onlyOther": silences(comparison.only_other),
        "sharedRoots": [
            {"root": contract(root), "claims": list(map(contract, claims))} for root, claims in comparison.roots
        ],
    }
