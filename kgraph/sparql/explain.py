"""Why a row is in the results: the assertions and links behind it, each with its passage and its file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.subprocesses import MEGABYTES, SECONDS
from kgraph.ontology import curies
from kgraph.ontology.vocab import KG
from kgraph.ontology.vocab import Term as Vocabulary
from kgraph.sparql import engine, run, safety
from kgraph.sparql.catalogue import Query
from kgraph.sparql.results import Results, Rows, Term
from kgraph.store.knowledge import Knowledge

MOST_CHAINS: Final = 100
"""Chains that are followed for one row: relays that branch at every hop make very many."""

NAMES: Final = ("own", "hop", "link", "thing")
"""The variables of an Evidence pattern: a document's own assertion, any assertion, a link, any other node."""

_ASSERTION: Final = (
    *(KG.asserts, KG.attributedTo, KG.stance, KG.basis, KG.certainty, KG.inDocument, KG.reportedIn),
    *(KG.speechMode, KG.position, KG.saidOn, KG.saidIn, KG.cites),
)
_LINK: Final = (KG.from_, KG.relation, KG.to, KG.drawnBy, KG.inDocument, KG.certainty, KG.reason)
_LEFT_OUT: Final = {Vocabulary.type, KG.passage, Vocabulary.note}
_KINDS: Final = {KG.Assertion: "hop", KG.ClaimLink: "link", KG.Rating: "thing", KG.Naming: "thing", KG.Tenure: "thing"}
_UNBOUND: Final = ox.NamedNode("urn:kgraph:unbound")
"""The value of a column without one, so that a pattern that uses the column matches nothing."""

Chain: TypeAlias = tuple[ox.NamedNode, ...]
Bindings: TypeAlias = Mapping[str, Term | None]


@dataclass(frozen=True, slots=True)
class Step:
    """An assertion in a chain, or a link, rating, naming or tenure, with its place.

    `facts` holds the values of its properties by name, in order; `line` is None if the file has changed since the
    store was built.
    """

    id: str
    kind: str
    facts: Mapping[str, Sequence[Term]]
    passage: str
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """What is behind one row: chains from a document's own assertion to its root, and links.

    `cut` means that there are more chains than were followed.
    """

    chains: tuple[tuple[Step, ...], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Rows, and for each the reasons why it is there.

    `declared` means that the query has an Evidence pattern; without one, the reasons are only what is in the row.
    """

    rows: Rows
    reasons: tuple[Reasons, ...]
    declared: bool = True


def explain(
    knowledge: Knowledge, question: str, /, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, **params: str
) -> Explanation:
    """Answer a question as `run.query` does, and explain each row."""
    query = run.named(question)
    results = run.answer(knowledge, query, params, seconds=seconds, megabytes=megabytes)
    return explain_results(knowledge, query, results, seconds=seconds, megabytes=megabytes)


def explain_results(
    knowledge: Knowledge, query: Query, results: Results, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Explanation:
    """Explain each row of a query's results, by the Evidence pattern in its head.

    Without a pattern, only the assertions and links in the row itself are shown. The pattern of a user's query runs
    in a child process, within the limits. Raises UsageError if the results are not rows.
    """
    if not isinstance(results, Rows):
        raise UsageError(f"`{query.name or 'the query'}` does not return rows, so there is nothing to explain")
    tracer = _Tracer(knowledge)
    if query.evidence:
        reasons = tracer.by_pattern(query, results, seconds, megabytes)
    else:
        reasons = [tracer.in_row(row) for row in results.rows]
    return Explanation(results, tuple(reasons), declared=bool(query.evidence))


class _Tracer:
    """Follows chains in one store; rows with the same evidence share the work."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._store = knowledge.store
        self._steps: dict[str, Step] = {}

    def by_pattern(self, query: Query, results: Rows, seconds: float, megabytes: int) -> list[Reasons]:
        """Run the pattern once for each different row."""
        mentioned = set(re.findall(r"\?(\w+)", query.evidence))
        wanted = [name for name in NAMES if name in mentioned]
        columns = [name for name in results.columns if name in mentioned]
        if not wanted:
            raise UsageError(f"the Evidence pattern has none of the variables {', '.join(map('?{}'.format, NAMES))}")
        selected = " ".join(f"?{name}" for name in dict.fromkeys(wanted + columns))
        order = " ".join(f"?{name}" for name in wanted)
        text = f"SELECT DISTINCT {selected} WHERE {{ {query.evidence}\n}} ORDER BY {order}"
        keys = [tuple(map(_bound, row)) for row in results.choose(columns).rows]
        values = {key: dict(zip(columns, key, strict=True)) for key in keys}
        prefixes = curies.prefixes()
        if query.shipped:
            answers = [engine.run(self._store, text, prefixes=prefixes, values=row) for row in values.values()]
        else:
            safety.check(f"SELECT * {{ {query.evidence}\n}}")
            place, rows = self._knowledge.folder or self._store, list(values.values())
            answers = engine.run_each_apart(
                place, text, prefixes=prefixes, values=rows, seconds=seconds, megabytes=megabytes
            )
        reasons = {
            key: self._reasons(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
            for key, answer in zip(values, answers, strict=True)
            if isinstance(answer, Rows)
        }
        return [reasons[key] for key in keys]

    def in_row(self, row: tuple[Term | None, ...]) -> Reasons:
        """Take the assertions, links, ratings, namings and tenures that are values of the row."""
        nodes = [term for term in row if isinstance(term, ox.NamedNode)]
        return self._reasons({_KINDS[kind]: node} for node in nodes for kind in self._types(node) if kind in _KINDS)

    def _reasons(self, matches: Iterable[Bindings]) -> Reasons:
        chains: dict[Chain, None] = {}
        for match in matches:
            for chain in self._chains(match):
                chains[chain] = None
                if len(chains) > MOST_CHAINS:
                    break
        kept = [tuple(map(self._step, chain)) for chain in list(chains)[:MOST_CHAINS]]
        return Reasons(tuple(kept), cut=len(chains) > MOST_CHAINS)

    def _chains(self, match: Bindings) -> Iterator[Chain]:
        own, hop = match.get("own"), match.get("hop")
        for name in ("link", "thing"):
            if isinstance(node := match.get(name), ox.NamedNode):
                yield (node,)
        if isinstance(own, ox.NamedNode):
            yield from self._down(own, hop if isinstance(hop, ox.NamedNode) else own)
        elif isinstance(hop, ox.NamedNode):
            for start in self._owners(hop):
                yield from self._down(start, hop)

    def _owners(self, hop: ox.NamedNode) -> list[ox.NamedNode]:
        """Find the nearest assertions of documents that lead to a hop; the hop itself if there are none."""
        from kgraph.provenance.graphs import measure  # networkx takes long to import

        def relaying(assertion: str) -> list[str]:
            node = ox.NamedNode(assertion)
            is_own = bool(self._objects(node, KG.inDocument))
            return [] if is_own else [outer.value for outer in self._subjects(KG.relays, node)]

        leading = [ox.NamedNode(assertion) for assertion in sorted(measure(relaying, [hop.value]))]
        return [assertion for assertion in leading if self._objects(assertion, KG.inDocument)] or [hop]

    def _down(self, start: ox.NamedNode, through: ox.NamedNode) -> Iterator[Chain]:
        """Yield each path from an assertion to a root that leads through another; a circle ends where it closes."""
        paths: list[Chain] = [(start,)]
        tried = 0
        while paths and tried <= MOST_CHAINS * MOST_CHAINS:
            tried += 1
            path = paths.pop()
            inner = [node for node in self._objects(path[-1], KG.relays) if isinstance(node, ox.NamedNode)]
            closing = [node for node in inner if node in path]
            if closing or not inner:
                chain = (*path, closing[0]) if closing else path
                if through in chain:
                    yield chain
            paths += [(*path, node) for node in sorted(inner, key=str, reverse=True) if node not in path]

    def _step(self, node: ox.NamedNode) -> Step:
        if node.value not in self._steps:
            self._steps[node.value] = self._read(node)
        return self._steps[node.value]

    def _read(self, node: ox.NamedNode) -> Step:
        types = self._types(node)
        kind = "assertion" if KG.Assertion in types else "link" if KG.ClaimLink in types else "other"
        properties = {"assertion": _ASSERTION, "link": _LINK}.get(kind) or self._properties(node)
        facts: dict[str, list[Term]] = {}
        for name in properties:
            if values := sorted(self._objects(node, name), key=str):
                facts.setdefault(curies.contract(name).partition(":")[2], []).extend(values)
        path, span = self._knowledge.locate(node.value)
        return Step(node.value, kind, facts, self._passage(node), path, span.line if span else None)

    def _types(self, node: ox.NamedNode) -> list[str]:
        return [kind.value for kind in self._objects(node, Vocabulary.type) if isinstance(kind, ox.NamedNode)]

    def _properties(self, node: ox.NamedNode) -> tuple[str, ...]:
        used = {quad.predicate.value for quad in self._store.quads_for_pattern(node, None, None)}
        return tuple(sorted(used - _LEFT_OUT))

    def _passage(self, node: ox.NamedNode) -> str:
        for passage in self._objects(node, KG.passage):
            for selector in self._objects(passage, Vocabulary.selector):
                ends = [*self._objects(selector, KG.firstWords), *self._objects(selector, KG.lastWords)]
                return " … ".join(term.value for term in ends if isinstance(term, ox.Literal))
        return ""

    def _objects(self, node: Term, predicate: str) -> list[Term]:
        if not isinstance(node, ox.NamedNode):
            return []
        quads = self._store.quads_for_pattern(node, ox.NamedNode(predicate), None)
        return list(dict.fromkeys(quad.object for quad in quads))

    def _subjects(self, predicate: str, node: ox.NamedNode) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(predicate), node)
        return sorted({quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}, key=str)


def _bound(term: Term | None) -> Term:
    return term if isinstance(term, ox.NamedNode | ox.Literal) else _UNBOUND
