"""A trace for people: who asserts the claim, its chains in words and as a tree, its roots, and its links."""

from collections.abc import Iterable, Iterator
from typing import Final

from kgraph.core.counts import say_count
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.citations import Where, innermost
from kgraph.provenance.figures import say_figure
from kgraph.provenance.model import INDEPENDENCE, UNDECIDED, Chain, Hop, Side, Standing
from kgraph.provenance.ratings import Ratings
from kgraph.render.blocks import Block, Heading, Item, Items, Node, Paragraph, Tree, WebLink, list_under
from kgraph.render.wording import (
    DOUBTED,
    RELATIONS,
    STANCES,
    UNSTATED,
    Wording,
    any_rated,
    mark,
    say_if,
    say_surely,
    say_unrated,
)
from kgraph.reports.trace import Circle, Implied, Link, Trace

_IMPLIED: Final = (
    "These sources speak about other claims, so they are not counted as roots. The links are somebody's judgement."
)
_SIDES: Final = {"for": "for", "against": "against", "neither": "neither for nor against"}
_ENDINGS: Final = {
    "firsthand": "root: knows it at first hand",
    "inference": "root: by the speaker's own inference",
    "hearsay": f"{UNSTATED} (hearsay)",
}
"""The end of a chain that cites no work, by basis."""


def to_blocks(trace: Trace) -> list[Block]:
    """Lay out what a claim rests on: counts, sentences with weakest links and passages, the tree, roots and links."""
    report, standing, lookup = _Report(trace), trace.standing, trace.lookup
    counts = (*say_counts(standing), *say_unrated(trace.weaknesses, standing))
    blocks: list[Block] = [
        Heading(lookup.text(standing.claim, KG.text) or contract(standing.claim), 1),
        Paragraph(report.wording.answer(standing)),
        Paragraph(" ".join(counts)),
        Paragraph("; ".join(report.particulars(standing.claim)) + "."),
    ]
    if standing.chains:
        blocks += [
            Heading("Each chain in a sentence"),
            Items(tuple(report.sentences())),
            Heading("The chains as a tree, from each document to its roots"),
            Tree(tuple(report.trees())),
        ]
    for circle in trace.circles:
        blocks += [Heading("Circle"), *report.circle(circle)]
    drifts = ((f"{words} [in {lookup.name(document)}]", ()) for words, document in trace.drifts)
    figures = ((f"{say_figure(claim, lookup)}: {lookup.name_with_id(claim)}", ()) for claim in trace.figures)
    return [
        *blocks,
        *list_under("Roots", report.roots()),
        *list_under("Narrower and broader claims", map(report.implied, trace.implied), _IMPLIED),
        *list_under("Surer than the source, or without it", drifts),
        *list_under("Other figures for the same quantity", figures),
        *list_under("Recorded outside every chain", map(report.outside, trace.outside)),
        *list_under("Links to other claims", map(report.link, trace.links)),
    ]


def say_counts(standing: Standing) -> Iterator[str]:
    """Say how many documents and chains there are, and how many roots."""
    chains = len(standing.chains)
    if not chains:
        yield "No document makes or passes on this claim in a chain that has an end."
    else:
        more = f" or more; {chains} are listed" if standing.unlisted else ""
        yield f"{say_count(len(standing.documents), 'document')}, {say_count(chains, 'chain')}{more}."
    for name in ("for", "against"):
        yield from _count_side(name, standing.sides[name])
    if unsided := standing.sides["neither"].roots:
        yield f"{say_count(len(unsided), 'root')} on neither side."
    if standing.doubted:
        yield DOUBTED
    if standing.anonymous_only:
        yield "Every source that asserts it at the end of a chain is unnamed or cannot be looked up."
    if standing.circles:
        yield f"In {say_count(len(standing.circles), 'circle')}, its speakers pass it on from each other."


def _count_side(name: str, side: Side) -> Iterator[str]:
    """Count the roots on a side, those without a recorded connection, and those that also have it from another."""
    number = len(side.roots)
    counted = say_count(number, "root") if number else "No roots"
    if number < 2:  # noqa: PLR2004 - one root has no other to be connected with
        yield f"{counted} {name} it."
    elif side.independent == 1:
        yield f"{counted} {name} it. They are connected and count as one."
    else:
        left = "" if side.independent == number else f"{side.independent} "
        yield f"{counted} {name} it, {left}with {INDEPENDENCE}."
        if side.heard:
            yield f"{len(side.heard)} of them also {'has' if len(side.heard) == 1 else 'have'} it from another of them."
    if side.untied < side.independent:
        yield f"If recorded posts and memberships counted as connections, {side.untied} would be left."


class _Report:
    """Writes the parts of a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.standing, self.lookup = trace, trace.standing, trace.lookup
        self.wording = Wording(trace.lookup)

    def particulars(self, claim: str) -> Iterator[str]:
        """Give the id of the claim, its kind, questions, figure, dates and ratings."""
        lookup = self.lookup
        yield contract(claim)
        if kind := lookup.code(claim, KG.kind):
            yield f"kind: {kind}"
        for question in lookup.values(KG.answers).get(claim, ()):
            yield f"answers “{lookup.name(question)}”"
        if figure := say_figure(claim, lookup):
            yield figure
        if happened := " to ".join(filter(None, (lookup.text(claim, KG.eventDate), lookup.text(claim, KG.eventEnd)))):
            yield f"when: {happened}"
        for rated in Ratings(lookup).of(claim):
            yield f"credibility: {self.wording.grade(rated)}"

    def sentences(self) -> Iterator[Item]:
        """Give each sentence once, with its weakest link, all its passages, and the annotators' notes."""
        trace = self.trace
        chains_of: dict[tuple[str, str], list[Chain]] = {}
        is_rated = any_rated(trace.weaknesses)
        for chain, sentence, weakness in zip(self.standing.chains, trace.sentences, trace.weaknesses, strict=True):
            chains_of.setdefault((sentence, self.wording.weakest(weakness, is_rated=is_rated)), []).append(chain)
        for (sentence, weakest), chains in chains_of.items():
            passages = dict.fromkeys(passage for chain in chains if (passage := innermost(chain, self.lookup)))
            hops = (hop for chain in chains for hop in chain.hops)
            notes = dict.fromkeys(
                f"Note: {note}" for hop in hops for note in self.lookup.texts(hop.assertion, Term.note)
            )
            details: list[str | WebLink] = [weakest]
            for passage in passages:
                details += [f"Passage: “{passage.words}”", _cite(trace.places.of(passage))]
            yield sentence, tuple(filter(None, (*details, *notes)))

    def trees(self) -> Iterator[Node]:
        """Merge the chains of each document, so that what they have in common is drawn once."""
        paths: dict[str, list[tuple[Hop, ...]]] = {}
        for chain in self.standing.chains:
            paths.setdefault(chain.document, []).append(chain.hops)
        for document, chains in paths.items():
            yield Node(self.wording.document(document), self._merge(chains))

    def _merge(self, paths: list[tuple[Hop, ...]]) -> tuple[Node, ...]:
        """Make a tree of paths by their common beginnings, innermost first, without recursion."""
        nodes: dict[tuple[str, ...], list[Node]] = {}
        hops = {tuple(hop.assertion for hop in path[: at + 1]): path[at] for path in paths for at in range(len(path))}
        for key in sorted(hops, key=lambda key: (-len(key), key)):
            hop, below = hops[key], tuple(nodes.get(key, ()))
            node = Node(self._hop(hop, is_end=not below), below or (Node(self._ending(hop)),))
            nodes.setdefault(key[:-1], []).append(node)
        return tuple(nodes[()])

    def _hop(self, hop: Hop, *, is_end: bool) -> str:
        lookup = self.lookup
        parts = [STANCES.get(hop.stance, f"stance {UNSTATED}")]
        if hop.certainty != "certain" or hop.stance not in UNDECIDED:
            parts.append(hop.certainty)
        said_on, said_in = lookup.text(hop.assertion, KG.saidOn), lookup.values(KG.saidIn).get(hop.assertion, ())
        if said_on or said_in:
            place = f"in {lookup.names(said_in)}" if said_in else ""
            parts.append(" ".join(filter(None, ("said", said_on, place))))
        if hop.cites and not is_end:
            parts.append(f"citing {self.wording.sources(hop.cites)}")
        sector = lookup.code(hop.speaker, KG.sector)
        unnamed = f", {mark(lookup, hop.speaker)}{f', {sector}' if sector else ''}" if hop.anonymous else ""
        speaker = "the text itself" if hop.speaker == hop.document else lookup.name(hop.speaker)
        return f"{speaker}{unnamed}: {', '.join(filter(None, parts))}"

    def _ending(self, hop: Hop) -> str:
        """Say what is behind the last speaker: a work, their own grounds, or a gap."""
        return f"cites {self.wording.sources(hop.cites)}" if hop.cites else _ENDINGS.get(hop.basis, UNSTATED)

    def circle(self, circle: Circle) -> tuple[Block, Block]:
        """Say who each member of a circle has the claim from, as a sentence and as a tree."""
        relays = "; ".join(f"{self._speaker(hop)} from {self._speakers(inner)}" for hop, inner in circle)
        members = (
            Node(self._hop(hop, is_end=False), (Node(f"relays {self._speakers(inner)}"),)) for hop, inner in circle
        )
        sentence = f"Each passes it on from another of them: {relays}."
        return Items(((sentence, ()),)), Tree((Node("in a circle", tuple(members)),))

    def _speaker(self, hop: Hop) -> str:
        """Name a speaker with the text in which they speak."""
        name = self.lookup.name(hop.speaker)
        return name if hop.document in ("", hop.speaker) else f"{name} (in {self.lookup.name(hop.document)})"

    def _speakers(self, hops: Iterable[Hop]) -> str:
        return " and ".join(map(self._speaker, hops))

    def roots(self) -> Iterator[Item]:
        """List the roots of each side."""
        for side, words in _SIDES.items():
            if roots := self.standing.sides[side].roots:
                yield f"{words}: {len(roots)}", tuple(self._root(root, side) for root in roots)

    def _root(self, root: str, side: str) -> str:
        """Name a root with how certain it is, and its recorded connections."""
        lookup = self.lookup
        parts = [lookup.name_with_id(root) + say_surely(self.standing.certainties(root, side))]
        descriptor = lookup.text(root, KG.descriptor)
        if descriptor and lookup.has_class(root, KG.AnonymousSource):
            parts.append(f"unnamed: {descriptor}")
        for words, predicate in (
            ("member of", Term.memberOf),
            ("body of", KG.bodyOf),
            ("made by", Term.creator),
            ("published by", Term.publisher),
        ):
            if connected := lookup.values(predicate).get(root):
                parts.append(f"{words} {lookup.names(connected)}")
        parts += self._posts(root)
        if root in self.standing.sides[side].heard:
            parts.append(f"also has it from {lookup.names(self.standing.behind(root, side)) or 'another of these'}")
        return ", ".join(parts)

    def _posts(self, root: str) -> Iterator[str]:
        """Say where somebody holds or held a post, each body once."""
        ends: dict[str, list[str]] = {}
        for post in self.lookup.values(KG.holds).get(root, ()):
            for body in self.lookup.values(KG.postAt).get(post, ()):
                ends.setdefault(body, []).append(self.lookup.text(post, KG.heldUntil))
        for body in sorted(ends):
            until = "" if "" in ends[body] else f" until {max(ends[body])}"
            yield f"{'held' if until else 'holds'} a post at {self.lookup.name(body)}{until}"

    def outside(self, hop: Hop) -> Item:
        """Say who made an assertion that no chain from a document reaches, when, and where it is reported."""
        date = self.lookup.text(hop.assertion, KG.saidOn) or "date not recorded"
        stance = STANCES.get(hop.stance, hop.stance)
        document = self.wording.document(hop.document)
        return f"{self.lookup.name(hop.speaker)} {stance}, {date}; reported in {document}", ()

    def link(self, link: Link) -> Item:
        """Say how a claim is linked, who drew the link and why; for a contradiction, also who asserts the other."""
        words = RELATIONS.get(link.relation, (link.relation, link.relation))[0 if link.outward else 1]
        drawn_by = self.lookup.name(link.drawn_by) if link.drawn_by else UNSTATED
        document = f", in {self.lookup.name(link.document)}" if link.document else ""
        details = [link.reason] if link.reason else []
        if link.strict:
            details.append("One of the two must be true." if link.strict == "true" else "Both may be false.")
        if link.rival:
            vouching = self.wording.vouching(link.rival)
            is_asserted = link.rival.sides["for"].roots
            details.append(f"asserted by: {vouching}" if is_asserted else f"{vouching[:1].upper()}{vouching[1:]}.")
        return f"{words}: {self.lookup.name_with_id(link.other)} [drawn by {drawn_by}{document}]", tuple(details)

    def implied(self, implied: Implied) -> Item:
        """Say who takes a side on this claim by what they say about another, if the links between them hold."""
        roots = self.wording.roots(implied.standing, implied.side)
        claim = self.lookup.name_with_id(implied.standing.claim)
        if implied.side == "for":
            doubted = [DOUBTED] if implied.standing.doubted else []
            verbs, details = "assert this narrower claim also assert", (f"asserted by: {roots}", *doubted)
        else:
            verbs, details = "deny this broader claim also deny", (f"denied by: {roots}",)
        return f"{say_if(implied.links)}, those who {verbs} the one above: {claim}", details


def _cite(where: Where) -> str | WebLink:
    return WebLink(str(where), where.url) if where.url else str(where)
