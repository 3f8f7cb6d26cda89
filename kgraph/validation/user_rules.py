"""The rules that a user's shapes declare: codes, severities and messages, and where their values are held."""

import re
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Severity
from kgraph.ontology import terms
from kgraph.ontology.graph import Node
from kgraph.ontology.rules import SEVERITIES, Rule
from kgraph.validation.shapes import KGS, RDF, RDFS, SH, Shapes, walk

NOT_IN_CODES: Final = re.compile(r"[\s,]+|--+")
"""What would end a code in a comment that ignores it."""

_LONGEST: Final = 80
_MOST_ITEMS: Final = 10
_PARAMETER: Final = re.compile(r"\{[$?](\w+)\}")


def named(graph: Shapes) -> list[ox.NamedNode]:
    """List the shapes that a result can name: those with a target, and property shapes."""
    holders = graph.subjects(SH + "property")
    nodes = [*graph.targeted(), *(node for holder in holders for node in properties(graph, holder))]
    return [node for node in dict.fromkeys(nodes) if isinstance(node, ox.NamedNode)]


def properties(graph: Shapes, shape: Node) -> list[Node]:
    """List the property shapes of a shape."""
    return graph.nodes(shape, SH + "property")


def make(graph: Shapes, shape: ox.NamedNode, path: str) -> Rule:
    """Make the rule of a shape in a file; a shape without a code gets one from its name or that of its owner."""
    name = re.split(r"[#/]", graph.owners.get(shape, shape).value.rstrip("#/"))[-1][:_LONGEST]
    severity = graph.text(shape, SH + "severity")
    message = _text(graph, shape, SH + "message") or f"{{$this}} breaks the shape `{name}`"
    if severity and severity not in SEVERITIES:
        message += f" (its severity `{shown(severity)[:_LONGEST]}` counts as an error)"
    return Rule(
        code=graph.text(shape, KGS + "code") or f"USER-{re.sub(NOT_IN_CODES, '-', name)}",
        slug=name,
        severity=SEVERITIES.get(severity, Severity.ERROR),
        message=_fill(graph, shape, message),
        why=_text(graph, shape, RDFS + "comment"),
        fix=_fill(graph, shape, _text(graph, shape, KGS + "fix")),
        iri=shape.value,
        shape=path,
    )


def _text(graph: Shapes, shape: Node, predicate: str) -> str:
    """Choose a text: in English, else without a language, else in any."""
    literals = [value for value in graph.objects(shape, predicate) if isinstance(value, ox.Literal)]
    return min(literals, key=_preference).value if literals else ""


def _preference(text: ox.Literal) -> tuple[int, str]:
    language = text.language or ""
    return (0 if language.partition("-")[0].lower() == "en" else 1 if not language else 2), text.value


def _fill(graph: Shapes, shape: Node, message: str) -> str:
    """Replace parameters of the constraint, such as `{$minCount}`, by the values that the shape gives."""

    def put(match: re.Match[str]) -> str:
        values = graph.objects(shape, SH + match[1]) if match[1] != "path" else []
        members = [member for value in values for member in _members(graph, value)]
        return ", ".join(members) or match[0]

    return _PARAMETER.sub(put, message)


def _members(graph: Shapes, value: Node | ox.Literal) -> list[str]:
    """Write a value, or the first items of a list."""
    items: list[Node | ox.Literal] = [value]
    if isinstance(value, ox.BlankNode):
        cells: list[Node] = [value]
        for cell in cells:  # grows
            cells += graph.nodes(cell, RDF + "rest") if len(cells) < _MOST_ITEMS else []
        items = [item for cell in cells for item in graph.objects(cell, RDF + "first")]
    return [(shown(item.value) if isinstance(item, ox.NamedNode) else item.value)[:_LONGEST] for item in items]


def shown(iri: str) -> str:
    """Write an IRI as files do, or the part of it after the `#`."""
    compact = terms.load().compact(iri)
    return iri.rpartition("#")[2] if compact == iri and "#" in iri else compact


def holding(graph: Shapes, shape: ox.NamedNode) -> set[str]:
    """List the properties whose values a shape applies to."""
    holders = walk(
        [shape],
        lambda node: [
            holder for holder in graph.subjects(SH + "property", node.value) if not graph.nodes(holder, SH + "path")
        ],
    )
    outer = [holder for node in holders for holder in graph.subjects(SH + "property", node.value)]
    targets = {iri for node in holders for iri in graph.iris(node, "targetObjectsOf")}
    return targets.union(graph.steps(outer))
