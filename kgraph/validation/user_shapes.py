"""Read a user's own SHACL Core shapes, check them, and run them in a child process with a time limit."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core import subprocesses
from kgraph.core.diagnostics import Severity
from kgraph.core.errors import KgraphError, LimitError, UsageError
from kgraph.ontology.rules import SEVERITIES, Rule
from kgraph.validation import shapes
from kgraph.validation.data_subset import Area
from kgraph.validation.pyshacl_engine import Graph, Result, conform_all
from kgraph.validation.shapes import KGS, SH, Reading, Shape
from kgraph.validation.shapes_lint import TARGETS, File, lint

_BYTES: Final = 1024 * 1024
_BLANK: Final = "urn:kgraph:blank-shape:"
"""Property shapes without an IRI get one for the run, so that each result can name its shape."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many nodes a user's shape was applied to."""

    code: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class UserShapes:
    """The user's shapes: all triples, the shapes with targets, and the rule of each shape by its IRI."""

    triples: tuple[ox.Triple, ...]
    shapes: tuple[Shape, ...]
    rules: Mapping[str, Rule]


def read(paths: Sequence[Path]) -> UserShapes:
    """Read files of shapes; raise UsageError for what is not SHACL Core or cannot run safely."""
    files = list(map(_file, paths))
    lint(files)
    shapes: list[Shape] = []
    rules: dict[str, Rule] = {}
    for file in files:
        subjects = _with_targets(file.reading)
        if not subjects:
            raise UsageError(f"{file.path}: no shape in this file has a target, so nothing would be checked")
        shapes += map(file.reading.shape, subjects)
        rules |= _rules(file.path, file.reading)
    return UserShapes(tuple(triple for file in files for triple in file.triples), tuple(shapes), rules)


def _file(path: Path) -> File:
    text = _text(path)
    triples = _named(_parse(path, text))
    return File(path, text, triples, Reading(triples))


def run(own: UserShapes, data: Iterable[ox.Triple], *, seconds: float) -> list[Result]:
    """Validate in a child process, because a slow regular expression can only be stopped from outside."""
    payload = {
        "data": _write([*data, *shapes.facts()]),
        "shapes": _write(own.triples),
    }
    try:
        reply = subprocesses.run(
            "kgraph.validation.user_shapes:evaluate", json.dumps(payload).encode(), seconds=seconds
        )
    except UsageError as error:
        files = ", ".join(sorted({rule.shape for rule in own.rules.values()}))
        raise UsageError(f"{files}: {error}") from error
    return [
        Result(focus, rule, path, None if value is None else ox.NamedNode(value) if is_iri else ox.Literal(value))
        for focus, rule, path, is_iri, value in json.loads(reply)
    ]


def evaluate(payload: bytes) -> bytes:
    """Validate in the child process; raise UsageError if pySHACL cannot run the shapes."""
    request = json.loads(payload)
    data, asked = (
        Graph(quad.triple for quad in ox.parse(request[part], format=ox.RdfFormat.N_TRIPLES))
        for part in ("data", "shapes")
    )
    try:
        found = conform_all(data, asked)
    except KgraphError as error:
        raise UsageError(" ".join(str(error).split())) from error
    return json.dumps(
        [
            [one.focus, one.rule, one.path, isinstance(one.value, ox.NamedNode), one.value.value if one.value else None]
            for one in found
        ]
    ).encode()


def coverage(own: UserShapes, area: Area) -> list[Coverage]:
    """Count the nodes, defined in the given files, that each shape applies to."""
    if not own.shapes:
        return []
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in (*area.triples, *shapes.facts()))
    return [
        Coverage(
            own.rules[shape.iri].code,
            own.rules[shape.iri].slug,
            len(shape.focus(store) & area.mine),
        )
        for shape in own.shapes
    ]


def _write(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _text(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"{path}: file not found")
    if path.stat().st_size > _BYTES:
        raise LimitError(f"{path}: larger than 1 MiB")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8") from error


def _parse(path: Path, text: str) -> list[ox.Triple]:
    try:
        quads = list(
            ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="https://w3id.org/kgraph/", rename_blank_nodes=True)
        )
    except SyntaxError as error:
        raise UsageError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    return [quad.triple for quad in quads]


def _named(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Give every property shape an IRI."""
    blank = {t.object for t in triples if t.predicate.value == SH + "property" and isinstance(t.object, ox.BlankNode)}
    names = {node: ox.NamedNode(_BLANK + node.value) for node in blank}
    return [
        ox.Triple(
            names.get(t.subject, t.subject) if isinstance(t.subject, ox.BlankNode) else t.subject,
            t.predicate,
            names.get(t.object, t.object) if isinstance(t.object, ox.BlankNode) else t.object,
        )
        for t in triples
    ]


def _with_targets(reading: Reading) -> list[ox.NamedNode]:
    holders = {one for name in TARGETS for one in reading.having(SH + name) if isinstance(one, ox.NamedNode)}
    return sorted(holders, key=str)


def _rules(path: Path, reading: Reading) -> dict[str, Rule]:
    """Make a rule of each shape that a result can name; a shape without a code gets one from its name."""
    rules = {}
    severity, message = ox.NamedNode(SH + "severity"), SH + "message"
    owners = {
        value: holder
        for holder in reading.having(SH + "property")
        for value in reading.values(holder, SH + "property")
        if isinstance(value, ox.NamedNode)
    }
    for subject in {*_with_targets(reading), *owners}:
        owner = owners[subject] if subject.value.startswith(_BLANK) else subject
        name = re.split(r"[#/]", owner.value)[-1]
        level = next((q.object for q in reading.store.quads_for_pattern(subject, severity, None)), None)
        rules[subject.value] = Rule(
            code=reading.text(subject, KGS + "code") or f"USER-{name}",
            slug=name,
            severity=SEVERITIES.get(level.value if isinstance(level, ox.NamedNode) else "", Severity.ERROR),
            message=reading.text(subject, message),
            why=reading.text(subject, "http://www.w3.org/2000/01/rdf-schema#comment"),
            fix=reading.text(subject, KGS + "fix"),
            iri=subject.value,
            shape=path.name,
        )
    return rules
