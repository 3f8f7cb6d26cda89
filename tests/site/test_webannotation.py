"""Passages are exported as the W3C's Web Annotation model says, as RDF that another reader understands."""

import json

import pytest
import rdflib
from rdflib import RDF
from reading import RICH, parse

from kgraph.ontology.vocab import IDS, KG
from kgraph.site.exports import export
from kgraph.store.knowledge import assemble

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # of its JSON-LD reader

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
SELECTORS = ("TextQuoteSelector", "TextPositionSelector", "RangeSelector")
# What the W3C's context says of the keys, without fetching it: https://www.w3.org/ns/anno.jsonld
CONTEXT = {
    "oa": str(OA),
    "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": str(RDF),
    "dc": "http://purl.org/dc/elements/1.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@vocab"},
    "AnnotationPage": "as:OrderedCollectionPage",
    **{
        name: f"oa:{name}"
        for name in ("Annotation", "SpecificResource", "TextualBody", "linking", "describing", *SELECTORS)
    },
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "scope": {"@type": "@id", "@id": "oa:hasScope"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "refinedBy": {"@type": "@id", "@id": "oa:refinedBy"},
    "startSelector": {"@type": "@id", "@id": "oa:hasStartSelector"},
    "endSelector": {"@type": "@id", "@id": "oa:hasEndSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "value": "rdf:value",
    "format": "dc:format",
    "exact": "oa:exact",
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    page = json.loads(export(assemble([parse(RICH.read_text("utf-8"))]), "webannotation"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    return rdflib.Graph().parse(data=json.dumps({**page, "@context": CONTEXT}), format="json-ld")


def test_annotations_have_what_the_model_requires(graph: rdflib.Graph) -> None:
    annotations = list(graph.subjects(RDF.type, OA.Annotation))
    triples = parse(RICH.read_text("utf-8")).triples
    passages = {str(triple.object) for triple in triples if triple.predicate.value == KG.passage}

    assert len(annotations) == len(passages) > 5
    for annotation in annotations:
        (target,) = graph.objects(annotation, OA.hasTarget)
        assert list(graph.objects(annotation, OA.motivatedBy)) == [OA.linking]
        assert (target, RDF.type, OA.SpecificResource) in graph
        assert list(graph.objects(target, OA.hasSource)) == [rdflib.URIRef(IDS + "doc/steppe-note")]
        assert list(graph.objects(target, OA.hasSelector))
    for kind, needed in NEEDED.items():
        selectors = list(graph.subjects(RDF.type, kind))
        assert selectors
        for selector in selectors:
            assert [1] * len(needed) == [len(list(graph.objects(selector, predicate))) for predicate in needed]


def test_a_whole_passage_is_exact(graph: rdflib.Graph) -> None:
    words = sorted(_words(graph, selector) for selector in _selectors(graph, "days"))

    assert words == ["I did not", "closed for days", "for two days"]


def test_a_range_ends_behind_its_last_words(graph: rdflib.Graph) -> None:
    text = "Note. The bank shut its doors for two days. It opened."
    ranges = [node for node in _selectors(graph, "bank-closed") if (node, RDF.type, OA.RangeSelector) in graph]
    positions = [node for node in _selectors(graph, "bank-closed") if node not in ranges]

    (selected,) = ranges
    first, last = graph.value(selected, OA.hasStartSelector), graph.value(selected, OA.hasEndSelector)
    behind = graph.value(last, OA.refinedBy)
    stop = text.index(_words(graph, last)) + int(str(graph.value(behind, OA.start)))
    assert text[text.index(_words(graph, first)) : stop] == "The bank shut its doors for two days."
    assert [(10, 40)] == [(_number(graph, at, OA.start), _number(graph, at, OA.end)) for at in positions]


NEEDED = {
    OA.TextQuoteSelector: (OA.exact,),
    OA.TextPositionSelector: (OA.start, OA.end),
    OA.RangeSelector: (OA.hasStartSelector, OA.hasEndSelector),
}


def _selectors(graph: rdflib.Graph, claim: str) -> list[rdflib.term.Node]:
    """Find the selectors of the annotation that describes a claim by its text."""
    value = rdflib.Literal(CLAIMS[claim])
    targets = {
        target
        for body in graph.subjects(RDF.value, value)
        for annotation in graph.subjects(OA.hasBody, body)
        for target in graph.objects(annotation, OA.hasTarget)
    }
    return [node for target in sorted(targets, key=str) for node in graph.objects(target, OA.hasSelector)]


CLAIMS = {
    "bank-closed": "The central bank closed for two days.",
    "days": "The bank was closed for 2.5 days.",
}


def _words(graph: rdflib.Graph, selector: rdflib.term.Node | None) -> str:
    return str(graph.value(selector, OA.exact))


def _number(graph: rdflib.Graph, selector: rdflib.term.Node, predicate: rdflib.URIRef) -> int:
    return int(str(graph.value(selector, predicate)))
