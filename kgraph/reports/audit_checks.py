"""What an audit looks for: each check by itself, as claims and words, none of them about what is true."""

from collections.abc import Iterator
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance import figures, hedges
from kgraph.provenance.model import INDEPENDENCE, UNDECIDED, Chain, Hop, Standing
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
    return f"{say_count(nearest, 'hop')} behind the text"


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
            rest = f"roots for it outside: {others}" if others else "it has no root outside"
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
            f"{material.vouching(figure.claim)} ({clean(contract(figure.claim))}); others it does not meet: {apart}"
            for figure, apart in conflict.figures
        )
        claims = tuple(figure.claim for figure, _ in conflict.figures)
        day = "may be of one day" if conflict.is_of_one_day else "of different days"
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
        "Everybody who speaks on the claim does so without saying from where. Who denies or questions it is named as "
        "doing so.",
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
        "Everybody who vouches for the claim at the end of a chain is unnamed, however far behind the document.",
        _anonymous,
    ),
    Check(
        "hearsay",
        "Nobody is recorded as asserting it: it rests on hearsay",
        "Nobody at the end of a chain asserts the claim, and somebody there passes it on from hearsay, without saying "
        "from whom.",
        find_hearsay,
    ),
    Check(
        "echo",
        "Several documents, one root",
        "Two documents or more carry chains to who asserts the claim on which nobody denies it, and all end at one "
        "root, or at roots that what is recorded joins to one: one voice, repeated. Claims with more have "
        f"{INDEPENDENCE}.",
        _echo,
    ),
    Check(
        "circular", "Circles", "Assertions of the one claim relay one another, each in the end from itself.", _circular
    ),
    Check(
        "contradicted",
        "Contradicted",
        "The claim has roots on both sides; or somebody has linked it with another as contradicting it; or it has "
        "roots for it alone, and a claim that somebody has linked as broader, through any number of links in a row, "
        "has roots against it: of several such claims the nearest is named.",
        find_contradicted,
    ),
    Check(
        "doubted",
        "Given a reason to doubt",
        "Somebody has linked another claim as a reason to doubt it, short of a contradiction: both may be true.",
        find_doubted,
    ),
    Check(
        "accusation",
        "Accusations of living persons, without a quotation or a named source",
        "A claim is recorded as accusing a person not recorded as dead; none of the chains by which a document passes "
        "it on has both a quotation and a named source. A document that denies it is left out.",
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
        "A speaker names as asserting the claim a document that only passes it on; or passes it on in one place of a "
        "text and repeats it in another in their own voice, without a source. A speaker who asserts it in both places "
        "is listed only if the second is surer than the source of the first.",
        _lost_source,
    ),
    Check(
        "figures",
        "Figures that do not meet",
        "Two figures for one quantity have no number in common. As of different days both may be right. Units of "
        "measure are converted; other units compare only with themselves.",
        _figures,
    ),
    Check(
        "one-sided",
        "Only support recorded",
        "Somebody has linked a claim as support for it, and nothing recorded denies, contradicts, disputes, "
        "undercuts or qualifies it, nor denies a broader claim, which would deny it as well. That may be how the texts "
        "are, or how they were annotated.",
        find_one_sided,
    ),
    Check("retracted", "Taken back", "Somebody who spoke for the claim takes it back.", _retracted),
    Check(
        "superseded",
        "Figures with a later one",
        "A figure for the same quantity has a later date and does not meet this one.",
        _superseded,
    ),
    Check(
        "replaced-source",
        "Sources replaced, or said otherwise later",
        "A work that is cited, relayed or spoken in for the claim is replaced by another that is recorded; or a "
        "speaker is recorded as taking another stance on a later day, or as more or less sure. Whether the later work "
        "still says so is for the reader to look up.",
        find_replaced,
    ),
)
