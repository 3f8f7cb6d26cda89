"""The terms of the ontology as constants."""

from typing import Final

NS: Final = "https://w3id.org/kgraph/ns#"
"""Classes and properties."""
IDS: Final = "https://w3id.org/kgraph/id/"
"""Things in annotations: `claim:x` is IDS + "claim/x"."""
SCHEMES: Final = "https://w3id.org/kgraph/"
"""Concept schemes: the code `asserts` of `stance` is SCHEMES + "stance#asserts"."""


class _Namespace:
    """The terms of `ontology/kgraph.ttl`, by name: `KG.Claim`. The term `from` is `KG.from_`, because of the keyword.

    A test compares the names in this package with the ontology.
    """

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return NS + name.removesuffix("_")


KG: Final = _Namespace()


class Term:
    """Terms of other vocabularies that annotations use."""

    type: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    label: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
    altLabel: Final = "http://www.w3.org/2004/02/skos/core#altLabel"
    note: Final = "http://www.w3.org/2004/02/skos/core#note"
    sameAs: Final = "https://schema.org/sameAs"
    annotatedBy: Final = "http://www.w3.org/ns/prov#wasAttributedTo"
    annotatedOn: Final = "http://purl.org/dc/terms/created"
    title: Final = "http://purl.org/dc/terms/title"
    creator: Final = "http://purl.org/dc/terms/creator"
    publisher: Final = "http://purl.org/dc/terms/publisher"
    date: Final = "http://purl.org/dc/terms/issued"
    url: Final = "https://schema.org/url"
    archivedAt: Final = "https://schema.org/archivedAt"
    language: Final = "http://purl.org/dc/terms/language"
    license: Final = "http://purl.org/dc/terms/license"
    references: Final = "http://purl.org/dc/terms/references"
    replaces: Final = "http://purl.org/dc/terms/replaces"
    died: Final = "https://schema.org/deathDate"
    memberOf: Final = "http://www.w3.org/ns/org#memberOf"
    source: Final = "http://www.w3.org/ns/oa#hasSource"
    selector: Final = "http://www.w3.org/ns/oa#hasSelector"
    start: Final = "http://www.w3.org/ns/oa#start"
    end: Final = "http://www.w3.org/ns/oa#end"
    TextPositionSelector: Final = "http://www.w3.org/ns/oa#TextPositionSelector"
