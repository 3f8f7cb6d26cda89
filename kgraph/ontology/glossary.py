"""The terms that reports and pages use, read from ontology/glossary.ttl."""

from dataclasses import dataclass
from functools import cache
from textwrap import fill

import pyoxigraph as ox

from kgraph.ontology import resources
from kgraph.ontology.vocab import NS

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SEE_ALSO = "http://www.w3.org/2000/01/rdf-schema#seeAlso"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its definition and an example; `other_name` and `ontology_term`, such as `kg:Claim`, may be empty."""

    term: str
    definition: str
    example: str
    other_name: str
    ontology_term: str

    def __str__(self) -> str:
        """Write the entry as text for a terminal."""
        named = f"{self.term} ({self.other_name})" if self.other_name else self.term
        return "\n\n".join(fill(text, 80) for text in (named, self.definition, f"Example: {self.example}")) + "\n"


@cache
def load() -> dict[str, Entry]:
    """Read the glossary, sorted by term."""
    store = ox.Store()
    store.load(resources.read_text("ontology", "glossary.ttl").encode(), format=ox.RdfFormat.TURTLE)

    def value(concept: ox.NamedNode, predicate: str) -> str:
        quads = store.quads_for_pattern(concept, ox.NamedNode(predicate), None)
        return next((quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)), "")

    entries = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(_SKOS + "prefLabel"), None):
        if isinstance(quad.subject, ox.NamedNode):
            definition, example = value(quad.subject, _SKOS + "definition"), value(quad.subject, _SKOS + "example")
            term, other = value(quad.subject, _SKOS + "prefLabel"), value(quad.subject, _SKOS + "altLabel")
            defined = value(quad.subject, _SEE_ALSO).replace(NS, "kg:")
            entries[term] = Entry(term, definition, example, other, defined)
    return dict(sorted(entries.items()))
