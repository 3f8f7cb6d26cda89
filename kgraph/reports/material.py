"""What an audit reads, and what a check of it is: claims and words for each finding."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance import figures
from kgraph.provenance.chains import index_assertions, weigh
from kgraph.render.wording import say_vouching
from kgraph.store.lookup import Known


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding: the claims it is about, what is found in words, and what more there is to say.

    `document` is where it was found, if in one; `groups` are what findings of its check are counted by.
    """

    claims: tuple[str, ...]
    words: str
    details: tuple[str, ...] = ()
    document: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding: what it is called, and exactly when it is made."""

    name: str
    title: str
    meaning: str
    find: Callable[["Material"], Iterator[Entry]]


class Material:
    """What checks read: the standing of every claim, every assertion, and every value."""

    def __init__(self, knowledge: Known) -> None:
        self.lookup = knowledge.lookup
        self.graph = index_assertions(knowledge)
        self.standings = weigh(knowledge).standings

    @cached_property
    def assertions(self) -> dict[str, list[str]]:
        """The assertions of each claim."""
        found: dict[str, list[str]] = {}
        for one, claim in sorted(self.graph.claim.items()):
            found.setdefault(claim, []).append(one)
        return found

    @cached_property
    def figures(self) -> dict[tuple[str, str], list[figures.Figure]]:
        """The figures of each quantity."""
        return figures.figures(self.lookup)

    def claim(self, iri: str) -> str:
        """Write a claim: its text and id."""
        return f"{self.lookup.text(iri, KG.text) or '⟨no text⟩'} ({clean(contract(iri))})"

    def vouching(self, iri: str) -> str:
        """Say who is at the end of the chains for a claim; if nobody is, who passes it on, questions or denies it."""
        return say_vouching(self.standings.get(iri), self.lookup)
