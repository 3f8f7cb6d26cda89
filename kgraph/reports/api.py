"""The reports as functions on knowledge and short ids: each is the command of the same name."""

import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import choose
from kgraph.ontology import terms
from kgraph.ontology.vocab import KG
from kgraph.provenance import ablation
from kgraph.provenance import linchpins as ranking
from kgraph.render import explanations
from kgraph.reports import audit as audit_report
from kgraph.reports import compare as comparison
from kgraph.reports import diff as differences
from kgraph.reports import hypotheses, stance_matrix, trace_report
from kgraph.reports import linchpins as linchpins_report
from kgraph.reports import trace as tracing
from kgraph.reports import what_if as losses
from kgraph.reports.audit_profile import default_profile, read_profile
from kgraph.reports.report import Report
from kgraph.sparql import explain, run
from kgraph.sparql.results import Rows
from kgraph.store.resolve import refuse_name, resolve

if TYPE_CHECKING:
    from kgraph.store.knowledge import Knowledge


def explain_query(knowledge: "Knowledge", question: str, /, **params: str) -> Report[explain.Explanation]:
    """Answer a question as `query` does, and give the chains and passages behind each row (`kgraph query --explain`).

    Raises what `query` raises.

    Example::

        report = kgraph.explain_query(knowledge, "anonymous-intelligence-only")
        print(len(report.result.reasons) == len(report.result.rows))  # True
    """
    query = run.named(question)
    result = explain.explain_results(knowledge, query, run.answer(knowledge, query, params))
    return Report(result, explanations.to_blocks, explanations.to_json, extent=knowledge.extent)


def trace(knowledge: "Knowledge", claim: str) -> Report[tracing.Trace]:
    """Follow a claim back to its roots.

    `claim` is an id such as `claim:bank-closed`. `result.standing` has the chains and the roots of each side. Raises
    UsageError if there is no such claim, with the nearest id.

    Example::

        report = kgraph.trace(knowledge, "claim:mi6-sponsors-unrest")
        print(len(report.result.standing.chains))  # 1
    """
    result = tracing.trace(knowledge, resolve(knowledge.store, "Claim", claim, by=_day(knowledge)).value)
    return Report(result, trace_report.to_blocks, tracing.to_json, extent=knowledge.extent)


def audit(
    knowledge: "Knowledge", *, document: str = "", actor: str = "", profile: Path | None = None, limit: int = 0
) -> Report[audit_report.Audit]:
    """Report what claims rest on, and what is missing.

    `document` limits it to the claims of one document, `actor` to claims by or about one actor. `profile` is a TOML
    file with the severity of each check. `limit` is how many entries of each check are listed, 0 for all. Raises
    UsageError for an unknown id or a profile that cannot be read.

    Example::

        report = kgraph.audit(knowledge, document="doc:escobar-steppe")
        print("unsourced" in [section.check.name for section in report.result.sections])  # True
    """
    _refuse_negative(limit)
    result = audit_report.audit(
        knowledge,
        read_profile(profile) if profile else default_profile(),
        document=resolve(knowledge.store, "Document", document, by=_day(knowledge)).value if document else "",
        actor=resolve(knowledge.store, "Actor", actor).value if actor else "",
    )
    blocks, json = partial(audit_report.to_blocks, limit=limit), partial(audit_report.to_json, limit=limit)
    return Report(result, blocks, json, extent=knowledge.extent)


def compare(knowledge: "Knowledge", first: str, second: str) -> Report[comparison.Comparison]:
    """Compare two documents: shared claims, opposed stances, silences and shared roots.

    Both are ids such as `doc:steppe-note`. Raises UsageError if there is no such document, or if both are the same.

    Example::

        report = kgraph.compare(knowledge, "doc:escobar-steppe", "doc:korybko-coup")
        print(len(report.result.shared) > 0)  # True
    """
    documents = (resolve(knowledge.store, "Document", name, by=_day(knowledge)).value for name in (first, second))
    result = comparison.compare(knowledge, *documents)
    return Report(result, comparison.to_blocks, comparison.to_json, extent=knowledge.extent)


def what_if(knowledge: "Knowledge", drop: Iterable[str] | str) -> Report[ablation.Ablation]:
    """List the claims that lose their support without some sources.

    `drop` holds ids, classes such as `AnonymousSource`, `sector:` and a code, or `query:` and the name or file of a
    question that lists sources. Raises UsageError for a name that stands for no source.

    Example::

        report = kgraph.what_if(knowledge, drop=["AnonymousSource"])
        print(len(report.result.losses) > 0)  # True
    """
    names = [drop] if isinstance(drop, str) else list(drop)
    if not names:
        raise UsageError("name at least one source to drop")
    for name in names:
        if ":" not in name and name not in terms.load().class_names:
            refuse_name(knowledge.store, name, [KG.Source])
    result = ablation.drop(knowledge, ablation.select(knowledge, names, partial(_columns, knowledge)))
    return Report(result, losses.to_blocks, losses.to_json, extent=knowledge.extent)


def linchpins(knowledge: "Knowledge", *, limit: int = 0) -> Report[list[ranking.Linchpin]]:
    """Rank sources by the claims that rest on them alone: those that nobody else would assert.

    `limit` is how many speakers, and how many texts, are listed; 0 for all.

    Example::

        report = kgraph.linchpins(knowledge)
        print(report.result[0].claims > 0)  # True
    """
    _refuse_negative(limit)

    def to_json(ranked: list[ranking.Linchpin]) -> object:
        rows = linchpins_report.to_json(ranking.first(ranked, limit))
        return {"linchpins": rows} if knowledge.extent else rows

    return Report(
        ranking.linchpins(knowledge),
        partial(linchpins_report.to_blocks, limit=limit),
        to_json,
        lambda ranked: linchpins_report.to_csv(ranking.first(ranked, limit)),
        extent=knowledge.extent,
    )


def matrix(
    knowledge: "Knowledge", *, by: Literal["claim", "question"] | None = None, question: str = "", marks: bool = False
) -> Report[stance_matrix.Matrix] | Report[hypotheses.Hypotheses]:
    """Tabulate which document takes which stance, or which evidence bears on the answers to a question.

    `by` says what the rows are: claims, if it is None. With `question`, an id, the columns are the claims that answer
    it and the rows the claims linked to them. With `marks` a stance is one letter. Raises UsageError if there is no
    such question, or if both `by` and `question` are given.

    Example::

        report = kgraph.matrix(knowledge, by="question")
        print(len(report.result.documents))  # 5
    """
    if question and by:
        raise UsageError("`by` and `question` cannot be used together: with a question, its answers are the columns")
    if question:
        answers = hypotheses.weigh_hypotheses(knowledge, resolve(knowledge.store, "Question", question).value)
        return Report(answers, hypotheses.to_blocks, hypotheses.to_json, hypotheses.to_csv, knowledge.extent)
    by = by or "claim"
    choose("`by`", by, ("claim", "question"))
    result = stance_matrix.matrix(knowledge, by=by)
    blocks = partial(stance_matrix.to_blocks, marks=marks)
    return Report(result, blocks, stance_matrix.to_json, stance_matrix.to_csv, knowledge.extent)


def diff(before: "Knowledge", after: "Knowledge") -> Report[list[differences.Item]]:
    """List what differs between two states: claims, sources, links and ratings by id, assertions by what they say.

    Example::

        report = kgraph.diff(kgraph.as_of(knowledge, "2022-01-08"), knowledge)
        print(report.result[0].kind, report.result[0].fate)  # claim added
    """
    return Report(differences.compare(before, after), differences.to_blocks, differences.to_json)


def _refuse_negative(limit: int) -> None:
    if limit < 0:
        raise UsageError(f"`limit` is {limit}: use 0 to list everything, or a positive number")


def _day(knowledge: "Knowledge") -> str | None:
    return knowledge.extent.day if knowledge.extent else None


def _columns(knowledge: "Knowledge", name: str) -> list[list[str]]:
    """Give the IRIs in each column of the answer to a named question, or to one in a file."""
    results = run.answer(knowledge, run.named_or_text(name, sys.stdin.buffer), {})
    rows = results.rows if isinstance(results, Rows) else ()
    return [[term.value for term in column if isinstance(term, ox.NamedNode)] for column in zip(*rows, strict=True)]
