"""Why a row is in an answer: the assertions and links behind it, each with its passage and its file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import pyoxigraph as ox

from kgraph.core.diagnostics import Span
from kgraph.core.errors import UsageError
from kgraph.core.subprocesses import MEGABYTES, SECONDS
from kgraph.ontology import curies
from kgraph.ontology.vocab import KG
from kgraph.ontology.vocab import Term as Words
from kgraph.sparql import engine, run, safety
from kgraph.sparql.catalogue import Query
from kgraph.sparql.results import Answer, Rows, Term

MOST_CHAINS: Final = 100
"""Chains that are followed for one row; a graph of relays that branch at each hop has no end of them."""

NAMES: Final = ("own", "hop", "link", "thing")
"""What an Evidence pattern binds: a document's own assertion, any assertion, a link, anything else recorded."""

_SPOKEN: Final = (KG.asserts, KG.attributedTo, KG.stance, KG.basis, KG.certainty, KG.inDocument, KG.reportedIn)
_MORE: Final = (KG.speechMode, KG.position, KG.saidOn, KG.saidIn, KG.cites)
_DRAWN: Final = (KG.from_, KG.relation, KG.to, KG.drawnBy, KG.inDocument, KG.certainty, KG.reason)
_LEFT_OUT: Final = {Words.type, KG.passage, Words.note}
_NOTHING: Final = ox.NamedNode("urn:kgraph:unbound")
"""Stands for a column without a value, so that a pattern that names the column finds nothing by it."""


class Placed(run.Asked, Protocol):
    """What can be asked and can tell where things were written."""

    def locate(self, subject: str, predicate: str | None = None, value: str | None = None) -> tuple[str, Span | None]:
        """Give the file, and the place in it where that is known."""


@dataclass(frozen=True, slots=True)
class Step:
    """One assertion of a chain, or a link or another thing that is recorded, and where.

    `facts` holds its properties by name, in order; `line` is None where the file is not as the store has it.
    """

    id: str
    kind: str
    facts: tuple[tuple[str, Term], ...]
    passage: str
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """What stands behind one row: chains from a document's own assertion to its root, and links.

    `cut` says that there are more than were followed.
    """

    chains: tuple[tuple[Step, ...], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Traced:
    """The rows of an answer, and for each the reasons it is there.

    `declared` tells whether the question says what its rows rest on; where it does not, only what stands in a row is.
    """

    rows: Rows
    reasons: tuple[Reasons, ...]
    declared: bool = True


def trace(
    knowledge: Placed,
    question: str,
    params: Mapping[str, str] | None = None,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Traced:
    """Answer a question as `ask` does, and say of each row why it is there."""
    query = run.named(question)
    found = run.answer(knowledge, query, params or {}, seconds=seconds, megabytes=megabytes)
    return behind(knowledge, query, found, seconds=seconds, megabytes=megabytes)


def behind(
    knowledge: Placed, query: Query, found: Answer, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Traced:
    """Say why each row of an answer is there.

    A question declares in its head what its rows rest on; where it does not, the assertions and links are shown that
    stand in the row itself. The pattern of a stranger runs apart, within the limits. Raises UsageError where the
    answer has no rows.
    """
    if not isinstance(found, Rows):
        raise UsageError(f"`{query.name or 'the query'}` does not answer with rows, so there is no row to explain")
    tracer = _Tracer(knowledge)
    if query.shipped:
        reasons = [tracer.by_pattern(query, found.columns, row) for row in found.rows]
    elif query.evidence:
        reasons = tracer.by_own_pattern(query, found, seconds, megabytes)
    else:
        reasons = [tracer.in_row(row) for row in found.rows]
    return Traced(found, tuple(reasons), declared=bool(query.evidence))


class _Tracer:
    """Follows chains in one store; rows that share their evidence share the work."""

    def __init__(self, knowledge: Placed) -> None:
        self._knowledge = knowledge
        self._store = knowledge.store
        self._steps: dict[str, Step] = {}
        self._found: dict[tuple[Term, ...], Reasons] = {}

    def by_pattern(self, query: Query, columns: tuple[str, ...], row: tuple[Term | None, ...]) -> Reasons:
        mentioned = set(re.findall(r"\?(\w+)", query.evidence))
        values = {name: term or _NOTHING for name, term in zip(columns, row, strict=True) if name in mentioned}
        key = tuple(values.values())
        if key not in self._found:
            wanted = [name for name in NAMES if name in mentioned]
            selected = " ".join(f"?{name}" for name in [*wanted, *values])
            text = (
                f"SELECT DISTINCT {selected} WHERE {{ {query.evidence} }} ORDER BY {' '.join(f'?{n}' for n in wanted)}"
            )
            answer = engine.ask(self._store, text, prefixes=curies.prefixes(), values=values)
            rows = answer.rows if isinstance(answer, Rows) else ()
            self._found[key] = self._reasons(dict(zip(wanted, one, strict=False)) for one in rows)
        return self._found[key]

    def by_own_pattern(self, query: Query, found: Rows, seconds: float, megabytes: int) -> list[Reasons]:
        """Follow a stranger's pattern for all rows at once, in a child process."""
        safety.check(f"SELECT * {{ {query.evidence} }}")
        mentioned = set(re.findall(r"\?(\w+)", query.evidence))
        wanted = [name for name in NAMES if name in mentioned]
        if not wanted:
            raise UsageError(f"the line Evidence binds none of {', '.join(f'?{name}' for name in NAMES)}")
        given = [name for name in found.columns if name in mentioned]
        keys = [tuple(map(_bindable, row)) for row in found.choose(given).rows]
        rows = " ".join(f"({' '.join(map(str, key))})" for key in dict.fromkeys(keys))
        columns = list(dict.fromkeys([*wanted, *given]))
        text = (
            f"SELECT DISTINCT {' '.join(f'?{name}' for name in columns)} WHERE {{ "
            f"VALUES ({' '.join(f'?{name}' for name in given)}) {{ {rows} }} {query.evidence} }}"
        )
        place = self._knowledge.folder or self._store
        answer = engine.ask_apart(
            place, text, prefixes=curies.prefixes(), values={}, seconds=seconds, megabytes=megabytes
        )
        leading: dict[tuple[Term | None, ...], list[dict[str, Term | None]]] = {}
        for row in answer.arrange().rows if isinstance(answer, Rows) else ():
            bound = dict(zip(columns, row, strict=True))
            leading.setdefault(tuple(bound[name] for name in given), []).append(bound)
        made = {key: self._reasons(leading.get(key, ())) for key in dict.fromkeys(keys)}
        return [made[key] for key in keys]

    def in_row(self, row: tuple[Term | None, ...]) -> Reasons:
        kinds = {KG.Assertion: "hop", KG.ClaimLink: "link", KG.Rating: "thing", KG.Naming: "thing", KG.Tenure: "thing"}
        nodes = [term for term in row if isinstance(term, ox.NamedNode)]
        return self._reasons({kinds[kind]: node} for node in nodes for kind in self._kinds(node) if kind in kinds)

    def _kinds(self, node: ox.NamedNode) -> list[str]:
        return [one.value for one in self._objects(node, Words.type) if isinstance(one, ox.NamedNode)]

    def _reasons(self, found: Iterable[Mapping[str, Term | None]]) -> Reasons:
        chains: dict[tuple[str, ...], tuple[ox.NamedNode, ...]] = {}
        for one in found:
            for chain in self._chains(one):
                chains.setdefault(tuple(node.value for node in chain), chain)
                if len(chains) > MOST_CHAINS:
                    break
        kept = [tuple(map(self._step, chains[key])) for key in list(chains)[:MOST_CHAINS]]
        return Reasons(tuple(kept), cut=len(chains) > MOST_CHAINS)

    def _chains(self, found: Mapping[str, Term | None]) -> Iterator[tuple[ox.NamedNode, ...]]:
        own, hop = found.get("own"), found.get("hop")
        for name in ("link", "thing"):
            if isinstance(node := found.get(name), ox.NamedNode):
                yield (node,)
        if isinstance(own, ox.NamedNode):
            yield from self._down(own, hop if isinstance(hop, ox.NamedNode) else own)
        elif isinstance(hop, ox.NamedNode):
            for start in self._owners(hop):
                yield from self._down(start, hop)

    def _owners(self, hop: ox.NamedNode) -> list[ox.NamedNode]:
        """Find the nearest assertions of documents' own that lead to a hop; the hop itself where none does."""
        owners, seen, open_ends = [], {hop}, [hop]
        while open_ends:
            node = open_ends.pop()
            if self._objects(node, KG.inDocument):
                owners.append(node)
                continue
            fresh = [one for one in self._subjects(KG.relays, node) if one not in seen]
            seen.update(fresh)
            open_ends += fresh
        return sorted(owners, key=str) or [hop]

    def _down(self, start: ox.NamedNode, through: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, ...]]:
        """Give each way from an assertion to a root that leads through another; a circle ends where it closes."""
        open_ways: list[tuple[ox.NamedNode, ...]] = [(start,)]
        tried = 0
        while open_ways and tried <= MOST_CHAINS * MOST_CHAINS:
            tried += 1
            way = open_ways.pop()
            further = [one for one in self._objects(way[-1], KG.relays) if isinstance(one, ox.NamedNode)]
            closing = [one for one in further if one in way]
            if closing or not further:
                whole = (*way, closing[0]) if closing else way
                if through in whole:
                    yield whole
            open_ways += [(*way, one) for one in sorted(further, key=str, reverse=True) if one not in way]

    def _step(self, node: ox.NamedNode) -> Step:
        if node.value not in self._steps:
            self._steps[node.value] = self._read(node)
        return self._steps[node.value]

    def _read(self, node: ox.NamedNode) -> Step:
        kinds = self._kinds(node)
        kind = "assertion" if KG.Assertion in kinds else "link" if KG.ClaimLink in kinds else "other"
        wanted = {"assertion": _SPOKEN + _MORE, "link": _DRAWN}.get(kind) or self._properties(node)
        facts = [(_short(name), term) for name in wanted for term in sorted(self._objects(node, name), key=str)]
        path, span = self._knowledge.locate(node.value)
        return Step(node.value, kind, tuple(facts), self._passage(node), path, span.line if span else None)

    def _properties(self, node: ox.NamedNode) -> tuple[str, ...]:
        found = {quad.predicate.value for quad in self._store.quads_for_pattern(node, None, None)}
        return tuple(sorted(found - _LEFT_OUT))

    def _passage(self, node: ox.NamedNode) -> str:
        for passage in self._objects(node, KG.passage):
            for selector in self._objects(passage, Words.selector):
                parts = [self._objects(selector, name) for name in (KG.firstWords, KG.lastWords)]
                return " … ".join(term.value for part in parts for term in part if isinstance(term, ox.Literal))
        return ""

    def _objects(self, node: Term, predicate: str) -> list[Term]:
        if not isinstance(node, ox.NamedNode):
            return []
        return list({q.object: None for q in self._store.quads_for_pattern(node, ox.NamedNode(predicate), None)})

    def _subjects(self, predicate: str, node: ox.NamedNode) -> list[ox.NamedNode]:
        found = {q.subject for q in self._store.quads_for_pattern(None, ox.NamedNode(predicate), node)}
        return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=str)


def _bindable(term: Term | None) -> Term:
    """Give what VALUES may hold in the place of a term."""
    return term if isinstance(term, ox.NamedNode | ox.Literal) else _NOTHING


def _short(iri: str) -> str:
    return curies.contract(iri).partition(":")[2]
