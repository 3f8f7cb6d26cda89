"""The network of claims, actors, works, documents and questions: what is drawn, and what graph programs are given."""

from typing import Final

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.chains import Assertions, Stored, objects
from kgraph.provenance.graphs import Network

_KINDS: Final = {  # the first that fits, so the narrowest come first
    KG.Claim: "claim",
    KG.Question: "question",
    KG.Document: "document",
    KG.Work: "work",
    KG.AnonymousSource: "anonymous",
    KG.MediaOutlet: "outlet",
    KG.Organization: "organization",
    KG.Person: "person",
    KG.State: "state",
    KG.Group: "group",
    KG.Event: "event",
    KG.Place: "place",
    KG.Quantity: "quantity",
}
_LABELS: Final = (Term.label, Term.title, KG.text, KG.descriptor)
_RELATIONS: Final = {
    name: getattr(KG, name)
    for name in (
        "about",
        "agent",
        "target",
        "accuses",
        "event",
        "location",
        "answers",
        "quantity",
        "describedIn",
        "bodyOf",
    )
} | {"creator": Term.creator, "publisher": Term.publisher, "memberOf": Term.memberOf}


def draw(knowledge: Stored) -> Network:
    """Draw the whole as one directed multigraph of claims, actors, works, documents and questions.

    Nodes are IRIs with `kind` and `label`. Edges have a `relation`: `speaks` (speaker to claim) and `states`
    (document to claim), keyed by the assertion, with its codes; `cites` (claim to work); `relays` (outer
    speaker to inner); links by their codes, keyed by the link; properties by name. Parallel edges stay.
    """
    store, drawn = knowledge.store, Network()
    labels = {name: objects(store, name) for name in _LABELS}
    for iri, types in objects(store, Term.type).items():
        kind = next((kind for known, kind in _KINDS.items() if known in types), "")
        if kind:
            label = next((found[iri][0] for found in labels.values() if iri in found), contract(iri))
            drawn.add_node(iri, kind=kind, label=label)
    for name, predicate in _RELATIONS.items():
        for iri, values in objects(store, predicate).items():
            for value in values:
                _join(drawn, iri, value, key=name, relation=name)
    _join_assertions(drawn, Assertions(store))
    ends = [objects(store, name) for name in (KG.from_, KG.to, KG.relation)]
    for link in sorted(set(ends[0]) & set(ends[1]) & set(ends[2])):
        evidence, thesis, relation = (end[link][0] for end in ends)
        _join(drawn, evidence, thesis, key=link, relation=relation.rpartition("#")[2])
    return drawn


def _join_assertions(drawn: Network, graph: Assertions) -> None:
    for one, claim in sorted(graph.claim.items()):
        hop = graph.hops[one]
        codes = {"stance": hop.stance, "basis": hop.basis, "certainty": hop.certainty}
        _join(drawn, hop.speaker, claim, key=one, relation="speaks", **codes)
        if one in graph.own:
            _join(drawn, hop.document, claim, key=f"{one} states", relation="states", **codes)
        for work in hop.cites:
            _join(drawn, claim, work, key=f"{one} cites", relation="cites")
        for inner in sorted(graph.relays.successors(one)):
            key = f"{one} relays {inner}"
            _join(drawn, hop.speaker, graph.hops[inner].speaker, key=key, relation="relays", claim=claim)


def _join(drawn: Network, start: str, end: str, *, key: str, **data: str) -> None:
    """Add an edge between two nodes that exist: a dangling reference is validation's to report."""
    if start in drawn and end in drawn:
        drawn.add_edge(start, end, key=key, **data)
