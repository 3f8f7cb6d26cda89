"""Find the thing that a person means by an id, and say what is wrong if there is none."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.scalars import fold
from kgraph.store.lookup import NAMES, Known

_ACTORS: Final = (KG.Person, KG.Organization, KG.MediaOutlet, KG.State, KG.Group, KG.AnonymousSource)
_NEAREST: Final = 20_000
"""Ids compared with a misspelt one: comparing is slow."""
_SEARCHED: Final = tuple(map(ox.NamedNode, (*NAMES, Term.altLabel)))
_TYPE: Final = ox.NamedNode(Term.type)


def resolve_claim(knowledge: Known, text: str, *, by: str | None = None) -> str:
    """Find a claim by its id. `by` is the day that the graph was cut off at, for the message."""
    return _resolve(knowledge.lookup.store, text, (KG.Claim,), "claim", by=by)


def resolve_document(knowledge: Known, text: str, *, by: str | None = None) -> str:
    """Find a document by its id. `by` is the day that the graph was cut off at, for the message."""
    return _resolve(knowledge.lookup.store, text, (KG.Document,), "doc", by=by)


def resolve_question(knowledge: Known, text: str) -> str:
    """Find a question by its id."""
    return _resolve(knowledge.lookup.store, text, (KG.Question,), "question")


def resolve_actor(knowledge: Known, text: str) -> str:
    """Find a named or unnamed actor by its id."""
    return _resolve(knowledge.lookup.store, text, _ACTORS, "actor")


def _resolve(store: ox.Store, text: str, kinds: Iterable[str], prefix: str, *, by: str | None = None) -> str:
    """Find a thing by its id, with or without its prefix.

    Raises UsageError, with a suggestion where one is near, for what the graph does not have: an empty answer would look
    as if nothing was recorded.
    """
    wanted = tuple(ox.NamedNode(kind) for kind in kinds)
    short = text if ":" in text else f"{prefix}:{text}"
    try:
        node = ox.NamedNode(expand(short) or short)
    except ValueError as error:
        raise UsageError(f"`{text}` is not an id: write it as `{prefix}:name`") from error
    types = {quad.object for quad in store.quads_for_pattern(node, _TYPE, None)}
    if types & set(wanted):
        return node.value
    kind = {"doc": "document"}.get(prefix, prefix)
    when = f" that anybody had {'published' if kind == 'document' else 'made'} by {by}" if by else ""
    if types:
        raise UsageError(f"`{text}` is not {'an' if kind[0] in 'aeiou' else 'a'} {kind}{when}")
    ids = sorted(
        contract(quad.subject.value)
        for node in wanted
        for quad in store.quads_for_pattern(None, _TYPE, node)
        if isinstance(quad.subject, ox.NamedNode)
    )
    raise UsageError(f"the graph has no {kind} `{text}`{when}{hint(text, ids[:_NEAREST], lead=': ')}")


def refuse_name(store: ox.Store, text: str, kinds: Iterable[str] = (), *, prefix: str = "") -> None:
    """Raise UsageError, with the id, if somebody wrote the name of a thing where its id belongs.

    Ids, with or without the prefix, pass, and so does what names nothing. `kinds` are the classes wanted; none means
    any.
    """
    if _is_defined(store, text) or (prefix and _is_defined(store, f"{prefix}:{text}")):
        return
    named = find_by_name(store, text)
    wanted = [iri for iri in named if not kinds or _classes(store, iri) & set(kinds)]
    if wanted:
        raise UsageError(f"`{text}` is a name: did you mean `{contract(wanted[0])}`?")
    if named:
        raise UsageError(f"`{text}` is the name of `{contract(named[0])}`, which does not belong here")


def find_by_name(store: ox.Store, text: str) -> list[str]:
    """List the things that have a name, by any of their names; case does not matter."""
    wanted = fold(text)
    return sorted(
        {
            quad.subject.value
            for predicate in _SEARCHED
            for quad in store.quads_for_pattern(None, predicate, None)
            if isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
            and fold(quad.object.value) == wanted
        }
    )


def _is_defined(store: ox.Store, text: str) -> bool:
    try:
        node = ox.NamedNode(expand(text) or text)
    except ValueError:
        return False
    return any(store.quads_for_pattern(node, _TYPE, None))


def _classes(store: ox.Store, iri: str) -> set[str]:
    """List the classes of a thing and those above them."""
    known = terms.load().classes
    types = (quad.object for quad in store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None))
    own = {kind.value for kind in types if isinstance(kind, ox.NamedNode)}
    return {above for kind in own & set(known) for above in known[kind].ancestors}
