"""The rules: the code, severity, message, reason, fix and example that the shapes give for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Diagnostic, Related, Severity, Span
from kgraph.core.errors import KgraphError
from kgraph.ontology import resources

KGS: Final = "https://w3id.org/kgraph/shapes#"
"""The namespace of the rules and their properties."""

_SH: Final = "http://www.w3.org/ns/shacl#"
_CODE: Final = ox.NamedNode(KGS + "code")
SEVERITIES: Final = MappingProxyType(
    {
        _SH + "Violation": Severity.ERROR,
        _SH + "Warning": Severity.WARNING,
        _SH + "Info": Severity.INFO,
        KGS + "Note": Severity.NOTE,
    }
)


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
    return MappingProxyType(dict(sorted(rules.items())))


def read(text: str, *, shape: str) -> list[Rule]:
    """Read the rules that one Turtle file declares: its subjects with a code."""
    store = ox.Store()
    store.bulk_extend(ox.parse(text, format=ox.RdfFormat.TURTLE))
    return sorted(
        (_rule(store, quad.subject, quad.object, shape) for quad in store.quads_for_pattern(None, _CODE, None)),
        key=lambda rule: rule.code,
    )


def _rule(store: ox.Store, subject: object, code: object, shape: str) -> Rule:
    if not isinstance(subject, ox.NamedNode) or not isinstance(code, ox.Literal):
        raise KgraphError(f"{shape}: a rule needs an IRI and a code that is text")

    def value(predicate: str) -> str:
        return _value(store, subject, predicate)

    queries = store.quads_for_pattern(subject, ox.NamedNode(_SH + "sparql"), None)
    messages = [_value(store, quad.object, _SH + "message") for quad in queries]
    severity = SEVERITIES.get(value(_SH + "severity") or _SH + "Violation")
    if severity is None:
        raise KgraphError(f"{shape}: the rule {code.value} has an unknown severity")
    return Rule(
        code=code.value,
        slug=value(KGS + "slug") or subject.value.rpartition("#")[2],
        severity=severity,
        message=value(_SH + "message") or "".join(messages),
        why=value("http://www.w3.org/2000/01/rdf-schema#comment"),
        fix=value(KGS + "fix"),
        iri=subject.value,
        shape=shape,
        example=value(KGS + "example"),
    )


def _value(store: ox.Store, subject: object, predicate: str) -> str:
    """Return the first value of a property, or an empty string."""
    if not isinstance(subject, ox.NamedNode | ox.BlankNode):
        return ""
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
    return min((quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)), default="")


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
