"""Checks of what claims rest on: hearsay, works that others replace, and speakers who say it otherwise later."""

from collections.abc import Iterator

from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.figures import is_later
from kgraph.provenance.model import PASSED_ON, UNDECIDED
from kgraph.render.wording import say_roots
from kgraph.reports.material import Entry, Material
from kgraph.store.lookup import Lookup


def find_hearsay(material: Material) -> Iterator[Entry]:
    """Find claims that nobody asserts, and that somebody passes on from hearsay."""
    lookup = material.lookup
    for standing in material.standings.values():
        heard = {hop.speaker for hop in standing.ends if hop.basis == "hearsay" and hop.stance in PASSED_ON}
        if heard and not standing.sides["for"].roots:
            words = f"{material.claim(standing.claim)}: passed on as hearsay by {lookup.names(sorted(heard))}"
            details = [f"documents: {lookup.names(standing.documents)}"]
            if standing.sides["against"].roots:
                details.append(f"denied by: {say_roots(standing, 'against', lookup)}")
            yield Entry((standing.claim,), words, tuple(details))


def find_replaced(material: Material) -> Iterator[Entry]:
    """Find claims that rest on a work that another replaces, and those that a speaker words otherwise later."""
    yield from _replaced(material)
    yield from _reworded(material)


def _replaced(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    later: dict[str, list[str]] = {}
    for new, found in lookup.values(Term.replaces).items():
        for old in found:
            later.setdefault(old, []).append(new)
    said_in = lookup.values(KG.saidIn)
    for claim, ones in material.assertions.items() if later else ():
        used: dict[str, set[str]] = {}
        for one in ones:
            hop = material.graph.hops[one]
            for work in later.keys() & {hop.speaker, *hop.cites, *said_in.get(one, ())}:
                used.setdefault(work, set()).add(hop.speaker)
        for work, speakers in sorted(used.items()):
            by = ", ".join(_dated(new, lookup) for new in later[work])
            words = f"{material.claim(claim)}: rests on {_dated(work, lookup)}, which is replaced by {by}"
            detail = f"used by: {lookup.names(sorted(speakers))}"
            yield Entry((claim,), words, (detail,), groups=("work replaced",))


def _dated(work: str, lookup: Lookup) -> str:
    return ", ".join(filter(None, (lookup.name_with_id(work), lookup.text(work, Term.date))))


def _reworded(material: Material) -> Iterator[Entry]:
    """Find speakers who are recorded as taking another stance to a claim later, or as more or less sure of it."""
    lookup = material.lookup
    for claim, ones in material.assertions.items():
        dated: dict[str, dict[str, set[str]]] = {}
        for one in ones:
            hop, day = material.graph.hops[one], lookup.text(one, KG.saidOn)
            if day and not hop.anonymous:
                wording = ", ".join(filter(None, (hop.stance, hop.certainty if hop.stance not in UNDECIDED else "")))
                dated.setdefault(hop.speaker, {}).setdefault(day, set()).add(wording)
        for speaker, days in sorted(dated.items()):
            if any(days[new] != days[old] and is_later(new, old) for new in days for old in days):
                words = f"{material.claim(claim)}: {lookup.name(speaker)} says something else later"
                said = tuple(f"{day}: {'; '.join(sorted(days[day]))}" for day in sorted(days))
                yield Entry((claim,), words, said, groups=("speaker changed",))
