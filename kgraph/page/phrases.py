"""Codes of the annotations in words a reader understands without the ontology at hand."""

from typing import Final

STANCES: Final = {
    "asserts": "asserts it",
    "reports": "passes it on without taking a side",
    "distances": "passes it on at a distance",
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
STANCE_NAMES: Final = {
    "asserts": "asserts",
    "reports": "passes on",
    "distances": "passes on at a distance",
    "questions": "questions",
    "denies": "denies",
    "retracts": "takes back",
}
CERTAINTIES: Final = {
    "certain": "worded as certain",
    "probable": "worded as probable",
    "possible": "worded as possible",
    "unclear": "how surely is unclear",
}
BASES: Final = {
    "statement": "on another's word",
    "document": "on a cited work",
    "firsthand": "from first hand",
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
"""Each relation read from its evidence, and from its thesis."""
ROLES: Final = {"agent": "said to act", "target": "said to be acted on", "event": "event", "about": "about"}
MARKS: Final = {
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
    "for": "somebody recorded here asserts it",
    "against": "those recorded here only deny it",
    "both": "asserted by some and denied by others",
    "neither": "nobody recorded here asserts or denies it",
}
