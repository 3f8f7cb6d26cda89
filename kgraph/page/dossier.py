"""Knowledge and evidence put into words: a card for each claim and for each source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.page.cards import ClaimCard, Dossier, Ref, Saying, SourceCard, Tie, Trail
from kgraph.page.phrases import BASES, CERTAINTIES, KINDS, RELATIONS, ROLES, STANCES
from kgraph.page.questions import count_contradictions
from kgraph.page.reader import Reader
from kgraph.provenance.chains import Evidence
from kgraph.provenance.citations import find_address, innermost
from kgraph.quotes.text_fragments import fragment
from kgraph.render.wording import (
    DOUBTED,
    any_rated,
    say_grade,
    say_if,
    say_roots,
    say_speakers,
    say_unrated,
    say_weakest,
)
from kgraph.reports.trace_report import say_counts

if TYPE_CHECKING:
    from kgraph.provenance.model import Chain, Hop, Standing

SPEAKERS = ("person", "organization", "outlet", "state", "group", "anonymous", "document", "work")


def gather(
    reader: Reader,
    evidence: Evidence,
    coverage: Mapping[str, str] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Dossier:
    """Put what is recorded into words, with nothing added; the most contested questions come first.

    Of a part the questions are in the order of the whole: `numbers` are theirs there.
    """
    filer = _Filer(reader, evidence)
    claims = [filer.claim(standing) for standing in evidence]
    asked: dict[Ref, list[ClaimCard]] = {ref: [] for ref in reader.of_kind("question")}
    for card in claims:
        for question in asked.keys() & set(card.questions):
            asked[question].append(card)
    heat = {ref: count_contradictions(members) for ref, members in asked.items()}
    questions = sorted(asked, key=lambda ref: (numbers[ref.id] if numbers else -heat[ref], ref.label, ref.id))
    order = numbers or {ref.id: number for number, ref in enumerate(questions, 1)}

    def place(ref: Ref | None) -> tuple[int, str]:
        return (order.get(ref.id, len(order) + 1), ref.id) if ref else (len(order) + 2, "")

    claims = [replace(card, questions=tuple(sorted(card.questions, key=place))) for card in claims]
    claims.sort(key=lambda card: (place(card.asked[0]), card.ref.id))
    said: dict[str, list[tuple[Ref, str, Ref]]] = {}
    told: dict[str, set[Ref]] = {}
    for card in claims:
        for trail in card.trails:
            for saying in trail.sayings:
                said.setdefault(saying.who.id, []).append((card.ref, saying.how, trail.document))
        for _, about in card.about:
            told.setdefault(about.id, set()).add(card.ref)
    sources = [filer.source(ref, said.get(ref.id, ()), told.get(ref.id, ())) for ref in reader.of_kind(*SPEAKERS)]
    sources.sort(key=lambda card: (card.ref.label.casefold(), card.ref.id))
    covered = {contract(document): words for document, words in (coverage or {}).items()}
    return Dossier(tuple(claims), tuple(sources), tuple(questions), order, covered)


class _Filer:
    """Makes cards of what a reader reads."""

    def __init__(self, reader: Reader, evidence: Evidence) -> None:
        self.reader, self.lookup, self.standings = reader, reader.lookup, evidence.standings
        lookup = reader.lookup
        self.texts, self.text, self.code, self.ref = lookup.texts, lookup.text, lookup.code, reader.ref
        self.graph = reader.graph

    def claim(self, standing: "Standing") -> ClaimCard:
        iri = standing.claim
        value, unit, as_of = (self.text(iri, name) for name in (KG.value, KG.unit, KG.asOf))
        happened = " to ".join(filter(None, (self.text(iri, KG.eventDate), self.text(iri, KG.eventEnd))))
        found = [f"Figure: {value} {unit}".rstrip() + (f", as of {as_of}" if as_of else "")] if value else []
        found += [f"When: {happened}"] if happened else []
        found += [f"Credibility: {say_grade(one, self.lookup)}" for one in self.reader.ratings.of(iri)]
        weaknesses = [self.reader.ratings.weakest(chain) for chain in standing.chains]
        says = [say_weakest(one, self.lookup, is_rated=any_rated(weaknesses)) for one in weaknesses]
        return ClaimCard(
            ref=Ref(contract(iri), self.text(iri, KG.text) or contract(iri), "claim"),
            sort=self.code(iri, KG.kind),
            questions=tuple(map(self.ref, self.texts(iri, KG.answers))),
            particulars=tuple(found),
            side=_side(standing),
            counts=" ".join(say_counts(standing)),
            unrated="".join(say_unrated(weaknesses, standing)),
            trails=tuple(map(self.trail, standing.chains, says)),
            ties=tuple(sorted(self.ties(iri), key=lambda tie: (tie.words, tie.other.id, tie.link))),
            about=tuple(self.about(iri)),
            unnamed=tuple(self.ref(one) for one in standing.anonymous),
            unnamed_only=standing.anonymous_only,
            happened=self.text(iri, KG.eventDate),
            roots_for=tuple(map(self.ref, standing.sides["for"].roots)),
            roots_against=tuple(map(self.ref, standing.sides["against"].roots)),
        )

    def trail(self, chain: "Chain", weakest: str) -> Trail:
        quoted = innermost(chain, self.lookup)
        return Trail(
            document=self.ref(chain.document),
            sayings=tuple(self.saying(hop) for hop in reversed(chain.hops)),
            passage=contract(quoted.passage) if quoted else "",
            quote=quoted.words if quoted else "",
            live=find_address(quoted, self.lookup, fragment) if quoted else "",
            opening=tuple(say_speakers(chain, self.lookup)),
            weakest=weakest,
        )

    def saying(self, hop: "Hop") -> Saying:
        said_on = self.text(hop.assertion, KG.saidOn)
        parts = [CERTAINTIES.get(hop.certainty, hop.certainty), BASES.get(hop.basis, hop.basis)]
        parts += [f"said on {said_on}"] if said_on else []
        return Saying(
            who=self.ref(hop.speaker),
            stance=STANCES.get(hop.stance, hop.stance),
            manner=", ".join(filter(None, parts)),
            unstated=hop.basis == "noneStated",
            evidence=tuple(self.ref(work) for work in hop.cites),
            code=hop.stance,
            basis=hop.basis,
            said_on=said_on,
        )

    def ties(self, iri: str) -> Iterator[Tie]:
        for link, other, reading in (
            *((key, end, 0) for _, end, key in self.graph.out_edges(iri, keys=True)),
            *((key, start, 1) for start, _, key in self.graph.in_edges(iri, keys=True)),
        ):
            relation = self.code(link, KG.relation)
            if relation in RELATIONS:
                drawer = self.text(link, KG.drawnBy)
                yield Tie(
                    link=contract(link),
                    words=RELATIONS[relation][reading],
                    relation=relation,
                    outward=reading == 0,
                    other=self.ref(other),
                    drawer=self.text(drawer, Term.label) or self.ref(drawer).label if drawer else "",
                    reason=self.text(link, KG.reason),
                    strict=self.text(link, KG.strict) == "true",
                    implied=self.imply(other, reading) if relation == "broaderThan" else "",
                )

    def imply(self, other: str, reading: int) -> str:
        """Say who denies a broader claim, as which the link is read from its end, or asserts a narrower one."""
        standing = self.standings.get(other)
        if standing is None:
            return ""
        words, side = ("denied", "against") if reading else ("asserted", "for")
        if not standing.sides[side].roots:
            return ""
        doubted = f". {DOUBTED}" if standing.doubted and not reading else ""
        return f"{words} by {say_roots(standing, side, self.lookup)}, and, {say_if(1)}, this claim with it{doubted}"

    def about(self, iri: str) -> Iterator[tuple[str, Ref]]:
        named: set[str] = set()
        for role, words in ROLES.items():  # the narrower roles first: what they name is not said twice
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
                if _is_web(url)
            ),
            says=tuple(sorted(set(says), key=lambda said: (said[0].id, said[1], said[2].id))),
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
        for words, name in (("sector", KG.sector), ("genre", KG.genre), ("closeness", KG.proximity)):
            if code := self.code(iri, name):
                yield f"{words}: {code}"
        if inferred := self.texts(iri, KG.inferred):
            names = (name.rpartition("#")[2].rpartition("/")[2] for name in inferred)
            yield "inferred: " + ", ".join(sorted("date" if name == "issued" else name for name in names))
        if other := self.texts(iri, Term.altLabel):
            yield "also written " + ", ".join(other)


def _is_web(url: str) -> bool:
    return url.lower().startswith(("https://", "http://"))


def _side(standing: "Standing") -> str:
    taken = [side for side in ("for", "against") if standing.sides[side].roots]
    return "both" if len(taken) > 1 else "".join(taken) or "neither"
