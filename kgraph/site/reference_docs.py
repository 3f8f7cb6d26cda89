"""The generated pages: rules from shapes, questions from headers, commands from help, functions from docstrings."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from kgraph.ontology import curies, glossary, rules
from kgraph.ontology.graph import Node, ontology
from kgraph.ontology.vocab import KG, NS, Term
from kgraph.page.environment import environment
from kgraph.sparql import run
from kgraph.sparql.catalogue import by_topic

_OWL_CLASS: Final = "http://www.w3.org/2002/07/owl#Class"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DOMAIN: Final = "https://schema.org/domainIncludes"
_RANGE: Final = "https://schema.org/rangeIncludes"
_ALIGNMENTS: Final = {
    _RDFS + "subClassOf": "is a",
    _RDFS + "subPropertyOf": "implies",
    "http://www.w3.org/2002/07/owl#inverseOf": "is the inverse of",
    _SKOS + "closeMatch": "is close to",
    _RDFS + "seeAlso": "see",
}
_WIDTH: Final = 80
_PAGES: Final = ("rules", "queries", "questions", "commands", "ontology", "glossary")


def render_pages(helps: Mapping[str, str]) -> dict[str, str]:
    """Make the generated pages of documentation by file name; `helps` has what each command prints as its help."""
    values = {
        "rules": sorted(rules.load().values(), key=lambda rule: rule.code),
        "topics": by_topic(run.queries()),
        "commands": helps,
        "glossary": glossary.load().values(),
        "namespace": NS,
        "classes": _list_classes(),
        "properties": _list_properties(),
        "alignments": _list_alignments(),
        "schemes": _list_schemes(),
    }
    return {f"{name}.md": _render(name, values) for name in _PAGES}


def render_api(functions: Mapping[str, Callable[..., object]]) -> str:
    """Write a section for each public function: its signature, what its docstring says, and the example."""
    return _render("api", {"functions": [_describe(name, function) for name, function in functions.items()]})


def _render(name: str, values: Mapping[str, object]) -> str:
    templates = environment("kgraph.site", keep_trailing_newline=True)
    return templates.get_template(f"{name}.md.j2").render(values)


def _describe(name: str, function: Callable[..., object]) -> dict[str, str]:
    about, _, example = (inspect.getdoc(function) or "").partition("\n\nExample::\n\n")
    return {"name": name, "signature": _sign(function), "about": about, "example": textwrap.dedent(example)}


def _sign(function: Callable[..., object]) -> str:
    """Write a signature with types as they are imported, without their modules."""
    text = str(inspect.signature(function)).replace("'", "")
    text = re.sub(r"\b(?:\w+\.)+(?=[A-Z])", "", text)
    inside, _, returned = text.partition(") -> ")
    arguments = re.split(r", (?![^\[]*\])", inside.removeprefix("("))
    if len(text) < _WIDTH:
        return f"({', '.join(arguments)}) -> {returned}"
    return "(\n" + "".join(f"    {argument},\n" for argument in arguments) + f") -> {returned}"


def _list_classes() -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "parents": _values(iri, _RDFS + "subClassOf"),
            "section": ontology().text(iri, KG.section),
            "prefix": ontology().text(iri, KG.idPrefix),
            "comment": _comment(iri),
        }
        for name, iri in _by_name(ontology().subjects(Term.type, _OWL_CLASS))
    ]


def _list_properties() -> list[dict[str, object]]:
    """Describe each property; `schemes` are those that its codes are from."""
    return [
        {
            "name": name,
            "domains": _values(iri, _DOMAIN),
            "ranges": _values(iri, _RANGE),
            "schemes": [f"code of {scheme.rpartition('/')[2]}" for scheme in ontology().values(iri, KG.valuesFrom)],
            "comment": _comment(iri),
        }
        for name, iri in _by_name(ontology().subjects(_DOMAIN))
    ]


def _list_alignments() -> list[dict[str, object]]:
    """Give each term's links to other vocabularies, and the reason for them or for having none."""
    terms = _by_name([*ontology().subjects(Term.type, _OWL_CLASS), *ontology().subjects(_DOMAIN)])
    return [
        {
            "name": name,
            "links": [
                f"{relation} `{other}`"
                for predicate, relation in _ALIGNMENTS.items()
                for other in _values(iri, predicate)
                if not other.startswith("kg:")
            ],
            "reason": ontology().text(iri, _SKOS + "editorialNote"),
        }
        for name, iri in terms
        if name.startswith("kg:")
    ]


def _list_schemes() -> list[dict[str, object]]:
    graph = ontology()
    return [
        {
            "label": graph.text(scheme, _RDFS + "label"),
            "comment": graph.text(scheme, _RDFS + "comment"),
            "codes": [
                (concept.value.rpartition("#")[2], graph.text(concept, _SKOS + "definition"))
                for concept in graph.subjects(_SKOS + "inScheme", scheme.value)
            ],
        }
        for scheme in graph.subjects(Term.type, _SKOS + "ConceptScheme")
    ]


def _by_name(nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """List CURIEs with their IRIs, sorted."""
    return sorted((curies.contract(node.value), node.value) for node in nodes)


def _values(iri: str, predicate: str) -> list[str]:
    """List the values of a property as CURIEs."""
    return sorted(map(curies.contract, ontology().values(iri, predicate)))


def _comment(iri: str) -> str:
    return ontology().text(iri, _RDFS + "comment") or ontology().text(iri, _SKOS + "scopeNote")
