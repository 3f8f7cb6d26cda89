"""What an audit looks for: each check by itself, as claims and words, none of them about what is true."""

from collections.abc import Iterator
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance import figures, hedges
from kgraph.provenance.model import UNDECIDED, Chain, Hop, Standing
from kgraph.render.wording import say_drift, say_roots, say_surely
from kgraph.reports.material import Check, Entry, Material
from kgraph.reports.opposition import find_contradicted, find_doubted, find_one_sided
from kgraph.reports.sourcing import find_hearsay, find_replaced
from kgraph.store.lookup import Lookup

_BARE: Final = {
    "": frozenset({"asserts", "reports", ""}),
    "reported at a distance by ": frozenset({"distances"}),
    "questioned by ": frozenset({"questions"}),
    "denied, without a source, by ": frozenset({"denies"}),
    "taken back by ": frozenset({"retracts"}),
}
"""What is said before the names of who speaks on a claim without a source, by stance."""
_BARE_GROUPS: Final = {
    "made or passed on": frozenset({"asserts", "reports", "distances"}),
    "only denied": frozenset({"denies", "retracts"}),
    "only questioned": frozenset({"questions"}),
}


def _unsourced(material: Material) -> Iterator[Entry]:
    for claim, ones in material.assertions.items():
        hops = [material.graph.hops[one] for one in ones]
        if all(hop.basis == "noneStated" and not hop.cites for hop in hops) and any(
            one in material.graph.own for one in ones
        ):
            stances = {hop.stance for hop in hops}
            group = next((words for words, known in _BARE_GROUPS.items() if stances & known), "on no side")
            said = "; ".join(
                f"{words}{named}"
                for words, known in _BARE.items()
                if (named := _speakers([hop for hop in hops if hop.stance in known], material.lookup))
            )
            yield Entry((claim,), f"{material.claim(claim)}: {said}", groups=(group,))


def _speakers(hops: list[Hop], lookup: Lookup) -> str:
    """Name who speaks, with how surely where they are not certain."""
    found: dict[str, set[str]] = {}
    for hop in hops:
        found.setdefault(hop.speaker, set()).update({hop.certainty} if hop.stance not in UNDECIDED else ())
    return ", ".join(lookup.name(one) + say_surely(found[one]) for one in sorted(found))


def _groundless(material: Material) -> Iterator[Entry]:
    """Find the last speakers of chains who give no grounds; whether the document itself does is another check."""
    for claim, assertions in material.assertions.items():
        hops = [material.graph.hops[assertion] for assertion in assertions if assertion not in material.graph.own]
        silent = [hop for hop in hops if hop.basis == "noneStated"]
        if silent:
            groups = tuple(sorted({"unnamed speaker" if hop.anonymous else "named speaker" for hop in silent}))
            yield Entry((claim,), f"{material.claim(claim)}: {_speakers(silent, material.lookup)}", groups=groups)


def _anonymous(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for standing in material.standings.values():
        if standing.anonymous_only:
            sectors = [lookup.code(one, KG.sector) or "not recorded" for one in standing.sides["for"].roots]
            named = [
                f"{lookup.name(one)}{say_surely(standing.certainties(one, 'for'))}, sector {sector}, "
                f"{_depth(standing, one)}"
                for one, sector in zip(standing.sides["for"].roots, sectors, strict=True)
            ]
            groups = tuple(sorted({f"sector {sector}" for sector in sectors}))
            yield Entry((standing.claim,), material.claim(standing.claim), tuple(named), groups=groups)


def _depth(standing: Standing, root: str) -> str:
    ends = zip(standing.ends, standing.distances, strict=True)
    nearest = min((far for hop, far in ends if hop.speaker == root), default=0)
    return f"{say_count(nearest, 'hop')} from the document"


def _echo(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for standing in material.standings.values():
        documents = standing.asserting
        if len(documents) > 1 and standing.sides["for"].independent == 1:
            counted = "root" if len(standing.sides["for"].roots) == 1 else "roots that count as one"
            yield Entry(
                (standing.claim,),
                f"{material.claim(standing.claim)}: {len(documents)} documents, one root",
                (f"{counted}: {say_roots(standing, 'for', lookup)}", f"documents: {lookup.names(documents)}"),
            )


def _circular(material: Material) -> Iterator[Entry]:
    for standing in material.standings.values():
        for circle in standing.circles:
            speakers = [material.graph.hops[one].speaker for one in circle]
            others = say_roots(standing, "for", material.lookup)  # what ends a chain is in no circle
            rest = f"roots outside the circle: {others}" if others else "no root outside the circle"
            words = f"{material.claim(standing.claim)}: {material.lookup.names(sorted(set(speakers)))}"
            yield Entry((standing.claim,), words, (rest,))


def _accusation(material: Material) -> Iterator[Entry]:
    lookup = material.lookup
    for claim, accused in sorted(lookup.values(KG.accuses).items()):
        people = [one for one in accused if lookup.has_class(one, KG.Person) and not lookup.text(one, Term.died)]
        standing = material.standings.get(claim)
        if not people or standing is None:
            continue
        for document in sorted({chain.document for chain in standing.chains}):
            chains = [chain for chain in standing.chains if chain.document == document and _accuses(chain)]
            lacking = {_lacks(chain, lookup) for chain in chains}
            if lacking and "" not in lacking:
                words = f"{lookup.names(people)}: {material.claim(claim)}"
                said = "; ".join(sorted(lacking))
                listed = " (of the chains that are listed)" if standing.unlisted else ""
                detail = f"in {lookup.name(document)}: {said}{listed}"
                yield Entry((claim,), words, (detail,), document, tuple(sorted(lacking)))


def _accuses(chain: Chain) -> bool:
    """Whether a document passes an accusation on: one that it denies itself is not its own."""
    return chain.origin.stance == "asserts" and chain.hops[0].stance not in ("denies", "retracts")


def _lacks(chain: Chain, lookup: Lookup) -> str:
    """Say what an accusation lacks of a quotation and a named source; empty where it has both."""
    quoted = any(lookup.code(hop.assertion, KG.speechMode) in ("direct", "mixed") for hop in chain.hops)
    bare = len(chain.hops) == 1 and chain.origin.basis in ("noneStated", "hearsay", "") and not chain.origin.cites
    named = not chain.origin.anonymous and not bare
    if quoted and named:
        return ""
    missing = [words for words, there in (("no quotation", quoted), ("no named source", named)) if not there]
    return " and ".join(missing)


def _hedge_drift(material: Material) -> Iterator[Entry]:
    return _drifts(material, {"certainty"})


def _lost_source(material: Material) -> Iterator[Entry]:
    return _drifts(material, {"attribution", "repeated"})


def _drifts(material: Material, kinds: set[str]) -> Iterator[Entry]:
    for drift in hedges.find_drift(material.graph):
        if drift.kind in kinds:
            document = material.graph.hops[drift.outer].document
            words = f"{material.claim(drift.claim)}: {say_drift(drift, material.graph, material.lookup)}"
            yield Entry((drift.claim,), words, (f"in {material.lookup.name(document)}",), document)


def _figures(material: Material) -> Iterator[Entry]:
    for conflict in figures.conflicts(material.figures):
        details = tuple(
            f"{figures.say_figure(figure.claim, material.lookup).partition(': ')[2]}: "
            f"{material.vouching(figure.claim)} ({clean(contract(figure.claim))}); other figures in conflict: {apart}"
            for figure, apart in conflict.figures
        )
        claims = tuple(figure.claim for figure, _ in conflict.figures)
        day = "possibly for the same day" if conflict.is_of_one_day else "for different days"
        yield Entry(claims, material.lookup.name_with_id(conflict.quantity), details, groups=(day,))


def _retracted(material: Material) -> Iterator[Entry]:
    for one, claim in sorted(material.graph.claim.items()):
        hop = material.graph.hops[one]
        if hop.stance == "retracts":
            where = material.lookup.name(hop.document)
            words = f"{material.lookup.name(hop.speaker)} takes it back: {material.claim(claim)}"
            yield Entry((claim,), words, (f"in {where}",), hop.document)


def _superseded(material: Material) -> Iterator[Entry]:
    for old, new in figures.outdated(material.figures):
        lookup = material.lookup
        words = f"{material.claim(old.claim)}, as of {old.as_of}: {material.vouching(old.claim)}"
        later = figures.say_figure(new.claim, lookup).partition(": ")[2]
        detail = f"later: {later}: {material.vouching(new.claim)} ({clean(contract(new.claim))})"
        yield Entry((old.claim,), words, (detail,))


CHECKS: Final = (
    Check(
        "unsourced",
        "No stated source",
        "Nobody who speaks about the claim gives a source for it. Those who deny or question it are marked.",
        _unsourced,
    ),
    Check(
        "groundless",
        "Quoted speakers who give no grounds",
        "The text quotes a speaker for the claim and does not say how that speaker knows.",
        _groundless,
    ),
    Check(
        "anonymous",
        "Only unnamed sources",
        "Every source that asserts the claim at the end of a chain is unnamed.",
        _anonymous,
    ),
    Check(
        "hearsay",
        "Only hearsay",
        "Nobody at the end of a chain asserts the claim. Somebody there passes it on as hearsay, without a source.",
        find_hearsay,
    ),
    Check(
        "echo",
        "Several documents, one root",
        "Several documents make or pass on this claim, but all trace back to the same root, or to roots that are "
        "connected: one voice, repeated. Chains on which somebody denies the claim are not counted.",
        _echo,
    ),
    Check("circular", "Circles", "Speakers pass the claim on from each other in a circle.", _circular),
    Check(
        "contradicted",
        "Contradicted",
        "Some roots assert the claim and others deny it. Or somebody linked it to a claim that contradicts it. Or "
        "roots deny a broader claim, and so this one too. Of several broader claims, the nearest is named.",
        find_contradicted,
    ),
    Check(
        "doubted",
        "Given a reason to doubt",
        "Somebody linked another claim as a reason to doubt this one. Both may be true.",
        find_doubted,
    ),
    Check(
        "accusation",
        "Accusations of living persons without a quotation or a named source",
        "The claim accuses a person who is not recorded as dead, and no chain in the document has both a quotation and "
        "a named source. Documents that deny the claim are left out.",
        _accusation,
    ),
    Check(
        "hedge-drift",
        "Surer than the source",
        "A speaker who asserts or reports a claim is surer of it than the speaker they have it from.",
        _hedge_drift,
    ),
    Check(
        "lost-source",
        "Passed on without its source",
        "A speaker says that a document asserts the claim, but the document only passes it on. Or a speaker passes it "
        "on in one place and repeats it elsewhere in the text without a source. Speakers who assert it in both places "
        "are listed only if the second place is surer than the source in the first.",
        _lost_source,
    ),
    Check(
        "figures",
        "Figures that do not agree",
        "Two figures for the same quantity have no number in common. Both may be right if they are for different days. "
        "Units of measure are converted; other units are compared only with themselves.",
        _figures,
    ),
    Check(
        "one-sided",
        "Only support recorded",
        "Somebody linked a claim that supports this one, and nothing is recorded against it or against a broader "
        "claim. The texts may be one-sided, or their annotations.",
        find_one_sided,
    ),
    Check("retracted", "Taken back", "A speaker takes the claim back.", _retracted),
    Check(
        "superseded",
        "Figures with a later, different one",
        "A figure for the same quantity has a later date and no number in common with this one.",
        _superseded,
    ),
    Check(
        "replaced-source",
        "Sources that were replaced or changed",
        "A work behind the claim was replaced by a later one. Or a speaker takes another stance on a later day, or is "
        "more or less sure. Look up whether the later work still says so.",
        find_replaced,
    ),
)
