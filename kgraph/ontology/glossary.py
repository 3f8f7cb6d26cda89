"""The terms that reports and pages use, read from ontology/glossary.ttl."""

from dataclasses import dataclass
from functools import cache
from textwrap import fill

from kgraph.ontology.graph import Graph, read_turtle
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
    glossary = Graph(read_turtle("ontology", "glossary.ttl"))
    entries = [
        Entry(
            term=glossary.text(concept, _SKOS + "prefLabel"),
            definition=glossary.text(concept, _SKOS + "definition"),
            example=glossary.text(concept, _SKOS + "example"),
            other_name=glossary.text(concept, _SKOS + "altLabel"),
            ontology_term=glossary.text(concept, _SEE_ALSO).replace(NS, "kg:"),
        )
        for concept in glossary.subjects(_SKOS + "prefLabel")
    ]
    return {entry.term: entry for entry in sorted(entries, key=lambda entry: entry.term)}
