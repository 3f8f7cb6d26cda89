"""Validate annotations against the shapes, and turn each result into a finding with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core import limits
from kgraph.core.diagnostics import Diagnostic, Severity, Span, arrange
from kgraph.core.errors import LimitError
from kgraph.ontology import rules
from kgraph.ontology.graph import parse_term
from kgraph.ontology.rules import Rule
from kgraph.parsing.source import Source
from kgraph.parsing.spans import term_text
from kgraph.store.knowledge import Knowledge
from kgraph.validation import shapes, user_rules, user_shapes
from kgraph.validation.data_subset import Area, around, whole
from kgraph.validation.pyshacl_engine import Graph, Result, conform
from kgraph.validation.shapes import SH, Shape
from kgraph.validation.user_rules import shown
from kgraph.validation.user_shapes import SECONDS, UserShapes

_NOT_CORE: Final = frozenset({SH + "sparql", SH + "target"})
_PLACEHOLDER: Final = re.compile(r"\{[$?](\w+)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """How many nodes a rule was applied to; with none, the rule has not been tested."""

    code: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A result, the thing it is about, and the file and the place to show."""

    result: Result
    subject: str
    place: tuple[str, Span | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings of a validation, and what was checked.

    `files` were read, and `skipped` were ignored in folders. `lines` holds the text of each line with a finding.
    """

    diagnostics: tuple[Diagnostic, ...]
    checks: tuple[Check, ...] = ()
    files: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict, hash=False)

    @property
    def counted(self) -> tuple[Diagnostic, ...]:
        """The findings that no comment in a file suppresses."""
        return tuple(finding for finding in self.diagnostics if finding.suppressed is None)


def validate(
    knowledge: Knowledge,
    *,
    against: Knowledge | None = None,
    shapes: Sequence[Path] = (),
    seconds: float = SECONDS,
    notes: bool = False,
) -> list[Diagnostic]:
    """Check what was loaded, and list the findings with file, line, reason and fix.

    `against` is other knowledge in which references are looked up, `shapes` files with your own SHACL shapes, which
    run at most `seconds`. `notes` adds facts about the texts that are not mistakes. Raises UsageError for shapes that
    cannot be read.

    Example::

        findings += kgraph.validate(knowledge)
        print(sum(finding.severity == "error" for finding in findings))  # 0
    """
    return list(check(knowledge, against=against, shapes=shapes, seconds=seconds, notes=notes).diagnostics)


def check(
    knowledge: Knowledge,
    found: Iterable[Diagnostic] = (),
    *,
    against: Knowledge | None = None,
    shapes: Sequence[Path] = (),
    seconds: float = SECONDS,
    notes: bool = False,
) -> Outcome:
    """Check what was loaded against the shipped shapes and the user's own.

    `found` are the findings of loading: the outcome includes them. With `against`, references are looked up in its
    store too; the work then grows with the files loaded, not with the store, and the store is not changed. With
    `notes`, the outcome includes notes: facts about the texts that are not mistakes in the annotations.
    """
    own = user_shapes.read(shapes)
    area = whole(knowledge) if against is None else around(knowledge, against.store, own.nodes)
    results, checks = run_shipped(area)
    run = user_shapes.run(own, area.triples, without=area.elsewhere, seconds=seconds)
    found = list(found)
    new = [
        *_findings(_rules_by_iri(), _places(knowledge, area, results)),
        *_findings(own.rules, _own_places(knowledge, area, own, run.results)),
    ]
    seen = knowledge.suppress([*found, *_first(_without_echoes(new, found))])
    checks += [Check(rule.code, rule.slug, number) for rule, number in own.counted(run.counts)]
    if not notes:
        hidden = {rule.code for rule in (*rules.load().values(), *own.rules.values()) if rule.severity is Severity.NOTE}
        seen = [finding for finding in seen if finding.code not in hidden]
        checks = [row for row in checks if row.code not in hidden]
    return Outcome(
        diagnostics=tuple(seen),
        checks=tuple(sorted(checks, key=lambda row: row.code)),
        files=tuple(sorted(file.source.path for file in knowledge.files)),
        skipped=knowledge.skipped,
        lines=_lines(seen, [*(file.source for file in knowledge.files), *(file.source for file in own.files)]),
    )


def run_shipped(area: Area) -> tuple[list[Result], list[Check]]:
    """Apply the shipped shapes: property shapes with pySHACL, and each query once for all nodes with Oxigraph.

    pySHACL would run each query once for each node, which takes milliseconds. A test checks that pySHACL alone finds
    the same.
    """
    focus = {shape: shape.focus(area.store) & area.mine for shape in shapes.shipped()}
    data = Graph((*area.triples, *shapes.facts()))
    results = conform(data, core(), [(shape.properties, nodes) for shape, nodes in focus.items()])
    for shape, nodes in focus.items():
        results += _run_query(shape, nodes, area.store)
    known = _rules_by_iri()
    return results, [_check(known[iri], nodes) for shape, nodes in focus.items() for iri in shape.rules]


def _check(rule: Rule, nodes: set[str]) -> Check:
    return Check(rule.code, rule.slug, len(nodes))


def _rules_by_iri() -> dict[str, Rule]:
    return {rule.iri: rule for rule in rules.load().values()}


@cache
def core() -> Graph:
    """Return the shipped shapes without their SPARQL."""
    return Graph(triple for triple in shapes.triples() if triple.predicate.value not in _NOT_CORE)


def _run_query(shape: Shape, nodes: set[str], store: ox.Store) -> Iterator[Result]:
    """Run the SPARQL constraint of a shape once, for all its nodes."""
    rows = store.query(shape.query) if nodes and shape.query else None
    if not isinstance(rows, ox.QuerySolutions):
        return
    columns = [variable.value for variable in rows.variables]
    for row in rows:
        terms = dict(zip(columns, row, strict=True))
        this, path, value = terms["this"], terms.get("path"), terms.get("value")
        if isinstance(this, ox.NamedNode) and this.value in nodes:
            yield Result(
                this.value,
                shape.iri,
                path.value if isinstance(path, ox.NamedNode) else "",
                value if isinstance(value, ox.NamedNode | ox.Literal) else None,
                tuple((name, term.value) for name, term in terms.items() if isinstance(term, ox.Literal)),
            )


def _without_echoes(new: Iterable[Diagnostic], earlier: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Leave out findings that follow from a parsing error: a misspelled kind is not also a missing one.

    Findings on an id that is defined twice are left out too, because it is not clear which definition is meant.
    """
    errors = [finding for finding in earlier if finding.severity is Severity.ERROR]
    lines = {(error.path, error.span.line) for error in errors if error.span}
    twice = {error.subject for error in errors if error.code == "KG012"} - {""}
    for finding in new:
        on_error = finding.span is not None and (finding.path, finding.span.line) in lines
        if finding.subject not in twice and not on_error:
            yield finding


def _first(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Keep the first findings of each rule in each file; the last one kept says how many are left out."""
    by_rule: dict[tuple[str, str], list[Diagnostic]] = {}
    for finding in arrange(findings):
        by_rule.setdefault((finding.path, finding.code), []).append(finding)
    for listed in by_rule.values():
        yield from listed[: limits.FINDINGS - 1]
        if len(listed) > limits.FINDINGS:
            more = f", and {len(listed) - limits.FINDINGS:,} more in this file"
            yield replace(listed[limits.FINDINGS - 1], message=listed[limits.FINDINGS - 1].message + more)
        else:
            yield from listed[limits.FINDINGS - 1 :]


def _places(knowledge: Knowledge, area: Area, results: Iterable[Result]) -> Iterator[Placed]:
    """Place results on nodes that the files define."""
    for result in set(results):
        if result.focus in area.mine:
            value = result.value.value if result.value is not None else None
            yield Placed(result, result.focus, knowledge.locate(result.focus, result.path or None, value))


def _own_places(knowledge: Knowledge, area: Area, own: UserShapes, results: Sequence[Result]) -> Iterator[Placed]:
    """Place results of the user's shapes, also on literals and on nodes that no file defines.

    Those are placed where a file refers to them as the shape says; if none does, at the shape.
    """
    yield from _places(knowledge, area, results)
    strays = sorted(
        {result for result in results if result.focus not in area.mine}, key=lambda row: (row.focus, row.rule)
    )
    sought = {result.focus for result in strays}
    holders: dict[str, list[ox.Triple]] = {}
    for triple in (triple for file in knowledge.files for triple in file.triples):
        if (
            written := str(triple.object) if isinstance(triple.object, ox.Literal) else term_text(triple.object)
        ) in sought:
            holders.setdefault(written, []).append(triple)
    number = 0
    for result in strays:
        holding = user_rules.holding(own.graph, ox.NamedNode(result.rule))
        held = [triple for triple in holders.get(result.focus, ()) if triple.predicate.value in holding]
        number += len(held)
        if number > limits.RESULTS:
            raise LimitError(f"the shapes find more than {limits.RESULTS:,} problems")
        for triple in held:
            subject = term_text(triple.subject)
            yield Placed(result, subject, knowledge.locate(subject, triple.predicate.value, term_text(triple.object)))
        if not held:
            is_iri = not result.focus.startswith(('"', "_:"))
            home, span = knowledge.locate(result.focus, result.path or None) if is_iri else ("", None)
            yield Placed(result, result.focus if is_iri else "", (home, span) if home else own.place(result.rule))


def _findings(known: Mapping[str, Rule], placed: Iterable[Placed]) -> Iterator[Diagnostic]:
    """Turn results into findings."""
    labels = {iri: shape.label for shape in shapes.shipped() for iri in shape.rules}
    for row in placed:
        rule = known[row.result.rule]
        path, span = row.place
        yield Diagnostic(
            path=path,
            span=span,
            code=rule.code,
            severity=rule.severity,
            message=_fill(_name(rule.message, labels.get(rule.iri, "")), row.result),
            fix=_fill(rule.fix, row.result),
            subject=row.subject,
        )


def _name(message: str, name: str) -> str:
    """Put the subject after the label that the message begins with.

    >>> _name("claim has no text", "claim")
    'claim {$this} has no text'
    """
    return f"{name} {{$this}}{message.removeprefix(name)}" if message.startswith(f"{name} ") else message


def _fill(text: str, result: Result) -> str:
    """Replace `{$this}`, `{?value}` and `{?path}` by names, in backticks unless they already are; and other columns."""
    value = result.value
    texts = dict(result.texts)
    path = re.sub("<([^>]*)>", lambda iri: shown(iri[1]), result.path) if "<" in result.path else shown(result.path)
    names = {
        "this": _focus(result.focus),
        "path": path,
        "PATH": path,
        "value": shown(value.value) if isinstance(value, ox.NamedNode) else value.value if value else "",
    }

    def put(match: re.Match[str]) -> str:
        if match[1] not in names:
            return texts.get(match[1], match[0])
        name = names[match[1]]
        is_quoted = text[: match.start()].count("`") % 2
        return name if is_quoted else f"`{name}`"

    return _PLACEHOLDER.sub(put, text)


def _focus(written: str) -> str:
    return parse_term(written).value if written.startswith('"') else shown(written)


def _lines(findings: Iterable[Diagnostic], sources: Iterable[Source]) -> dict[tuple[str, int], str]:
    by_path = {source.path: source for source in sources}
    return {
        (finding.path, finding.span.line): by_path[finding.path].line(finding.span.line)
        for finding in findings
        if finding.span is not None and finding.path in by_path
    }
