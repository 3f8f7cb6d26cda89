"""References between files: each subject defined in one, and nothing referred to that is defined in none."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kgraph.core.diagnostics import Diagnostic, Related, Span
from kgraph.ontology import terms
from kgraph.ontology.rules import diagnose
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing.nodes import suggest
from kgraph.parsing.source import Parsed

_TYPE: Final = ox.NamedNode(Term.type)
_PARTS: Final = (f"{IDS}anchor/", f"{IDS}span/")
_MOST_CANDIDATES: Final = 20_000
_MOST_SUGGESTIONS: Final = 50


def check(files: Iterable[Parsed], homes: Mapping[str, Parsed], against: ox.Store | None) -> list[Diagnostic]:
    """Find what is defined twice and what is not defined; `homes` says which file defines a subject first."""
    checks = _Checks(tuple(files), homes, against)
    return [one for parsed in checks.files for one in (*checks.redefined(parsed), *checks.undefined(parsed))]


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
    """What only shows when files are seen together: who defines what, and who refers to nothing."""

    def __init__(self, files: tuple[Parsed, ...], homes: Mapping[str, Parsed], against: ox.Store | None) -> None:
        self.files = files
        self.homes = homes
        self.against = against
        self.replaced = {one.graph for one in files} | {KG.derived}
        self.candidates: dict[str, list[str]] = {}
        self.suggested = 0

    def _elsewhere(self, iri: str) -> str:
        """Name the graph of the other store that defines a thing, if one does."""
        if self.against is None:
            return ""
        graphs = [quad.graph_name for quad in self.against.quads_for_pattern(ox.NamedNode(iri), _TYPE, None)]
        names = {graph.value for graph in graphs if isinstance(graph, ox.NamedNode)}
        return min(names - self.replaced, default="")

    def redefined(self, parsed: Parsed) -> Iterator[Diagnostic]:
        """One subject, one file: else a second file could add to what the first says."""
        mine = dict.fromkeys(defined(parsed))
        again = [iri for iri in mine if self.homes[iri] is not parsed or self._elsewhere(iri)]
        wholes = [iri for iri in again if not iri.startswith(_PARTS)]
        for iri in wholes or again:  # the parts of a thing go with it
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
                message=f"`{name}` is written in two files" if is_assertion else f"`{name}` is defined in two files",
                subject=iri,
                related=[Related(path, span, "first here")],
            )
        for iri in dict.fromkeys(one.subject.value for one in parsed.triples if isinstance(one.subject, ox.NamedNode)):
            if iri not in mine:
                yield self._added_to(parsed, iri)

    def _added_to(self, parsed: Parsed, iri: str) -> Diagnostic:
        home = self.homes.get(iri)
        if home is None:
            return diagnose(
                "KG011",
                path=parsed.source.path,
                span=parsed.spans.locate(iri),
                message=f"`{terms.load().compact(iri)}` is described here and has no type",
                fix="give it an rdf:type of the ontology",
                subject=iri,
            )
        return diagnose(
            "KG012",
            path=parsed.source.path,
            span=parsed.spans.locate(iri),
            message=f"`{terms.load().compact(iri)}` is defined in another file, and this one adds to it",
            fix="say it where the thing is defined",
            subject=iri,
            related=[Related(home.source.path, home.spans.locate(iri), "defined here")],
        )

    def undefined(self, parsed: Parsed) -> Iterator[Diagnostic]:
        """Report each place that names nothing; what was only filled in counts where nothing was written."""
        written: dict[str, list[tuple[ox.Triple, Span | None]]] = {}
        for triple in parsed.triples:
            iri = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
            if iri.startswith(IDS) and iri not in self.homes and not self._elsewhere(iri):
                place = parsed.spans.exact(_iri(triple.subject), triple.predicate.value, iri)
                written.setdefault(iri, []).append((triple, place))
        malformed = {one.span for one in parsed.diagnostics if one.code == "KG010"}
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
            "KG011",
            path=parsed.source.path,
            span=span,
            message=f"`{name}` is not defined in any file",
            fix=f"did you mean `{near}`?" if near else f"define `{name}`, or mend the spelling",
            subject=subject,
        )

    def _near(self, iri: str) -> str:
        """Name the known id nearest to an unknown one; comparing is slow, so not for ever."""
        self.suggested += 1
        prefix = iri.removeprefix(IDS).partition("/")[0]
        if self.suggested > _MOST_SUGGESTIONS:
            return ""
        name = iri.removeprefix(IDS).partition("/")[2]
        others = terms.load().prefixes_for((KG.Source,))
        if prefix in others:  # the same name, of another kind of source
            for other in others:
                if f"{IDS}{other}/{name}" in self.homes:
                    return f"{other}:{name}"
        if prefix not in self.candidates:
            start = f"{IDS}{prefix}/"
            mine = (one for one in self.homes if one.startswith(start))
            known = islice((*mine, *self._others(prefix)), _MOST_CANDIDATES)
            self.candidates[prefix] = [terms.load().compact(one) for one in known]
        return suggest(terms.load().compact(iri), self.candidates[prefix])

    def _others(self, prefix: str) -> Iterator[str]:
        base = terms.load().id_classes.get(prefix)
        if self.against is None or base is None:
            return
        for kind in terms.load().subclasses(base.iri):
            found = self.against.quads_for_pattern(None, _TYPE, ox.NamedNode(kind.iri))
            yield from (
                quad.subject.value for quad in islice(found, _MOST_CANDIDATES) if isinstance(quad.subject, ox.NamedNode)
            )
