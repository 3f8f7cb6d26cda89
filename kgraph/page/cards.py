"""What the page says of each claim and source, as plain values in words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing that has a card: its id, what it is called, and its kind."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Saying:
    """One hop in words, and the codes of its stance and basis. `unstated` marks a speaker who gives no source."""

    who: Ref
    stance: str
    manner: str
    unstated: bool
    evidence: tuple[Ref, ...]
    code: str
    basis: str
    said_on: str

    @property
    def how(self) -> str:
        """Say stance, certainty and basis together."""
        return ", ".join(filter(None, (self.stance, self.manner)))


@dataclass(frozen=True, slots=True)
class Trail:
    """One chain in words, origin first, and the passage it stands in.

    `live` leads to the passage on its own site; `mark` is its id in the annotated copy, where the page has one.
    `opening` is the sentence of the chain up to the claim, in pieces, and `weakest` names its weakest link.
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
        """What the document's own voice says."""
        return self.sayings[-1]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to another claim, read from this one; `outward` where this one is the evidence.

    `implied` says who takes a side on the other that is one on this too if the link holds: who denies what is broader,
    or asserts what is narrower.
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

    `counts` says how many documents and roots it has, and `unrated`,
    where that is so, that no speaker and no cited work on its chains is rated.
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
    unnamed_only: bool
    happened: str
    roots_for: tuple[Ref, ...]
    roots_against: tuple[Ref, ...]

    @property
    def contested(self) -> int:
        """Count what stands against it: contradicting claims, and denials beside assertions."""
        return sum(tie.relation == "contradicts" for tie in self.ties) + (self.side == "both")

    @property
    def asked(self) -> tuple[Ref | None, ...]:
        """List the questions it answers, or the lack of one."""
        return self.questions or (None,)

    @property
    def voices(self) -> list[Trail]:
        """List its chains, those that name the same speakers and stances in one document once."""
        seen = {(trail.document, *((one.who, one.stance) for one in trail.sayings)): trail for trail in self.trails}
        return list(seen.values())

    @property
    def documents(self) -> list[Ref]:
        """Name the documents that speak of it, each once."""
        return sorted({trail.document for trail in self.trails}, key=lambda ref: (ref.label, ref.id))

    @property
    def deniers(self) -> list[Ref]:
        """Name those who deny it whose words are passed on."""
        denying = {saying.who for trail in self.trails for saying in trail.sayings[:-1] if saying.code == "denies"}
        return sorted(denying, key=lambda ref: (ref.label.casefold(), ref.id))

    def stances(self, document: Ref) -> list[str]:
        """List the stances the document's own voice takes to it, as codes."""
        return sorted({trail.own.code for trail in self.trails if trail.document == document})

    def passed_on(self, document: Ref, code: str) -> list[Ref]:
        """List whose words the document takes a stance to when it speaks of the claim, those next to it."""
        own = [one for one in self.trails if one.document == document and one.own.code == code and one.sayings[1:]]
        return sorted({one.sayings[-2].who for one in own}, key=lambda ref: (ref.label.casefold(), ref.id))


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source: what is recorded of it, the ground of what is inferred, what it says, who speaks of it."""

    ref: Ref
    particulars: tuple[str, ...]
    makers: tuple[Ref, ...]
    ground: str
    links: tuple[tuple[str, str], ...]
    says: tuple[tuple[Ref, str, Ref], ...]
    spoken_of: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All the cards, by question and by name.

    `numbers` are those of the questions by id, in a part as in the whole; `coverage` says by document how much of
    its text is annotated.
    """

    claims: tuple[ClaimCard, ...]
    sources: tuple[SourceCard, ...]
    questions: tuple[Ref, ...]
    numbers: Mapping[str, int]
    coverage: Mapping[str, str] | None = None

    @property
    def numbered(self) -> dict[Ref, str]:
        """Give each question as it is written in lists: with its number."""
        return {ref: f"Q{self.numbers[ref.id]} {ref.label}" for ref in self.questions}
