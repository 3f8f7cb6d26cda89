"""What all files say together: a graph for each, one for what follows from them, and where it was written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Diagnostic, Span, arrange
from kgraph.ontology import terms
from kgraph.ontology.vocab import IDS, KG, NS, Term
from kgraph.parsing import formats
from kgraph.parsing import paths as inputs
from kgraph.parsing.source import Parsed, Source
from kgraph.store import references
from kgraph.store.extent import Extent
from kgraph.store.lines import Lines

DERIVED: Final = ox.NamedNode(KG.derived)

_RELAYS_BETWEEN_DOCUMENTS: Final = f"""
PREFIX kg: <{NS}>
CONSTRUCT {{ ?outer kg:relays ?own }} WHERE {{
  ?document a kg:Document .
  ?outer kg:attributedTo ?document ; kg:asserts ?claim .
  FILTER NOT EXISTS {{ ?outer kg:inDocument|kg:reportedIn ?document }}
  ?own kg:asserts ?claim ; kg:inDocument ?document .
}}"""
# A document that speaks for itself, having no known author, relays nobody: hence the filter.


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The files as read, and a store with one named graph for each and `kg:derived` for what follows.

    `files` is empty, and `folder` the place, where the store was opened from disk; lines are then found in the files
    as long as they are as they were. `skipped` names files that were passed over in folders. `extent` is how much of
    it this is, where it was kept to a day.
    """

    files: tuple[Parsed, ...]
    store: ox.Store
    folder: Path | None = None
    skipped: tuple[str, ...] = ()
    extent: Extent | None = None
    _homes: Mapping[str, Parsed] = field(default_factory=dict, repr=False)
    _lines: Lines = field(default_factory=lambda: Lines(()), repr=False, compare=False)

    def locate(self, subject: str, predicate: str | None = None, value: str | None = None) -> tuple[str, Span | None]:
        """Find where something was written: the file as shown, and the narrowest known place in it."""
        home = self._homes.get(subject)
        if home is not None:
            return home.source.path, home.spans.locate(subject, predicate, value)
        for quad in self.store.quads_for_pattern(ox.NamedNode(subject), None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name != DERIVED:
                again = self._lines.of(quad.graph_name.value)
                span = again.spans.locate(subject, predicate, value) if again else None
                return quad.graph_name.value.removeprefix(f"{IDS}file/"), span
        return "", None

    def suppress(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Mark the findings that their file says do not count, with its reason."""
        sources = {one.source.path: one.source for one in self.files}
        return arrange(_suppress(one, sources.get(one.path)) for one in found)


def load(
    paths: str | Path | Iterable[str | Path], *, root: Path | None = None, against: ox.Store | None = None
) -> tuple[Knowledge, list[Diagnostic]]:
    """Read files and folders, one or several; what is wrong with them comes back as findings, sorted.

    `against` is a store whose graphs, other than those of the files read, count as defined. Raises UsageError
    for paths that name nothing to read.
    """
    wanted = inputs.find([paths] if isinstance(paths, str | Path) else paths, root=root)
    files: list[Parsed] = []
    found: list[Diagnostic] = []
    for one in wanted.files:
        parsed, trouble = formats.read(one.path, shown=one.shown, name=one.name)
        found += trouble
        if parsed is not None:
            files.append(parsed)
            found += parsed.diagnostics
    knowledge = assemble(files, skipped=wanted.skipped)
    found += references.check(knowledge.files, knowledge._homes, against)  # noqa: SLF001 -- the same module
    return knowledge, knowledge.suppress(found)


def assemble(files: Iterable[Parsed], *, skipped: tuple[str, ...] = ()) -> Knowledge:
    """Put files that were read into one store, and derive what follows from them."""
    files = tuple(files)
    store = ox.Store()
    homes: dict[str, Parsed] = {}
    for one in files:
        graph = ox.NamedNode(one.graph)
        store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in one.triples)
        for subject in references.defined(one):
            homes.setdefault(subject, one)
    derive(store)
    return Knowledge(files=files, store=store, skipped=skipped, _homes=homes)


def derive(store: ox.Store) -> None:
    """Write anew the graph of what follows: relays from who passes a document on to its own assertions.

    Chains of attribution are written within one document; only with these does one go on through the corpus.
    """
    store.remove_graph(DERIVED)
    made = store.query(_RELAYS_BETWEEN_DOCUMENTS, use_default_graph_as_union=True)
    if isinstance(made, ox.QueryTriples):  # always, as it is a CONSTRUCT
        store.extend([ox.Quad(one.subject, one.predicate, one.object, DERIVED) for one in made])


def explicit(parsed: Parsed) -> str:
    """Write a file as explicit JSON-LD, with the shipped context by name, sorted."""
    document = parsed.document or _from_triples(parsed.triples)
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _from_triples(triples: Iterable[ox.Triple]) -> dict[str, object]:
    """Make the explicit form of a file that was not written in it: a flat list of things."""
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


def _suppress(one: Diagnostic, source: Source | None) -> Diagnostic:
    if source is None or one.span is None:
        return one
    reason = source.suppressions.get(one.span.line, {}).get(one.code)
    return replace(one, suppressed=reason) if reason else one
