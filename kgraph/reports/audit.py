"""An audit: one report on what claims rest on, as counts and lists, for all documents or for one document or actor."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Severity
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table
from kgraph.render.wording import Wording
from kgraph.reports.audit_checks import CHECKS, Check, Entry, Material
from kgraph.reports.audit_profile import OFF
from kgraph.store.lookup import Known

_ANSWERS: Final = {
    "unsourced": ("has no stated source", "have no stated source"),
    "anonymous": ("rests only on unnamed sources", "rest only on unnamed sources"),
    "echo": ("traces back from several documents to one root", "trace back from several documents to one root"),
}
"""The checks that the first sentence counts, with words for one claim and for several: each lists a claim once."""


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one check, and their severity."""

    check: Check
    severity: Severity
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings of an audit, its scope in words, and the checks that were turned off.

    `counted` says which claims are counted, and `documents` is the number of documents that make them or pass them on.
    """

    scope: str
    counted: str
    claims: int
    documents: int
    sections: tuple[Section, ...]
    off: tuple[str, ...]


def audit(knowledge: Known, profile: Mapping[str, str], *, document: str = "", actor: str = "") -> Audit:
    """Run every check that the profile does not turn off.

    `profile` maps each check to a severity or `off`. `document` limits the audit to claims that a document makes or
    passes on itself, `actor` to claims that an actor speaks on, anywhere in a chain, or that are about them; both are
    IRIs.
    """
    material = Material(knowledge)
    claims = _select_claims(material, document, actor)

    def is_wanted(entry: Entry) -> bool:
        return claims is None or (
            not claims.isdisjoint(entry.claims) and (not document or entry.document in ("", document))
        )

    sections = tuple(
        Section(check, Severity(profile[check.name]), tuple(filter(is_wanted, check.find(material))))
        for check in CHECKS
        if profile[check.name] != OFF
    )
    scope = [Wording(material.lookup).document(document)] if document else []
    scope += [material.lookup.name_with_id(actor)] if actor else []
    graph = material.graph
    documents = {
        document
        for assertion, documents in graph.own.items()
        if claims is None or graph.claim.get(assertion) in claims
        for document in documents
    }
    number = len(material.standings if claims is None else claims)
    return Audit(
        scope=", ".join(scope) or "all documents",
        counted=_say_counted(number, len(documents), in_one=bool(document), by_one=bool(actor)),
        claims=number,
        documents=len(documents),
        sections=sections,
        off=tuple(check.name for check in CHECKS if profile[check.name] == OFF),
    )


def _say_counted(claims: int, documents: int, *, in_one: bool, by_one: bool) -> str:
    """Say which claims an audit counts: all, or those of one document, of one actor, or of both."""
    if not in_one and not by_one:
        return f"{say_count(claims, 'claim')} in {say_count(documents, 'document')}"
    which = ["this document makes or passes on"] if in_one else []
    which += ["this actor speaks on or is part of"] if by_one else []
    return f"the {say_count(claims, 'claim')} that {' and '.join(which)}"


def _select_claims(material: Material, document: str, actor: str) -> set[str] | None:
    """Return the claims to limit the audit to, or None for all."""
    if not document and not actor:
        return None
    graph, lookup = material.graph, material.lookup
    claims = set(material.standings)
    if document:
        claims &= {graph.claim.get(assertion, "") for assertion, places in graph.own.items() if document in places}
    if actor:
        spoken = {graph.claim.get(assertion, "") for assertion, hop in graph.hops.items() if hop.speaker == actor}
        about = {
            claim
            for predicate in (KG.about, KG.agent, KG.target)
            for claim, actors in lookup.values(predicate).items()
            if actor in actors
        }
        claims &= spoken | about
    return claims


def failed(audit: Audit, fail_on: str) -> bool:
    """Whether a finding has the severity `fail_on` or a worse one; never if that is `never`."""
    if fail_on == "never":
        return False
    return any(section.entries and section.severity.rank <= Severity(fail_on).rank for section in audit.sections)


def to_blocks(audit: Audit, limit: int = 0) -> list[Block]:
    """Lay out an audit: a summary, the counts, then the findings of each check up to a limit; 0 lists all."""
    findings = sum(len(section.entries) for section in audit.sections)
    rows = (
        (section.check.title, section.check.name, str(section.severity), str(len(section.entries)))
        for section in audit.sections
    )
    blocks: list[Block] = [
        Heading("What the claims rest on", 1),
        Paragraph(_answer(audit)),
        Paragraph(f"Scope: {audit.scope}; {say_count(findings, 'finding')}."),
        Table(("finding", "check", "severity", "count"), tuple(rows)),
    ]
    if audit.off:
        blocks.append(Paragraph(f"Turned off by the profile: {', '.join(audit.off)}."))
    for section in audit.sections:
        if section.entries:
            blocks += _lay_out(section, limit)
    blocks.append(Paragraph("These findings are about the texts and their annotations, not about what is true."))
    return blocks


def _answer(audit: Audit) -> str:
    """Say in one sentence how many claims there are, and how many of them rest on too little."""
    *counts, last = [
        say_count(len(section.entries), *_ANSWERS[section.check.name])
        for section in audit.sections
        if section.check.name in _ANSWERS
    ] or [""]
    if not last:
        return f"Counted: {audit.counted}."
    return f"Of {audit.counted}, {', '.join(counts)}{' and ' if counts else ''}{last}."


def _lay_out(section: Section, limit: int) -> list[Block]:
    blocks: list[Block] = [
        Heading(f"{section.check.title}: {len(section.entries)}"),
        Paragraph(section.check.meaning),
    ]
    if groups := Counter(group for entry in section.entries for group in entry.groups):
        blocks.append(Paragraph("; ".join(f"{group}: {groups[group]}" for group in sorted(groups)) + "."))
    listed = section.entries[: limit or None]
    blocks.append(Items(tuple((entry.words, entry.details) for entry in listed)))
    if more := len(section.entries) - len(listed):
        blocks.append(Paragraph(f"And {more} more: `--limit 0` lists all {len(section.entries)}."))
    return blocks


def to_json(audit: Audit, limit: int = 0) -> dict[str, object]:
    """Return an audit as plain data with short ids; `count` counts all entries, listed or not."""
    return {
        "scope": audit.scope,
        "claims": audit.claims,
        "documents": audit.documents,
        "off": list(audit.off),
        "sections": [
            {
                "check": section.check.name,
                "title": section.check.title,
                "meaning": section.check.meaning,
                "severity": str(section.severity),
                "count": len(section.entries),
                "entries": [
                    {
                        "claims": list(map(contract, entry.claims)),
                        "words": entry.words,
                        "details": list(entry.details),
                        "groups": list(entry.groups),
                    }
                    for entry in section.entries[: limit or None]
                ],
            }
            for section in audit.sections
        ],
    }
