"""The generated pages: rules from shapes, questions from headers, commands from help, functions from docstrings."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

import pyoxigraph as ox

from kgraph.ontology import curies, resources, vocab
from kgraph.ontology.glossary import Entry
from kgraph.ontology.rules import Rule
from kgraph.sparql.catalogue import Query, by_topic

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_INCLUDES = "https://schema.org/{}Includes"
_MADE = "<!-- made from {}: do not edit -->\n\n"

_QUERIES_INTRODUCTION = """\
`kgraph query NAME` answers a question, and `--explain` shows below each row the passages that it rests on: the
Evidence pattern leads from a row to a document's own assertion (`?own`), any assertion (`?hop`), a link (`?link`) or
another node (`?thing`). [questions.md](questions.md) lists the questions in short; the [glossary](glossary.md)
explains *claim*, *assertion*, *chain*, *root*, *basis* and *stance*. A hop is one assertion of a chain.
"""
_QUESTIONS_INTRODUCTION = """\
What readers of contested reporting ask, and what answers it: a named question (`kgraph query NAME`), or a command.
`kgraph build` writes a page for each named question, listed in `build/index.html`.
"""
_COMMANDS = {
    "Sourcing": [
        (
            "If you discard a source, which claims lose all or half of their support?",
            "`kgraph what-if`: `--drop AnonymousSource` for unnamed sources, `--drop query:state-sources` for states",
        )
    ],
    "Language and certainty": [
        ("Which claims contain loaded terms outside a quotation?", "`kgraph validate`, rule KG501"),
        ("Where does a document drop a source or a hedge that it gives elsewhere?", "`kgraph audit`"),
    ],
    "The annotations themselves": [
        ("Which sentences of a document have no annotation?", "`kgraph coverage`"),
        ("Which quotes no longer match the text, and how do they differ?", "`kgraph quotes check`"),
        ("Which claims violate which shape, at which file and line?", "`kgraph validate`"),
        ("Which shapes checked nothing?", "`kgraph validate --format json`"),
        ("What changed in the graph since the last release?", "`kgraph diff`"),
    ],
}
"""By topic, the questions that a command answers because SPARQL cannot."""


def render_rules(rules: Iterable[Rule]) -> str:
    """Write a section for each rule, by code."""
    parts = [_MADE.format("shapes/*.ttl"), "# Rules\n"]
    for rule in sorted(rules, key=lambda rule: rule.code):
        parts += [
            f"\n## {rule.code} {rule.slug}\n\n{rule.severity}: {rule.message}.\n",
            f"\n**Why:** {rule.why}\n\n**Fix:** {rule.fix}\n",
        ]
        if rule.example:
            parts.append(f"\n**Example:**\n\n```\n{rule.example.strip()}\n```\n")
    return "".join(parts)


def render_queries(queries: Iterable[Query]) -> str:
    """Write a section for each named question, with its SPARQL, under its topic."""
    parts = [_MADE.format("queries/*.rq"), "# Named questions\n\n", _QUERIES_INTRODUCTION]
    for topic, group in by_topic(queries).items():
        parts.append(f"\n## {topic}\n")
        for query in group:
            parts += _render_query(query)
    return "".join(parts)


def _render_query(query: Query) -> Iterator[str]:
    yield f"\n### {query.name}\n\n{query.question}\n\n**Reading:** {query.reading}\n"
    if query.columns:
        yield "\n**Columns:** " + ", ".join(f"`{name}`" for name in query.columns) + "\n"
    if query.parameters:
        yield "\n**Parameters:** " + "; ".join(map(str, query.parameters)) + "\n"
    yield f"\n```sparql\n{query.body.strip()}\n```\n"
    if query.evidence:
        yield f"\n**Evidence:**\n\n```sparql\n{query.evidence}\n```\n"


def render_questions(queries: Iterable[Query]) -> str:
    """Write a table of the questions under each topic, with the named question or the command that answers each."""
    parts = [_MADE.format("queries/*.rq"), "# Which question is answered where\n\n", _QUESTIONS_INTRODUCTION]
    for topic, group in by_topic(queries).items():
        rows = [(query.question, f"[`{query.name}`](queries.md#{query.name})") for query in group]
        rows += _COMMANDS.get(topic, ())
        parts.append(f"\n## {topic}\n\n| question | answered by |\n|---|---|\n")
        parts += [f"| {question} | {answer} |\n" for question, answer in rows]
    return "".join(parts)


def render_commands(helps: Mapping[str, str]) -> str:
    """Write each command's help as it is printed."""
    parts = [_MADE.format("the commands' --help"), "# Commands\n"]
    parts += [f"\n## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in helps.items()]
    return "".join(parts)


def render_glossary(entries: Iterable[Entry]) -> str:
    """Write a section for each term, in the order given."""
    parts = [_MADE.format("ontology/glossary.ttl"), "# Glossary\n\n"]
    parts.append("The terms that reports and pages use. `kgraph explain chain` prints one of them.\n")
    for entry in entries:
        parts.append(f"\n## {entry.term}\n\n{entry.definition}\n\n*Example:* {entry.example}\n")
        if entry.other_name:
            parts.append(f"\nAlso called: {entry.other_name}.\n")
        if entry.ontology_term:
            parts.append(f"\nIn the [ontology](ontology.md): `{entry.ontology_term}`.\n")
    return "".join(parts)


def render_api(functions: Mapping[str, Callable[..., object]]) -> str:
    """Write a section for each public function: its signature, what its docstring says, and the example."""
    parts = [_MADE.format("the docstrings of the public functions"), "# Python\n\n", _API_HEAD]
    for name, function in functions.items():
        about, _, example = (inspect.getdoc(function) or "").partition("\n\nExample::\n\n")
        parts.append(f"\n## {name}\n\n```text\nkgraph.{name}{_signature(function)}\n```\n\n{about}\n")
        if example:
            parts.append(f"\n```python\n{textwrap.dedent(example)}\n```\n")
    return "".join(parts)


_API_HEAD = """Each function does what the [command](commands.md) of its name does, on knowledge that `load` returns.
Ids are written as in the annotations, such as `claim:bank-closed`. Errors are subclasses of
`kgraph.core.errors.KgraphError`; `UsageError` is the one for wrong arguments.

A report has its values in `result`; `print` writes it as text. `to_json()` gives plain data, `to_csv()` a table if it
is one, and `write(form)` gives `text`, `markdown`, `html`, `json` or `csv`. Results of `query` have `to_json()` and
`to_pandas()`. The examples run one after the other:

```python
import kgraph
```
"""


def _signature(function: Callable[..., object]) -> str:
    """Write a signature with types as they are imported, without their modules."""
    text = str(inspect.signature(function)).replace("'", "")
    text = re.sub(r"\b(?:\w+\.)+(?=[A-Z])", "", text)
    inside, _, returned = text.partition(") -> ")
    arguments = re.split(r", (?![^\[]*\])", inside.removeprefix("("))
    return f"({', '.join(arguments)}) -> {returned}" if len(text) < _WIDTH else _stacked(arguments, returned)


_WIDTH = 80


def _stacked(arguments: Iterable[str], returned: str) -> str:
    return "(\n" + "".join(f"    {argument},\n" for argument in arguments) + f") -> {returned}"


def render_ontology() -> str:
    """Write the classes with a diagram, the properties, and the codes of each scheme."""
    store = ox.Store()
    for name in ("kgraph.ttl", "schemes.ttl"):
        store.load(resources.read_text("ontology", name).encode(), format=ox.RdfFormat.TURTLE)
    graph = _Vocabulary(store)
    parts = [_MADE.format("ontology/*.ttl"), "# The ontology\n\n", f"Namespace `{vocab.NS}`, prefix `kg:`.\n"]
    parts += ["\n```mermaid\n", *_diagram(graph), "```\n"]
    parts.append("\n## Classes\n\n| class | is a | section | ids | |\n|---|---|---|---|---|\n")
    for name in graph.classes():
        supers = ", ".join(f"`{parent}`" for parent in graph.supers(name))
        section, prefix = graph.text(name, vocab.KG.section), graph.text(name, vocab.KG.idPrefix)
        ids = f"`{prefix}:`" if prefix else ""
        parts.append(f"| `{name}` | {supers} | {section and f'`{section}`'} | {ids} | {graph.comment(name)} |\n")
    parts.append("\n## Properties\n\n| property | of | value | |\n|---|---|---|---|\n")
    for name in graph.properties():
        domain, value = ", ".join(graph.domain(name)), ", ".join(graph.range(name))
        parts.append(f"| `{name}` | {domain} | {value} | {graph.comment(name)} |\n")
    for scheme in graph.schemes():
        label, comment = graph.text(scheme, _RDFS + "label"), graph.text(scheme, _RDFS + "comment")
        parts.append(f"\n## {label}\n\n{comment}\n\n| code | |\n|---|---|\n")
        parts += [f"| `{code}` | {definition} |\n" for code, definition in graph.codes(scheme)]
    return "".join(parts)


def _diagram(graph: "_Vocabulary") -> list[str]:
    """Draw the classes and the properties between them as a Mermaid class diagram."""
    lines = ["classDiagram\n"]
    classes = set(graph.classes())
    for name in graph.classes():
        lines += [f"    {parent[3:]} <|-- {name[3:]}\n" for parent in graph.supers(name) if parent in classes]
    for name in graph.properties():
        ends = [end for end in graph.range(name) if end in classes]
        lines += [
            f"    {start[3:]} --> {end[3:]} : {name.partition(':')[2]}\n"
            for start in graph.domain(name)
            for end in ends
        ]
    return lines


class _Vocabulary:
    """The ontology and its schemes, read for a page: names as CURIEs, sorted."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def classes(self) -> list[str]:
        return self._subjects(ox.NamedNode("http://www.w3.org/2002/07/owl#Class"))

    def properties(self) -> list[str]:
        pattern = (None, ox.NamedNode(_INCLUDES.format("domain")), None)
        return sorted({self._short(quad.subject) for quad in self._store.quads_for_pattern(*pattern)})

    def schemes(self) -> list[str]:
        return self._subjects(ox.NamedNode(_SKOS + "ConceptScheme"))

    def supers(self, name: str) -> list[str]:
        return self._objects(name, _RDFS + "subClassOf")

    def domain(self, name: str) -> list[str]:
        return self._objects(name, _INCLUDES.format("domain"))

    def range(self, name: str) -> list[str]:
        scheme = self._objects(name, vocab.KG.valuesFrom)
        return [f"code of {iri.rpartition('/')[2]}" for iri in scheme] or self._objects(name, _INCLUDES.format("range"))

    def comment(self, name: str) -> str:
        return self.text(name, _RDFS + "comment") or self.text(name, _SKOS + "scopeNote")

    def codes(self, scheme: str) -> list[tuple[str, str]]:
        pattern = (None, ox.NamedNode(_SKOS + "inScheme"), self._node(scheme))
        concepts = [self._short(quad.subject) for quad in self._store.quads_for_pattern(*pattern)]
        return sorted((concept.rpartition(":")[2], self.text(concept, _SKOS + "definition")) for concept in concepts)

    def text(self, name: str, predicate: str) -> str:
        pattern = (self._node(name), ox.NamedNode(predicate), None)
        return " ".join(sorted(_value(quad.object) for quad in self._store.quads_for_pattern(*pattern)))

    def _subjects(self, kind: ox.NamedNode) -> list[str]:
        pattern = (None, ox.NamedNode(vocab.Term.type), kind)
        return sorted(self._short(quad.subject) for quad in self._store.quads_for_pattern(*pattern))

    def _objects(self, name: str, predicate: str) -> list[str]:
        pattern = (self._node(name), ox.NamedNode(predicate), None)
        return sorted(self._short(quad.object) for quad in self._store.quads_for_pattern(*pattern))

    def _short(self, node: object) -> str:
        return curies.contract(_value(node))

    def _node(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(curies.expand(name) or name)


def _value(term: object) -> str:
    """Give the IRI or the lexical form of a term; the ontology has no others where this looks."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
