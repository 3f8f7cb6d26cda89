"""Checks of what stands at the end of a chain: hearsay."""

from collections.abc import Iterator
from typing import Final

from kgraph.weighing.material import Entry, Material
from kgraph.weighing.sentences import say_roots

_PASSING: Final = ("reports", "distances")


def find_hearsay(material: Material) -> Iterator[Entry]:
    """Find claims that nobody asserts, and that somebody passes on from hearsay."""
    register = material.register
    for standing in material.standings.values():
        heard = {hop.speaker for hop in standing.ends if hop.basis == "hearsay" and hop.stance in _PASSING}
        if heard and not standing.roots_for:
            words = f"{material.claim(standing.claim)}: passed on, from hearsay, by {register.names(sorted(heard))}"
            details = [f"documents: {register.names(standing.documents)}"]
            if standing.roots_against:
                details.append(f"denied by: {say_roots(standing, 'against', register)}")
            yield Entry((standing.claim,), words, tuple(details))
