"""The ontology, the context, the constants and the schemes say the same, and what they say is consistent."""

import json
import re
import tomllib
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS

from kgraph.ontology import resources, vocab

TREE = Path(__file__).parent.parent.parent
KG = rdflib.Namespace(vocab.NS)
SCHEMA = rdflib.Namespace("https://schema.org/")
MAPPINGS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.closeMatch,
    RDFS.seeAlso,
    OWL.inverseOf,
    SKOS.editorialNote,
)


def _graph(*names: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in names:
        graph.parse(data=resources.read_text("ontology", name), format="turtle")
    return graph


ONTOLOGY = _graph("kgraph.ttl")
SCHEMES = _graph("schemes.ttl")
CONTEXT = json.loads(resources.read_text("ontology", "context.jsonld"))["@context"]
TERMS = sorted(str(term) for term in ONTOLOGY.subjects(RDFS.isDefinedBy))


def test_the_header_has_the_version_of_the_package() -> None:
    header = ONTOLOGY.value(None, RDF.type, OWL.Ontology)
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]

    assert str(ONTOLOGY.value(header, OWL.versionInfo)) == project["version"]
    assert str(ONTOLOGY.value(header, OWL.versionIRI)) == f"{header}/{project['version']}"
    assert str(ONTOLOGY.value(header, DCTERMS.created)) < str(ONTOLOGY.value(header, DCTERMS.modified))


def test_texts_for_readers_are_tagged_as_english() -> None:
    predicates = (RDFS.label, RDFS.comment, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, SKOS.editorialNote)
    graph = ONTOLOGY + SCHEMES + _graph("glossary.ttl")
    texts = [text for predicate in predicates for text in graph.objects(None, predicate)]

    assert len(texts) > 500
    assert [] == [str(text) for text in texts if getattr(text, "language", None) != "en"]


def test_a_property_below_one_of_another_vocabulary_has_a_reason() -> None:
    aligned = {term for term, above in ONTOLOGY.subject_objects(RDFS.subPropertyOf) if str(above) not in TERMS}

    assert KG.relays in aligned
    assert [] == [str(term) for term in aligned if (term, SKOS.editorialNote, None) not in ONTOLOGY]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.rpartition("#")[2])
def test_term_is_labelled_commented_and_mapped(term: str) -> None:
    node = rdflib.URIRef(term)

    assert (node, RDFS.label, None) in ONTOLOGY
    assert str(ONTOLOGY.value(node, RDFS.comment)).endswith(".")
    assert any((node, mapping, None) in ONTOLOGY for mapping in MAPPINGS)


def test_the_package_names_only_terms_that_exist() -> None:
    texts = [file.read_text("utf-8") for folder in ("kgraph", "tests") for file in (TREE / folder).rglob("*.py")]
    named = {name for text in texts for name in re.findall(r"(?<![\w/.])KG\.([a-zA-Z]\w*)", text)}

    assert "Claim" in named
    assert {getattr(vocab.KG, name) for name in named} <= set(TERMS)


def test_context_terms_are_declared() -> None:
    prefixes = {name: value for name, value in CONTEXT.items() if isinstance(value, str) and value[-1] in "#/"}
    declared = {str(subject) for subject in ONTOLOGY.subjects(RDF.type)}
    for name, value in CONTEXT.items():
        iri = value["@id"] if isinstance(value, dict) else value
        if name in prefixes or not isinstance(iri, str) or iri.startswith("@"):
            continue
        prefix, _, local = iri.partition(":")
        assert prefixes[prefix] + local in declared | {vocab.Term.TextPositionSelector}, name


def test_every_property_has_a_key() -> None:
    keys = {(value["@id"] if isinstance(value, dict) else value) for value in CONTEXT.values() if value != 1.1}
    for term in ONTOLOGY.subjects(SCHEMA.domainIncludes):
        prefix = next(
            f"{name}:{str(term)[len(base) :]}"
            for name, base in CONTEXT.items()
            if isinstance(base, str) and base[-1] in "#/" and str(term).startswith(base)
        )
        assert prefix in keys


def test_coded_keys_name_exactly_the_codes_of_their_scheme() -> None:
    coded = {name: value for name, value in CONTEXT.items() if isinstance(value, dict) and "@context" in value}
    for name, value in coded.items():
        prefix, _, local = value["@id"].partition(":")
        scheme = ONTOLOGY.value(rdflib.URIRef(CONTEXT[prefix] + local), KG.valuesFrom)
        concepts = {str(concept) for concept in SCHEMES.subjects(SKOS.inScheme, scheme)}
        assert concepts == set(value["@context"].values()), name


def test_no_key_is_a_prefix_a_section_or_a_class() -> None:
    names = [name for name in CONTEXT if not name.startswith("@")]
    sections = {str(section) for section in ONTOLOGY.objects(None, KG.section)}
    prefixes = {str(prefix) for prefix in ONTOLOGY.objects(None, KG.idPrefix)}

    assert len(names) == len(set(names))
    assert sections.isdisjoint(prefixes)
    for name in sections:
        assert CONTEXT[name] == "@included"
    for name in prefixes:
        assert CONTEXT[name] == f"{vocab.IDS}{name}/"


@pytest.mark.parametrize("path", sorted((TREE / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_queries_use_only_terms_of_the_ontology(path: Path) -> None:
    assert _used(path) <= {term.rpartition("#")[2] for term in TERMS}


@pytest.mark.parametrize("path", sorted((TREE / "shapes").glob("*.ttl")), ids=lambda path: path.stem)
def test_shapes_use_only_terms_of_the_ontology(path: Path) -> None:
    assert _used(path) <= {term.rpartition("#")[2] for term in TERMS}


def _used(path: Path) -> set[str]:
    """Find the local names of `kg:` terms in a file, comments left out."""
    text = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#"))
    return set(re.findall(r"\bkg:([A-Za-z]\w*)", text)) | set(re.findall(re.escape(vocab.NS) + r"([A-Za-z]\w*)", text))


ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")  # how owlrl reports a clash


def _clashes(graph: rdflib.Graph) -> list[str]:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return sorted(str(message) for message in graph.objects(None, ERROR))


def test_the_ontology_is_consistent_under_owl_2_rl() -> None:
    assert [] == _clashes(_graph("kgraph.ttl", "schemes.ttl"))


def test_a_claim_that_speaks_is_inconsistent() -> None:
    graph = _graph("kgraph.ttl")
    both = rdflib.URIRef("https://example.org/both")
    graph.add((both, RDF.type, KG.Claim))
    graph.add((both, RDF.type, KG.Person))

    assert _clashes(graph)


# Domains, ranges and disjoint classes of the terms of PROV-O, ORG and CiTO that ours are below
OUTSIDE = """
@prefix org: <http://www.w3.org/ns/org#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity ; rdfs:subPropertyOf prov:wasInfluencedBy .
prov:Entity owl:disjointWith prov:Activity .
org:member rdfs:domain org:Membership ; rdfs:range <http://xmlns.com/foaf/0.1/Agent> .
"""
INSTANCES = """
@prefix : <https://example.org/> . @prefix kg: <https://w3id.org/kgraph/ns#> .
:report a kg:Document . :claim a kg:Claim ; kg:about :event, :person ; kg:text "Something happened." .
:person a kg:Person ; kg:holds :post . :post a kg:Tenure ; kg:heldFrom "2020-01-01" . :event a kg:Event .
:says a kg:Assertion ; kg:asserts :claim ; kg:attributedTo :report ; kg:inDocument :report ; kg:cites :treaty .
:treaty a kg:Work . :says kg:relays :said . :said a kg:Assertion ; kg:asserts :claim ; kg:attributedTo :person .
:rating a kg:Rating ; kg:rates :claim ; kg:rater :report . :qty a kg:Quantity .
"""


def test_alignments_infer_no_agent_that_is_none() -> None:
    graph = _graph("kgraph.ttl", "schemes.ttl")
    graph.parse(data=OUTSIDE, format="turtle")
    graph.parse(data=INSTANCES, format="turtle")

    assert [] == _clashes(graph)
    example = rdflib.Namespace("https://example.org/")
    assert {example.person} == {thing for thing in graph.subjects(RDF.type, PROV.Agent) if str(thing) in example}
    assert {example.report, example.treaty, example.says, example.said} == {
        thing for thing in graph.subjects(RDF.type, PROV.Entity) if str(thing) in example
    }
    assert (example.says, PROV.wasInfluencedBy, example.said) in graph
    assert (example.qty, RDF.type, SCHEMA.QuantitativeValue) not in graph
