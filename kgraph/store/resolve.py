"""Find a thing by its id, and suggest the right id if there is none."""

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import Term
from kgraph.parsing.scalars import fold
from kgraph.store.lookup import NAMES

_NEAREST: Final = 20_000
"""Ids compared with a misspelt one: comparing is slow."""
_SEARCHED: Final = tuple(map(ox.NamedNode, (*NAMES, Term.altLabel)))
_TYPE: Final = ox.NamedNode(Term.type)


def resolve(store: ox.Store, kind: str, text: str, *, by: str | None = None) -> ox.NamedNode:
    """Find a thing by its id, with or without its prefix; `kind` is the name of its class, such as `Claim`.

    `by` is the day that the graph was cut off at, for the message. Raises UsageError, with a suggestion where an id or
    a name is near, for what the graph does not have: an empty answer would look as if nothing was recorded.
    """
    wanted = terms.load().class_names[kind]
    allowed = [ox.NamedNode(subclass.iri) for subclass in terms.load().subclasses(wanted.iri)]
    prefix = wanted.prefix or "actor"
    full = text if ":" in text else f"{prefix}:{text}"
    node = _node(full)
    types = {quad.object for quad in store.quads_for_pattern(node, _TYPE, None)} if node else set()
    if node and types.intersection(allowed):
        return node
    noun = re.sub(r"\B([A-Z])", r" \1", kind).lower()
    when = f" that anybody had {'published' if kind == 'Document' else 'made'} by {by}" if by else ""
    if types:
        raise UsageError(f"`{text}` is not {'an' if noun[0] in 'aeiou' else 'a'} {noun}{when}")
    refuse_name(store, text, [wanted.iri])
    if not node:
        raise UsageError(f"`{text}` is not an id: write it as `{prefix}:name`")
    ids = sorted(
        contract(quad.subject.value)
        for subclass in allowed
        for quad in store.quads_for_pattern(None, _TYPE, subclass)
        if isinstance(quad.subject, ox.NamedNode)
    )
    raise UsageError(f"the graph has no {noun} `{text}`{when}{hint(full, ids[:_NEAREST], lead=': ')}")


def refuse_name(store: ox.Store, text: str, kinds: Iterable[str] = ()) -> None:
    """Raise UsageError, with the id, if somebody wrote the name of a thing where its id belongs.

    Ids pass, and so does what names nothing. `kinds` are the classes wanted; none means any.
    """
    node = _node(text)
    if node and any(store.quads_for_pattern(node, _TYPE, None)):
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


def _node(text: str) -> ox.NamedNode | None:
    """Expand an id; return None for what cannot be an IRI."""
    try:
        return ox.NamedNode(expand(text) or text)
    except ValueError:
        return None


def _classes(store: ox.Store, iri: str) -> set[str]:
    """List the classes of a thing and those above them."""
    known = terms.load().classes
    types = (quad.object for quad in store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None))
    own = {kind.value for kind in types if isinstance(kind, ox.NamedNode)}
    return {above for kind in own & set(known) for above in known[kind].ancestors}
