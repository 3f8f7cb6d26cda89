"""The generated pages: rules from shapes, questions from headers, commands from help, functions from docstrings."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

from kgraph.ontology import curies
from kgraph.ontology.glossary import Entry
from kgraph.ontology.graph import Node, ontology
from kgraph.ontology.rules import Rule
from kgraph.ontology.vocab import KG, NS, Term
from kgraph.sparql.catalogue import Query, by_topic

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DOMAIN = "https://schema.org/domainIncludes"
_RANGE = "https://schema.org/rangeIncludes"
_WIDTH = 80
_MADE = "<!-- made from {}: do not edit -->\n\n"

_QUERIES_INTRODUCTION = """\
`kgraph query NAME` answers a question, and `--explain` shows below each row the passages that it rests on: the
Evidence pattern leads from a row to a document's own assertion (`?own`), any assertion (`?hop`), a link (`?link`) or
another node (`?thing`). [questions.md](questions.md) lists the questions in short; the [glossary](glossary.md)
explains *claim*, *assertion*, *chain*, *root*, *basis* and *stance*. A hop is one assertion of a chain.
"""
_RULES_INTRODUCTION = """\
`kgraph validate` applies these rules, and `kgraph explain CODE` prints one of them. The [glossary](glossary.md)
explains the terms.
"""
_QUESTIONS_INTRODUCTION = """\
What readers of contested reporting ask, and what answers it: a named question (`kgraph query NAME`), or a command.
`kgraph build` writes a page for each named question, listed in `build/index.html`. The [glossary](glossary.md) explains
the terms.
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
    parts = [_MADE.format("shapes/*.ttl"), "# Rules\n\n", _RULES_INTRODUCTION]
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
    if len(text) < _WIDTH:
        return f"({', '.join(arguments)}) -> {returned}"
    return "(\n" + "".join(f"    {argument},\n" for argument in arguments) + f") -> {returned}"


def render_ontology() -> str:
    """Write the classes with a diagram, the properties, and the codes of each scheme."""
    graph = ontology()
    classes = _by_name(graph.subjects(Term.type, "http://www.w3.org/2002/07/owl#Class"))
    properties = _by_name(graph.subjects(_DOMAIN))
    parts = [_MADE.format("ontology/*.ttl"), "# The ontology\n\n", f"Namespace `{NS}`, prefix `kg:`.\n"]
    parts += ["\n```mermaid\n", *_diagram(classes, properties), "```\n"]
    parts.append("\n## Classes\n\n| class | is a | section | ids | |\n|---|---|---|---|---|\n")
    for name, iri in classes.items():
        parents = ", ".join(f"`{parent}`" for parent in _values(iri, _RDFS + "subClassOf"))
        section, prefix = graph.text(iri, KG.section), graph.text(iri, KG.idPrefix)
        parts.append(
            f"| `{name}` | {parents} | {section and f'`{section}`'} | {prefix and f'`{prefix}:`'} | {_comment(iri)} |\n"
        )
    parts.append("\n## Properties\n\n| property | of | value | |\n|---|---|---|---|\n")
    for name, iri in properties.items():
        schemes = [f"code of {scheme.rpartition('/')[2]}" for scheme in graph.values(iri, KG.valuesFrom)]
        domain, value = ", ".join(_values(iri, _DOMAIN)), ", ".join(schemes or _values(iri, _RANGE))
        parts.append(f"| `{name}` | {domain} | {value} | {_comment(iri)} |\n")
    for scheme in graph.subjects(Term.type, _SKOS + "ConceptScheme"):
        label, comment = graph.text(scheme, _RDFS + "label"), graph.text(scheme, _RDFS + "comment")
        parts.append(f"\n## {label}\n\n{comment}\n\n| code | |\n|---|---|\n")
        for concept in graph.subjects(_SKOS + "inScheme", scheme.value):
            code, definition = concept.value.rpartition("#")[2], graph.text(concept, _SKOS + "definition")
            parts.append(f"| `{code}` | {definition} |\n")
    return "".join(parts)


def _diagram(classes: Mapping[str, str], properties: Mapping[str, str]) -> Iterator[str]:
    """Draw the classes and the properties between them as a Mermaid class diagram."""
    yield "classDiagram\n"
    for name, iri in classes.items():
        for parent in _values(iri, _RDFS + "subClassOf"):
            if parent in classes:
                yield f"    {parent[3:]} <|-- {name[3:]}\n"
    for name, iri in properties.items():
        for start in _values(iri, _DOMAIN):
            for end in _values(iri, _RANGE):
                if end in classes and not ontology().values(iri, KG.valuesFrom):
                    yield f"    {start[3:]} --> {end[3:]} : {name.partition(':')[2]}\n"


def _by_name(nodes: Iterable[Node]) -> dict[str, str]:
    """Map CURIEs to their IRIs, sorted."""
    return dict(sorted((curies.contract(node.value), node.value) for node in nodes))


def _values(iri: str, predicate: str) -> list[str]:
    """List the values of a property as CURIEs."""
    return sorted(map(curies.contract, ontology().values(iri, predicate)))


def _comment(iri: str) -> str:
    return ontology().text(iri, _RDFS + "comment") or ontology().text(iri, _SKOS + "scopeNote")
