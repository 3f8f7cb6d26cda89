"""What a store says of one thing, as text made harmless: its name, its codes, its values."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.provenance.chains import Stored, objects
from kgraph.provenance.independence import TOLD, UPWARD
from kgraph.provenance.walks import measure

_NAMES: Final = (Term.label, Term.title, KG.text, KG.descriptor)
_NEAREST: Final = 20_000
"""Ids compared with a misspelt one: comparing is slow."""
ACTORS: Final = (KG.Person, KG.Organization, KG.MediaOutlet, KG.State, KG.Group, KG.AnonymousSource)


class Register:
    """Reads the values of a store, each predicate once; whatever comes out is cleaned.

    `words` is the whole where the store is a part of one: ordinary words are told from names by it.
    """

    def __init__(self, knowledge: Stored, *, words: ox.Store | None = None) -> None:
        self.store = knowledge.store
        self._words = words or knowledge.store
        self._read: dict[str, dict[str, tuple[str, ...]]] = {}

    def all(self, predicate: str) -> dict[str, tuple[str, ...]]:
        """Map each subject to its values for a predicate, as they are."""
        if predicate not in self._read:
            self._read[predicate] = objects(self.store, predicate)
        return self._read[predicate]

    def every(self, iri: str, predicate: str) -> tuple[str, ...]:
        """List the values a thing has for a predicate."""
        return tuple(clean(value) for value in self.all(predicate).get(iri, ()))

    def one(self, iri: str, predicate: str) -> str:
        """Give the first value, or nothing."""
        return next(iter(self.every(iri, predicate)), "")

    def code(self, iri: str, predicate: str) -> str:
        """Give the bare code a thing has for a predicate, or nothing."""
        return self.one(iri, predicate).rpartition("#")[2]

    def name(self, iri: str) -> str:
        """Say what a thing is called: its label, title, text or descriptor, and a text's title in quotation marks."""
        for predicate in _NAMES:
            if found := self.one(iri, predicate):
                return f"“{found}”" if predicate == Term.title else found
        return clean(contract(iri)) if iri else "⟨nobody named⟩"

    def names(self, iris: Iterable[str]) -> str:
        """Say what several things are called, with commas."""
        return ", ".join(self.name(iri) for iri in iris)

    def full(self, iri: str) -> str:
        """Give a thing's name with its id, which is what a command takes."""
        name, short = self.name(iri), clean(contract(iri))
        return name if name == short else f"{name} ({short})"

    def is_a(self, iri: str, kind: str) -> bool:
        """Whether a thing has a class."""
        return kind in self.all(Term.type).get(iri, ())

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """The words that claims write without a capital, and that are no names therefore."""
        texts = (text for found in objects(self._words, KG.text).values() for text in found)
        return frozenset(word for text in texts for word in text.split() if word.islower())

    @cached_property
    def links(self) -> dict[str, list[str]]:
        """The links that each claim is an end of, sorted."""
        found: dict[str, list[str]] = {}
        for predicate in (KG.from_, KG.to):
            for link, ends in self.all(predicate).items():
                for end in ends:
                    found.setdefault(end, []).append(link)
        return {claim: sorted(set(links)) for claim, links in found.items()}


def resolve(knowledge: Stored, written: str, kinds: Iterable[str], prefix: str, *, by: str = "") -> str:
    """Find what is called by an id as a person writes it, with or without its prefix; `by` is a day it was kept to.

    Raises UsageError, with a suggestion where one is near, for what the graph does not have: nothing found and
    nothing there must not look the same.
    """
    wanted = tuple(ox.NamedNode(kind) for kind in kinds)
    name = written if ":" in written else f"{prefix}:{written}"
    try:
        node = ox.NamedNode(expand(name) or name)
    except ValueError as error:
        raise UsageError(f"`{written}` is no id: write it as `{prefix}:name`") from error
    types = {quad.object for quad in knowledge.store.quads_for_pattern(node, ox.NamedNode(Term.type), None)}
    if types & set(wanted):
        return node.value
    called = {"doc": "document"}.get(prefix, prefix)
    when = f" that anybody had {'published' if KG.Document in kinds else 'made'} by {by}" if by else ""
    if types:
        raise UsageError(f"`{written}` is no {called}{when}")
    known = sorted(_known(knowledge.store, wanted))[:_NEAREST]
    raise UsageError(f"the graph has no {called} `{written}`{when}{_suggest(name, known)}")


def _known(store: ox.Store, kinds: Iterable[ox.NamedNode]) -> Iterator[str]:
    for kind in kinds:
        for quad in store.quads_for_pattern(None, ox.NamedNode(Term.type), kind):
            if isinstance(quad.subject, ox.NamedNode):
                yield contract(quad.subject.value)


def _suggest(wrong: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    return f": did you mean `{near[0]}`?" if near else ""


def resolve_claim(knowledge: Stored, written: str, *, by: str | None = None) -> str:
    """Find a claim by its id, among those made by a day where one is given."""
    return resolve(knowledge, written, (KG.Claim,), "claim", by=by or "")


def resolve_document(knowledge: Stored, written: str, *, by: str | None = None) -> str:
    """Find a document by its id, among those published by a day where one is given."""
    return resolve(knowledge, written, (KG.Document,), "doc", by=by or "")


def resolve_question(knowledge: Stored, written: str) -> str:
    """Find a question by its id."""
    return resolve(knowledge, written, (KG.Question,), "question")


def resolve_actor(knowledge: Stored, written: str) -> str:
    """Find an actor, named or not, by its id."""
    return resolve(knowledge, written, ACTORS, "actor")


def about_claim(knowledge: Stored, claim: str) -> ox.Store:
    """Copy what bears on one claim: its assertions and links, and descriptions and ratings of all these name.

    Chains keep to one claim, so what is found in the copy is what would be found in the whole.
    """
    whole, part = knowledge.store, ox.Store()
    about = ox.NamedNode(claim)
    fresh = {about}
    for predicate in (KG.asserts, KG.from_, KG.to):
        fresh |= _named(quad.subject for quad in whole.quads_for_pattern(None, ox.NamedNode(predicate), about))
    for quad in list(whole.quads_for_pattern(about, ox.NamedNode(KG.quantity), None)):
        fresh |= _named(other.subject for other in whole.quads_for_pattern(None, quad.predicate, quad.object))
    seen: set[ox.NamedNode] = set()
    for _ in range(3):  # the claim's own; speakers and linked claims; the makers of works, and what ratings name
        seen |= fresh
        met: set[ox.NamedNode] = set()
        for one in sorted(fresh, key=str):
            ratings = _named(quad.subject for quad in whole.quads_for_pattern(None, ox.NamedNode(KG.rates), one))
            for subject in (one, *ratings):
                quads = list(whole.quads_for_pattern(subject, None, None))
                part.extend(quads)
                met |= {term for term in _named(quad.object for quad in quads) if term.value.startswith(IDS)}
        fresh = met - seen
    known = {node.value for node in seen}
    for iri in measure(lambda iri: _tied(whole, iri), known):
        if iri not in known:
            part.extend(list(whole.quads_for_pattern(ox.NamedNode(iri), None, None)))
    return part


def _tied(store: ox.Store, iri: str) -> Iterator[str]:
    """Follow what roots are joined by, and what their ties are told by, however far it leads."""
    for predicate in (*UPWARD, *TOLD):
        found = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        yield from (term.value for term in _named(quad.object for quad in found))


def _named(terms: Iterable[object]) -> set[ox.NamedNode]:
    return {term for term in terms if isinstance(term, ox.NamedNode)}
