"""The checks of an audit: what each of them finds in the texts, and says nothing about what is true."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files
from typing import Final

from kgraph.core.counts import say_count
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance import figures, hedges
from kgraph.provenance.chains import index_assertions, weigh
from kgraph.provenance.entailment import find_nearest_broader
from kgraph.provenance.model import PASSED_ON, UNDECIDED, Chain, Hop, Standing
from kgraph.render.wording import UNSTATED, Wording, say_if, say_surely
from kgraph.store.lookup import Known

_UNSOURCED: Final = {
    "": ("asserts", "reports", ""),
    "reported at a distance by ": ("distances",),
    "questioned by ": ("questions",),
    "denied, without a source, by ": ("denies",),
    "taken back by ": ("retracts",),
}
"""What is written before the names of those who speak on a claim without a source, by stance."""
_UNSOURCED_GROUPS: Final = {
    "made or passed on": {"asserts", "reports", "distances"},
    "only denied": {"denies", "retracts"},
    "only questioned": {"questions"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding: the claims that it is about, the finding in words, and its details.

    `document` is where it was found, or empty; `groups` are the kinds by which findings of one check are counted.
    """

    claims: tuple[str, ...]
    words: str
    details: tuple[str, ...] = ()
    document: str = ""
    groups: tuple[str, ...] = ()


class Material:
    """What checks read: the standing of every claim, every assertion and every figure."""

    def __init__(self, knowledge: Known) -> None:
        self.lookup = knowledge.lookup
        self.wording = Wording(self.lookup)
        self.graph = index_assertions(knowledge)
        self.standings = weigh(knowledge).standings
        self.named = self.lookup.name_with_id

    @cached_property
    def hops(self) -> dict[str, list[Hop]]:
        """The hops of each claim: one for each assertion."""
        hops: dict[str, list[Hop]] = {}
        for assertion, claim in sorted(self.graph.claim.items()):
            hops.setdefault(claim, []).append(self.graph.hops[assertion])
        return hops

    @cached_property
    def figures(self) -> dict[tuple[str, str], list[figures.Figure]]:
        """The figures of each quantity."""
        return figures.figures(self.lookup)

    @cached_property
    def denied(self) -> dict[str, tuple[str, int]]:
        """The nearest denied claim for each claim that is denied or implies one that is, with the number of links."""
        denied = (standing.claim for standing in self.standings.values() if standing.sides["against"].roots)
        return find_nearest_broader(self.lookup, denied)

    def vouching(self, claim: str) -> str:
        """Say who asserts a claim; if nobody does, who passes it on, questions or denies it."""
        return self.wording.vouching(self.standings.get(claim))

    def roots(self, claim: str, side: str) -> str:
        """Name the roots of a claim on one side."""
        return self.wording.roots(self.standings[claim], side)

    def speakers(self, hops: list[Hop]) -> str:
        """Name the speakers of hops, with how certain they are where they are not."""
        certainties: dict[str, set[str]] = {}
        for hop in hops:
            certainties.setdefault(hop.speaker, set()).update(() if hop.stance in UNDECIDED else {hop.certainty})
        return ", ".join(
            self.lookup.name(speaker) + say_surely(certainties[speaker]) for speaker in sorted(certainties)
        )

    def link_details(self, link: str, ends: dict[str, str]) -> tuple[str, ...]:
        """Say who vouches for each end of a link, by the name of the end, and who drew the link and why."""
        drawn = self.lookup.names(self.lookup.texts(link, KG.drawnBy)) or UNSTATED
        reason = self.lookup.text(link, KG.reason)
        return (
            *(f"{name}: {self.vouching(claim)}" for name, claim in ends.items()),
            f"drawn by {drawn}" + (f": {reason}" if reason else ""),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding: its name, its title, what exactly it means, and the function that finds it."""

    name: str
    title: str
    meaning: str
    find: Callable[[Material], Iterator[Entry]]


def _unsourced(material: Material) -> Iterator[Entry]:
    for claim, hops in material.hops.items():
        has_source = any(hop.basis != "noneStated" or hop.cites for hop in hops)
        if has_source or not any(hop.assertion in material.graph.own for hop in hops):
            continue
        stances = {hop.stance for hop in hops}
        group = next((group for group, codes in _UNSOURCED_GROUPS.items() if stances & codes), "on no side")
        speakers = "; ".join(
            f"{verb}{names}"
            for verb, codes in _UNSOURCED.items()
            if (names := material.speakers([hop for hop in hops if hop.stance in codes]))
        )
        yield Entry((claim,), f"{material.named(claim)}: {speakers}", groups=(group,))


def _groundless(material: Material) -> Iterator[Entry]:
    """Find quoted speakers at the end of chains who give no grounds; the document's own words are another check."""
    for claim, hops in material.hops.items():
        if silent := [hop for hop in hops if hop.basis == "noneStated" and hop.assertion not in material.graph.own]:
            groups = tuple(sorted({"unnamed speaker" if hop.anonymous else "named speaker" for hop in silent}))
            yield Entry((claim,), f"{material.named(claim)}: {material.speakers(silent)}", groups=groups)


def _anonymous(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for claim, standing in material.standings.items():
        if standing.anonymous_only:
            sectors = {root: _kind(material, root) for root in standing.sides["for"].roots}
            details = (
                f"{lookup.name(root)}{say_surely(standing.certainties(root, 'for'))}, {sector}, "
                f"{say_count(_count_relays(standing, root), 'hop')} from the document"
                for root, sector in sectors.items()
            )
            yield Entry((claim,), material.named(claim), tuple(details), groups=tuple(sorted(set(sectors.values()))))


def _kind(material: Material, root: str) -> str:
    """Say of what sector an unnamed source is, or why nobody can look up a work."""
    if access := material.lookup.code(root, KG.access):
        return f"{access} work"
    return f"sector {material.lookup.code(root, KG.sector) or 'not recorded'}"


def _count_relays(standing: Standing, root: str) -> int:
    ends = zip(standing.ends, standing.distances, strict=True)
    return min((relays for hop, relays in ends if hop.speaker == root), default=0)


def _hearsay(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for claim, standing in material.standings.items():
        speakers = {hop.speaker for hop in standing.ends if hop.basis == "hearsay" and hop.stance in PASSED_ON}
        if speakers and not standing.sides["for"].roots:
            details = [f"documents: {lookup.names(standing.documents)}"]
            if standing.sides["against"].roots:
                details.append(f"denied by: {material.roots(claim, 'against')}")
            words = f"{material.named(claim)}: passed on as hearsay by {lookup.names(sorted(speakers))}"
            yield Entry((claim,), words, tuple(details))


def _echo(material: Material) -> Iterator[Entry]:
    for claim, standing in material.standings.items():
        documents, side = standing.asserting, standing.sides["for"]
        if len(documents) > 1 and side.independent == 1:
            label = "root" if len(side.roots) == 1 else "roots that count as one"
            details = f"{label}: {material.roots(claim, 'for')}", f"documents: {material.lookup.names(documents)}"
            yield Entry((claim,), f"{material.named(claim)}: {len(documents)} documents, one root", details)


def _circular(material: Material) -> Iterator[Entry]:
    for claim, standing in material.standings.items():
        for circle in standing.circles:
            speakers = {material.graph.hops[assertion].speaker for assertion in circle}
            outside = material.roots(claim, "for")  # a root is at the end of a chain, and so in no circle
            detail = f"roots outside the circle: {outside}" if outside else "no root outside the circle"
            words = f"{material.named(claim)}: {material.lookup.names(sorted(speakers))}"
            yield Entry((claim,), words, (detail,))


def _contradicted(material: Material) -> Iterator[Entry]:
    for claim, standing in material.standings.items():
        if standing.sides["for"].roots and standing.sides["against"].roots:
            details = (
                f"asserted by: {material.roots(claim, 'for')}",
                f"denied by: {material.roots(claim, 'against')}",
            )
            yield Entry((claim,), material.named(claim), details, groups=("asserted and denied",))
    for link, first, second in material.lookup.linked("contradicts"):
        drawn = material.link_details(link, {"first claim": first, "second claim": second})
        words = f"{material.named(first)} ⟷ {material.named(second)}"
        yield Entry((first, second), words, drawn, groups=("contradicted by another claim",))
    for claim, (broader, links) in sorted(material.denied.items()):
        if links and claim in material.standings and material.standings[claim].sides["for"].roots:
            details = (
                f"asserted by: {material.roots(claim, 'for')}",
                f"denied by: {material.roots(broader, 'against')}: {material.named(broader)}",
            )
            words = f"{say_if(links)}, denied together with a broader claim: {material.named(claim)}"
            yield Entry((claim,), words, details, groups=("broader claim denied",))


def _doubted(material: Material) -> Iterator[Entry]:
    for link, evidence, doubted in material.lookup.linked("disputes"):
        words = f"{material.named(doubted)} ⟵ {material.named(evidence)}"
        details = material.link_details(link, {"doubted claim": doubted, "reason to doubt": evidence})
        yield Entry((doubted, evidence), words, details)


def _accusation(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for claim, accused in sorted(lookup.values(KG.accuses).items()):
        people = [
            actor for actor in accused if lookup.has_class(actor, KG.Person) and not lookup.text(actor, Term.died)
        ]
        standing = material.standings.get(claim)
        if not people or standing is None:
            continue
        listed = " (of the chains that are listed)" if standing.unlisted else ""
        for document in sorted({chain.document for chain in standing.chains}):
            chains = [chain for chain in standing.chains if chain.document == document and _accuses(chain)]
            lacking = sorted({_name_missing(material, chain) for chain in chains})
            if lacking and "" not in lacking:
                words = f"{lookup.names(people)}: {material.named(claim)}"
                detail = f"in {lookup.name(document)}: {'; '.join(lacking)}{listed}"
                yield Entry((claim,), words, (detail,), document, tuple(lacking))


def _accuses(chain: Chain) -> bool:
    """Whether a document passes an accusation on; one that denies it does not."""
    return chain.origin.stance == "asserts" and chain.hops[0].stance not in ("denies", "retracts")


def _name_missing(material: Material, chain: Chain) -> str:
    """Say which of a quotation and a named source an accusation has not; empty if it has both."""
    is_quoted = any(material.lookup.code(hop.assertion, KG.speechMode) in ("direct", "mixed") for hop in chain.hops)
    origin = chain.origin
    is_bare = len(chain.hops) == 1 and origin.basis in ("noneStated", "hearsay", "document", "") and not origin.grounds
    is_named = not origin.anonymous and not is_bare
    return " and ".join(words for words, has in (("no quotation", is_quoted), ("no named source", is_named)) if not has)


def _drifts(material: Material, kinds: set[str]) -> Iterator[Entry]:
    for drift in hedges.find_drift(material.graph):
        if drift.kind in kinds:
            document = material.graph.hops[drift.outer].document
            words = f"{material.named(drift.claim)}: {material.wording.drift(drift, material.graph)}"
            yield Entry((drift.claim,), words, (f"in {material.lookup.name(document)}",), document)


def _figures(material: Material) -> Iterator[Entry]:
    for conflict in figures.conflicts(material.figures):
        details = tuple(
            f"{_say_figure(material, figure)}; other figures in conflict: {apart}" for figure, apart in conflict.figures
        )
        claims = tuple(figure.claim for figure, _ in conflict.figures)
        day = "possibly for the same day" if conflict.is_of_one_day else "for different days"
        yield Entry(claims, material.named(conflict.quantity), details, groups=(day,))


def _superseded(material: Material) -> Iterator[Entry]:
    for old, new in figures.outdated(material.figures):
        words = f"{material.named(old.claim)}, as of {old.as_of}: {material.vouching(old.claim)}"
        yield Entry((old.claim,), words, (f"later: {_say_figure(material, new)}",))


def _say_figure(material: Material, figure: figures.Figure) -> str:
    """Put a figure in words, with who vouches for it."""
    value = figures.say_figure(figure.claim, material.lookup).partition(": ")[2]
    return f"{value}: {material.vouching(figure.claim)} ({contract(figure.claim)})"


def _one_sided(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for claim, links in sorted(lookup.links.items()):
        codes = {link: lookup.code(link, KG.relation) for link in links}
        inward = [code for link, code in codes.items() if claim in lookup.values(KG.to).get(link, ())]
        is_doubted = "contradicts" in codes.values() or {"disputes", "undercuts", "qualifies"} & set(inward)
        support = inward.count("supports")
        if support and not is_doubted and claim in material.standings and claim not in material.denied:
            yield Entry((claim,), f"{material.named(claim)}: {support} supporting, none against")


def _retracted(material: Material) -> Iterator[Entry]:
    for assertion, claim in sorted(material.graph.claim.items()):
        hop = material.graph.hops[assertion]
        if hop.stance == "retracts":
            words = f"{material.lookup.name(hop.speaker)} takes it back: {material.named(claim)}"
            yield Entry((claim,), words, (f"in {material.lookup.name(hop.document)}",), hop.document)


def _replaced_source(material: Material) -> Iterator[Entry]:
    yield from _replaced(material)
    yield from _reworded(material)


def _replaced(material: Material) -> Iterator[Entry]:
    """Find the claims that rest on a work that another replaces."""
    lookup = material.lookup
    replacements: dict[str, list[str]] = {}
    for new, replaced in lookup.values(Term.replaces).items():
        for old in replaced:
            replacements.setdefault(old, []).append(new)

    def dated(work: str) -> str:
        return ", ".join(filter(None, (lookup.name_with_id(work), lookup.text(work, Term.date))))

    for claim, hops in material.hops.items() if replacements else ():
        users: dict[str, set[str]] = {}
        for hop in hops:
            for work in replacements.keys() & {hop.speaker, *hop.cites, *lookup.texts(hop.assertion, KG.saidIn)}:
                users.setdefault(work, set()).add(hop.speaker)
        for work, speakers in sorted(users.items()):
            newer = ", ".join(map(dated, replacements[work]))
            words = f"{material.named(claim)}: rests on {dated(work)}, which is replaced by {newer}"
            detail = f"used by: {lookup.names(sorted(speakers))}"
            yield Entry((claim,), words, (detail,), groups=("work replaced",))


def _reworded(material: Material) -> Iterator[Entry]:
    """Find named speakers who take another stance to a claim on a later day, or are more or less certain of it."""
    lookup = material.lookup
    for claim, hops in material.hops.items():
        wordings: dict[str, dict[str, set[str]]] = {}
        for hop in hops:
            day = lookup.text(hop.assertion, KG.saidOn)
            if day and not hop.anonymous:
                wording = ", ".join(filter(None, (hop.stance, hop.certainty if hop.stance not in UNDECIDED else "")))
                wordings.setdefault(hop.speaker, {}).setdefault(day, set()).add(wording)
        for speaker, days in sorted(wordings.items()):
            if any(days[new] != days[old] and figures.is_later(new, old) for new in days for old in days):
                words = f"{material.named(claim)}: {lookup.name(speaker)} says something else later"
                details = tuple(f"{day}: {'; '.join(sorted(days[day]))}" for day in sorted(days))
                yield Entry((claim,), words, details, groups=("speaker changed",))


_FINDERS: Final[Mapping[str, Callable[[Material], Iterator[Entry]]]] = {
    "unsourced": _unsourced,
    "groundless": _groundless,
    "anonymous": _anonymous,
    "hearsay": _hearsay,
    "echo": _echo,
    "circular": _circular,
    "contradicted": _contradicted,
    "doubted": _doubted,
    "accusation": _accusation,
    "hedge-drift": partial(_drifts, kinds={"certainty"}),
    "lost-source": partial(_drifts, kinds={"attribution", "repeated"}),
    "figures": _figures,
    "one-sided": _one_sided,
    "retracted": _retracted,
    "superseded": _superseded,
    "replaced-source": _replaced_source,
}
CHECKS: Final = tuple(
    Check(name, find=_FINDERS[name], **words)
    for name, words in tomllib.loads((files("kgraph.reports") / "audit_checks.toml").read_text("utf-8")).items()
)
"""The checks, in the order of the report."""
