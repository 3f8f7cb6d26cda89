"""The cards of claims and sources as plain values, the questions that they answer, and how things are named on them."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import Quote
from kgraph.provenance.chains import Evidence
from kgraph.provenance.citations import Quoted, find_address, innermost
from kgraph.provenance.model import Chain, Hop, Standing
from kgraph.provenance.network import draw
from kgraph.provenance.ratings import Ratings
from kgraph.quotes.match import Pin, Place, State, assess, digest, prepare
from kgraph.quotes.text_fragments import fragment, words_before
from kgraph.render.wording import (
    BASIS_NAMES,
    CERTAINTIES,
    DOUBTED,
    KINDS,
    RELATIONS,
    ROLES,
    STANCES,
    Wording,
    any_rated,
    mark,
    say_if,
    say_unrated,
)
from kgraph.reports.trace_report import say_counts
from kgraph.store.lookup import Known

SPEAKERS: Final = ("person", "organization", "outlet", "state", "group", "anonymous", "document", "work")
NO_QUESTION: Final = "No question recorded"


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing that can have a card: its id, its name and its kind, and a mark if it is a source nobody can look up."""

    id: str
    label: str
    kind: str
    mark: str = ""


def by_name(ref: Ref) -> tuple[str, str]:
    """Give the key to sort things by their names."""
    return ref.label.casefold(), ref.id


@dataclass(frozen=True, slots=True)
class Saying:
    """One hop in words, with the codes of its stance and basis; `how` joins stance, certainty and basis."""

    who: Ref
    stance: str
    how: str
    evidence: tuple[Ref, ...]
    code: str
    basis: str
    said_on: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One chain in words, first speaker first, and its passage.

    `live` is the address of the passage on its own site; `mark` is its id in the annotated copy, if the page has one.
    `opening` is the sentence of the chain up to the claim, in pieces; `weakest` names its weakest link.
    """

    document: Ref
    sayings: tuple[Saying, ...]
    passage: str
    quote: str
    live: str
    opening: tuple[str, ...]
    weakest: str
    mark: str = ""

    @property
    def own(self) -> Saying:
        """What the document says in its own voice."""
        return self.sayings[-1]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to another claim, as read from this one. `outward`: this claim is the evidence.

    `implied` says who denies a broader claim, or asserts a narrower one: if the link holds, they also deny or assert
    this claim.
    """

    link: str
    words: str
    relation: str
    outward: bool
    other: Ref
    drawer: str
    reason: str
    strict: bool
    implied: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim, who says it, and what bears on it.

    `counts` says how many documents and roots it has; `unrated` says so if no speaker and no cited work on its
    chains has a rating.
    """

    ref: Ref
    sort: str
    questions: tuple[Ref, ...]
    particulars: tuple[str, ...]
    side: str
    counts: str
    unrated: str
    trails: tuple[Trail, ...]
    ties: tuple[Tie, ...]
    about: tuple[tuple[str, Ref], ...]
    unnamed: tuple[Ref, ...]
    happened: str
    roots_for: tuple[Ref, ...]
    roots_against: tuple[Ref, ...]

    @property
    def contested(self) -> int:
        """Count what contradicts it: other claims, and one more if some assert and others deny it."""
        return sum(tie.relation == "contradicts" for tie in self.ties) + (self.side == "both")

    @property
    def asked(self) -> tuple[Ref | None, ...]:
        """List the questions that it answers, or None if it answers none."""
        return self.questions or (None,)

    @property
    def voices(self) -> list[Trail]:
        """List its chains, but only one with the same speakers and stances in the same document."""
        voices = {(trail.document, *((hop.who, hop.stance) for hop in trail.sayings)): trail for trail in self.trails}
        return list(voices.values())

    @property
    def documents(self) -> list[Ref]:
        """List the documents that mention it."""
        return sorted({trail.document for trail in self.trails}, key=by_name)

    @property
    def deniers(self) -> list[Ref]:
        """List the speakers who deny it in somebody else's document."""
        denying = {saying.who for trail in self.trails for saying in trail.sayings[:-1] if saying.code == "denies"}
        return sorted(denying, key=by_name)

    def stances(self, document: Ref) -> list[str]:
        """List the stances that a document takes to it in its own voice, as codes."""
        return sorted({trail.own.code for trail in self.trails if trail.document == document})

    def passed_on(self, document: Ref, code: str) -> list[Ref]:
        """List the speakers whose words the document takes a stance to when it mentions the claim."""
        speakers = {
            trail.sayings[-2].who
            for trail in self.trails
            if trail.document == document and trail.own.code == code and trail.sayings[1:]
        }
        return sorted(speakers, key=by_name)


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source: what is recorded about it, the grounds for what is inferred, what it says, and the claims about it."""

    ref: Ref
    particulars: tuple[str, ...]
    makers: tuple[Ref, ...]
    ground: str
    links: tuple[tuple[str, str], ...]
    says: tuple[tuple[Ref, str, Ref], ...]
    spoken_of: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All the cards: claims by question, sources by name.

    `numbers` are those of the questions, by id; `coverage` says for each document how much of its text is annotated.
    """

    claims: tuple[ClaimCard, ...]
    sources: tuple[SourceCard, ...]
    questions: tuple[Ref, ...]
    numbers: Mapping[str, int]
    coverage: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A question and its claims. `ref` is None for the claims that answer none; `key` is its number, such as `Q3`."""

    key: str
    label: str
    ref: Ref | None
    cards: tuple[ClaimCard, ...]
    contested: int


def sort_topics(dossier: Dossier) -> tuple[Topic, ...]:
    """List the questions, those with the most contradictions first; the claims that answer none come last.

    A claim is listed under each question that it answers.
    """
    cards: dict[Ref | None, list[ClaimCard]] = {question: [] for question in dossier.questions}
    for card in dossier.claims:
        for question in card.asked:
            cards.setdefault(question, []).append(card)
    others = itertools.count(len(dossier.numbers) + 1)  # for questions that are not defined, and for the lack of one
    return tuple(
        Topic(
            f"Q{(ref and dossier.numbers.get(ref.id)) or next(others)}",
            ref.label if ref else NO_QUESTION,
            ref,
            tuple(cards[ref]),
            count_contradictions(cards[ref]),
        )
        for ref in sorted(cards, key=lambda ref: ref is None)
    )


def count_contradictions(cards: Iterable[ClaimCard]) -> int:
    """Count the contradictions of some claims: each link once, and the claims that are both asserted and denied."""
    cards = list(cards)
    drawn = {tie.link for card in cards for tie in card.ties if tie.relation == "contradicts"}
    return len(drawn) + sum(card.side == "both" for card in cards)


class Reader:
    """Looks up things, and names them as cards do; `texts` maps the IRI of a document to its text."""

    def __init__(self, knowledge: Known, texts: Mapping[str, str] | None = None) -> None:
        self.lookup = knowledge.lookup
        self.graph = draw(knowledge)
        self.texts = {iri: prepare(text) for iri, text in (texts or {}).items()}

    def ref(self, iri: str) -> Ref:
        """Give the name and kind of a thing, as cards show them."""
        known = self.graph.nodes.get(iri, {"label": contract(iri), "kind": ""})
        return Ref(contract(iri), known["label"], known["kind"], mark(self.lookup, iri))

    def name(self, iri: str) -> str:
        """Give the name of anything, such as an annotator, who has no card."""
        return self.lookup.label(iri) or contract(iri)

    def of_kind(self, *kinds: str) -> Iterator[Ref]:
        """List the things of some kinds."""
        return (self.ref(iri) for iri, data in self.graph.nodes(data=True) if data["kind"] in kinds)

    def find(self, selector: str, text: str) -> tuple[Place | None, bool]:
        """Find a passage, at its pin if the digest agrees; say whether it could also be elsewhere."""
        start, end, known = (self.lookup.text(selector, name) for name in (Term.start, Term.end, KG.passageDigest))
        pin = Pin(Place(int(start), int(end)), known) if start.isdecimal() and end.isdecimal() and known else None
        if pin and digest(text[pin.place.start : pin.place.end]) == pin.digest:
            return pin.place, False
        quote = Quote(self.lookup.text(selector, KG.firstWords), self.lookup.text(selector, KG.lastWords))
        result = assess(quote, pin, text)
        if result.state in {State.MISSING, State.ALTERED}:
            return None, False
        return result.places[0], result.state is State.AMBIGUOUS

    def link(self, quoted: Quoted) -> str:
        """Write the text directive of a passage, with words in front of it if the text has the same words before."""
        text = self.texts.get(quoted.document)
        place = self.find(quoted.selector, text)[0] if text else None
        return fragment(quoted.quote, words_before(quoted.quote, place, text) if text and place else "")

    @cached_property
    def iris(self) -> dict[str, str]:
        """Every IRI by its short name."""
        return {contract(iri): iri for iri in self.graph}


def gather(
    reader: Reader,
    evidence: Evidence,
    coverage: Mapping[str, str] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Dossier:
    """Put what is recorded into words, with nothing added.

    `numbers` are those of the questions; of a part of a graph, those that the questions have in the whole.
    """
    order = numbers or number_questions(reader, evidence)
    questions = sorted(reader.of_kind("question"), key=lambda ref: order[ref.id])
    writer = _CardWriter(reader, evidence)

    def place(ref: Ref | None) -> tuple[int, str]:
        return (order.get(ref.id, len(order) + 1), ref.id) if ref else (len(order) + 2, "")

    claims = [writer.claim(standing) for standing in evidence]
    claims = [replace(card, questions=tuple(sorted(card.questions, key=place))) for card in claims]
    claims.sort(key=lambda card: (place(card.asked[0]), card.ref.id))
    says: dict[str, set[tuple[Ref, str, Ref]]] = defaultdict(set)
    subject_of: dict[str, set[Ref]] = defaultdict(set)
    for card in claims:
        for trail in card.trails:
            for saying in trail.sayings:
                says[saying.who.id].add((card.ref, saying.how, trail.document))
        for _, subject in card.about:
            subject_of[subject.id].add(card.ref)
    sources = [writer.source(ref, says[ref.id], subject_of[ref.id]) for ref in reader.of_kind(*SPEAKERS)]
    sources.sort(key=lambda card: by_name(card.ref))
    covered = {contract(document): words for document, words in (coverage or {}).items()}
    return Dossier(tuple(claims), tuple(sources), tuple(questions), order, covered)


def number_questions(reader: Reader, evidence: Evidence) -> dict[str, int]:
    """Give each question a number, by its id; those with the most contradictions come first."""
    contradictions: dict[Ref, set[str]] = {ref: set() for ref in reader.of_kind("question")}
    for standing in evidence:
        claim = standing.claim
        edges = (*reader.graph.out_edges(claim, keys=True), *reader.graph.in_edges(claim, keys=True))
        touching = {link for *_, link in edges if reader.lookup.code(link, KG.relation) == "contradicts"}
        touching |= {claim} if _side(standing) == "both" else set()
        for question in map(reader.ref, reader.lookup.texts(claim, KG.answers)):
            if question in contradictions:
                contradictions[question] |= touching
    ordered = sorted(contradictions, key=lambda ref: (-len(contradictions[ref]), ref.label, ref.id))
    return {ref.id: number for number, ref in enumerate(ordered, 1)}


class _CardWriter:
    """Writes cards in words."""

    def __init__(self, reader: Reader, evidence: Evidence) -> None:
        self.reader, self.lookup, self.standings = reader, reader.lookup, evidence.standings
        self.ratings, self.wording = Ratings(reader.lookup), Wording(reader.lookup)
        self.texts, self.text, self.code, self.ref = self.lookup.texts, self.lookup.text, self.lookup.code, reader.ref

    def claim(self, standing: Standing) -> ClaimCard:
        iri = standing.claim
        value, unit, as_of = (self.text(iri, name) for name in (KG.value, KG.unit, KG.asOf))
        happened = " to ".join(filter(None, (self.text(iri, KG.eventDate), self.text(iri, KG.eventEnd))))
        facts = [f"Figure: {value} {unit}".rstrip() + (f", as of {as_of}" if as_of else "")] if value else []
        facts += [f"When: {happened}"] if happened else []
        facts += [f"Credibility: {self.wording.grade(rating)}" for rating in self.ratings.of(iri)]
        weaknesses = [self.ratings.weakest(chain) for chain in standing.chains]
        weakest = [self.wording.weakest(weakness, is_rated=any_rated(weaknesses)) for weakness in weaknesses]
        return ClaimCard(
            ref=Ref(contract(iri), self.text(iri, KG.text) or contract(iri), "claim"),
            sort=self.code(iri, KG.kind),
            questions=tuple(map(self.ref, self.texts(iri, KG.answers))),
            particulars=tuple(facts),
            side=_side(standing),
            counts=" ".join(say_counts(standing)),
            unrated="".join(say_unrated(weaknesses, standing)),
            trails=tuple(map(self.trail, standing.chains, weakest)),
            ties=tuple(sorted(self.ties(iri), key=lambda tie: (tie.words, tie.other.id, tie.link))),
            about=tuple(self.about(iri)),
            unnamed=tuple(map(self.ref, standing.anonymous)),
            happened=self.text(iri, KG.eventDate),
            roots_for=tuple(map(self.ref, standing.sides["for"].roots)),
            roots_against=tuple(map(self.ref, standing.sides["against"].roots)),
        )

    def trail(self, chain: Chain, weakest: str) -> Trail:
        quoted = innermost(chain, self.lookup)
        return Trail(
            document=self.ref(chain.document),
            sayings=tuple(self.saying(hop) for hop in reversed(chain.hops)),
            passage=contract(quoted.passage) if quoted else "",
            quote=quoted.words if quoted else "",
            live=find_address(quoted, self.lookup, self.reader.link) if quoted else "",
            opening=tuple(self.wording.speakers(chain)),
            weakest=weakest,
        )

    def saying(self, hop: Hop) -> Saying:
        said_on = self.text(hop.assertion, KG.saidOn)
        stance = STANCES.get(hop.stance, hop.stance)
        parts = [stance, CERTAINTIES.get(hop.certainty, hop.certainty), BASIS_NAMES.get(hop.basis, hop.basis)]
        parts += [f"said on {said_on}"] if said_on else []
        return Saying(
            who=self.ref(hop.speaker),
            stance=stance,
            how=", ".join(filter(None, parts)),
            evidence=tuple(self.ref(work) for work in hop.cites),
            code=hop.stance,
            basis=hop.basis,
            said_on=said_on,
        )

    def ties(self, iri: str) -> Iterator[Tie]:
        for link, claim, reading in (
            *((key, end, 0) for _, end, key in self.reader.graph.out_edges(iri, keys=True)),
            *((key, start, 1) for start, _, key in self.reader.graph.in_edges(iri, keys=True)),
        ):
            relation = self.code(link, KG.relation)
            if relation in RELATIONS:
                drawer = self.text(link, KG.drawnBy)
                yield Tie(
                    link=contract(link),
                    words=RELATIONS[relation][reading],
                    relation=relation,
                    outward=reading == 0,
                    other=self.ref(claim),
                    drawer=self.reader.name(drawer) if drawer else "",
                    reason=self.text(link, KG.reason),
                    strict=self.text(link, KG.strict) == "true",
                    implied=self.imply(claim, reading) if relation == "broaderThan" else "",
                )

    def imply(self, claim: str, reading: int) -> str:
        """Say who denies a broader claim (`reading` is 1, from the end of the link), or asserts a narrower one."""
        standing = self.standings.get(claim)
        verb, side = ("denied", "against") if reading else ("asserted", "for")
        if standing is None or not standing.sides[side].roots:
            return ""
        doubted = f". {DOUBTED}" if standing.doubted and not reading else ""
        return f"{verb} by {self.wording.roots(standing, side)}, and, {say_if(1)}, this claim with it{doubted}"

    def about(self, iri: str) -> Iterator[tuple[str, Ref]]:
        named: set[str] = set()
        for role, words in ROLES.items():  # the narrower roles first, so that nobody is named twice
            for value in self.texts(iri, getattr(KG, role)):
                if value not in named:
                    named.add(value)
                    yield words, self.ref(value)

    def source(self, ref: Ref, says: Iterable[tuple[Ref, str, Ref]], spoken_of: Iterable[Ref]) -> SourceCard:
        iri = self.reader.iris[ref.id]
        return SourceCard(
            ref=ref,
            particulars=tuple(self.particulars(ref, iri)),
            makers=tuple(self.ref(maker) for maker in self.texts(iri, Term.creator)),
            ground=self.text(iri, KG.inferenceGround),
            links=tuple(
                (words, url)
                for words, name in (("live page", Term.url), ("archived copy", Term.archivedAt))
                for url in self.texts(iri, name)
                if url.lower().startswith(("https://", "http://"))
            ),
            says=tuple(sorted(says, key=lambda saying: (saying[0].id, saying[1], saying[2].id))),
            spoken_of=tuple(sorted(spoken_of, key=lambda claim: claim.id)),
        )

    def particulars(self, ref: Ref, iri: str) -> Iterator[str]:
        kind = self.code(iri, KG.workType) if ref.kind == "work" else ""
        yield kind or KINDS.get(ref.kind, ref.kind)
        for words, name in (("by", Term.creator), ("published by", Term.publisher), ("body of", KG.bodyOf)):
            for value in self.texts(iri, name):
                yield f"{words} {self.ref(value).label}"
        for value in self.texts(iri, KG.descriptor):
            yield f"described as “{value}”"
        for value in self.texts(iri, KG.describedIn):
            yield f"described in {self.ref(value).label}"
        yield from self.texts(iri, Term.date)
        for words, name in (
            ("access", KG.access),
            ("sector", KG.sector),
            ("genre", KG.genre),
            ("closeness", KG.proximity),
        ):
            if code := self.code(iri, name):
                yield f"{words}: {code}"
        if inferred := self.texts(iri, KG.inferred):
            terms = (name.rpartition("#")[2].rpartition("/")[2] for name in inferred)
            yield "inferred: " + ", ".join(sorted("date" if term == "issued" else term for term in terms))
        if names := self.texts(iri, Term.altLabel):
            yield "also written " + ", ".join(names)


def _side(standing: Standing) -> str:
    taken = [side for side in ("for", "against") if standing.sides[side].roots]
    return "both" if len(taken) > 1 else "".join(taken) or "neither"
