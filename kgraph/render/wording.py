"""The wording of stances, kinds and relations, and of a chain as one sentence, outermost speaker first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.chains import Assertions
from kgraph.provenance.hedges import RANKS, Drift, behind, hedging
from kgraph.provenance.model import PASSED_ON, Chain, Hop, Standing
from kgraph.provenance.ratings import MEANINGS, Rated, Weakness
from kgraph.store.lookup import Lookup

STANCES: Final = {
    "asserts": "asserts it",
    "reports": "reports it",
    "distances": "reports it at a distance",
    "questions": "questions it",
    "denies": "denies it",
    "retracts": "takes it back",
}
STANCE_MARKS: Final = {
    "asserts": "●",
    "reports": "○",
    "distances": "◌",
    "questions": "?",
    "denies": "✕",
    "retracts": "⊘",
}
STANCE_NAMES: Final = {code: words.replace(" it", "", 1) for code, words in STANCES.items()}
CERTAINTIES: Final = {
    "certain": "worded as certain",
    "probable": "worded as probable",
    "possible": "worded as possible",
    "unclear": "certainty unclear",
}
BASIS_NAMES: Final = {
    "statement": "on another's word",
    "document": "on a cited work",
    "firsthand": "at first hand",
    "inference": "by inference",
    "hearsay": "from hearsay",
    "noneStated": "no source stated",
}
KINDS: Final = {
    "claim": "claim",
    "question": "question",
    "document": "annotated document",
    "work": "work",
    "anonymous": "unnamed speaker",
    "outlet": "media outlet",
    "organization": "organization",
    "person": "person",
    "state": "state",
    "group": "group",
    "event": "event",
    "place": "place",
    "quantity": "quantity",
}
RELATIONS: Final = {
    "supports": ("supports", "supported by"),
    "contradicts": ("contradicts", "contradicts"),
    "disputes": ("disputes", "disputed by"),
    "undercuts": ("undercuts", "undercut by"),
    "qualifies": ("qualifies", "qualified by"),
    "variantOf": ("variant of", "variant of"),
    "broaderThan": ("broader than", "narrower than"),
}
"""Each relation, as read from the claim that is the evidence and from the claim that it bears on."""
ROLES: Final = {"agent": "said to do it", "target": "said to be the target", "event": "event", "about": "about"}
STANDING_MARKS: Final = {
    "for": "■",
    "against": "⊠",
    "both": "◧",
    "neither": "□",
}
STANDING_NAMES: Final = {
    "for": "asserted",
    "against": "only denied",
    "both": "asserted and denied",
    "neither": "neither asserted nor denied",
}
STANDINGS: Final = {
    "for": "a source recorded here asserts it",
    "against": "the sources recorded here only deny it",
    "both": "some sources assert it, others deny it",
    "neither": "no source recorded here asserts or denies it",
}
UNSTATED: Final = "⟨unstated⟩"
DOUBTED: Final = "Only documents that deny it, question it or keep a distance name a source that asserts it."
BASES: Final = {
    "firsthand": "at first hand",
    "inference": "by inference",
    "hearsay": "from hearsay",
    "noneStated": "without giving a source",
}
_VERBS: Final = {
    "asserts": ("says", "say"),
    "reports": ("reports", "report"),
    "distances": ("reports, at a distance,", "report, at a distance,"),
    "questions": ("questions", "question"),
    "denies": ("denies", "deny"),
    "retracts": ("takes back", "take back"),
}
"""Each stance as one speaker takes it, and as several do."""
_UNSURE: Final = {"probable": "as probable", "possible": "as possible", "unclear": "certainty unclear"}
_NO_VOUCHERS: Final = (
    ("passed on as hearsay by", PASSED_ON, (True,)),
    ("passed on by", PASSED_ON, (False,)),
    ("questioned by", ("questions",), (True, False)),
)
"""What is said of who ends a chain without a side: by stance, and by whether it is from hearsay."""
_SIDES: Final = {"asserts": 1, "denies": -1, "retracts": -1}
_BODY: Final = re.compile(r"^(?!The ).*( (of|for) |(Organization|Union|Commission|Corporation|Movement|Council)$)")
"""Names of bodies that have an article inside a sentence."""
_PLURALS: Final = frozenset("those media people men women police some several many two three four both".split())  # noqa: SIM905
_FURTHER: Final = re.compile(
    r",? (?:in|of|that|wh\w+|from|at|on|with|for|to|close|cited|quoted|said|against|among|behind|by|near|there)\b"
)
"""Where a description goes on after its noun."""


def say_chain(chain: Chain, lookup: Lookup) -> str:
    """Put a chain in one sentence: `doc, in which A reports that B says, without giving a source: “…”`.

    A speaker who passes a claim on and takes a side does so `on the word of` who takes the same side, and
    `against the word of` who takes the other.
    """
    return f"{' '.join(say_speakers(chain, lookup))} “{lookup.text(chain.claim, KG.text) or lookup.name(chain.claim)}”"


def say_speakers(chain: Chain, lookup: Lookup) -> list[str]:
    """Give the sentence of a chain up to the claim, in pieces: its document, then each speaker and what they do."""
    hops = chain.hops
    parts = [f"{say_document(chain.document, lookup)}, in which"]
    for at, hop in enumerate(hops):
        inner = hops[at + 1 :]
        relative = at > 0 and not _is_plain(hops[at - 1], hop)
        speaker = _speaker(hop, hops[at - 1] if at else None, lookup)
        parts.append(f"{speaker}, {_pronoun(hop, lookup)}" if relative else speaker)
        parts.append(_verb(hop, inner, lookup))
    return parts


def say_document(document: str, lookup: Lookup) -> str:
    """Name a document with its id and date, and say whether its date or author is inferred."""
    date, known = lookup.text(document, Term.date), lookup.texts(document, KG.inferred)
    inferred = [words for words, name in (("date", Term.date), ("author", Term.creator)) if name in known]
    mark = "inferred" if inferred == ["date"] else f"{' and '.join(inferred)} inferred" if inferred else ""
    return ", ".join(filter(None, (lookup.name_with_id(document), date, mark)))


def say_surely(certainties: Iterable[str]) -> str:
    """Say in brackets how surely a side is taken, where that is not certain each time.

    >>> say_surely(["certain"]), say_surely(["possible", "unclear"]), say_surely(["certain", "probable"])
    ('', ' (as possible, certainty unclear)', ' (certain; elsewhere as probable)')
    """
    found = set(certainties)
    less = ", ".join(words for code, words in _UNSURE.items() if code in found)
    return f" ({'certain; elsewhere ' if 'certain' in found else ''}{less})" if less else ""


def say_if(links: int) -> str:
    """Say on what condition a claim implies another, so many links `broaderThan` off.

    >>> say_if(1), say_if(2)
    ('if the link holds', 'if the 2 links in a row hold')
    """
    return "if the link holds" if links == 1 else f"if the {links} links in a row hold"


def say_roots(standing: Standing, side: str, lookup: Lookup) -> str:
    """Name the roots on a side, with how surely they take it where they are not certain."""
    named = (lookup.name(root) + say_surely(standing.certainties(root, side)) for root in standing.sides[side].roots)
    return ", ".join(named)


def say_vouching(standing: Standing | None, lookup: Lookup) -> str:
    """Say who is at the end of the chains for a claim; if nobody is, who passes it on, questions or denies it."""
    if standing and standing.sides["for"].roots:
        return say_roots(standing, "for", lookup)
    said = ["nobody is recorded as asserting it"]
    ends = standing.ends if standing else ()
    for words, stances, bases in _NO_VOUCHERS:
        if speakers := {one.speaker for one in ends if one.stance in stances and (one.basis == "hearsay") in bases}:
            said.append(f"{words} {lookup.names(sorted(speakers))}")
    if standing and standing.sides["against"].roots:
        said.append(f"denied by {say_roots(standing, 'against', lookup)}")
    return "; ".join(said)


def say_basis(hop: Hop, lookup: Lookup) -> str:
    """Say what a speaker at the end of a chain bases the claim on."""
    ground = BASES.get(hop.basis, "")
    cited = f"citing {lookup.names(hop.cites)}" if hop.cites else ""
    if hop.basis == "document" and not cited:
        cited = "citing a work that is not recorded"
    if hop.basis == "statement":
        ground = f"on the word of somebody {UNSTATED}"
    return " and ".join(filter(None, (ground, cited))) or f"on grounds {UNSTATED}"


def _pronoun(hop: Hop, lookup: Lookup) -> str:
    return "which" if any(lookup.has_class(hop.speaker, kind) for kind in (KG.Document, KG.Work)) else "who"


def _is_plain(outer: Hop, hop: Hop) -> bool:
    """Whether a hop follows in a clause of its own: after `reports that`, and where a text of the corpus goes on."""
    return outer.stance in PASSED_ON or _goes_on(outer, hop)


def _goes_on(outer: Hop, hop: Hop) -> bool:
    """Whether a hop is what a document says that the outer hop names as its speaker."""
    return outer.speaker == hop.document != outer.document


def _speaker(hop: Hop, outer: Hop | None, lookup: Lookup) -> str:
    if hop.speaker == hop.document:
        return "the text itself" if outer is None or _goes_on(outer, hop) else lookup.name(hop.speaker)
    return say_name(hop.speaker, lookup) + (" (unnamed)" if hop.anonymous else "")


def say_name(source: str, lookup: Lookup) -> str:
    """Name a source inside a sentence: a body gets its article, and an article loses its capital."""
    name = lookup.name(source)
    if lookup.has_class(source, KG.Organization) and _BODY.search(name):
        return f"the {name}"
    return re.sub("^(?:The|An?) ", lambda article: article[0].lower(), name)


def _is_many(hop: Hop, lookup: Lookup) -> bool:
    """Whether a speaker is spoken of in the plural: a group, or unnamed speakers called so."""
    name = lookup.name(hop.speaker)
    noun = _FURTHER.split(name)[0].rpartition(" ")[2]
    if hop.anonymous:
        return _is_plural(noun) or _is_plural(re.split(r"\W", name, maxsplit=1)[0])
    is_called_so = _is_plural(noun) and noun.islower() and not name.startswith("“")  # a work's title is not a plural
    return lookup.has_class(hop.speaker, KG.Group) or is_called_so


def _is_plural(noun: str) -> bool:
    return noun.lower() in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s")))


def _verb(hop: Hop, inner: tuple[Hop, ...], lookup: Lookup) -> str:
    verb = _VERBS.get(hop.stance, (f"takes a stance {UNSTATED}",) * 2)[_is_many(hop, lookup)]
    sure = {"probable": " as probable", "possible": " as possible", "unclear": " (certainty unclear)"}
    verb += sure.get(hop.certainty, "")
    if not inner:
        return f"{verb.rstrip(',')}, {say_basis(hop, lookup)}:"
    if _goes_on(hop, inner[0]):
        return f"{verb.rstrip(',')}, where"
    if hop.stance in PASSED_ON:
        return f"{verb} that"
    mine, theirs = _SIDES.get(hop.stance, 0), _side_of(inner)
    if mine and theirs:
        return f"{verb}, {'on' if mine == theirs else 'against'} the word of"
    return f"{verb}, about a statement by"


def _side_of(hops: tuple[Hop, ...]) -> int:
    """Tell which side the first speaker takes who takes one."""
    return next((_SIDES[hop.stance] for hop in hops if hop.stance in _SIDES), 0)


def say_rating(rated: Rated, lookup: Lookup) -> str:
    """Put a rating in words: what is rated, the grade, and the rater."""
    return f"{lookup.name(rated.of)}: {say_grade(rated, lookup)}"


def say_grade(rated: Rated, lookup: Lookup) -> str:
    """Put a grade in words, with who gave it and when."""
    meaning = MEANINGS.get(rated.grade, "not a grade of the scale")
    date = f", {rated.on}" if rated.on else ""
    return f"{rated.grade} ({meaning}), by {lookup.name(rated.rater)}{date}"


def _say_ratings(rated: Iterable[Rated], lookup: Lookup) -> str:
    return "; ".join(say_rating(one, lookup) for one in rated)


def any_rated(chains: Iterable[Weakness]) -> bool:
    """Whether any speaker or cited work on chains has a rating, even one that says nothing can be judged."""
    return any(one.lowest or one.unknown for one in chains)


def say_unrated(chains: Sequence[Weakness], standing: Standing) -> Iterator[str]:
    """Say of the chains of a claim, once for all, that nobody on them and no work cited at their end is rated."""
    if chains and not any_rated(chains):
        yield f"Nobody rated a speaker or cited work on the {'listed ' if standing.unlisted else ''}chains."


def say_weakest(weakness: Weakness, lookup: Lookup, *, is_rated: bool = True) -> str:
    """Name the weakest link of a chain in words, then what is not known.

    Without `is_rated`, who and what is not rated is left out: it is said once for all chains.
    """
    parts = []
    if weakness.lowest:
        beside = "; also " if weakness.beside else ""
        parts.append(
            f"weakest link: {_say_ratings(weakness.lowest, lookup)}{beside}{_say_ratings(weakness.beside, lookup)}"
        )
    if weakness.unknown:
        said = _say_ratings(weakness.unknown, lookup)
        none = "" if weakness.lowest else "no grade from A to E on this chain. "
        parts.append(f"{none}{'c' if weakness.lowest else 'C'}annot be judged: {said}")
    if is_rated and weakness.unrated:
        parts.append(f"not rated: {lookup.names(weakness.unrated)}")
    if weakness.gap:
        parts.append(f"gap: the text does not say how {say_name(weakness.gap, lookup)} knows this")
    return "".join(f"{part[:1].upper()}{part[1:]}. " for part in parts).rstrip()


def say_drift(drift: Drift, graph: Assertions, lookup: Lookup) -> str:
    """Put a change in words."""
    outer, inner = graph.hops[drift.outer], graph.hops[drift.inner]
    who = lookup.name(outer.speaker)
    if drift.kind == "certainty":
        passing = f"{say_name(outer.speaker, lookup)} passes it on as {outer.certainty}"
        return f"{lookup.name(inner.speaker)} words it as {inner.certainty}, and {passing}"
    if drift.kind == "attribution":
        return f"{who} is named as asserting it, but only passes it on"
    hedged = inner.stance not in PASSED_ON
    sources = hedging(inner, graph) if hedged else behind(inner, graph)
    names = ", ".join(say_name(hop.speaker, lookup) for hop in sources)
    if not hedged:
        return f"{who} passes it on from {names}, and also says it without a source"
    hedge = min((hop.certainty for hop in sources), key=lambda one: RANKS[one])
    return f"{who} has it from {names}, as {hedge}, and also says it without a source, as {outer.certainty}"
