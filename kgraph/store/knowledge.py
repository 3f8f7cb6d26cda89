"""All files together: a named graph for each, one for derived statements, and where everything was written."""

import calendar
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import Diagnostic, Span, arrange
from kgraph.core.errors import UsageError
from kgraph.ontology import terms
from kgraph.ontology.vocab import IDS, KG, NS, Term
from kgraph.parsing import formats
from kgraph.parsing.paths import find
from kgraph.parsing.source import Parsed, Source
from kgraph.store import references
from kgraph.store.lookup import Lookup
from kgraph.store.units import comparable_figures

DERIVED: Final = ox.NamedNode(KG.derived)

_RELAYS_BETWEEN_DOCUMENTS: Final = f"""
PREFIX kg: <{NS}>
CONSTRUCT {{ ?outer kg:relays ?own }} WHERE {{
  ?document a kg:Document .
  ?outer kg:attributedTo ?document ; kg:asserts ?claim .
  FILTER NOT EXISTS {{ ?outer kg:inDocument|kg:reportedIn ?document }}
  ?own kg:asserts ?claim ; kg:inDocument ?document .
}}"""
# The filter leaves out a document without a known author, which speaks for itself and relays nobody.


@dataclass(frozen=True, slots=True)
class Extent:
    """A day, how many assertions had been made by then, and how many assertions and claims are left out.

    `undated` counts assertions without a known date; they are left out too.
    """

    day: str
    kept: int
    later: int
    undated: int
    claims: int

    @property
    def words(self) -> str:
        """The day and the counts, as a note for a person."""
        return f"as of {self.day}: {self._counts}"

    @property
    def brief(self) -> str:
        """The day, as a line for a page.

        >>> Extent("2022-01-07", kept=1, later=0, undated=0, claims=0).brief
        'Only what had been said by 7 January 2022.'
        """
        year, month, day = map(int, self.day.split("-"))
        return f"Only what had been said by {day} {calendar.month_name[month]} {year:04}."

    @property
    def full(self) -> str:
        """The day and the counts, as a paragraph of a report."""
        return f"{self.brief} {self._counts.capitalize()}."

    @property
    def _counts(self) -> str:
        return (
            f"kept {say_count(self.kept, 'assertion')}; left out {self.later} made later, {self.undated} without a "
            f"date, and {say_count(self.claims, 'claim')} that nobody had made by then"
        )

    def describe(self) -> dict[str, object]:
        """Return the day and the counts as plain data."""
        return {
            "day": self.day,
            "assertions": self.kept,
            "later": self.later,
            "undated": self.undated,
            "claimsLeftOut": self.claims,
        }


@dataclass(frozen=True, repr=False)
class Knowledge:
    """The parsed files, and a store with a named graph for each and `kg:derived` for derived statements.

    If the store was opened from disk, `folder` is its place and `files` is empty; lines are then found in the files
    that have not changed. `skipped` lists the files in folders that were not read. `extent` says what was left out, if
    the graph was limited to a day.
    """

    files: tuple[Parsed, ...]
    store: ox.Store
    folder: Path | None = None
    skipped: tuple[str, ...] = ()
    extent: Extent | None = None
    _homes: Mapping[str, Parsed] = field(default_factory=dict)
    _reparse: Callable[[str], Parsed | None] = field(default=lambda _: None, compare=False)

    def __repr__(self) -> str:
        """Say how much it holds, in one line."""
        return f"<Knowledge: {say_count(len(self.store), 'statement')}>"

    @cached_property
    def lookup(self) -> Lookup:
        """What the store says of each thing. It keeps what it reads, so the store must not change once it is used."""
        return Lookup(self.store)

    def locate(self, subject: str, predicate: str | None = None, value: str | None = None) -> tuple[str, Span | None]:
        """Find where something was written: the path as shown, and the narrowest known place in that file."""
        home = self._homes.get(subject)
        if home is not None:
            return home.source.path, home.spans.locate(subject, predicate, value)
        for quad in self.store.quads_for_pattern(ox.NamedNode(subject), None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name != DERIVED:
                parsed = self._reparse(quad.graph_name.value)
                span = parsed.spans.locate(subject, predicate, value) if parsed else None
                return quad.graph_name.value.removeprefix(f"{IDS}file/"), span
        return "", None

    def suppress(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Mark the findings that their file suppresses, with the reason it gives, and sort all findings."""
        sources = {parsed.source.path: parsed.source for parsed in self.files}
        return arrange(_suppress(finding, sources.get(finding.path)) for finding in findings)


def load(
    paths: str | Path | Iterable[str | Path], *, root: Path | None = None, against: ox.Store | None = None
) -> tuple[Knowledge, list[Diagnostic]]:
    """Read one or several files or folders; return the graph, and what is wrong with the files as sorted findings.

    References to things that the store `against` defines, in graphs other than those of the files read, are valid.
    Raises UsageError if no path is given, or if a path is missing or holds nothing to read.

    Example::

        knowledge, findings = kgraph.load("annotations")
        print(len(knowledge.files) > 0)  # True
    """
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    if not named:
        raise UsageError("there is nothing to load: name a file or a folder")
    inputs = find(named, root=root)
    files: list[Parsed] = []
    findings: list[Diagnostic] = []
    unread: set[str] = set()
    for file in inputs.files:
        parsed, unreadable = formats.read(file.path, shown=file.shown, name=file.name)
        findings += unreadable
        if parsed is None or not parsed.triples:
            unread |= references.ids_in(file.path)
        if parsed is not None:
            files.append(parsed)
            findings += parsed.diagnostics
    knowledge = assemble(files, skipped=inputs.skipped)
    findings += references.check(knowledge.files, knowledge._homes, against, unread)  # noqa: SLF001 -- the same module
    return knowledge, knowledge.suppress(findings)


def assemble(files: Iterable[Parsed], *, skipped: tuple[str, ...] = ()) -> Knowledge:
    """Put parsed files into one store, and derive what follows from them."""
    files = tuple(files)
    store = ox.Store()
    homes: dict[str, Parsed] = {}
    for parsed in files:
        graph = ox.NamedNode(parsed.graph)
        store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in parsed.triples)
        for subject in references.defined(parsed):
            homes.setdefault(subject, parsed)
    derive(store)
    return Knowledge(files=files, store=store, skipped=skipped, _homes=homes)


def derive(store: ox.Store) -> None:
    """Rewrite the graph of derived statements: relays between documents, and figures in units that compare.

    Annotations write a chain of attribution within one document. The derived relays join chains across documents: an
    assertion attributed to a document relays that document's own.
    """
    store.remove_graph(DERIVED)
    relays = store.query(_RELAYS_BETWEEN_DOCUMENTS, use_default_graph_as_union=True)
    if isinstance(relays, ox.QueryTriples):  # always, as it is a CONSTRUCT
        store.extend([ox.Quad(relay.subject, relay.predicate, relay.object, DERIVED) for relay in relays])
    store.extend(list(comparable_figures(store)))


def explicit(parsed: Parsed) -> str:
    """Write a file as explicit JSON-LD with sorted keys; it refers to the shipped context by its IRI."""
    document = parsed.document or _from_triples(parsed.triples)
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _from_triples(triples: Iterable[ox.Triple]) -> dict[str, object]:
    """Make explicit JSON-LD, a flat list of things, from the triples of a file in another format."""
    known = terms.load()
    things: dict[str, dict[str, list[object]]] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        thing = things.setdefault(known.compact(triple.subject.value), {})
        key = "type" if triple.predicate.value == Term.type else known.compact(triple.predicate.value)
        thing.setdefault(key, []).append(_json_of(triple, key))
    listed = [{"id": name, **things[name]} for name in sorted(things)]
    return {"@context": terms.CONTEXT_IRI, "@graph": listed}


def _json_of(triple: ox.Triple, key: str) -> object:
    known = terms.load()
    value = triple.object
    prop = known.keys.get(key)
    if isinstance(value, ox.Literal):
        if value.language:
            return {"@value": value.value, "@language": value.language}
        is_plain = value.datatype.value == (prop.coercion if prop and prop.coercion else terms.XSD + "string")
        return value.value if is_plain else {"@value": value.value, "@type": value.datatype.value}
    iri = value.value if isinstance(value, ox.NamedNode) else str(value)
    if key == "type":
        return known.compact(iri)
    codes = {code_iri: code for code, code_iri in prop.codes.items()} if prop else {}
    if prop and prop.coercion == "@vocab":
        return codes.get(iri) or known.compact(iri)
    return known.compact(iri) if prop and prop.is_reference else {"id": known.compact(iri)}


def _suppress(finding: Diagnostic, source: Source | None) -> Diagnostic:
    if source is None or finding.span is None:
        return finding
    reason = source.suppressions.get(finding.span.line, {}).get(finding.code)
    return replace(finding, suppressed=reason) if reason else finding
