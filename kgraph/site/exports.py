"""Annotations as plain RDF, or as a network, for other tools."""

import json

import pyoxigraph as ox

from kgraph.core.errors import UsageError
from kgraph.core.hints import choose
from kgraph.ontology.curies import context, prefixes
from kgraph.provenance.network import write_gexf, write_graphml
from kgraph.site.webannotation import write_web_annotations
from kgraph.store.knowledge import Knowledge, explicit

_GRAPH_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}
_OTHER_FORMATS = {"graphml": write_graphml, "gexf": write_gexf, "webannotation": write_web_annotations}
_DATASET_FORMATS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}


def export(knowledge: Knowledge, form: str = "trig") -> bytes:
    """Write what the files say, sorted, without what loading derived.

    `jsonld` is the explicit form of one file; raises UsageError if there are several, or if the format is unknown.
    `turtle` and `ntriples` merge the files; `trig` and `nquads` keep one named graph a file. `graphml` and `gexf` are
    the network of claims, sources and documents, derived hops included. `webannotation` has the passages as W3C Web
    Annotations.

    Example::

        data = kgraph.export(knowledge, "turtle")
        print(data.startswith(b"@prefix"))  # True
    """
    choose("format", form, ("jsonld", *_GRAPH_FORMATS, *_DATASET_FORMATS, *_OTHER_FORMATS))
    if form in _OTHER_FORMATS:
        return _OTHER_FORMATS[form](knowledge)
    if form == "jsonld":
        if len(knowledge.files) != 1:
            raise UsageError("JSON-LD is exported one file at a time: name one, or choose `trig`")
        return _self_contained(explicit(knowledge.files[0])).encode()
    if form in _GRAPH_FORMATS:
        triples = sorted({triple for parsed in knowledge.files for triple in parsed.triples}, key=str)
        return ox.serialize(triples, format=_GRAPH_FORMATS[form], prefixes=dict(prefixes())) or b""
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(parsed.graph))
        for parsed in knowledge.files
        for triple in parsed.triples
    ]
    return ox.serialize(sorted(quads, key=str), format=_DATASET_FORMATS[form], prefixes=dict(prefixes())) or b""


def _self_contained(document: str) -> str:
    """Write the shipped context into explicit JSON-LD, for readers that do not have it and must not fetch it."""
    whole = {**json.loads(document), "@context": context()}
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
