"""What SHACL Core holds, and what is wrong with shapes that leave it, never end or pass in silence."""

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.validation.shapes import KGS, SH, Node, Reading

CORE: Final = frozenset(
    """
    NodeShape PropertyShape Shape Violation Warning Info IRI BlankNode Literal BlankNodeOrIRI
    BlankNodeOrLiteral IRIOrLiteral targetClass targetNode targetSubjectsOf targetObjectsOf property path
    node severity message name description order group defaultValue deactivated PropertyGroup inversePath
    alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath class datatype nodeKind minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn
    uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone qualifiedValueShape
    qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in
    """.split()  # noqa: SIM905 - as prose it can be read through
)
"""The terms of SHACL Core. pySHACL ignores any other in silence, and a misspelt one would pass everything."""

_ELSEWHERE: Final = frozenset(
    """
    sparql select ask construct prefixes declare prefix namespace target rule js jsFunctionName expression
    values
    """.split()  # noqa: SIM905
)
TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_NESTING: Final = tuple(SH + name for name in ("property", "node", "not", "and", "or", "xone", "qualifiedValueShape"))
_DEPTH: Final = 30
_PATTERN_LENGTH: Final = 500
_NESTED_QUANTIFIER: Final = re.compile(r"\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[*+?]|\{)")
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CLASSES: Final = frozenset({"http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class"})


def look_over(path: Path, text: str, reading: Reading, triples: Sequence[ox.Triple]) -> None:
    """Refuse what is not SHACL Core, what would never end and what would pass in silence."""
    for iri in _words(triples):
        name = iri.rpartition("#")[2]
        if iri.endswith("owl#imports"):
            raise refusal(path, text, "imports", "`owl:imports` is not followed: name each file with --shapes")
        if iri.startswith(SH) and name in _ELSEWHERE:
            raise refusal(path, text, f":{name}", f"`sh:{name}` is not SHACL Core, and only Core shapes are run")
        if iri.startswith(SH) and name not in CORE:
            close = difflib.get_close_matches(name, sorted(CORE), n=1)
            hint = f"; did you mean `sh:{close[0]}`?" if close else ""
            raise refusal(path, text, f":{name}", f"SHACL has no `sh:{name}`{hint}")
        if name == "code" and iri.startswith(KGS):
            _check_codes(path, reading)
    for pattern in (
        t.object.value for t in triples if t.predicate.value == SH + "pattern" and isinstance(t.object, ox.Literal)
    ):
        if complaint := _pattern_complaint(pattern):
            raise refusal(path, text, "sh:pattern", complaint)
    _check_names(path, reading)
    _check_nesting(path, reading)


def refusal(path: Path, text: str, word: str, complaint: str) -> UsageError:
    """Refuse a file of shapes, at the first line that has a word."""
    found = re.search(rf"{re.escape(word)}\b", text)
    line = text.count("\n", 0, found.start() if found else 0) + 1
    return UsageError(f"{path}:{line}: {complaint}")


def _words(triples: Sequence[ox.Triple]) -> Iterator[str]:
    for triple in triples:
        yield triple.predicate.value
        if isinstance(triple.object, ox.NamedNode):
            yield triple.object.value


def _check_codes(path: Path, reading: Reading) -> None:
    for quad in reading.store.quads_for_pattern(None, ox.NamedNode(KGS + "code"), None):
        if isinstance(quad.object, ox.Literal) and re.fullmatch(r"KG\d+", quad.object.value):
            raise UsageError(f"{path}: the code {quad.object.value} is kept for kgraph's own rules")


def _check_names(path: Path, reading: Reading) -> None:
    """Refuse targets that could not be named in a finding, or are not written down."""
    holders = [holder for name in TARGETS for holder in reading.having(SH + name)]
    if any(isinstance(holder, ox.BlankNode) for holder in holders):
        raise UsageError(f"{path}: a shape with a target needs an IRI")
    for holder in reading.having(RDF + "type"):
        types = {value.value for value in reading.values(holder, RDF + "type")}
        if types & _CLASSES and types & {SH + "NodeShape", SH + "PropertyShape"}:
            raise UsageError(f"{path}: {holder} is a class and a shape: write `sh:targetClass`")


def _pattern_complaint(pattern: str) -> str:
    """Say what is wrong with a regular expression, or nothing.

    >>> _pattern_complaint("^(a+)+$")
    'a `sh:pattern` repeats what is itself repeated, which can take for ever'
    """
    if len(pattern) > _PATTERN_LENGTH:
        return f"a `sh:pattern` is longer than {_PATTERN_LENGTH} characters"
    if _NESTED_QUANTIFIER.search(pattern):
        return "a `sh:pattern` repeats what is itself repeated, which can take for ever"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"a `sh:pattern` is no regular expression: {error}"
    return ""


def _check_nesting(path: Path, reading: Reading) -> None:
    """Refuse shapes that contain themselves: pySHACL looks two levels down and passes the rest."""
    for start in {holder for iri in _NESTING for holder in reading.having(iri)}:
        level: set[Node] = {start}
        depth = 0
        while level:
            level = {inner for outer in level for inner in _inside(reading, outer)}
            depth += 1
            if start in level:
                raise UsageError(f"{path}: the shape {start} contains itself, and would pass in silence")
            if depth > _DEPTH:
                raise UsageError(f"{path}: shapes are nested more than {_DEPTH} deep")


def _inside(reading: Reading, shape: Node) -> Iterator[Node]:
    for iri in _NESTING:
        for value in reading.values(shape, iri):
            if isinstance(value, ox.Literal):
                continue
            yield value
            yield from members(reading, value)


def members(reading: Reading, head: Node) -> Iterator[Node]:
    """List what a list holds, literals left out."""
    seen: set[Node] = set()
    while head not in seen:
        seen.add(head)
        for value in reading.values(head, RDF + "first"):
            if not isinstance(value, ox.Literal):
                yield value
        rest = [one for one in reading.values(head, RDF + "rest") if not isinstance(one, ox.Literal)]
        head = rest[0] if rest else head
