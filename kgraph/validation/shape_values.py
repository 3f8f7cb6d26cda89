"""What each term of SHACL Core takes: a value that pySHACL trips over, or that checks nothing, is refused."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kgraph.ontology import terms
from kgraph.ontology.vocab import NS
from kgraph.parsing import datatypes
from kgraph.validation.shapes import SH, Node, Reading
from kgraph.validation.shapes_lint import RDF, TARGETS, members, refusal

_PROPERTIES: Final = frozenset({"targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan"}) | {
    "lessThanOrEquals"
}
_CLASSES: Final = frozenset({"targetClass", "class"})
_IRIS: Final = _PROPERTIES | _CLASSES | {*TARGETS, "datatype", "severity"}
_SHAPES: Final = frozenset({"property", "node", "not", "qualifiedValueShape"})
_SHAPE_LISTS: Final = frozenset({"and", "or", "xone"})
_LISTS: Final = frozenset({"in", "languageIn", "ignoredProperties"})
_COUNTS: Final = frozenset({"minCount", "maxCount", "minLength", "maxLength"}) | {
    "qualifiedMinCount",
    "qualifiedMaxCount",
}
_SWITCHES: Final = frozenset({"deactivated", "uniqueLang", "closed", "qualifiedValueShapesDisjoint"})
_BOUNDS: Final = frozenset({"minExclusive", "minInclusive", "maxExclusive", "maxInclusive"})
_ONCE: Final = (
    _COUNTS
    | _SWITCHES
    | _BOUNDS
    | _LISTS
    | {"path", "datatype", "nodeKind", "severity", "flags", "qualifiedValueShape"}
)
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "flags": ("pattern",),
        "ignoredProperties": ("closed",),
        "qualifiedMinCount": ("qualifiedValueShape",),
        "qualifiedMaxCount": ("qualifiedValueShape",),
        "qualifiedValueShape": ("qualifiedMinCount", "qualifiedMaxCount"),
    }
)
_KINDS: Final = frozenset({"IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"})
_PATHS: Final = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_KNOWN_FLAGS: Final = re.compile("[im]+")
"""pySHACL knows no others, and passes over them in silence."""


def declared(triples: Sequence[ox.Triple]) -> set[Node]:
    """Find what is described as a shape."""
    return {
        triple.subject
        for triple in triples
        if not isinstance(triple.subject, ox.Triple)
        and (triple.predicate.value.startswith(SH) or _iri(triple.object) in {SH + "NodeShape", SH + "PropertyShape"})
    }


def check_values(path: Path, text: str, reading: Reading, known: Collection[Node]) -> None:
    """Refuse the values that a term does not take; `known` are the shapes of all files."""
    _check_ends(path, text, reading)
    _check_each(path, text, reading, known)
    _check_paths(path, text, reading)
    for name in sorted(_ONCE):
        for holder in reading.having(SH + name):
            if len(reading.values(holder, SH + name)) > 1:
                raise refusal(path, text, f":{name}", f"{_shown(holder)} has more than one `sh:{name}`")
            needed = _NEEDS.get(name, ())
            if needed and not any(reading.values(holder, SH + one) for one in needed):
                others = " or ".join(f"`sh:{one}`" for one in needed)
                raise refusal(path, text, f":{name}", f"`sh:{name}` does nothing without {others}")


def _check_ends(path: Path, text: str, reading: Reading) -> None:
    """Refuse lists and paths that come back to themselves: pySHACL follows them until the time is up, or reads half."""
    inside: dict[Node, list[Node]] = {}
    for iri in (RDF + "first", RDF + "rest", *(SH + name for name in _PATHS)):
        for node in reading.having(iri):
            found = (one for one in reading.values(node, iri) if not isinstance(one, ox.Literal))
            inside.setdefault(node, []).extend(found)
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        raise refusal(path, text, "rest", "a list or a path comes back to itself, and has no end") from error


def _check_each(path: Path, text: str, reading: Reading, known: Collection[Node]) -> None:
    for quad in sorted(reading.store, key=str):
        name = quad.predicate.value.removeprefix(SH)
        value = quad.object
        if isinstance(value, ox.Triple):
            raise refusal(path, text, name, "a quoted triple is no part of a shape")
        for complaint in (*_complaints(name, value, reading, known), *_unknown(name, value)):
            raise refusal(path, text, f":{name}", complaint)


def _check_paths(path: Path, text: str, reading: Reading) -> None:
    """Refuse property shapes without a path; one that another file describes is looked at there."""
    shapes = {value for holder in reading.having(SH + "property") for value in reading.values(holder, SH + "property")}
    shapes |= {one for one in reading.having(RDF + "type") if SH + "PropertyShape" in map(_iri, _types(reading, one))}
    here = declared([quad.triple for quad in reading.store])
    for one in sorted(shapes, key=str):
        if not isinstance(one, ox.Literal) and one in here and not reading.values(one, SH + "path"):
            raise refusal(path, text, ":property", f"{_shown(one)} is a property shape without a `sh:path`")


def _types(reading: Reading, node: Node) -> list[Node | ox.Literal]:
    return reading.values(node, RDF + "type")


def _complaints(name: str, value: Node | ox.Literal, reading: Reading, known: Collection[Node]) -> Iterator[str]:
    """Say what is wrong with a value of a term."""
    if name in _IRIS and not isinstance(value, ox.NamedNode):
        yield f"`sh:{name}` takes an IRI"
    elif name in _SHAPES:
        yield from _no_shape(name, value, known)
    elif name in _SHAPE_LISTS | _LISTS:
        inside = () if isinstance(value, ox.Literal) else tuple(members(reading, value))
        if _iri(value) != RDF + "nil" and (isinstance(value, ox.Literal) or not reading.values(value, RDF + "first")):
            yield f"`sh:{name}` takes a list"
        elif name in _SHAPE_LISTS and not inside:
            yield f"`sh:{name}` takes a list of shapes, and this one is empty"
        elif name in _SHAPE_LISTS:
            yield from (complaint for one in inside for complaint in _no_shape(name, one, known))
    elif name == "path" and not _is_path(value, reading):
        yield "`sh:path` takes a property or a path"
    elif name == "nodeKind" and _iri(value).removeprefix(SH) not in _KINDS:
        yield f"`sh:nodeKind` takes one of {', '.join(f'sh:{kind}' for kind in sorted(_KINDS))}"
    yield from _literal_complaints(name, value)


def _literal_complaints(name: str, value: Node | ox.Literal) -> Iterator[str]:
    text, datatype = (value.value, value.datatype.value) if isinstance(value, ox.Literal) else ("", "")
    if name in _COUNTS and not (datatype == datatypes.XSD + "integer" and re.fullmatch("[0-9]{1,9}", text)):
        yield f"`sh:{name}` takes a whole number"
    elif name in _SWITCHES and not (datatype == datatypes.XSD + "boolean" and text in {"true", "false"}):
        yield f"`sh:{name}` takes true or false"
    elif name in _BOUNDS and not datatype:
        yield f"`sh:{name}` takes a literal"
    elif name == "pattern" and datatype != datatypes.XSD + "string":
        yield "`sh:pattern` takes text"
    elif name == "flags" and not _KNOWN_FLAGS.fullmatch(text):
        yield "`sh:flags` takes the letters i and m"
    elif datatype in datatypes.CHECKS and not datatypes.CHECKS[datatype](text):
        yield f"`{text[:40]}` is not an {datatypes.name(datatype)}"


def _no_shape(name: str, value: Node | ox.Literal, known: Collection[Node]) -> Iterator[str]:
    if isinstance(value, ox.Literal):
        yield f"`sh:{name}` takes a shape, not a literal"
    elif value not in known:
        yield f"`sh:{name}` takes a shape, and none is described as {_shown(value)}"


def _is_path(value: Node | ox.Literal, reading: Reading) -> bool:
    if isinstance(value, ox.BlankNode):
        return any(reading.values(value, iri) for iri in (RDF + "first", *(SH + name for name in _PATHS)))
    return isinstance(value, ox.NamedNode)


def _unknown(name: str, value: Node | ox.Literal) -> Iterator[str]:
    """Say so where the ontology does not have a class or a property that is looked for."""
    iri = _iri(value)
    if not iri.startswith(NS) or name not in _CLASSES | _PROPERTIES | {"path", *_PATHS}:
        return
    kind, known = ("class", terms.load().classes) if name in _CLASSES else ("property", terms.load().properties)
    if iri not in known:
        names = [one.removeprefix(NS) for one in known if one.startswith(NS)]
        close = difflib.get_close_matches(iri.removeprefix(NS), sorted(names), n=1)
        hint = f"; did you mean `kg:{close[0]}`?" if close else ""
        yield f"the ontology has no {kind} `kg:{iri.removeprefix(NS)}`{hint}"


def _iri(value: Node | ox.Literal | ox.Triple) -> str:
    return value.value if isinstance(value, ox.NamedNode) else ""


def _shown(node: Node | ox.Literal) -> str:
    return f"`{node.value}`" if isinstance(node, ox.NamedNode) and ":blank-" not in node.value else "a nameless node"
