"""Refuse shapes that use more than SHACL Core, that never end, or that check nothing.

pySHACL's own check, `meta_validate`, finds values that a term does not take. What it misses is checked here.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import hint
from kgraph.ontology import terms
from kgraph.ontology.graph import Node
from kgraph.ontology.vocab import NS
from kgraph.parsing import datatypes
from kgraph.parsing.source import Source
from kgraph.parsing.spans import Spans
from kgraph.validation.pyshacl_engine import is_shacl
from kgraph.validation.shapes import KGS, KINDS, RDF, SH, TARGETS, Shapes, walk
from kgraph.validation.user_rules import NOT_IN_CODES

Named: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple

CORE: Final = frozenset(
    """
    NodeShape PropertyShape Shape Severity Violation Warning Info IRI BlankNode Literal BlankNodeOrIRI
    BlankNodeOrLiteral IRIOrLiteral targetClass targetNode targetSubjectsOf targetObjectsOf property path
    node severity message name description order group defaultValue deactivated PropertyGroup inversePath
    alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath class datatype nodeKind minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn
    uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone qualifiedValueShape
    qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in
    declare prefix namespace PrefixDeclaration
    """.split()  # noqa: SIM905 - easier to read as text
)
"""The terms of SHACL Core. pySHACL silently ignores any other term, so a misspelled one would check nothing."""

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
_NAMING: Final = frozenset({RDF + "type", SH + "severity", SH + "nodeKind"})
"""Properties whose values may be terms of SHACL; as other values they are data."""

_DATES: Final = frozenset(datatypes.XSD + name for name in ("date", "gYearMonth", "gYear"))
_MESSAGE_LENGTH: Final = 1000
_CODE_LENGTH: Final = 60
_SOUGHT: Final = 60
_NESTED_QUANTIFIER: Final = re.compile(r"\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d*,\})")
"""An inner repetition in a group that is repeated without a limit; `(…)?` and `(…){3}` are repeated within one."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of shapes: its text, its triples and the places of its subjects."""

    source: Source
    triples: Sequence[ox.Triple]
    shapes: Shapes
    spans: Spans


def lint(files: Sequence[File]) -> None:
    """Check files of shapes that may refer to each other; raise UsageError, with its place, for the first problem."""
    known = {triple.subject for file in files for triple in file.triples if _describes_shape(triple)}
    for file in files:
        for term, value, complaint in _complaints(file, known):
            raise refuse(file, term, value, complaint)


def refuse_misused(files: Sequence[File], name: str, component: str, value: str) -> UsageError:
    """Describe a violation of SHACL's shapes for shapes, with its place."""
    name = name if component != "MinCount" else ""
    term = f":{name or 'property'}"
    owners = [file for file in files if re.search(rf"{term}\b", file.source.text)]
    return refuse((owners or list(files))[0], term, value, _describe(name, component, value))


def refuse(file: File, term: str, value: str, complaint: str) -> UsageError:
    """Name the first line that has a term with a value, or else the term."""
    text, written = file.source.text, value.replace("\\", "\\\\")[:_SOUGHT]
    places = [match.end() for match in re.finditer(rf"{re.escape(term)}(?!\w)", text)]
    exact = [at for at in places if text[at : at + 2 * _SOUGHT].lstrip(" \t\n\"'(").startswith(written)]
    line, _ = file.source.position((exact or places or [0])[0])
    return UsageError(f"{file.source.path}:{line}: {complaint}")


def _describes_shape(triple: ox.Triple) -> bool:
    value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
    return triple.predicate.value.startswith(SH) or value in KINDS


def _describe(name: str, component: str, value: str) -> str:
    """Describe a violation of SHACL's shapes for shapes."""
    if not name:
        return "a shape has no `sh:path` and needs one, or one of its lists has a wrong value or too few"
    if component == "MaxCount":
        return f"a shape has more than one `sh:{name}`"
    return f"`sh:{name}` takes {_TAKES.get(name, 'an IRI')}" + (f", not `{value[:_SOUGHT]}`" if value else "")


def _complaints(file: File, known: Container[Named]) -> Iterator[tuple[str, str, str]]:
    """Find the terms that are wrong, each with its value, if that is text, and a description of the problem."""
    shapes = file.shapes
    for term, complaint in (
        *_unknown_terms(file.triples),
        *_endless(shapes),
        *_backwards(shapes),
        *_nameless(shapes),
        *_nesting(shapes),
        *_missing_items(shapes, known),
        *((":path", text) for iri in shapes.steps(shapes.subjects(SH + "path")) for text in _foreign("path", iri)),
    ):
        yield term, "", complaint
    for triple in sorted(file.triples, key=str):
        name = triple.predicate.value.removeprefix(SH)
        value = triple.object
        subject = triple.subject
        if isinstance(value, ox.Triple) or isinstance(subject, ox.Triple):
            yield name, "", "a shape cannot contain a quoted triple"
            continue
        text = value.value if isinstance(value, ox.Literal) else ""
        wrong = _texts(triple.predicate.value, text) if text else ()
        missing = _missing(name, value, known) if name in _SHAPES else ()
        for complaint in (*wrong, *_values(triple.predicate.value, value), *missing, *_foreign(name, _iri(value))):
            yield f":{name.removeprefix(KGS)}", text, complaint
        needed = _NEEDS.get(name, ())
        if needed and not any(shapes.objects(subject, SH + other) for other in needed):
            terms = " or ".join(f"`sh:{other}`" for other in needed)
            yield f":{name}", text, f"`sh:{name}` does nothing without {terms}"


def _unknown_terms(triples: Iterable[ox.Triple]) -> Iterator[tuple[str, str]]:
    for triple in triples:
        named = triple.predicate.value in _NAMING
        for iri in (triple.predicate.value, _iri(triple.object) if named else ""):
            name = iri.rpartition("#")[2]
            shown = f"`sh:{name[:_SOUGHT]}`"
            if iri.endswith("owl#imports"):
                yield "imports", "kgraph does not follow `owl:imports`: name each file with --shapes"
            elif iri.startswith(SH) and name not in CORE and is_shacl(name):
                yield f":{name}", f"kgraph does not run {shown}: it runs only the constraints of SHACL Core"
            elif iri.startswith(SH) and name not in CORE:
                yield f":{name}", f"SHACL 1.0 has no {shown}{hint(name, CORE, lead=': ', show='`sh:{}`'.format)}"


def _endless(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find lists and paths that contain themselves, which pySHACL would follow without end."""
    inside = _inside(shapes, (RDF + "first", RDF + "rest", *(SH + name for name in _PATHS)))
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        yield _term(shapes, error), f"a list or a path of {_owner(shapes, error)} contains itself"


def _backwards(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find inverse paths of sequences, which pySHACL follows in the wrong order."""

    def inner(node: Node) -> list[Node]:
        heads = shapes.nodes(node, SH + "alternativePath")
        items = [item for item in shapes.items(heads) if not isinstance(item, ox.Literal)]
        return [
            *items,
            *(value for name in _PATHS if name != "alternativePath" for value in shapes.nodes(node, SH + name)),
        ]

    inverses = [
        value for node in shapes.subjects(SH + "inversePath") for value in shapes.nodes(node, SH + "inversePath")
    ]
    if any(shapes.objects(node, RDF + "first") for node in walk(inverses, inner)):
        yield ":inversePath", "kgraph does not run the inverse of a sequence: write the sequence of the inverses"


def _nameless(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find targets without an IRI, which no finding could name."""
    for name in TARGETS:
        if any(isinstance(holder, ox.BlankNode) for holder in shapes.subjects(SH + name)):
            yield f":{name}", "a shape with a target needs an IRI"


def _nesting(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Find shapes that contain themselves: pySHACL checks two levels and passes the rest."""
    cells = {*shapes.subjects(RDF + "first"), *shapes.subjects(RDF + "rest")}
    named = (SH + name for name in (*_SHAPES, *_SHAPE_LISTS))
    inside = _inside(shapes, (*named, RDF + "first", RDF + "rest"))
    levels: dict[Node, int] = {}
    try:
        for node in TopologicalSorter(inside).static_order():
            levels[node] = max((levels[inner] for inner in inside.get(node, ())), default=-1) + (node not in cells)
    except CycleError as error:
        yield _term(shapes, error), f"the shape {_owner(shapes, error)} contains itself"
    if max(levels.values(), default=0) >= _DEPTH:
        yield ":node", f"shapes are nested more than {_DEPTH} levels deep"


def _inside(shapes: Shapes, iris: Iterable[str]) -> dict[Node, list[Node]]:
    """List the values of some terms by their subject."""
    inside: dict[Node, list[Node]] = {}
    for iri in iris:
        for node in shapes.subjects(iri):
            inside.setdefault(node, []).extend(shapes.nodes(node, iri))
    return inside


def _named(shapes: Shapes, error: CycleError) -> Node:
    """Find the first node of a circle that is named in the file, or the shape around it."""
    owners = [shapes.owners.get(node, node) for node in error.args[1]]
    return next((node for node in owners if isinstance(node, ox.NamedNode)), owners[0])


def _owner(shapes: Shapes, error: CycleError) -> str:
    return _name(_named(shapes, error))


def _term(shapes: Shapes, error: CycleError) -> str:
    return ":" + re.split("[#/]", _named(shapes, error).value)[-1]


def _missing_items(shapes: Shapes, known: Container[Named]) -> Iterator[tuple[str, str]]:
    """Find references from lists to shapes that no file describes."""
    for name in _SHAPE_LISTS:
        heads = [head for subject in shapes.subjects(SH + name) for head in shapes.nodes(subject, SH + name)]
        if any(_iri(head) == RDF + "nil" for head in heads):
            yield f":{name}", f"the list of `sh:{name}` is empty"
        for shape in shapes.items(heads):
            for complaint in _missing(name, shape, known):
                yield f":{name}", complaint


def _missing(name: str, shape: Node | ox.Literal, known: Container[Named]) -> Iterator[str]:
    """Find a reference to a shape that no file describes."""
    if isinstance(shape, ox.Literal):
        yield f"`sh:{name}` takes a shape, not a literal"
    elif shape not in known:
        yield f"`sh:{name}` refers to {_name(shape)}, which no file describes as a shape"


def _texts(predicate: str, text: str) -> Iterator[str]:
    """Find codes and messages that reports cannot hold."""
    if predicate == KGS + "code":
        if re.fullmatch(r"KG\d.*", text, re.IGNORECASE):
            yield f"only kgraph's own rules may have a code such as {text}"
        elif NOT_IN_CODES.search(text) or len(text) > _CODE_LENGTH:
            yield f"a code has no blanks, commas or `--`, and at most {_CODE_LENGTH} characters"
    elif predicate in {SH + "message", KGS + "fix"} and len(text) > _MESSAGE_LENGTH:
        yield f"a message or fix is longer than {_MESSAGE_LENGTH:,} characters"


def _values(predicate: str, value: Node | ox.Literal) -> Iterator[str]:
    """Find values that pySHACL cannot use although SHACL's own shapes allow them."""
    name = predicate.removeprefix(SH)
    text, datatype = (value.value, value.datatype.value) if isinstance(value, ox.Literal) else ("", "")
    if name in TARGETS and name != "targetNode" and text:
        yield f"`sh:{name}` takes an IRI"
    elif name == "pattern" and text:
        yield from _pattern_complaints(text)
    elif text in {"0", "1"} and datatype == datatypes.XSD + "boolean" and predicate.startswith(SH):
        yield f"`sh:{name}` takes true or false: SHACL ignores `{text}`"
    elif name == "flags" and not re.fullmatch("[im]*", text):
        yield "`sh:flags` takes the letters i and m"
    elif predicate.startswith((SH, RDF + "first")) and name != "targetNode" and not _is_valid(text, datatype):
        yield f"`{text[:40]}` is not an {datatypes.name(datatype)}"


def _is_valid(text: str, datatype: str) -> bool:
    """Whether a literal is valid; a date may have a time zone or lie before year 1, which annotations do not have."""
    if datatype in _DATES:
        text = re.sub(r"^-|(?:Z|[-+]\d\d:\d\d)$", "", text)
    return datatype not in datatypes.CHECKS or datatypes.CHECKS[datatype](text)


def _pattern_complaints(pattern: str) -> Iterator[str]:
    """Find what is wrong with a regular expression.

    >>> list(_pattern_complaints("^(a+)+$"))
    ['a `sh:pattern` has a nested repetition, which may take exponential time']
    """
    if len(pattern) > _PATTERN_LENGTH:
        yield f"a `sh:pattern` is longer than {_PATTERN_LENGTH} characters"
    elif _NESTED_QUANTIFIER.search(pattern):
        yield "a `sh:pattern` has a nested repetition, which may take exponential time"
    elif re.search(r"\[(?:[^\]\\]|\\.)*-\[", pattern):
        yield "a `sh:pattern` takes characters out of a set with `-[`, which Python cannot: list those that remain"
    elif escape := re.search(r"(?<!\\)(?:\\\\)*(\\[pPiIcCX])", pattern):
        yield f"a `sh:pattern` has `{escape[1]}`, which Python's `re` does not know: write the characters out, `[A-Z]`"
    else:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            yield f"a `sh:pattern` is not a valid regular expression for Python: {error}"


def _foreign(name: str, iri: str) -> Iterator[str]:
    """Find classes and properties that are not in the ontology."""
    if not iri.startswith(NS) or name not in {*_OF_CLASSES, *_OF_PROPERTIES}:
        return
    kind, known = ("class", terms.load().classes) if name in _OF_CLASSES else ("property", terms.load().properties)
    if iri not in known:
        local = iri.removeprefix(NS)[:_SOUGHT]
        names = [term.removeprefix(NS) for term in known if term.startswith(NS)]
        yield f"the ontology has no {kind} `kg:{local}`{hint(local, names, lead=': ', show='`kg:{}`'.format)}"


def _name(shape: Node) -> str:
    return (
        f"`{shape.value[: 2 * _SOUGHT]}`"
        if isinstance(shape, ox.NamedNode) and ":blank-" not in shape.value
        else "a blank node"
    )


def _iri(value: Node | ox.Literal | ox.Triple) -> str:
    return value.value if isinstance(value, ox.NamedNode) else ""
