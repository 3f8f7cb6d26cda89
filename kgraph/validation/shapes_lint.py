"""Refuse shapes that use more than SHACL Core, that never end, or that check nothing.

pySHACL's own check, `meta_validate`, finds values that a term does not take. What it misses is checked here.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.graph import Node
from kgraph.ontology.vocab import NS
from kgraph.parsing import datatypes
from kgraph.validation.pyshacl_engine import Graph, conform_to_shacl
from kgraph.validation.shapes import KGS, SH, Shapes

CORE: Final = frozenset(
    """
    NodeShape PropertyShape Shape Violation Warning Info IRI BlankNode Literal BlankNodeOrIRI
    BlankNodeOrLiteral IRIOrLiteral targetClass targetNode targetSubjectsOf targetObjectsOf property path
    node severity message name description order group defaultValue deactivated PropertyGroup inversePath
    alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath class datatype nodeKind minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn
    uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone qualifiedValueShape
    qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in
    """.split()  # noqa: SIM905 - easier to read as text
)
"""The terms of SHACL Core. pySHACL silently ignores any other term, so a misspelled one would check nothing."""

_NOT_CORE: Final = frozenset(
    """
    sparql select ask construct prefixes declare prefix namespace target rule js jsFunctionName expression
    values
    """.split()  # noqa: SIM905
)
TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SHAPES: Final = ("property", "node", "not", "qualifiedValueShape")
_SHAPE_LISTS: Final = ("and", "or", "xone")
_PATHS: Final = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_OF_CLASSES: Final = ("targetClass", "class")
_OF_PROPERTIES: Final = (
    *("path", "targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
    *_PATHS,
)
_NEEDS: Final = {
    "flags": ("pattern",),
    "ignoredProperties": ("closed",),
    "qualifiedMinCount": ("qualifiedValueShape",),
    "qualifiedMaxCount": ("qualifiedValueShape",),
    "qualifiedValueShape": ("qualifiedMinCount", "qualifiedMaxCount"),
}
"""Terms that do nothing without one of the others."""

_TAKES: Final = {
    "path": "a property or a path",
    "nodeKind": "one of sh:IRI, sh:Literal, sh:BlankNode and their combinations, such as sh:IRIOrLiteral",
    **dict.fromkeys((*_SHAPE_LISTS, "in", "languageIn", "ignoredProperties"), "a list"),
    **dict.fromkeys(("minCount", "maxCount", "minLength", "maxLength"), "a whole number"),
    **dict.fromkeys(("qualifiedMinCount", "qualifiedMaxCount"), "a whole number"),
    **dict.fromkeys(("deactivated", "uniqueLang", "closed", "qualifiedValueShapesDisjoint"), "true or false"),
    **dict.fromkeys(("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"), "a literal"),
    **dict.fromkeys(("pattern", "flags", "message", "name", "description"), "text"),
}
"""What terms take other than IRIs, in words."""

_DEPTH: Final = 30
_PATTERN_LENGTH: Final = 500
_NESTED_QUANTIFIER: Final = re.compile(r"\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[*+?]|\{)")
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CLASSES: Final = frozenset({"http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class"})
_KINDS: Final = frozenset({SH + "NodeShape", SH + "PropertyShape"})


@dataclass(frozen=True, slots=True)
class File:
    """One file of shapes: its text, and its triples."""

    path: Path
    text: str
    triples: Sequence[ox.Triple]
    shapes: Shapes


def lint(files: Sequence[File]) -> None:
    """Check files of shapes that may refer to each other; raise UsageError, with its place, for the first problem."""
    known = {triple.subject for file in files for triple in file.triples if _describes_shape(triple)}
    for file in files:
        for term, complaint in _complaints(file, known):
            raise _refusal(file, term, complaint)
    every = Graph(triple for file in files for triple in file.triples)
    for misused, component, value in conform_to_shacl(every):
        name = misused if component != "MinCount" else ""
        term = f":{name or 'property'}"
        owners = [file for file in files if re.search(rf"{term}\b", file.text)]
        raise _refusal((owners or files)[0], term, _describe(name, component, value))


def _describes_shape(triple: ox.Triple) -> bool:
    value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
    return triple.predicate.value.startswith(SH) or value in _KINDS


def _describe(name: str, component: str, value: str) -> str:
    """Describe a violation of SHACL's shapes for shapes."""
    if not name:
        return "a shape has no `sh:path` and needs one, or one of its lists has a wrong value"
    if component == "MaxCount":
        return f"a shape has more than one `sh:{name}`"
    return f"`sh:{name}` takes {_TAKES.get(name, 'an IRI')}" + (f", not `{value}`" if value else "")


def _refusal(file: File, term: str, complaint: str) -> UsageError:
    """Name the first line that has a term."""
    match = re.search(rf"{re.escape(term)}\b", file.text)
    line = file.text.count("\n", 0, match.start() if match else 0) + 1
    return UsageError(f"{file.path}:{line}: {complaint}")


def _complaints(file: File, known: Collection[ox.NamedNode | ox.BlankNode | ox.Triple]) -> Iterator[tuple[str, str]]:
    """Find the terms that are wrong, each with a description of the problem."""
    yield from _unknown_terms(file)
    yield from _endless(file.shapes)
    yield from _names(file.shapes)
    yield from _nesting(file.shapes)
    for triple in sorted(file.triples, key=str):
        name = triple.predicate.value.removeprefix(SH)
        value = triple.object
        if isinstance(value, ox.Triple):
            yield name, "a shape cannot contain a quoted triple"
            continue
        missing = _missing_shapes(name, value, file.shapes, known)
        for complaint in (*_values(name, value), *missing, *_foreign(name, value)):
            yield f":{name}", complaint
        needed = _NEEDS.get(name, ())
        if needed and not any(triple.subject in file.shapes.subjects(SH + other) for other in needed):
            yield f":{name}", f"`sh:{name}` does nothing without {' or '.join(f'`sh:{other}`' for other in needed)}"


def _unknown_terms(file: File) -> Iterator[tuple[str, str]]:
    for triple in file.triples:
        for iri in (triple.predicate.value, _iri(triple.object)):
            name = iri.rpartition("#")[2]
            if iri.endswith("owl#imports"):
                yield "imports", "kgraph does not follow `owl:imports`: name each file with --shapes"
            elif iri.startswith(SH) and name in _NOT_CORE:
                yield f":{name}", f"`sh:{name}` is not SHACL Core: kgraph runs only Core shapes"
            elif iri.startswith(SH) and name not in CORE:
                yield f":{name}", f"SHACL has no `sh:{name}`{hint(name, CORE, lead=': ', show='`sh:{}`'.format)}"
        code = triple.object.value if isinstance(triple.object, ox.Literal) else ""
        if triple.predicate.value == KGS + "code" and re.fullmatch(r"KG\d+", code):
            yield ":code", f"only kgraph's own rules may have a code such as {code}"


def _endless(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find lists and paths that contain themselves, which pySHACL would follow without end."""
    inside: dict[Node, list[Node]] = {}
    for iri in (RDF + "first", RDF + "rest", *(SH + name for name in _PATHS)):
        for node in shapes.subjects(iri):
            inside.setdefault(node, []).extend(shapes.nodes(node, iri))
    try:
        TopologicalSorter(inside).prepare()
    except CycleError:
        yield "rest", "a list or a path contains itself"


def _names(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find targets without an IRI, which no finding could name, and targets that are not written down."""
    for name in TARGETS:
        if any(isinstance(holder, ox.BlankNode) for holder in shapes.subjects(SH + name)):
            yield f":{name}", "a shape with a target needs an IRI"
    for holder in shapes.subjects(RDF + "type"):
        types = set(shapes.values(holder, RDF + "type"))
        if types & _CLASSES and types & _KINDS:
            yield "Shape", f"{holder} is both a class and a shape: give the shape its own IRI and `sh:targetClass`"


def _nesting(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find shapes that contain themselves: pySHACL checks two levels and passes the rest."""
    inside: dict[Node, list[Node]] = {}
    for iri in (SH + name for name in (*_SHAPES, *_SHAPE_LISTS)):
        for outer in shapes.subjects(iri):
            for value in shapes.nodes(outer, iri):
                inside.setdefault(outer, []).extend((value, *_members(shapes, value)))
    levels: dict[Node, int] = {}
    try:
        for node in TopologicalSorter(inside).static_order():
            levels[node] = max((levels[inner] + 1 for inner in inside.get(node, ())), default=0)
    except CycleError as error:
        yield ":node", f"the shape {error.args[1][0]} contains itself"
    if max(levels.values(), default=0) >= _DEPTH:
        yield ":node", f"shapes are nested more than {_DEPTH} levels deep"


def _members(shapes: Shapes, head: Node) -> Iterator[Node]:
    """List the items of an RDF list, except literals."""
    seen: set[Node] = set()
    while head not in seen:
        seen.add(head)
        yield from shapes.nodes(head, RDF + "first")
        head = next(iter(shapes.nodes(head, RDF + "rest")), head)


def _values(name: str, value: Node | ox.Literal) -> Iterator[str]:
    """Find values that pySHACL cannot use although SHACL's own shapes allow them."""
    text, datatype = (value.value, value.datatype.value) if isinstance(value, ox.Literal) else ("", "")
    if name in TARGETS and text:
        yield f"`sh:{name}` takes an IRI"
    elif name == "pattern" and text:
        yield from _pattern_complaints(text)
    elif name == "flags" and not re.fullmatch("[im]*", text):
        yield "`sh:flags` takes the letters i and m"
    elif datatype in datatypes.CHECKS and not datatypes.CHECKS[datatype](text):
        yield f"`{text[:40]}` is not an {datatypes.name(datatype)}"


def _pattern_complaints(pattern: str) -> Iterator[str]:
    """Find what is wrong with a regular expression.

    >>> list(_pattern_complaints("^(a+)+$"))
    ['a `sh:pattern` has a nested repetition, which may take exponential time']
    """
    if len(pattern) > _PATTERN_LENGTH:
        yield f"a `sh:pattern` is longer than {_PATTERN_LENGTH} characters"
    elif _NESTED_QUANTIFIER.search(pattern):
        yield "a `sh:pattern` has a nested repetition, which may take exponential time"
    else:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"a `sh:pattern` is not a valid regular expression: {error}"


def _missing_shapes(
    name: str, value: Node | ox.Literal, shapes: Shapes, known: Collection[ox.NamedNode | ox.BlankNode | ox.Triple]
) -> Iterator[str]:
    """Find references to shapes that no file describes."""
    referred: list[Node | ox.Literal] = [value] if name in _SHAPES else []
    if name in _SHAPE_LISTS and not isinstance(value, ox.Literal):
        referred = [*_members(shapes, value)]
        if _iri(value) == RDF + "nil":
            yield f"the list of `sh:{name}` is empty"
    for shape in referred:
        if isinstance(shape, ox.Literal):
            yield f"`sh:{name}` takes a shape, not a literal"
        elif shape not in known:
            yield f"`sh:{name}` refers to {_name(shape)}, which no file describes as a shape"


def _foreign(name: str, value: Node | ox.Literal) -> Iterator[str]:
    """Find classes and properties that are not in the ontology."""
    iri = _iri(value)
    if not iri.startswith(NS) or name not in {*_OF_CLASSES, *_OF_PROPERTIES}:
        return
    kind, known = ("class", terms.load().classes) if name in _OF_CLASSES else ("property", terms.load().properties)
    if iri not in known:
        local = iri.removeprefix(NS)
        names = [term.removeprefix(NS) for term in known if term.startswith(NS)]
        yield f"the ontology has no {kind} `kg:{local}`{hint(local, names, lead=': ', show='`kg:{}`'.format)}"


def _name(shape: Node) -> str:
    return f"`{shape.value}`" if isinstance(shape, ox.NamedNode) and ":blank-" not in shape.value else "a blank node"


def _iri(value: Node | ox.Literal | ox.Triple) -> str:
    return value.value if isinstance(value, ox.NamedNode) else ""
