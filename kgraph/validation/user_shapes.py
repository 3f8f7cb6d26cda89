"""Read a user's own SHACL Core shapes, check them, and run them in a child process with a time limit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from kgraph.core import limits, subprocesses
from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Span, where
from kgraph.core.errors import KgraphError, LimitError, UsageError
from kgraph.core.files import read_bytes
from kgraph.ontology.rules import Rule
from kgraph.parsing import rdf, source, turtle_spans
from kgraph.parsing.source import Source
from kgraph.validation import pyshacl_engine, shapes, user_rules
from kgraph.validation.pyshacl_engine import Graph, IncomparableError, Result
from kgraph.validation.shapes import BLANK, SH, Shapes
from kgraph.validation.shapes_lint import File, lint, refuse, refuse_misused

Named = TypeVar("Named", bound=ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple)
SECONDS: Final = 60.0
"""How many seconds the shapes may run."""


@dataclass(frozen=True)
class UserShapes:
    """The user's files of shapes, and the rule of each shape that a result can name, by its IRI."""

    files: tuple[File, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Shapes:
        """The triples of all files."""
        return _merge(self.files)

    @cached_property
    def nodes(self) -> frozenset[str]:
        """The IRIs that `sh:targetNode` names."""
        holders = self.graph.subjects(SH + "targetNode")
        return frozenset(iri for holder in holders for iri in self.graph.iris(holder, "targetNode"))

    def counted(self, counts: Mapping[str, int]) -> list[tuple[Rule, int]]:
        """Say for each code how many nodes it was applied to: shapes with a target, and their property shapes."""
        numbers: dict[str, tuple[Rule, int]] = {}
        for node in self.graph.targeted():
            number = counts.get(node.value, 0)
            for shape in (node, *user_rules.properties(self.graph, node)):
                rule = self.rules[shape.value]
                _, most = numbers.get(rule.code, (rule, 0))
                numbers[rule.code] = rule, max(number, most)
        return list(numbers.values())

    def place(self, iri: str) -> tuple[str, Span | None]:
        """Find where a shape is written: its file, and its place or that of the shape around it."""
        name = self.graph.owners.get(node := ox.NamedNode(iri), node).value
        spans = ((file.source.path, file.spans.locate(name)) for file in self.files)
        return next((place for place in spans if place[1]), (self.rules[iri].shape, None))


@dataclass(frozen=True, slots=True)
class Run:
    """The results, and the number of nodes that each shape was applied to, by its IRI."""

    results: tuple[Result, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def read(paths: Sequence[Path]) -> UserShapes:
    """Read files of shapes; raise UsageError for what is not SHACL Core or cannot run safely."""
    files = tuple(_file(path, number) for number, path in enumerate(paths, 1))
    lint(files)
    for file in files:
        if not file.shapes.targeted():
            raise UsageError(f"{file.source.path}: no shape in this file has a target, so nothing would be checked")
    graph = _merge(files)
    homes = {triple.subject: file.source.path for file in files for triple in file.triples}
    return UserShapes(
        files, {node.value: user_rules.make(graph, node, homes[node]) for node in user_rules.named(graph)}
    )


def run(own: UserShapes, data: Iterable[ox.Triple], *, without: Iterable[str] = (), seconds: float = SECONDS) -> Run:
    """Validate in a child process, because a slow regular expression can only be stopped from outside.

    `without` are nodes that are not to be checked. Raises UsageError for shapes that are not valid or cannot run.
    """
    if not own.files:
        return Run()
    triples = [triple for file in own.files for triple in file.triples]
    payload = {
        "data": _write([*data, *shapes.facts()]),
        "shapes": _write(triples),
        "without": sorted(without),
    }
    try:
        reply = subprocesses.run(
            "kgraph.validation.user_shapes:evaluate", json.dumps(payload).encode(), seconds=seconds
        )
    except (UsageError, LimitError) as error:
        raise type(error)(f"{', '.join(file.source.path for file in own.files)}: {error}") from error
    answer = json.loads(reply)
    for name, component, value in answer["misused"]:
        raise refuse_misused(own.files, name, component, value)
    return Run(tuple(_result(*row) for row in answer["results"]), answer["counts"])


def evaluate(payload: bytes) -> bytes:
    """Validate in the child process; raise UsageError if pySHACL cannot run the shapes, LimitError for long answers."""
    request = json.loads(payload)
    own, triples = Graph(_read(request["shapes"]), every=True), _read(request["data"])
    without = set(request["without"])
    try:
        if misused := pyshacl_engine.conform_to_shacl(own):
            return json.dumps({"misused": misused}).encode()
        data = Graph(triples, every=True)
        nodes = pyshacl_engine.focus_nodes(data, own)
        try:
            results = pyshacl_engine.conform_all(data, own)
        except IncomparableError:  # values that do not match their datatype, which the parsers report
            results = pyshacl_engine.conform_all(Graph(triples), own)
    except KgraphError as error:
        raise UsageError(" ".join(str(error).split())) from error
    rows = [(row.focus, row.rule, row.path, str(row.value or "")) for row in results if row.focus not in without]
    if len(rows) > limits.RESULTS:
        raise LimitError(f"the shapes find {say_count(len(rows), 'problem')}: at most {limits.RESULTS:,} are allowed")
    counts = {iri: len(focus - without) for iri, focus in nodes.items()}
    return json.dumps({"misused": [], "results": rows, "counts": counts}).encode()


def _result(focus: str, rule: str, path: str, value: str) -> Result:
    return Result(focus, rule, path, _term(value) if value else None)


def _term(text: str) -> ox.NamedNode | ox.Literal | ox.BlankNode | None:
    (triple,) = _read(f"<urn:s> <urn:p> {text} .")
    return None if isinstance(triple.object, ox.Triple) else triple.object


def _write(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _read(text: str) -> list[ox.Triple]:
    """Parse what was written above; lenient, because Turtle allows some IRIs that N-Triples does not."""
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)]


def _merge(files: Iterable[File]) -> Shapes:
    return Shapes(triple for file in files for triple in file.triples)


def _file(path: Path, number: int) -> File:
    text = _source(path)
    try:
        quads = rdf.to_quads(text.text, ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise UsageError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    except LimitError as error:
        raise LimitError(f"{path}: {error}") from error
    triples = _named([quad.triple for quad in quads], number)
    file = File(text, triples, Shapes(triples), turtle_spans.scan(text).spans)
    try:
        list(ox.parse(_write(triples), format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise _bad_iri(file, triples[(error.lineno or 1) - 1]) from error
    return file


def _bad_iri(file: File, triple: ox.Triple) -> UsageError:
    """Name the term of a triple that Turtle's parser accepts, and that no other format can hold."""
    iris = [term.value for term in triple if isinstance(term, ox.NamedNode)]
    iri = next((iri for iri in iris if not iri.isascii()), iris[0])
    shown = iri.encode("unicode_escape").decode("ascii")
    return refuse(file, iri.rpartition("#")[2].rpartition("/")[2], "", f"`{shown}` is not a valid IRI")


def _source(path: Path) -> Source:
    try:
        data = read_bytes(path, limits.SHAPES_BYTES)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise UsageError(f"{path}: {'file not found' if missing else 'cannot be read'}") from error
    if data is None:
        raise LimitError(f"{path}: larger than 1 MiB")
    decoded, findings = source.decode(data, shown=str(path), name=path.name)
    if decoded is None:
        raise UsageError(f"{where(str(path), findings[0].span)}: {findings[0].message}")
    return decoded


def _named(triples: Sequence[ox.Triple], number: int) -> list[ox.Triple]:
    """Give every property shape an IRI, and number the blank nodes in the order of the file, the same in each run."""
    properties = {triple.object for triple in triples if triple.predicate.value == SH + "property"}
    names: dict[ox.BlankNode, ox.NamedNode | ox.BlankNode] = {}

    def name(term: Named) -> Named | ox.NamedNode | ox.BlankNode:
        if not isinstance(term, ox.BlankNode):
            return term
        if term not in names:
            label = f"f{number}n{len(names)}"
            names[term] = ox.NamedNode(BLANK + label) if term in properties else ox.BlankNode(label)
        return names[term]

    return [ox.Triple(name(triple.subject), triple.predicate, name(triple.object)) for triple in triples]
