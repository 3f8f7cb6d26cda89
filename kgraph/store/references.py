"""References between files: each subject is defined in one file, and each reference names a defined subject."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Diagnostic, Related, Span
from kgraph.core.files import read_bytes
from kgraph.core.hints import similar
from kgraph.ontology import terms
from kgraph.ontology.rules import diagnose
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing.source import Parsed, largest

UNDEFINED: Final = "KG011"
"""The rule about a reference to something that none of the files read defines."""
_TYPE: Final = ox.NamedNode(Term.type)
_PARTS: Final = (f"{IDS}anchor/", f"{IDS}span/")
_NAME: Final = re.compile(rf"\b[a-z]+:[a-z0-9][\w.-]*|{re.escape(IDS)}[\w/.-]+")
_MOST_CANDIDATES: Final = 20_000
_MOST_SUGGESTIONS: Final = 50


def check(
    files: Iterable[Parsed], homes: Mapping[str, Parsed], against: ox.Store | None, unread: Collection[str] = ()
) -> list[Diagnostic]:
    """Find subjects defined twice and references to nothing.

    `homes` maps each subject to the first file that defines it. `against` is a store that may define further subjects,
    and `unread` are the ids in files that could not be read, which may define them too.
    """
    checks = _Checks(tuple(files), homes, against, unread)
    return [finding for parsed in checks.files for finding in (*checks.redefined(parsed), *checks.undefined(parsed))]


def ids_in(path: Path) -> set[str]:
    """List what looks like an id in a file that could not be read."""
    try:
        data = read_bytes(path, largest(path)) or b""
    except (OSError, ValueError):
        return set()
    known = terms.load()
    return {known.expand(name) for name in _NAME.findall(data.decode("utf-8", "replace"))}


def defined(parsed: Parsed) -> Iterator[str]:
    """List the subjects that a file gives a type."""
    return (
        triple.subject.value
        for triple in parsed.triples
        if triple.predicate == _TYPE and isinstance(triple.subject, ox.NamedNode)
    )


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class _Checks:
    """The checks that need all files together."""

    def __init__(
        self,
        files: tuple[Parsed, ...],
        homes: Mapping[str, Parsed],
        against: ox.Store | None,
        unread: Collection[str],
    ) -> None:
        self.files = files
        self.homes = homes
        self.against = against
        self.unread = unread
        self.replaced = {parsed.graph for parsed in files} | {KG.derived}
        self.candidates: dict[str, list[str]] = {}
        self.suggested = 0

    def _is_known(self, iri: str) -> bool:
        return iri in self.homes or iri in self.unread or bool(self._elsewhere(iri))

    def _elsewhere(self, iri: str) -> str:
        """Name the graph of the other store that defines a thing, or return an empty text."""
        if self.against is None:
            return ""
        graphs = [quad.graph_name for quad in self.against.quads_for_pattern(ox.NamedNode(iri), _TYPE, None)]
        names = {graph.value for graph in graphs if isinstance(graph, ox.NamedNode)}
        return min(names - self.replaced, default="")

    def redefined(self, parsed: Parsed) -> Iterator[Diagnostic]:
        """Report subjects that another file defines or adds to."""
        own = dict.fromkeys(defined(parsed))
        again = [iri for iri in own if self.homes[iri] is not parsed or self._elsewhere(iri)]
        wholes = [iri for iri in again if not iri.startswith(_PARTS)]
        for iri in wholes or again:  # the finding about a thing covers its parts
            home = self.homes[iri]
            graph = "" if home is not parsed else self._elsewhere(iri)
            span = None if graph else home.spans.locate(iri)
            path = graph.removeprefix(f"{IDS}file/") if graph else home.source.path
            name = terms.load().compact(iri)
            is_assertion = name.startswith("assertion:")
            yield diagnose(
                "KG025" if is_assertion else "KG012",
                path=parsed.source.path,
                span=parsed.spans.locate(iri),
                message=f"`{name}` is {'written' if is_assertion else 'defined'} in two files",
                subject=iri,
                related=[Related(path, span, "first defined here")],
            )
        subjects = (triple.subject.value for triple in parsed.triples if isinstance(triple.subject, ox.NamedNode))
        for iri in dict.fromkeys(subjects):
            if iri not in own:
                yield self._added_to(parsed, iri)

    def _added_to(self, parsed: Parsed, iri: str) -> Diagnostic:
        name, home = terms.load().compact(iri), self.homes.get(iri)
        if home is None:
            code, message, fix = UNDEFINED, f"`{name}` has no type", "add `rdf:type` with a class of the ontology"
        else:
            code, message = "KG012", f"`{name}` is defined in another file, but this file adds to it"
            fix = "move the statement to the file that defines it"
        return diagnose(
            code,
            path=parsed.source.path,
            span=parsed.spans.locate(iri),
            message=message,
            fix=fix,
            subject=iri,
            related=[Related(home.source.path, home.spans.locate(iri), "defined here")] if home else [],
        )

    def undefined(self, parsed: Parsed) -> Iterator[Diagnostic]:
        """Report each reference to nothing where it was written, or once if it was only filled in by default."""
        written: dict[str, list[tuple[ox.Triple, Span | None]]] = {}
        for triple in parsed.triples:
            iri = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
            if iri.startswith(IDS) and not self._is_known(iri):
                place = parsed.spans.exact(_iri(triple.subject), triple.predicate.value, iri)
                written.setdefault(iri, []).append((triple, place))
        malformed = {finding.span for finding in parsed.diagnostics if finding.code == "KG010"}
        for iri, places in written.items():
            exact = [(triple, place) for triple, place in places if place is not None]
            for triple, place in exact or places[:1]:
                subject = _iri(triple.subject)
                span = place or parsed.spans.locate(subject, triple.predicate.value, iri)
                if span is None or span not in malformed:
                    yield self._missing(parsed, iri, span, subject)

    def _missing(self, parsed: Parsed, iri: str, span: Span | None, subject: str) -> Diagnostic:
        name, near = terms.load().compact(iri), self._near(iri)
        return diagnose(
            UNDEFINED,
            path=parsed.source.path,
            span=span,
            message=f"`{name}` is not defined in any file",
            fix=f"did you mean `{near}`?" if near else f"define `{name}`, or correct the spelling",
            subject=subject,
        )

    def _near(self, iri: str) -> str:
        """Find the known id most like an unknown one; only for the first ids, because comparing is slow."""
        self.suggested += 1
        if self.suggested > _MOST_SUGGESTIONS:
            return ""
        prefix, _, name = iri.removeprefix(IDS).partition("/")
        kinds = terms.load().prefixes_for((KG.Source,))
        if prefix in kinds:  # the same name with the prefix of another kind of source
            for kind in kinds:
                if f"{IDS}{kind}/{name}" in self.homes:
                    return f"{kind}:{name}"
        if prefix not in self.candidates:
            start = f"{IDS}{prefix}/"
            read = (subject for subject in self.homes if subject.startswith(start))
            known = islice((*read, *self._stored(prefix)), _MOST_CANDIDATES)
            self.candidates[prefix] = [terms.load().compact(subject) for subject in known]
        return similar(terms.load().compact(iri), self.candidates[prefix])

    def _stored(self, prefix: str) -> Iterator[str]:
        """List the subjects of the other store whose class takes a prefix, without those of replaced files."""
        base = terms.load().id_classes.get(prefix)
        if self.against is None or base is None:
            return
        for kind in terms.load().subclasses(base.iri):
            quads = islice(self.against.quads_for_pattern(None, _TYPE, ox.NamedNode(kind.iri)), _MOST_CANDIDATES)
            for quad in quads:
                graph = quad.graph_name
                is_replaced = isinstance(graph, ox.NamedNode) and graph.value in self.replaced
                if isinstance(quad.subject, ox.NamedNode) and not is_replaced:
                    yield quad.subject.value
