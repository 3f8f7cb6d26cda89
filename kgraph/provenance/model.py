"""What is known of a claim's support, as plain values: hops, chains of hops, and the roots on each side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

INDEPENDENCE: Final = "no recorded connection between them, which does not prove that they are independent"
"""The words of every report about roots that no recorded fact connects."""

DECIDED_SIDES: Final = ("for", "against")
SIDES: Final = (*DECIDED_SIDES, "neither")
AGAINST: Final = frozenset({"denies", "retracts"})
PASSED_ON: Final = frozenset({"reports", "distances"})
"""Stances of who passes a claim on and takes no side."""
UNDECIDED: Final = frozenset({"distances", "questions"})
"""Stances of which to be certain says nothing."""


def side_of(stance: str) -> str:
    """Tell whether a stance is for a claim, against it, or neither."""
    return "for" if stance == "asserts" else "against" if stance in AGAINST else "neither"


@dataclass(frozen=True, slots=True)
class Hop:
    """One assertion on a chain: who speaks, how they stand to the claim, how surely and on what.

    Codes and IRIs are empty where the annotation has none. `document` is the annotated document that makes
    the assertion or reports it; `cites` are the works given as evidence, and `grounds` those that can be looked up. A
    speaker is `anonymous` who has no name, or is a work that nobody can look up.
    """

    assertion: str
    speaker: str
    anonymous: bool
    stance: str
    basis: str
    certainty: str
    document: str
    cites: tuple[str, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A path from a document's own assertion to one that relays nothing, outermost hop first."""

    claim: str
    document: str
    hops: tuple[Hop, ...]

    @property
    def origin(self) -> Hop:
        """The terminal hop: nothing is recorded behind it."""
        return self.hops[-1]


@dataclass(frozen=True, slots=True)
class Side:
    """Who is at the end of the chains on one side of a claim.

    `independent` counts the roots after joining those that share a recorded origin, which does not prove that the rest
    share none. `untied` counts them after joining posts and memberships as well. `heard` are the roots that elsewhere
    have the claim from another root of this side.
    """

    roots: tuple[str, ...] = ()
    independent: int = 0
    untied: int = 0
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What one claim rests on: its chains, and the roots on each of its `sides`: `for`, `against` and `neither`.

    If `unlisted`, there are more chains than `chains` lists; everything else counts all of them. `ends` are the hops
    that relay nothing, `distances` the number of relays between each and the nearest document, and `deniers` the hops
    that relay others and deny the claim. `documents` are those in which a chain begins; from those in `asserting` a
    chain on which nobody denies the claim leads to somebody who asserts it. The claim is `doubted` if every document
    from which a chain leads to somebody who asserts it denies it, questions it or keeps a distance. `circles` are
    groups of assertions that relay one another.
    """

    claim: str
    chains: tuple[Chain, ...]
    unlisted: bool
    ends: tuple[Hop, ...]
    distances: tuple[int, ...]
    deniers: tuple[Hop, ...]
    documents: tuple[str, ...]
    asserting: tuple[str, ...]
    doubted: bool
    sides: Mapping[str, Side]
    anonymous: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]

    def behind(self, root: str, side: str) -> list[str]:
        """List the other roots on a side that a root has the claim from, by a listed chain without a denial."""
        sources = set()
        for chain in self.chains:
            *relaying, origin = chain.hops
            for hop in reversed(relaying if side_of(origin.stance) == side else []):
                if hop.stance not in PASSED_ON and side_of(hop.stance) != side:
                    break
                if hop.speaker == root:
                    sources.add(origin.speaker)
        return sorted(sources - {root})

    @property
    def anonymous_only(self) -> bool:
        """Whether somebody is recorded as vouching for the claim, and all who do are unnamed."""
        return bool(self.sides["for"].roots) and set(self.sides["for"].roots) <= set(self.anonymous)

    def certainties(self, root: str, side: str) -> set[str]:
        """Give the codes of how surely a root takes a side: for a work, how surely those do who cite it."""
        hops = [hop for hop in self.ends if root == hop.speaker or root in hop.grounds]
        hops += [hop for hop in self.deniers if root == hop.speaker]
        return {hop.certainty for hop in hops if side_of(hop.stance) == side and hop.stance not in UNDECIDED}
