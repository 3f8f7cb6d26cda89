"""What may be meant by a name that is no id: things by their labels, as people call them."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.ontology import terms
from kgraph.ontology.curies import contract, expand
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.scalars import fold

_NAMES: Final = tuple(map(ox.NamedNode, (Term.label, Term.altLabel, Term.title, KG.text, KG.descriptor)))
_TYPE: Final = ox.NamedNode(Term.type)


def refuse_name(store: ox.Store, written: str, kinds: Iterable[str] = (), *, prefix: str = "") -> None:
    """Raise UsageError, with the id, where what is written for an id is the name of a thing.

    What is an id, with or without the prefix, and what names nothing is let through. `kinds` are the classes of what
    is wanted, any where there are none.
    """
    if _exists(store, written) or (prefix and _exists(store, f"{prefix}:{written}")):
        return
    found = named(store, written)
    wanted = [one for one in found if not kinds or _kinds(store, one) & set(kinds)]
    if wanted:
        raise UsageError(f"`{written}` is a name: did you mean `{contract(wanted[0])}`?")
    if found:
        raise UsageError(f"`{written}` is the name of `{contract(found[0])}`, which cannot stand here")


def named(store: ox.Store, written: str) -> list[str]:
    """List the things that are called something, by any of their names, in capitals or not."""
    wanted = fold(written)
    return sorted(
        {
            quad.subject.value
            for predicate in _NAMES
            for quad in store.quads_for_pattern(None, predicate, None)
            if isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
            and fold(quad.object.value) == wanted
        }
    )


def _exists(store: ox.Store, written: str) -> bool:
    try:
        node = ox.NamedNode(expand(written) or written)
    except ValueError:
        return False
    return any(store.quads_for_pattern(node, _TYPE, None))


def _kinds(store: ox.Store, iri: str) -> set[str]:
    """List the classes of a thing, those above them included."""
    known = terms.load().classes
    types = (quad.object for quad in store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None))
    own = {one.value for one in types if isinstance(one, ox.NamedNode)}
    return {above for one in own & set(known) for above in known[one].ancestors}
