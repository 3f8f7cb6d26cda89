"""The codes of the annotations in words that a reader understands without the ontology."""

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
    "unclear": "certainty unclear",
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
"""Each relation, as read from the claim that is the evidence and from the claim that it bears on."""
ROLES: Final = {"agent": "said to do it", "target": "said to be the target", "event": "event", "about": "about"}
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
    "for": "a source recorded here asserts it",
    "against": "the sources recorded here only deny it",
    "both": "some sources assert it, others deny it",
    "neither": "no source recorded here asserts or denies it",
}
