"""A made-up corpus of any size with the real model: the same for the same number, whenever it is made."""

import random
from collections.abc import Iterator

import pyoxigraph as ox

from kgraph.ontology.vocab import IDS, KG, SCHEMES, Term
from kgraph.store.knowledge import Knowledge, derive

_CLAIMS_A_DOCUMENT = 50
_LINKED = 3
_SECTORS = ("intelligence", "official", "military", "diplomatic", "media", "unknown")
_KINDS = ("fact", "figure", "cause", "responsibility", "intent", "characterisation", "legal", "prediction")
_CERTAINTIES = ("certain", "certain", "certain", "probable", "possible", "unclear")
_CLASSES = (KG.Person, KG.Person, KG.Organization, KG.State, KG.MediaOutlet, KG.Group)

_Statement = tuple[str, str, str | ox.Literal]


def make(claims: int) -> Knowledge:
    """Make a graph of so many claims, with what loading derives."""
    store = ox.Store()
    store.bulk_extend(quads(claims))
    derive(store)
    return Knowledge(files=(), store=store)


def quads(claims: int) -> Iterator[ox.Quad]:
    """Give the quads: a graph for each document, and one for what documents share."""
    chance = random.Random(20220105)  # noqa: S311 - made up, and the same every time
    documents = max(4, claims // _CLAIMS_A_DOCUMENT)
    actors = max(20, claims // 20)
    yield from _graph("shared", _shared(chance, claims, documents, actors))
    for number in range(documents):
        yield from _graph(f"doc-{number}", _document(chance, number, claims, documents, actors))


def _graph(name: str, statements: Iterator[_Statement]) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(f"{IDS}file/{name}.yaml")
    for subject, predicate, value in statements:
        term = ox.NamedNode(value) if isinstance(value, str) else value
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph)


def _shared(chance: random.Random, claims: int, documents: int, actors: int) -> Iterator[_Statement]:
    for number in range(actors):
        iri = f"{IDS}actor/a{number}"
        yield iri, Term.type, _CLASSES[number % len(_CLASSES)]
        yield iri, Term.label, ox.Literal(f"Actor {number}")
        if number % 10 == 0:
            yield iri, KG.partyTo, f"{IDS}ev/e{number % 7}"
    for number in range(claims):
        iri = f"{IDS}claim/c{number}"
        yield iri, Term.type, KG.Claim
        yield iri, KG.text, ox.Literal(f"Actor {number % actors} did the thing numbered {number} in January.")
        yield iri, KG.kind, f"{SCHEMES}kind#{_KINDS[number % len(_KINDS)]}"
        yield iri, KG.agent, f"{IDS}actor/a{number % actors}"
        yield iri, KG.answers, f"{IDS}question/q{number % max(1, claims // 100)}"
        if number % len(_KINDS) == 1:
            low = chance.randrange(1000)
            yield iri, KG.quantity, f"{IDS}qty/q{number % 97}"
            yield iri, KG.value, ox.Literal(str(low))
            yield iri, KG.low, ox.Literal(low)
            yield iri, KG.high, ox.Literal(low + chance.randrange(50))
        if number % 20 == _LINKED:
            yield from _link(chance, number, claims, documents)


def _link(chance: random.Random, number: int, claims: int, documents: int) -> Iterator[_Statement]:
    iri = f"{IDS}link/l{number}"
    relation = chance.choice(("supports", "supports", "contradicts", "undercuts", "qualifies", "broaderThan"))
    yield iri, Term.type, KG.ClaimLink
    yield iri, KG.from_, f"{IDS}claim/c{number}"
    yield iri, KG.to, f"{IDS}claim/c{chance.randrange(claims)}"
    yield iri, KG.relation, f"{SCHEMES}relation#{relation}"
    yield iri, KG.inDocument, f"{IDS}doc/d{chance.randrange(documents)}"


def _document(chance: random.Random, number: int, claims: int, documents: int, actors: int) -> Iterator[_Statement]:
    iri = f"{IDS}doc/d{number}"
    yield iri, Term.type, KG.Document
    yield iri, Term.title, ox.Literal(f"Document {number}")
    yield iri, Term.creator, f"{IDS}actor/a{number % actors}"
    for at in range(3):
        unnamed = f"{IDS}anon/d{number}-{at}"
        yield unnamed, Term.type, KG.AnonymousSource
        yield unnamed, KG.sector, f"{SCHEMES}sector#{chance.choice(_SECTORS)}"
        yield unnamed, KG.descriptor, ox.Literal(f"a source of kind {chance.randrange(200)}")
        yield unnamed, KG.describedIn, iri
    own = range(number * claims // documents, (number + 1) * claims // documents)
    taken = [chance.randrange(claims) for _ in range(len(own) // 3)]
    for claim in [*own, *taken]:
        yield from _chain(chance, number, claim, documents, actors)


def _chain(chance: random.Random, document: int, claim: int, documents: int, actors: int) -> Iterator[_Statement]:
    """Give a document's own assertion and the hops behind it."""
    hops = chance.choice((0, 0, 1, 1, 1, 2, 3))
    name = f"{IDS}assertion/d{document}.c{claim}"
    speaker = f"{IDS}actor/a{document % actors}"
    for at in range(hops + 1):
        iri = f"{name}.{at}"
        last = at == hops
        stance = chance.choice(("asserts", "asserts", "asserts", "denies", "questions")) if last else "reports"
        yield iri, Term.type, KG.Assertion
        yield iri, KG.asserts, f"{IDS}claim/c{claim}"
        yield iri, KG.attributedTo, speaker
        yield iri, KG.stance, f"{SCHEMES}stance#{stance}"
        yield iri, KG.basis, f"{SCHEMES}basis#{'noneStated' if last else 'statement'}"
        yield iri, KG.certainty, f"{SCHEMES}certainty#{chance.choice(_CERTAINTIES)}"
        yield iri, KG.inDocument if at == 0 else KG.reportedIn, f"{IDS}doc/d{document}"
        if not last:
            yield iri, KG.relays, f"{name}.{at + 1}"
        speaker = _speaker(chance, document, documents, actors)


def _speaker(chance: random.Random, document: int, documents: int, actors: int) -> str:
    draw = chance.random()
    if draw < 0.2:  # noqa: PLR2004 - a share
        return f"{IDS}anon/d{document}-{chance.randrange(3)}"
    if draw < 0.3:  # noqa: PLR2004
        return f"{IDS}doc/d{chance.randrange(documents)}"
    return f"{IDS}actor/a{chance.randrange(actors)}"
