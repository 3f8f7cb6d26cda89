"""One report of what claims rest on: counts and lists, for the whole or for one document or actor."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Severity
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table
from kgraph.render.wording import say_document
from kgraph.reports.audit_checks import CHECKS
from kgraph.reports.audit_profile import OFF
from kgraph.reports.material import Check, Entry, Material
from kgraph.store.lookup import Known


@dataclass(frozen=True, slots=True)
class Section:
    """What one check found, and how much a finding of it weighs."""

    check: Check
    severity: Severity
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The sections of a report, what they are about, and the checks that were left out."""

    scope: str
    claims: int
    documents: int
    sections: tuple[Section, ...]
    off: tuple[str, ...]


def audit(knowledge: Known, profile: Mapping[str, str], *, document: str = "", actor: str = "") -> Audit:
    """Run every check that the profile does not turn off.

    A document keeps to the claims that it makes or passes on itself, an actor to those that it speaks on, at any
    hop, or that are about it.
    """
    material = Material(knowledge)
    wanted = _scope(material, document, actor)
    on = [check for check in CHECKS if profile[check.name] != OFF]
    sections = tuple(
        Section(
            check=check,
            severity=Severity(profile[check.name]),
            entries=tuple(entry for entry in check.find(material) if _fits(entry, wanted, document)),
        )
        for check in on
    )
    named = [say_document(document, material.lookup)] if document else []
    named += [material.lookup.name_with_id(actor)] if actor else []
    return Audit(
        scope=", ".join(named) or "all documents",
        claims=len(wanted) if wanted is not None else len(material.standings),
        documents=len(
            {
                place
                for one, places in material.graph.own.items()
                if wanted is None or material.graph.claim.get(one) in wanted
                for place in places
            }
        ),
        sections=sections,
        off=tuple(check.name for check in CHECKS if profile[check.name] == OFF),
    )


def _scope(material: Material, document: str, actor: str) -> set[str] | None:
    """Give the claims to keep to; None for all."""
    if not document and not actor:
        return None
    graph, lookup = material.graph, material.lookup
    kept = set(material.standings)
    if document:
        kept &= {graph.claim[one] for one, places in graph.own.items() if document in places and one in graph.claim}
    if actor:
        spoken = {graph.claim[one] for one, hop in graph.hops.items() if hop.speaker == actor and one in graph.claim}
        told = {
            claim
            for predicate in (KG.about, KG.agent, KG.target)
            for claim, values in lookup.values(predicate).items()
            if actor in values
        }
        kept &= spoken | told
    return kept


def _fits(entry: Entry, wanted: set[str] | None, document: str) -> bool:
    if wanted is None:
        return True
    return any(claim in wanted for claim in entry.claims) and (not document or entry.document in ("", document))


def failed(found: Audit, fail_on: str) -> bool:
    """Whether a finding is at least as bad as what was said to fail."""
    if fail_on == "never":
        return False
    return any(section.entries and section.severity.rank <= Severity(fail_on).rank for section in found.sections)


def to_blocks(found: Audit, limit: int = 0) -> list[Block]:
    """Lay out an audit: the counts, then each list as far as a limit; 0 is none."""
    count = sum(len(section.entries) for section in found.sections)
    blocks: list[Block] = [Heading("What the claims rest on", 1), Paragraph(_answer(found))]
    blocks.append(Paragraph(f"Scope: {found.scope}; {say_count(count, 'finding')}."))
    rows = tuple((one.check.title, one.check.name, str(one.severity), str(len(one.entries))) for one in found.sections)
    blocks.append(Table(("finding", "check", "severity", "count"), rows))
    if found.off:
        blocks.append(Paragraph(f"Turned off by the profile: {', '.join(found.off)}."))
    for section in found.sections:
        if section.entries:
            blocks.append(Heading(f"{section.check.title}: {len(section.entries)}"))
            blocks.append(Paragraph(section.check.meaning))
            if counted := Counter(group for entry in section.entries for group in entry.groups):
                blocks.append(Paragraph("; ".join(f"{group}: {counted[group]}" for group in sorted(counted)) + "."))
            listed = _first(section.entries, limit)
            blocks.append(Items(tuple((entry.words, entry.details) for entry in listed)))
            if more := len(section.entries) - len(listed):
                blocks.append(Paragraph(f"And {more} more: `--limit 0` lists all {len(section.entries)}."))
    blocks.append(Paragraph("These findings are about the texts and their annotations, not about what is true."))
    return blocks


_ANSWERS: Final = {
    "unsourced": ("has no stated source", "have no stated source"),
    "anonymous": ("rests only on unnamed sources", "rest only on unnamed sources"),
    "echo": ("traces back from several documents to one root", "trace back from several documents to one root"),
}
"""What a report opens with: the checks that list each claim once."""


def _answer(found: Audit) -> str:
    counted = f"{say_count(found.claims, 'claim')} in {say_count(found.documents, 'document')}"
    sections = [one for one in found.sections if one.check.name in _ANSWERS]
    counts = [say_count(len(one.entries), *_ANSWERS[one.check.name]) for one in sections]
    return (
        f"Of {counted}, {', '.join(counts[:-1])}{' and ' if counts[1:] else ''}{counts[-1]}."
        if counts
        else f"{counted}."
    )


def _first(entries: tuple[Entry, ...], limit: int) -> tuple[Entry, ...]:
    return entries[:limit] if limit else entries


def to_json(found: Audit, limit: int = 0) -> dict[str, object]:
    """Give an audit as plain data, ids short; `count` is of all entries, listed or not."""
    return {
        "scope": found.scope,
        "claims": found.claims,
        "documents": found.documents,
        "off": list(found.off),
        "sections": [
            {
                "check": one.check.name,
                "title": one.check.title,
                "meaning": one.check.meaning,
                "severity": str(one.severity),
                "count": len(one.entries),
                "entries": list(map(_describe, _first(one.entries, limit))),
            }
            for one in found.sections
        ],
    }


def _describe(entry: Entry) -> dict[str, object]:
    return {
        "claims": _short(entry.claims),
        "words": entry.words,
        "details": list(entry.details),
        "groups": list(entry.groups),
    }


def _short(iris: Iterable[str]) -> list[str]:
    return [contract(iri) for iri in iris]
