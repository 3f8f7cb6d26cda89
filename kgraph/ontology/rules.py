"""The rules: the code, severity, message, reason, fix and example that the shapes give for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Diagnostic, Related, Severity, Span
from kgraph.core.errors import KgraphError
from kgraph.ontology import resources
from kgraph.ontology.graph import Graph, Node

KGS: Final = "https://w3id.org/kgraph/shapes#"
"""The namespace of the rules and their properties."""

_SH: Final = "http://www.w3.org/ns/shacl#"
SEVERITIES: Final = {
    _SH + "Violation": Severity.ERROR,
    _SH + "Warning": Severity.WARNING,
    _SH + "Info": Severity.INFO,
    KGS + "Note": Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `shape` is the file in shapes/ that declares it, and `slug` is its name, from its IRI."""

    code: str
    slug: str
    severity: Severity
    message: str
    why: str
    fix: str
    iri: str
    shape: str
    example: str = ""


@cache
def load() -> Mapping[str, Rule]:
    """Read the shipped rules, by code.

    Raises KgraphError if two rules have the same code: an ignore comment would then hide both.
    """
    rules: dict[str, Rule] = {}
    for file in resources.files_in("shapes"):
        if not file.name.endswith(".ttl"):
            continue
        for rule in read(file.read_text("utf-8"), shape=file.name):
            if rule.code in rules:
                raise KgraphError(f"two rules have the code {rule.code}: {rules[rule.code].slug}, {rule.slug}")
            rules[rule.code] = rule
    return dict(sorted(rules.items()))


def read(text: str, *, shape: str) -> list[Rule]:
    """Read the rules that one Turtle file declares: its subjects with a code."""
    graph = Graph(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    rules = [_rule(graph, subject, shape) for subject in graph.subjects(KGS + "code")]
    return sorted(rules, key=lambda rule: rule.code)


def _rule(graph: Graph, subject: Node, shape: str) -> Rule:
    code = graph.text(subject, KGS + "code")
    if not isinstance(subject, ox.NamedNode):
        raise KgraphError(f"{shape}: the rule {code} needs an IRI")
    messages = [graph.text(query, _SH + "message") for query in graph.nodes(subject, _SH + "sparql")]
    severity = SEVERITIES.get(graph.text(subject, _SH + "severity") or _SH + "Violation")
    if severity is None:
        raise KgraphError(f"{shape}: the rule {code} has an unknown severity")
    return Rule(
        code=code,
        slug=graph.text(subject, KGS + "slug") or subject.value.rpartition("#")[2],
        severity=severity,
        message=graph.text(subject, _SH + "message") or "".join(messages),
        why=graph.text(subject, "http://www.w3.org/2000/01/rdf-schema#comment"),
        fix=graph.text(subject, KGS + "fix"),
        iri=subject.value,
        shape=shape,
        example=graph.text(subject, KGS + "example"),
    )


def diagnose(
    code: str,
    *,
    path: str,
    span: Span | None,
    message: str = "",
    fix: str = "",
    subject: str = "",
    related: Iterable[Related] = (),
) -> Diagnostic:
    """Make a finding of a rule, with the message and fix of the rule unless others are given."""
    rule = load()[code]
    return Diagnostic(
        path=path,
        span=span,
        code=code,
        severity=rule.severity,
        message=message or rule.message,
        fix=fix or rule.fix,
        subject=subject,
        related=tuple(related),
    )
