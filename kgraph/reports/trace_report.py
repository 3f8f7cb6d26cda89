"""An account of what one claim rests on, for people: counts, sentences, the tree of its chains, roots and links."""

from collections.abc import Iterable, Iterator
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.citations import Where, Whereabouts, innermost
from kgraph.provenance.figures import say_figure
from kgraph.provenance.model import INDEPENDENCE, UNDECIDED, Chain, Hop, Side, Standing
from kgraph.provenance.ratings import Ratings
from kgraph.render.blocks import Block, Heading, Items, Node, Paragraph, Tree, WebLink
from kgraph.render.wording import (
    DOUBTED,
    STANCES,
    UNSTATED,
    any_rated,
    say_document,
    say_grade,
    say_if,
    say_roots,
    say_surely,
    say_unrated,
    say_vouching,
    say_weakest,
)
from kgraph.reports.trace import Circle, Implied, Link, Trace
from kgraph.store.lookup import Lookup

_RELATIONS: Final = {
    "contradicts": ("contradicts", "contradicts"),
    "supports": ("supports", "is supported by"),
    "disputes": ("gives a reason to doubt", "is put in doubt by"),
    "undercuts": ("undercuts the evidence for", "has its evidence undercut by"),
    "qualifies": ("qualifies", "is qualified by"),
    "variantOf": ("is a variant of", "has the variant"),
    "broaderThan": ("is broader than", "is narrower than"),
}

_IMPLIED: Final = (
    "These sources speak about other claims, so they are not counted as roots. The links are somebody's judgement."
)


def to_blocks(found: Trace) -> list[Block]:
    """Lay out what a claim rests on: counts, sentences with weakest links and passages, the tree, roots and links."""
    standing, lookup, places = found.standing, found.lookup, found.places
    claim = standing.claim
    blocks: list[Block] = [Heading(lookup.text(claim, KG.text) or contract(claim), 1)]
    blocks.append(Paragraph(" ".join((*say_counts(standing), *say_unrated(found.weaknesses, standing)))))
    blocks.append(Paragraph("; ".join(_particulars(claim, lookup)) + "."))
    if standing.chains:
        blocks += [Heading("Each chain in a sentence"), Items(tuple(_in_words(found, lookup, places)))]
        blocks += [
            Heading("The chains as a tree, from each document to its roots"),
            Tree(tuple(_trees(standing, lookup))),
        ]
    for circle in found.circles:
        blocks += [Heading("Circle"), Items(((_say_circle(circle, lookup), ()),)), Tree((_circle(circle, lookup),))]
    if roots := tuple(_roots(standing, lookup)):
        blocks += [Heading("Roots"), Items(roots)]
    if found.implied:
        blocks += [Heading("Narrower and broader claims"), Paragraph(_IMPLIED)]
        blocks.append(Items(tuple(_implied_words(one, lookup) for one in found.implied)))
    if found.drifts:
        changed = tuple((f"{words} [in {lookup.name(document)}]", ()) for words, document in found.drifts)
        blocks += [Heading("Surer than the source, or without it"), Items(changed)]
    if found.figures:
        others = tuple((f"{say_figure(one, lookup)}: {lookup.name_with_id(one)}", ()) for one in found.figures)
        blocks += [Heading("Other figures for the same quantity"), Items(others)]
    if found.outside:
        said = tuple((_outside_words(hop, lookup), ()) for hop in found.outside)
        blocks += [Heading("Recorded outside every chain"), Items(said)]
    if found.links:
        tied = tuple((_link_words(link, lookup), tuple(_link_details(link, lookup))) for link in found.links)
        blocks += [Heading("Links to other claims"), Items(tied)]
    return blocks


def _in_words(found: Trace, lookup: Lookup, places: Whereabouts) -> Iterator[tuple[str, tuple[str | WebLink, ...]]]:
    """Give each sentence once, with its weakest link, all the passages that say so, and the annotators' notes."""
    said: dict[tuple[str, str], list[Chain]] = {}
    is_rated = any_rated(found.weaknesses)
    for chain, sentence, weakness in zip(found.standing.chains, found.sentences, found.weaknesses, strict=True):
        weakest = say_weakest(weakness, lookup, is_rated=is_rated)
        said.setdefault((sentence, weakest), []).append(chain)
    for (sentence, weakest), chains in said.items():
        quoted = dict.fromkeys(one for chain in chains if (one := innermost(chain, lookup)))
        noted = dict.fromkeys(
            f"Note: {note}" for chain in chains for hop in chain.hops for note in lookup.texts(hop.assertion, Term.note)
        )
        passages = (line for one in quoted for line in (f"Passage: “{one.words}”", _cite(places.of(one))))
        lines: list[str | WebLink] = [weakest, *passages, *noted]
        yield sentence, tuple(filter(None, lines))


def _cite(where: Where) -> str | WebLink:
    return WebLink(str(where), where.url) if where.url else str(where)


def _particulars(claim: str, lookup: Lookup) -> Iterator[str]:
    yield clean(contract(claim))
    if kind := lookup.code(claim, KG.kind):
        yield f"kind: {kind}"
    for question in lookup.values(KG.answers).get(claim, ()):
        yield f"answers “{lookup.name(question)}”"
    if figure := say_figure(claim, lookup):
        yield figure
    if happened := " to ".join(filter(None, (lookup.text(claim, KG.eventDate), lookup.text(claim, KG.eventEnd)))):
        yield f"when: {happened}"
    for rated in Ratings(lookup).of(claim):
        yield f"credibility: {say_grade(rated, lookup)}"


def say_counts(standing: Standing) -> Iterator[str]:
    """Say how many documents and chains there are, against how many roots."""
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
        yield "Every source that asserts it at the end of a chain is unnamed."
    if standing.circles:
        yield f"In {say_count(len(standing.circles), 'circle')}, its speakers pass it on from each other."


def _count_side(name: str, side: Side) -> Iterator[str]:
    """Count the roots on a side, those that nothing recorded joins, and those that also have it from another root."""
    number = len(side.roots)
    counted = say_count(number, "root") if number else "No roots"
    if number < 2:  # noqa: PLR2004 - one root shares nothing with itself
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


def _trees(standing: Standing, lookup: Lookup) -> Iterator[Node]:
    """Merge the chains of each document: what they share from the outside is drawn once."""
    by_document: dict[str, list[Chain]] = {}
    for chain in standing.chains:
        by_document.setdefault(chain.document, []).append(chain)
    for document, chains in by_document.items():
        yield Node(say_document(document, lookup), _merge([chain.hops for chain in chains], lookup))


def _say_circle(circle: Circle, lookup: Lookup) -> str:
    """Say of each member of a circle whom it passes the claim on from."""
    said = (f"{_who(hop, lookup)} from {_names(inner, lookup)}" for hop, inner in circle)
    return f"Each passes it on from another of them: {'; '.join(said)}."


def _circle(circle: Circle, lookup: Lookup) -> Node:
    members = (
        Node(_hop_words(hop, lookup, is_end=False), (Node(f"relays {_names(inner, lookup)}"),)) for hop, inner in circle
    )
    return Node("in a circle", tuple(members))


def _who(hop: Hop, lookup: Lookup) -> str:
    """Name a speaker with the text in which they speak."""
    name = lookup.name(hop.speaker)
    return name if hop.document in ("", hop.speaker) else f"{name} (in {lookup.name(hop.document)})"


def _names(hops: Iterable[Hop], lookup: Lookup) -> str:
    return " and ".join(_who(hop, lookup) for hop in hops)


def _merge(paths: list[tuple[Hop, ...]], lookup: Lookup) -> tuple[Node, ...]:
    """Make a tree of paths by their common beginnings, innermost first, without recursion."""
    made: dict[tuple[str, ...], list[Node]] = {}
    hops = {tuple(hop.assertion for hop in path[: at + 1]): path[at] for path in paths for at in range(len(path))}
    for key in sorted(hops, key=lambda key: (-len(key), key)):
        hop, below = hops[key], tuple(made.get(key, ()))
        words = _hop_words(hop, lookup, is_end=not below)
        made.setdefault(key[:-1], []).append(Node(words, below or (Node(_ending(hop, lookup)),)))
    return tuple(made[()])


def _hop_words(hop: Hop, lookup: Lookup, *, is_end: bool) -> str:
    parts = [STANCES.get(hop.stance, f"stance {UNSTATED}")]
    if hop.certainty != "certain" or hop.stance not in UNDECIDED:
        parts.append(hop.certainty)
    said_on, said_in = lookup.text(hop.assertion, KG.saidOn), lookup.values(KG.saidIn).get(hop.assertion, ())
    if said_on or said_in:
        where = f"in {lookup.names(said_in)}" if said_in else ""
        parts.append(" ".join(filter(None, ("said", said_on, where))))
    if hop.cites and not is_end:
        parts.append(f"citing {lookup.names(hop.cites)}")
    sector = lookup.code(hop.speaker, KG.sector)
    unnamed = f", unnamed{f', {sector}' if sector else ''}" if hop.anonymous else ""
    who = "the text itself" if hop.speaker == hop.document else lookup.name(hop.speaker)
    return f"{who}{unnamed}: {', '.join(filter(None, parts))}"


def _ending(hop: Hop, lookup: Lookup) -> str:
    """Say what is behind the last speaker: a work, a ground of their own, or a gap."""
    if hop.cites:
        return f"cites {lookup.names(hop.cites)}"
    if hop.basis in ("firsthand", "inference"):
        return {"firsthand": "root: knows it at first hand", "inference": "root: by the speaker's own inference"}[
            hop.basis
        ]
    return f"{UNSTATED}{' (hearsay)' if hop.basis == 'hearsay' else ''}"


def _roots(standing: Standing, lookup: Lookup) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, words in (("for", "for"), ("against", "against"), ("neither", "neither for nor against")):
        if roots := standing.sides[name].roots:
            yield f"{words}: {len(roots)}", tuple(_root_words(root, name, standing, lookup) for root in roots)


def _root_words(root: str, side: str, standing: Standing, lookup: Lookup) -> str:
    """Name a root with how surely it takes its side, and whom it is tied to by what is recorded."""
    ties = {
        "member of": lookup.values(Term.memberOf).get(root, ()),
        "body of": lookup.values(KG.bodyOf).get(root, ()),
        "made by": lookup.values(Term.creator).get(root, ()),
        "published by": lookup.values(Term.publisher).get(root, ()),
    }
    said = [f"{words} {lookup.names(found)}" for words, found in ties.items() if found]
    said += _posts(root, lookup)
    if root in standing.sides[side].heard:
        said.append(f"also has it from {lookup.names(standing.behind(root, side)) or 'another of these'}")
    if lookup.has_class(root, KG.AnonymousSource) and (words := lookup.text(root, KG.descriptor)):
        said.insert(0, f"unnamed: {words}")
    return ", ".join((lookup.name_with_id(root) + say_surely(standing.certainties(root, side)), *said))


def _posts(root: str, lookup: Lookup) -> Iterator[str]:
    """Say where somebody holds or held a post, each body once."""
    found: dict[str, list[str]] = {}
    for held in lookup.values(KG.holds).get(root, ()):
        for body in lookup.values(KG.postAt).get(held, ()):
            found.setdefault(body, []).append(lookup.text(held, KG.heldUntil))
    for body, ends in sorted(found.items()):
        until = "" if "" in ends else f" until {max(ends)}"
        yield f"{'held' if until else 'holds'} a post at {lookup.name(body)}{until}"


def _outside_words(hop: Hop, lookup: Lookup) -> str:
    said_on = lookup.text(hop.assertion, KG.saidOn) or "date not recorded"
    stance = STANCES.get(hop.stance, hop.stance)
    return f"{lookup.name(hop.speaker)} {stance}, {said_on}; reported in {say_document(hop.document, lookup)}"


def _link_words(link: Link, lookup: Lookup) -> str:
    words = _RELATIONS.get(link.relation, (link.relation, link.relation))[0 if link.outward else 1]
    drawn = lookup.name(link.drawn_by) if link.drawn_by else UNSTATED
    where = f", in {lookup.name(link.document)}" if link.document else ""
    return f"{words}: {lookup.name_with_id(link.other)} [drawn by {drawn}{where}]"


def _link_details(link: Link, lookup: Lookup) -> Iterator[str]:
    """Say why a link is drawn; of a contradiction, also who stands for the other claim, and how strict it is."""
    if link.reason:
        yield link.reason
    if link.strict:
        yield "One of the two must be true." if link.strict == "true" else "Both may be false."
    if link.rival:
        named = say_vouching(link.rival, lookup)
        yield f"asserted by: {named}" if link.rival.sides["for"].roots else f"{named[:1].upper()}{named[1:]}."


def _implied_words(one: Implied, lookup: Lookup) -> tuple[str, tuple[str, ...]]:
    """Say who takes a side on this claim by what they say of another, if the links between them hold."""
    claim, who = lookup.name_with_id(one.standing.claim), say_roots(one.standing, one.side, lookup)
    if one.side == "for":
        doubted = (DOUBTED,) if one.standing.doubted else ()
        return f"{say_if(one.links)}, those who assert this narrower claim also assert the one above: {claim}", (
            f"asserted by: {who}",
            *doubted,
        )
    return f"{say_if(one.links)}, those who deny this broader claim also deny the one above: {claim}", (
        f"denied by: {who}",
    )
