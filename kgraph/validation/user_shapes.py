"""A user's own shapes: SHACL Core, looked over, and run in a process that can be killed."""

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
from kgraph.validation.shape_values import check_values, declared
from kgraph.validation.shapes import KGS, SH, Reading, Shape
from kgraph.validation.shapes_lint import TARGETS, look_over

_BYTES: Final = 1024 * 1024
_BLANK: Final = "urn:kgraph:blank-shape:"
"""Property shapes without an IRI get one for the time of the run, so that a result can be told apart."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many things a shape of the user's was applied to."""

    code: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class Guests:
    """The user's shapes: as triples, those that have targets, and the rule that each shape is, by its IRI."""

    triples: tuple[ox.Triple, ...]
    shapes: tuple[Shape, ...]
    rules: Mapping[str, Rule]


def read(paths: Sequence[Path]) -> Guests:
    """Read files of shapes; whatever SHACL Core does not define, or cannot be run safely, is a UsageError."""
    triples: list[ox.Triple] = []
    found: list[Shape] = []
    rules: dict[str, Rule] = {}
    texts = [(path, _text(path)) for path in paths]
    files = [(path, text, _named(_parse(path, text))) for path, text in texts]
    known = declared([triple for _, _, named in files for triple in named])
    for path, text, named in files:
        reading = Reading(named)
        look_over(path, text, reading, named)
        check_values(path, text, reading, known)
        mine = [reading.shape(subject) for subject in _with_targets(reading)]
        if not mine:
            raise UsageError(f"{path}: no shape in this file has a target, so nothing would be checked")
        found += mine
        rules |= _rules(path, reading)
        triples += named
    return Guests(tuple(triples), tuple(found), rules)


def run(guests: Guests, data: Iterable[ox.Triple], *, seconds: float) -> list[Result]:
    """Validate in a child process: a pattern can take for ever, and nothing stops it from inside."""
    payload = {
        "data": _write([*data, *shapes.facts()]),
        "shapes": _write(guests.triples),
    }
    try:
        reply = subprocesses.run(
            "kgraph.validation.user_shapes:evaluate", json.dumps(payload).encode(), seconds=seconds
        )
    except UsageError as error:
        files = ", ".join(sorted({rule.shape for rule in guests.rules.values()}))
        raise UsageError(f"{files}: {error}") from error
    return [
        Result(focus, rule, path, None if value is None else ox.NamedNode(value) if is_iri else ox.Literal(value))
        for focus, rule, path, is_iri, value in json.loads(reply)
    ]


def evaluate(payload: bytes) -> bytes:
    """Validate in the child process; what pySHACL refuses of the shapes is their author's to mend."""
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


def coverage(guests: Guests, area: Area) -> list[Coverage]:
    """Count the things of the files named that each shape applies to."""
    if not guests.shapes:
        return []
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in (*area.triples, *shapes.facts()))
    return [
        Coverage(
            guests.rules[shape.iri].code,
            guests.rules[shape.iri].slug,
            len(shape.focus(store) & area.mine),
        )
        for shape in guests.shapes
    ]


def _write(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _text(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"{path}: no such file of shapes")
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
    """Make a rule of each shape that a result can name; what has no code gets one from its name."""
    found = {}
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
        found[subject.value] = Rule(
            code=reading.text(subject, KGS + "code") or f"USER-{name}",
            slug=name,
            severity=SEVERITIES.get(level.value if isinstance(level, ox.NamedNode) else "", Severity.ERROR),
            message=reading.text(subject, message),
            why=reading.text(subject, "http://www.w3.org/2000/01/rdf-schema#comment"),
            fix=reading.text(subject, KGS + "fix"),
            iri=subject.value,
            shape=path.name,
        )
    return found
