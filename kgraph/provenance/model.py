"""What is known of a claim's support, as plain values: hops, chains of hops, and where the claim stands."""

from dataclasses import dataclass
from typing import Final

INDEPENDENCE: Final = "no shared recorded root, which is not proof of independence"
"""What is said of roots that nothing recorded joins."""

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
    the assertion or reports it; `cites` are the works given as evidence.
    """

    assertion: str
    speaker: str
    anonymous: bool
    stance: str
    basis: str
    certainty: str
    document: str
    cites: tuple[str, ...]


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
class Standing:
    """What one claim rests on: its chains, and the distinct roots for it, against it, and on neither side.

    `independent_for` and `independent_against` count roots after joining those that share a recorded origin, which is
    no proof that the rest share none; `untied_for` and `untied_against` after joining posts and memberships as well.
    `heard_for` and `heard_against` are roots that in another place have the claim from another root on their side.
    `circles` are groups of assertions that relay one another.

    `unlisted` says that there are more chains than are listed; the rest is of all, listed or not. `ends` are the hops
    that relay nothing, `distances` how many relays each is from the nearest document, and `deniers` the hops that relay
    others and deny the claim. `documents` are those in which a chain begins, `asserting` those of them with a chain to
    who asserts the claim on which nobody denies it. The claim is `doubted` where no document with a chain to who
    asserts it stands by it.
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
    roots_for: tuple[str, ...]
    roots_against: tuple[str, ...]
    roots_neither: tuple[str, ...]
    independent_for: int
    independent_against: int
    untied_for: int
    untied_against: int
    heard_for: tuple[str, ...]
    heard_against: tuple[str, ...]
    anonymous: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]

    def heard(self, side: str) -> tuple[str, ...]:
        """List the roots on a side that in another place have the claim from another root on it."""
        return self.heard_for if side == "for" else self.heard_against if side == "against" else ()

    def behind(self, root: str, side: str) -> list[str]:
        """List the other roots on a side from whom a root has the claim, by a listed chain on which nobody turns it."""
        found = set()
        for chain in self.chains:
            *relaying, origin = chain.hops
            for hop in reversed(relaying if side_of(origin.stance) == side else []):
                if hop.stance not in PASSED_ON and side_of(hop.stance) != side:
                    break
                if hop.speaker == root:
                    found.add(origin.speaker)
        return sorted(found - {root})

    @property
    def anonymous_only(self) -> bool:
        """Whether somebody is recorded as vouching for the claim, and all who do are unnamed."""
        return bool(self.roots_for) and set(self.roots_for) <= set(self.anonymous)

    def certainties(self, root: str, side: str) -> set[str]:
        """Give the codes of how surely a root takes a side: for a work, how surely those do who cite it."""
        hops = [hop for hop in self.ends if root == hop.speaker or root in hop.cites]
        hops += [hop for hop in self.deniers if root == hop.speaker]
        return {hop.certainty for hop in hops if side_of(hop.stance) == side and hop.stance not in UNDECIDED}
