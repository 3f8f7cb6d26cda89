"""Words for stances, kinds and relations; and sentences for chains, roots, ratings and changes on the way."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Final

from kgraph.core.counts import say_count
from kgraph.ontology.vocab import KG, Term
from kgraph.provenance.chains import Assertions
from kgraph.provenance.hedges import RANKS, Drift, behind, hedging
from kgraph.provenance.model import PASSED_ON, Chain, Hop, Standing, side_of
from kgraph.provenance.ratings import Rated, Weakness, meanings
from kgraph.store.lookup import Lookup

_WORDS: Final = json.loads((files("kgraph.render") / "words.json").read_text("utf-8"))


def _column(table: str, column: str) -> dict[str, str]:
    """Map the codes of a table to the values of a column, where they have one."""
    return {code: row[column] for code, row in _WORDS[table].items() if column in row}


STANCES: Final = _column("stances", "words")
STANCE_MARKS: Final = defaultdict(lambda: "—", _column("stances", "mark"))
STANCE_NAMES: Final = defaultdict(
    lambda: "no stance recorded", {code: words.replace(" it", "", 1) for code, words in STANCES.items()}
)
CERTAINTIES: Final[dict[str, str]] = _WORDS["certainties"]
BASIS_NAMES: Final = defaultdict(lambda: "no basis recorded", _column("bases", "name"))
BASES: Final = _column("bases", "inSentence")
KINDS: Final[dict[str, str]] = _WORDS["kinds"]
RELATIONS: Final[dict[str, tuple[str, str]]] = {code: tuple(both) for code, both in _WORDS["relations"].items()}
"""Each relation, as read from the claim that is the evidence and from the claim that it bears on."""
ROLES: Final[dict[str, str]] = _WORDS["roles"]
AGREEMENT_CAVEATS: Final[list[str]] = _WORDS["agreementCaveats"]
"""What the numbers of an agreement of two readings do not show."""
STANDING_MARKS: Final = _column("standings", "mark")
STANDING_NAMES: Final = _column("standings", "name")
STANDINGS: Final = _column("standings", "meaning")
UNSTATED: Final = "⟨unstated⟩"
DOUBTED: Final = "Only documents that deny it, question it or keep a distance name a source that asserts it."
_UNSURE: Final = {"probable": "as probable", "possible": "as possible", "unclear": "certainty unclear"}
_NO_VOUCHERS: Final = (
    ("passed on as hearsay by", PASSED_ON, (True,)),
    ("passed on by", PASSED_ON, (False,)),
    ("questioned by", ("questions",), (True, False)),
)
"""Words for those at the end of a chain who take no side, by stance and by whether they have it from hearsay."""
_BODY: Final = re.compile(r"^(?!The ).*( (of|for) |(Organization|Union|Commission|Corporation|Movement|Council)$)")
"""Names of bodies that have an article inside a sentence."""
_PLURALS: Final = frozenset("those media people men women police some several many two three four both".split())  # noqa: SIM905
_FURTHER: Final = re.compile(
    r",? (?:in|of|that|wh\w+|from|at|on|with|for|to|close|cited|quoted|said|against|among|behind|by|near|there)\b"
)
"""Where a description goes on after its noun."""
_NAMED: Final = 3
"""Sources that the first sentence of a trace names on each side."""


def say_surely(certainties: Iterable[str]) -> str:
    """Say in brackets how certain a side is, where it is not certain each time.

    >>> say_surely(["certain"]), say_surely(["possible", "unclear"]), say_surely(["certain", "probable"])
    ('', ' (as possible, certainty unclear)', ' (certain; elsewhere as probable)')
    """
    codes = set(certainties)
    hedges = ", ".join(words for code, words in _UNSURE.items() if code in codes)
    return f" ({'certain; elsewhere ' if 'certain' in codes else ''}{hedges})" if hedges else ""


def say_if(links: int) -> str:
    """Say on what condition a claim implies another that is so many links `broaderThan` away.

    >>> say_if(1), say_if(2)
    ('if the link holds', 'if the 2 links in a row hold')
    """
    return "if the link holds" if links == 1 else f"if the {links} links in a row hold"


def split_words(name: str) -> str:
    """Write the last part of an IRI, or a name in camel case, as words.

    >>> split_words("http://purl.org/spar/cito/citesAsEvidence"), split_words("statedBy")
    ('cites as evidence', 'stated by')
    """
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[/#]", name)[-1]).lower() or name


def any_rated(weaknesses: Iterable[Weakness]) -> bool:
    """Whether any speaker or cited work on chains has a rating, even one that says nothing can be judged."""
    return any(weakness.lowest or weakness.unknown for weakness in weaknesses)


def say_unrated(weaknesses: Sequence[Weakness], standing: Standing) -> Iterator[str]:
    """Say once for all chains of a claim that no speaker on them and no work cited at their end is rated."""
    if weaknesses and not any_rated(weaknesses):
        yield f"Nobody rated a speaker or cited work on the {'listed ' if standing.unlisted else ''}chains."


def mark(lookup: Lookup, source: str) -> str:
    """Say why nobody can look a source up: `unnamed`, or the code of a work's access; empty if one can."""
    return lookup.code(source, KG.access) or ("unnamed" if lookup.has_class(source, KG.AnonymousSource) else "")


class Wording:
    """Writes sentences about chains, roots, ratings and changes, with the names that a lookup holds."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup

    def chain(self, chain: Chain) -> str:
        """Write a chain as one sentence: `doc, in which A reports that B says, without giving a source: “…”`.

        A speaker who passes a claim on and takes a side does so `on the word of` a speaker on the same side, and
        `against the word of` one on the other side.
        """
        text = self.lookup.text(chain.claim, KG.text) or self.lookup.name(chain.claim)
        return f"{' '.join(self.speakers(chain))} “{text}”"

    def speakers(self, chain: Chain) -> list[str]:
        """Write the sentence of a chain up to the claim, in pieces: its document, then each speaker and their verb."""
        parts = [f"{self.document(chain.document)}, in which"]
        outer: Hop | None = None
        for at, hop in enumerate(chain.hops):
            speaker = self._speaker(hop, outer)
            if outer and outer.stance not in PASSED_ON and not _goes_on(outer, hop):
                speaker += ", which" if self._is_text(hop.speaker) else ", who"
            parts += [speaker, self._verb(hop, chain.hops[at + 1 :])]
            outer = hop
        return parts

    def document(self, document: str) -> str:
        """Name a document with its id and date, and say whether its date or author is inferred."""
        date, known = self.lookup.text(document, Term.date), self.lookup.texts(document, KG.inferred)
        inferred = [words for words, name in (("date", Term.date), ("author", Term.creator)) if name in known]
        mark = "inferred" if inferred == ["date"] else f"{' and '.join(inferred)} inferred" if inferred else ""
        return ", ".join(filter(None, (self.lookup.name_with_id(document), date, mark)))

    def name(self, source: str) -> str:
        """Name a source inside a sentence: a body gets its article, and an article loses its capital."""
        name = self.lookup.name(source)
        if self.lookup.has_class(source, KG.Organization) and _BODY.search(name):
            return f"the {name}"
        return re.sub("^(?:The|An?) ", lambda article: article[0].lower(), name)

    def _in_brackets(self, source: str) -> str:
        return f" ({why})" if (why := mark(self.lookup, source)) else ""

    def sources(self, sources: Iterable[str]) -> str:
        """Name sources, and mark those that nobody can look up."""
        return ", ".join(self.lookup.name(source) + self._in_brackets(source) for source in sources)

    def answer(self, standing: Standing) -> str:
        """Say in one sentence who asserts a claim and who denies it."""
        asserting, denying = (self._first(standing, side) for side in ("for", "against"))
        if not asserting:
            vouching = self.vouching(standing)
            return f"{vouching[:1].upper()}{vouching[1:]}."
        return f"Asserted by {asserting}; {f'denied by {denying}' if denying else 'nobody denies it'}."

    def _first(self, standing: Standing, side: str) -> str:
        roots = standing.sides[side].roots
        names = [self.name(root) + self._in_brackets(root) for root in roots[:_NAMED]]
        names += [say_count(len(roots) - _NAMED, "other")] if len(roots) > _NAMED else []
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def roots(self, standing: Standing, side: str) -> str:
        """Name the roots on a side, with how certain they are where they are not."""
        roots = standing.sides[side].roots
        return ", ".join(self.lookup.name(root) + say_surely(standing.certainties(root, side)) for root in roots)

    def vouching(self, standing: Standing | None) -> str:
        """Say who asserts a claim; if nobody does, who passes it on, questions or denies it."""
        if standing and standing.sides["for"].roots:
            return self.roots(standing, "for")
        parts = ["nobody is recorded as asserting it"]
        ends = standing.ends if standing else ()
        for words, stances, hearsay in _NO_VOUCHERS:
            if speakers := {
                hop.speaker for hop in ends if hop.stance in stances and (hop.basis == "hearsay") in hearsay
            }:
                parts.append(f"{words} {self.lookup.names(sorted(speakers))}")
        if standing and standing.sides["against"].roots:
            parts.append(f"denied by {self.roots(standing, 'against')}")
        return "; ".join(parts)

    def basis(self, hop: Hop) -> str:
        """Say what a speaker at the end of a chain bases the claim on."""
        basis = BASES.get(hop.basis, "")
        if hop.basis == "statement":
            basis = f"on the word of somebody {UNSTATED}"
        cited = f"citing {self.sources(hop.cites)}" if hop.cites else ""
        if hop.basis == "document" and not cited:
            cited = "citing a work that is not recorded"
        return " and ".join(filter(None, (basis, cited))) or f"on grounds {UNSTATED}"

    def grade(self, rated: Rated) -> str:
        """Write a grade in words, with its rater and date."""
        meaning = meanings().get(rated.grade, "not a grade of the scale")
        date = f", {rated.on}" if rated.on else ""
        return f"{rated.grade} ({meaning}), by {self.lookup.name(rated.rater)}{date}"

    def weakest(self, weakness: Weakness, *, is_rated: bool = True) -> str:
        """Name the weakest link of a chain, then what is not known.

        Without `is_rated`, speakers and works without a rating are left out: `say_unrated` covers all chains.
        """
        lowest, beside, unknown = (
            "; ".join(f"{self.lookup.name(rated.of)}: {self.grade(rated)}" for rated in ratings)
            for ratings in (weakness.lowest, weakness.beside, weakness.unknown)
        )
        parts = {
            "Weakest link: ": f"{lowest}; also {beside}" if beside else lowest,
            "Cannot be judged: " if lowest else "No grade from A to E on this chain. Cannot be judged: ": unknown,
            "Not rated: ": self.lookup.names(weakness.unrated if is_rated else ()),
            "Gap: the text does not say how ": f"{self.name(weakness.gap)} knows this" if weakness.gap else "",
        }
        return " ".join(f"{opening}{words}." for opening, words in parts.items() if words)

    def drift(self, drift: Drift, graph: Assertions) -> str:
        """Say how a claim changes between two assertions."""
        outer, inner = graph.hops[drift.outer], graph.hops[drift.inner]
        speaker = self.lookup.name(outer.speaker)
        if drift.kind == "certainty":
            passing = f"{self.name(outer.speaker)} passes it on as {outer.certainty}"
            return f"{self.lookup.name(inner.speaker)} words it as {inner.certainty}, and {passing}"
        if drift.kind == "attribution":
            return f"{speaker} is named as asserting it, but only passes it on"
        is_hedged = inner.stance not in PASSED_ON
        sources = hedging(inner, graph) if is_hedged else behind(inner, graph)
        names = ", ".join(self.name(hop.speaker) for hop in sources)
        if not is_hedged:
            return f"{speaker} passes it on from {names}, and also says it without a source"
        hedge = min((hop.certainty for hop in sources), key=lambda certainty: RANKS[certainty])
        return f"{speaker} has it from {names}, as {hedge}, and also says it without a source, as {outer.certainty}"

    def _is_text(self, speaker: str) -> bool:
        return any(self.lookup.has_class(speaker, kind) for kind in (KG.Document, KG.Work))

    def _speaker(self, hop: Hop, outer: Hop | None) -> str:
        if hop.speaker == hop.document:
            return "the text itself" if outer is None or _goes_on(outer, hop) else self.lookup.name(hop.speaker)
        return self.name(hop.speaker) + self._in_brackets(hop.speaker)

    def _verb(self, hop: Hop, inner: tuple[Hop, ...]) -> str:
        stance = _WORDS["stances"].get(hop.stance)
        verb = stance["verbs"][self._is_plural(hop)] if stance else f"takes a stance {UNSTATED}"
        hedge = _UNSURE.get(hop.certainty, "")
        verb += f" {hedge}" if hedge.startswith("as ") else hedge and f" ({hedge})"
        if not inner:
            return f"{verb.rstrip(',')}, {self.basis(hop)}:"
        if _goes_on(hop, inner[0]):
            return f"{verb.rstrip(',')}, where"
        if hop.stance in PASSED_ON:
            return f"{verb} that"
        side = side_of(hop.stance)
        inner_side = next((taken for taken in map(side_of, (hop.stance for hop in inner)) if taken != "neither"), "")
        if side != "neither" and inner_side:
            return f"{verb}, {'on' if side == inner_side else 'against'} the word of"
        return f"{verb}, about a statement by"

    def _is_plural(self, hop: Hop) -> bool:
        """Whether a speaker takes a verb in the plural: a group, or unnamed speakers whose description is plural."""
        name = self.lookup.name(hop.speaker)
        noun = _FURTHER.split(name)[0].rpartition(" ")[2]
        if hop.anonymous:
            return _is_plural(noun) or _is_plural(re.split(r"\W", name, maxsplit=1)[0])
        is_description = noun.islower() and not name.startswith("“")  # a work's title is not a plural
        return self.lookup.has_class(hop.speaker, KG.Group) or (is_description and _is_plural(noun))


def _goes_on(outer: Hop, hop: Hop) -> bool:
    """Whether a hop is what a document says that the outer hop names as its speaker."""
    return outer.speaker == hop.document != outer.document


def _is_plural(noun: str) -> bool:
    return noun.lower() in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s")))
