"""What a store records of each thing: its name, its codes, its values. Everything that shows a name asks here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Any, Final, Protocol, TypeVar

import pyoxigraph as ox

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term

NAMES: Final = (Term.label, Term.title, KG.text, KG.descriptor)
"""The predicates that hold a thing's name, the preferred one first."""

Value = TypeVar("Value")


def label_of(store: ox.Store, iri: str) -> str:
    """Return what one thing is called, without reading the names of the rest; empty if it has no name."""
    for predicate in NAMES:
        quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        if labels := [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]:
            return min(labels)
    return ""


def read_values(store: ox.Store, predicate: str) -> dict[str, tuple[str, ...]]:
    """Map each subject to the values it has for a predicate in any graph: sorted, each once."""
    first: dict[str, str] = {}
    more: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            subject, value = quad.subject.value, quad.object.value
            if first.setdefault(subject, value) != value:
                more.setdefault(subject, set()).add(value)
    return {
        subject: tuple(sorted({first[subject], *more[subject]})) if subject in more else (first[subject],)
        for subject in sorted(first)
    }


class Lookup:
    """Reads the values of a store, each predicate once. Only `values` returns them raw; all other text is cleaned."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._values: dict[str, dict[str, tuple[str, ...]]] = {}
        self._made: dict[Callable[[Lookup], Any], Any] = {}

    def once(self, make: Callable[["Lookup"], Value]) -> Value:
        """Return what a function makes of this lookup, and make it only the first time."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Value = self._made[make]
        return made

    def values(self, predicate: str) -> Mapping[str, tuple[str, ...]]:
        """Map each subject to its values for a predicate, as they are."""
        if predicate not in self._values:
            self._values[predicate] = read_values(self.store, predicate)
        return self._values[predicate]

    def texts(self, iri: str, predicate: str) -> tuple[str, ...]:
        """List the values of a thing for a predicate."""
        return self.values(predicate).get(iri, ())

    def text(self, iri: str, predicate: str) -> str:
        """Return the first value of a thing for a predicate; empty if it has none."""
        return next(iter(self.texts(iri, predicate)), "")

    def code(self, iri: str, predicate: str) -> str:
        """Return the bare code of a thing for a predicate, such as `asserts`; empty if it has none."""
        return self.text(iri, predicate).rpartition("#")[2]

    def label(self, iri: str) -> str:
        """Return what a thing is called: its label, title, text or descriptor; empty if it has no name."""
        return next((text for predicate in NAMES if (text := self.text(iri, predicate))), "")

    def name(self, iri: str) -> str:
        """Return what a thing is called in a sentence: titles in quotation marks, and the id of what has no name."""
        if not iri:
            return "⟨nobody named⟩"
        label = self.label(iri)
        is_title = label and not self.text(iri, Term.label) and self.text(iri, Term.title)
        return f"“{label}”" if is_title else label or contract(iri)

    def names(self, iris: Iterable[str]) -> str:
        """Return what several things are called, with commas between."""
        return ", ".join(map(self.name, iris))

    def name_with_id(self, iri: str) -> str:
        """Return a thing's name and, in brackets, the id that a command takes."""
        name, short = self.name(iri), contract(iri)
        return name if name == short else f"{name} ({short})"

    def has_class(self, iri: str, kind: str) -> bool:
        """Whether a thing has a class."""
        return kind in self.values(Term.type).get(iri, ())

    def linked(self, relation: str) -> Iterator[tuple[str, str, str]]:
        """Go through the links of a relation, each with the claim that it leads from and the claim it leads to."""
        for link in sorted(self.values(KG.relation)):
            if self.code(link, KG.relation) == relation:
                for start, end in product(self.texts(link, KG.from_), self.texts(link, KG.to)):
                    yield link, start, end

    @cached_property
    def links(self) -> Mapping[str, list[str]]:
        """The links that each claim is an end of, sorted."""
        links: dict[str, set[str]] = {}
        for predicate in (KG.from_, KG.to):
            for link, ends in self.values(predicate).items():
                for end in ends:
                    links.setdefault(end, set()).add(link)
        return {claim: sorted(ends) for claim, ends in links.items()}


class Known(Protocol):
    """The knowledge, or a part of it: anything that can be looked up."""

    @property
    def lookup(self) -> Lookup:
        """Reads its store, and keeps what was read."""
