"""Two documents side by side: what both say, where they differ, what one says and the other does not, shared roots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.chains import Assertions, index_assertions
from kgraph.provenance.graphs import measure
from kgraph.provenance.model import AGAINST
from kgraph.provenance.stances import (
    Implied,
    Stances,
    Surely,
    are_agreed,
    are_opposed,
    find_implied,
    how_surely,
    own_stances,
)
from kgraph.render.blocks import Block, Heading, Items, Paragraph
from kgraph.render.wording import Wording, say_if, say_surely
from kgraph.store.lookup import Known, Lookup


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

    `rivals` are pairs of claims linked as contradicting each other, the first asserted by the one document and the
    second by the other; `implied` are claims that one asserts while the other denies a broader one. `roots` are those
    of chains of both, with the claims they have in common. `surely` has how surely each takes its stances.
    """

    documents: tuple[str, str]
    shared: tuple[Shared, ...]
    rivals: tuple[tuple[str, str], ...]
    implied: tuple[Implied, ...]
    only_one: tuple[Silence, ...]
    only_other: tuple[Silence, ...]
    roots: tuple[tuple[str, tuple[str, ...]], ...]
    surely: tuple[Surely, Surely]
    lookup: Lookup = field(compare=False, repr=False)


def compare(knowledge: Known, one: str, other: str) -> Comparison:
    """Set two documents side by side, by what each says itself: what it only quotes within a chain is another's."""
    if one == other:
        raise UsageError("a document is compared with another: name two")
    lookup, graph = knowledge.lookup, index_assertions(knowledge)
    mine, theirs = own_stances(graph, one), own_stances(graph, other)
    both = sorted(set(mine) & set(theirs))
    return Comparison(
        documents=(one, other),
        shared=tuple(
            Shared(
                claim=claim,
                one=mine[claim],
                other=theirs[claim],
                opposed=are_opposed(mine[claim], theirs[claim]),
                agreed=are_agreed(mine[claim], theirs[claim]),
            )
            for claim in both
        ),
        rivals=tuple(_rivals(lookup, mine, theirs)),
        implied=(
            *find_implied(lookup, mine, theirs, by_one=True),
            *find_implied(lookup, theirs, mine, by_one=False),
        ),
        only_one=tuple(_silences(lookup, mine, theirs)),
        only_other=tuple(_silences(lookup, theirs, mine)),
        roots=tuple(_shared_roots(graph, (one, other))),
        surely=(how_surely(graph, one), how_surely(graph, other)),
        lookup=lookup,
    )


def _rivals(lookup: Lookup, mine: Mapping[str, Stances], theirs: Mapping[str, Stances]) -> Iterator[tuple[str, str]]:
    def asserted(stances: Mapping[str, Stances], claim: str) -> bool:
        return "asserts" in stances.get(claim, ())

    pairs = set()
    for link, ends in lookup.values(KG.from_).items():
        if lookup.code(link, KG.relation) == "contradicts":
            for start in ends:
                for end in lookup.values(KG.to).get(link, ()):
                    pairs |= {(start, end), (end, start)}
    return (pair for pair in sorted(pairs) if asserted(mine, pair[0]) and asserted(theirs, pair[1]))


def _silences(lookup: Lookup, mine: Mapping[str, Stances], theirs: Mapping[str, Stances]) -> Iterator[Silence]:
    """Sort what only one says by question, a claim without one under none."""
    answers = lookup.values(KG.answers)
    spoken = {question for claim in theirs for question in answers.get(claim, ())}
    by_question: dict[str, list[str]] = {}
    for claim in mine:
        if claim not in theirs:
            for question in answers.get(claim, ("",)):
                by_question.setdefault(question, []).append(claim)
    for question in sorted(by_question, key=lambda one: (one == "", one)):
        yield Silence(question, tuple(by_question[question]), question != "" and question not in spoken)


def _shared_roots(graph: Assertions, documents: tuple[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    roots: dict[str, tuple[set[str], set[str]]] = {}
    for at, document in enumerate(documents):
        starts: dict[str, list[str]] = {}
        for one, places in graph.own.items():
            if document in places and one in graph.claim:
                starts.setdefault(graph.claim[one], []).append(one)
        for claim, own in starts.items():
            for one in measure(graph.relays.successors, own):
                hop = graph.hops[one]
                ends = graph.relays.out_degree(one) == 0
                given = {hop.speaker, *hop.cites} if ends else {hop.speaker} if hop.stance in AGAINST else set()
                for root in given - {""}:
                    roots.setdefault(root, (set(), set()))[at].add(claim)
    for root, (mine, theirs) in sorted(roots.items()):
        if mine and theirs:
            yield root, tuple(sorted(mine & theirs))


def to_blocks(found: Comparison) -> list[Block]:
    """Lay out a comparison."""
    lookup = found.lookup
    names = ("D1", "D2")
    opposed, agreed = ([one for one in found.shared if one.opposed], [one for one in found.shared if one.agreed])
    rest = [one for one in found.shared if not one.opposed and not one.agreed]
    blocks: list[Block] = [
        Heading("Two documents compared", 1),
        Paragraph(
            f"Both documents have {say_count(len(found.shared), 'claim')}: they take opposed stances on {len(opposed)} "
            f"and the same side on {len(agreed)}."
        ),
        Items(
            tuple(
                (f"{at}: {Wording(lookup).document(one)}", ()) for at, one in zip(names, found.documents, strict=True)
            )
        ),
        Paragraph(
            f"They also have {say_count(len(found.rivals), 'pair')} of claims that contradict each other, one asserted "
            f"in each; {say_count(len(found.implied), 'claim')} asserted in one where the other denies a broader one; "
            f"and {say_count(len(found.roots), 'root')} in common. The stances are the documents' own."
        ),
    ]
    for title, listed in (
        ("Opposed stances", opposed),
        ("The same side", agreed),
        ("Other claims in both", rest),
    ):
        if listed:
            items = tuple((_claim(one.claim, lookup), (_both(one, names, found.surely),)) for one in listed)
            blocks += [Heading(f"{title}: {len(listed)}"), Items(items)]
    if found.rivals:
        blocks.append(Heading(f"Contradicting claims, one in each: {len(found.rivals)}"))
        blocks.append(Items(tuple(_pair(pair, names, found.surely, lookup) for pair in found.rivals)))
    if found.implied:
        blocks.append(Heading(f"Asserted in one; the other denies a broader claim: {len(found.implied)}"))
        blocks.append(Items(tuple(_implied_words(one, names, found.surely, lookup) for one in found.implied)))
    for name, silent, silences in ((names[0], names[1], found.only_one), (names[1], names[0], found.only_other)):
        if silences:
            blocks.append(Heading(f"Only in {name}, {lookup.name(found.documents[names.index(name)])}"))
            blocks.append(Paragraph(f"{silent} does not mention these claims. They are listed by question."))
            blocks.append(Items(tuple(_silent(one, lookup) for one in silences)))
    if found.roots:
        blocks.append(Heading(f"Roots in both: {len(found.roots)}"))
        blocks.append(Items(tuple(_root(root, claims, lookup) for root, claims in found.roots)))
    return blocks


def _both(one: Shared, names: Sequence[str], surely: Sequence[Surely]) -> str:
    return "; ".join(
        f"{name} {', '.join(_stance(stance, held.get((one.claim, stance), ())) for stance in stances)}"
        for name, stances, held in zip(names, (one.one, one.other), surely, strict=True)
    )


def _stance(stance: str, certainties: Iterable[str]) -> str:
    return _WORDS.get(stance, stance) + say_surely(certainties)


_WORDS: Final = {"distances": "keeps a distance", "retracts": "takes back"}
"""Stances whose code is no plain word for what a document does."""


def _pair(
    pair: tuple[str, str], names: Sequence[str], surely: Sequence[Surely], lookup: Lookup
) -> tuple[str, tuple[str, ...]]:
    mine, theirs = (
        f"{name} {_stance('asserts', held[claim, 'asserts'])}: {_claim(claim, lookup)}"
        for name, claim, held in zip(names, pair, surely, strict=True)
    )
    return mine, (theirs,)


def _implied_words(
    one: Implied, names: Sequence[str], surely: Sequence[Surely], lookup: Lookup
) -> tuple[str, tuple[str, ...]]:
    mine, theirs = (0, 1) if one.by_one else (1, 0)
    asserted = _stance("asserts", surely[mine][one.asserted, "asserts"])
    held = ((stance, surely[theirs].get((one.denied, stance))) for stance in sorted(AGAINST))
    denied = ", ".join(_stance(stance, certainties) for stance, certainties in held if certainties)
    return f"{names[mine]} {asserted}: {_claim(one.asserted, lookup)}", (
        f"{names[theirs]} {denied} a broader claim, {say_if(one.links)}: {_claim(one.denied, lookup)}",
    )


def _claim(claim: str, lookup: Lookup) -> str:
    return f"{lookup.text(claim, KG.text)} ({clean(contract(claim))})"


def _silent(one: Silence, lookup: Lookup) -> tuple[str, tuple[str, ...]]:
    question = lookup.name(one.question) if one.question else "(answers no question)"
    mute = ": the other document does not answer this question" if one.mute else ""
    return f"{question}{mute}", tuple(_claim(claim, lookup) for claim in one.claims)


def _root(root: str, claims: Iterable[str], lookup: Lookup) -> tuple[str, tuple[str, ...]]:
    listed = tuple(_claim(claim, lookup) for claim in claims)
    return f"{lookup.name_with_id(root)}{'' if listed else ': for different claims'}", listed


def to_json(found: Comparison) -> dict[str, object]:
    """Give a comparison as plain data, ids short."""

    def silences(listed: Iterable[Silence]) -> list[dict[str, object]]:
        return [
            {
                "question": contract(one.question) if one.question else None,
                "claims": list(map(contract, one.claims)),
                "otherSaysNothing": one.mute,
            }
            for one in listed
        ]

    return {
        "documents": list(map(contract, found.documents)),
        "shared": [
            {
                "claim": contract(one.claim),
                "one": list(one.one),
                "other": list(one.other),
                "opposed": one.opposed,
                "agreed": one.agreed,
                "certainty": [
                    {stance: sorted(held[one.claim, stance]) for stance in stances if (one.claim, stance) in held}
                    for stances, held in zip((one.one, one.other), found.surely, strict=True)
                ],
            }
            for one in found.shared
        ],
        "contradicting": [list(map(contract, pair)) for pair in found.rivals],
        "impliedOpposition": [
            {
                "asserts": contract(one.asserted),
                "in": contract(found.documents[0 if one.by_one else 1]),
                "otherDenies": contract(one.denied),
                "links": one.links,
            }
            for one in found.implied
        ],
        "onlyOne": silences(found.only_one),
        "onlyOther": silences(found.only_other),
        "sharedRoots": [
            {"root": contract(root), "claims": list(map(contract, claims))} for root, claims in found.roots
        ],
    }
