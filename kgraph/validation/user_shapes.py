"""Read a user's own SHACL Core shapes, check them, and run them in a child process with a time limit."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from kgraph.core import limits, subprocesses
from kgraph.core.diagnostics import Severity
from kgraph.core.errors import KgraphError, LimitError, UsageError
from kgraph.ontology.graph import parse_term
from kgraph.ontology.rules import SEVERITIES, Rule
from kgraph.validation import shapes
from kgraph.validation.pyshacl_engine import Graph, Result, conform_all
from kgraph.validation.shapes import KGS, SH, Shape, Shapes
from kgraph.validation.shapes_lint import TARGETS, File, lint

Named = TypeVar("Named", bound=ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple)
_BLANK: Final = "urn:kgraph:blank-shape:"
"""Property shapes without an IRI get one for the run, so that each result can name its shape."""


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
        subjects = sorted(_with_targets(file.shapes), key=str)
        if not subjects:
            raise UsageError(f"{file.path}: no shape in this file has a target, so nothing would be checked")
        shapes += map(file.shapes.shape, subjects)
        rules |= _rules(file.path, file.shapes)
    return UserShapes(tuple(triple for file in files for triple in file.triples), tuple(shapes), rules)


def _file(path: Path) -> File:
    text = _text(path)
    try:
        quads = list(
            ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="https://w3id.org/kgraph/", rename_blank_nodes=True)
        )
    except SyntaxError as error:
        raise UsageError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    triples = _named([quad.triple for quad in quads])
    return File(path, text, triples, Shapes(triples))


def run(own: UserShapes, data: Iterable[ox.Triple], *, seconds: float) -> list[Result]:
    """Validate in a child process, because a slow regular expression can only be stopped from outside."""
    payload = {"data": _write([*data, *shapes.facts()]), "shapes": _write(own.triples)}
    try:
        reply = subprocesses.run(
            "kgraph.validation.user_shapes:evaluate", json.dumps(payload).encode(), seconds=seconds
        )
    except UsageError as error:
        files = ", ".join(sorted({rule.shape for rule in own.rules.values()}))
        raise UsageError(f"{files}: {error}") from error
    return [
        Result(focus, rule, path, parse_term(value) if value else None)
        for focus, rule, path, value in json.loads(reply)
    ]


def evaluate(payload: bytes) -> bytes:
    """Validate in the child process; raise UsageError if pySHACL cannot run the shapes."""
    request = json.loads(payload)
    data, own = (
        Graph(quad.triple for quad in ox.parse(request[part], format=ox.RdfFormat.N_TRIPLES))
        for part in ("data", "shapes")
    )
    try:
        results = conform_all(data, own)
    except KgraphError as error:
        raise UsageError(" ".join(str(error).split())) from error
    rows = [(row.focus, row.rule, row.path, str(row.value) if row.value else "") for row in results]
    return json.dumps(rows).encode()


def _write(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _text(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"{path}: file not found")
    if path.stat().st_size > limits.SHAPES_BYTES:
        raise LimitError(f"{path}: larger than 1 MiB")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8") from error


def _named(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Give every property shape an IRI."""
    blank = {t.object for t in triples if t.predicate.value == SH + "property" and isinstance(t.object, ox.BlankNode)}

    def name(term: Named) -> Named | ox.NamedNode:
        return ox.NamedNode(_BLANK + term.value) if isinstance(term, ox.BlankNode) and term in blank else term

    return [ox.Triple(name(t.subject), t.predicate, name(t.object)) for t in triples]


def _with_targets(own: Shapes) -> set[ox.NamedNode]:
    return {node for name in TARGETS for node in own.subjects(SH + name) if isinstance(node, ox.NamedNode)}


def _rules(path: Path, own: Shapes) -> dict[str, Rule]:
    """Make a rule of each shape that a result can name; a shape without a code gets one from its name."""
    rules = {}
    owners = {node: holder for holder in own.subjects(SH + "property") for node in own.nodes(holder, SH + "property")}
    for subject in {*_with_targets(own), *owners}:
        owner = owners[subject] if subject.value.startswith(_BLANK) else subject
        name = re.split(r"[#/]", owner.value)[-1]
        rules[subject.value] = Rule(
            code=own.text(subject, KGS + "code") or f"USER-{name}",
            slug=name,
            severity=SEVERITIES.get(own.text(subject, SH + "severity"), Severity.ERROR),
            message=own.text(subject, SH + "message"),
            why=own.text(subject, "http://www.w3.org/2000/01/rdf-schema#comment"),
            fix=own.text(subject, KGS + "fix"),
            iri=subject.value,
            shape=path.name,
        )
    return rules
