"""The annotation format as a JSON Schema, for editors: made from the ontology, its codes, the context and the rules."""

import json
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

from kgraph.authoring import words
from kgraph.authoring.parts import (
    ADDRESS,
    PIN,
    QUOTE,
    Schema,
    any_of,
    identifier,
    literal,
    one_key_of,
    one_or_more,
    see,
    without,
)
from kgraph.authoring.words import Words
from kgraph.ontology import terms
from kgraph.ontology.terms import Class, Property, Terms
from kgraph.ontology.vocab import KG
from kgraph.parsing.expand import MINTING, SHORT_PASSAGE
from kgraph.parsing.expand_assertions import CLAIM_OWN, EXPLICIT
from kgraph.store.lookup import Known

_FILLED: Final = {
    KG.Assertion: {"asserts", "by", "stance", "basis", "certainty"},
    KG.ClaimLink: {"drawnBy"},
    KG.AnonymousSource: {"describedIn"},
}
"""What the rules demand and the short form fills in, or has elsewhere in the file."""
_MOST_OFFERED: Final = 5000
"""No editor lists more ids of one kind with ease: where there are more, none is offered."""
_SUGAR: Final = {
    "id": "What this is referred to by: a prefix, and a name of lower-case letters, digits and hyphens.",
    "quote": "The first and the last three to eight words of the passage, joined by ` … `; a passage of up to eight "
    "words whole. An ellipsis of the source is written `\\…`.",
    "pin": "Where the passage stands in the text, as `kgraph quotes pin` writes it: offsets and a digest.",
    "via": "The hops the speaker passes on, outermost first: a source, a mapping with `by`, or a list of these.",
    "said": "The assertions of this claim, where the document makes it more than once.",
    "@context": "The one context there is; it need not be written.",
}


def build(knowledge: Known | None = None) -> Schema:
    """Make the schema of an annotation file; the ids that are defined in the knowledge are offered for references.

    A reference to another id is allowed: it may be about to be defined. `kgraph validate` says where it is not.
    """
    return _Format(terms.load(), words.read(), words.ids(knowledge) if knowledge else {}).describe()


def render(knowledge: Known | None = None) -> str:
    """Write the schema as JSON."""
    return json.dumps(build(knowledge), ensure_ascii=False, indent=1) + "\n"


class _Format:
    """Describes the format part by part; what is used more than once is a definition."""

    def __init__(self, known: Terms, said: Words, ids: Mapping[str, Mapping[str, str]]) -> None:
        self.terms = known
        self.words = said
        self.ids = ids

    def describe(self) -> Schema:
        """Describe a file: its sections, and the definitions they use."""
        properties: Schema = {"@context": {"const": terms.CONTEXT_IRI, "description": _SUGAR["@context"]}}
        properties |= {key: see(f"key.{key}") for key in self.terms.keys_of(KG.AnnotationSet)}
        for section, kind in self.terms.sections.items():
            item = see(kind.name)
            listed = {"type": "array", "items": item, "description": self.words.say(kind.iri)}
            properties[section] = item if section == "document" else listed
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://w3id.org/kgraph/annotation.schema.json",
            "title": "kgraph annotation file",
            "description": "Who claims what, on whose word, how surely. `kgraph validate` checks more than this.",
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "minProperties": 1,
            "$defs": self._definitions(),
        }

    def _definitions(self) -> Schema:
        made: Schema = {}
        for prefix, kind in sorted(self.terms.id_classes.items()):
            made[f"new.{prefix}"] = {**identifier(prefix), "description": f"{_SUGAR['id']} {kind.name}: `{prefix}:…`"}
            made[f"id.{prefix}"] = self._reference(prefix)
        made |= {f"key.{key}": self._key(prop) for key, prop in self.terms.keys.items()}
        sources = [see(f"id.{prefix}") for prefix in self.terms.prefixes_for((KG.Source,))]
        made |= {
            "key.quote": {**QUOTE, "description": _SUGAR["quote"]},
            "key.pin": {**PIN, "description": _SUGAR["pin"]},
            "key.via": {**one_or_more([*sources, see("hop")]), "description": _SUGAR["via"]},
            "key.said": {**_list_of("said"), "description": _SUGAR["said"]},
            "said": self._assertion(self._short),
            "said.explicit": self._assertion(self._short | EXPLICIT - {"asserts"}),
            "hop": self._object(self._assertions, self._short - {"via", "inDocument"}, ["by"], types=False),
        }
        inner = [
            self.terms.classes[iri] for prop in self.terms.keys.values() for iri in prop.ranges if self._nests(iri)
        ]
        for kind in [*self.terms.sections.values(), *inner]:
            made[kind.name] = self._class(kind)
        return made

    def _nests(self, iri: str) -> bool:
        """Whether things of a class are written inside others."""
        kind = self.terms.classes.get(iri)
        return (
            kind is not None
            and bool(kind.prefix)
            and not any(self.terms.classes[one].section for one in kind.ancestors if one in self.terms.classes)
        )

    @cached_property
    def _assertions(self) -> Class:
        return self.terms.classes[KG.Assertion]

    @cached_property
    def _short(self) -> set[str]:
        """The keys of an assertion in the short form."""
        return {*self.terms.keys_of(KG.Assertion), *SHORT_PASSAGE, "via"} - EXPLICIT

    def _class(self, kind: Class) -> Schema:
        if kind.iri == KG.Claim:
            return self._claim(kind)
        if kind.iri == KG.Assertion:
            return self._assertion_of_another()
        return self._thing(kind)

    def _thing(self, kind: Class) -> Schema:
        """Describe a thing; where it may be of a class below, with the keys of all, of which each refuses some."""
        kinds = [one for one in self.terms.subclasses(kind.iri) if one is kind or not one.section]
        keys = {key for one in kinds for key in self.terms.keys_of(one.iri)}
        keys |= set(SHORT_PASSAGE) if "passage" in keys else set()
        required = [*([] if kind.iri in MINTING else ["id"]), *self._needed(kind)]
        if len(kinds) == 1:
            types: Schema = {"const": kind.name}
            if kind.iri == KG.Selector:
                types = one_or_more([{"enum": ["Selector", "TextPositionSelector"]}])
            return self._object(kind, keys, required, types=types) | self._choices(kind)
        named = [one for one in kinds if kind.iri != KG.Actor or one is not kind]
        types = {"oneOf": [{"const": one.name, "description": self.words.say(one.iri)} for one in named]}
        made = self._object(kind, keys, [*required, "type"], types=types)
        return made | {"allOf": [self._only(one, keys) for one in named]}

    def _only(self, kind: Class, keys: set[str]) -> Schema:
        """Refuse, in a thing of a class, the keys that only others have, and demand what it must have."""
        foreign = sorted(keys - set(self.terms.keys_of(kind.iri)) - set(SHORT_PASSAGE))
        return {
            "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
            "then": {**without(foreign), "required": self._needed(kind)},
        }

    def _needed(self, kind: Class) -> list[str]:
        """List the keys that a thing must have, by the rules for its class and those above."""
        demands = [demand for iri in kind.ancestors for demand in self.words.demands.get(iri, ())]
        keys = {self.terms.properties[one.properties[0]].key for one in demands if len(one.properties) == 1}
        return sorted(keys - _FILLED.get(kind.iri, set()) - {"passage"})

    def _choices(self, kind: Class) -> Schema:
        """Demand one of several keys, where a rule does."""
        made: Schema = {}
        for demand in self.words.demands.get(kind.iri, ()):
            if demand.properties == (KG.passage,):
                made["anyOf"] = [{"required": [key]} for key in ("passage", "quote")]
            elif len(demand.properties) > 1:
                keys = [self.terms.properties[iri].key for iri in demand.properties]
                made["oneOf" if demand.is_exclusive else "anyOf"] = [{"required": [key]} for key in keys]
        return made

    def _claim(self, kind: Class) -> Schema:
        """Describe a claim: the keys of the one assertion stand beside its own, or several stand under `said`."""
        keys = {*self.terms.keys_of(kind.iri), *self._short, "said"}
        beside = sorted(self._short - {*self.terms.keys_of(kind.iri), *CLAIM_OWN})
        return self._object(kind, keys, ["id", *self._needed(kind)]) | {
            "allOf": [
                {"if": {"required": ["said"]}, "then": without(beside)},
                {"if": one_key_of(beside), "then": one_key_of(["basis", "via", "cites", "said"])},
            ]
        }

    def _assertion(self, keys: set[str]) -> Schema:
        """Describe an assertion, which says what the speaker goes by where that does not follow."""
        return self._object(self._assertions, keys, []) | one_key_of(
            ["basis", "via", "cites", *sorted(EXPLICIT & keys)]
        )

    def _assertion_of_another(self) -> Schema:
        """Describe what the document says of a claim that is defined elsewhere, once or more often."""
        keys = self._short | EXPLICIT
        made = self._object(self._assertions, keys, ["asserts"], more={"said": _list_of("said.explicit")})
        once = one_key_of(["basis", "via", "cites", "relays"])
        often = without(sorted({*keys, "id", "type"} - {"asserts"}))
        return {**made, "if": {"required": ["said"]}, "then": often, "else": once}

    def _object(
        self,
        kind: Class,
        keys: Collection[str],
        required: list[str],
        *,
        types: Schema | bool = True,
        more: Schema | None = None,
    ) -> Schema:
        """Describe a mapping: an id and a type, unless it takes none, and keys."""
        properties: Schema = {"id": see(f"new.{kind.prefix}")}
        if types:
            properties["type"] = {"const": kind.name} if types is True else types
        properties |= {key: see(f"key.{key}") for key in sorted(keys)}
        quoting: Schema = {"dependentRequired": {"pin": ["quote"]}} if "pin" in keys else {}
        quoting |= {"not": {"required": ["passage", "quote"]}} if {"passage", "quote"} <= set(keys) else {}
        return {
            "type": "object",
            "description": self.words.say(kind.iri),
            "properties": properties | (more or {}),
            "required": required,
            "additionalProperties": False,
            **quoting,
        }

    def _key(self, prop: Property) -> Schema:
        """Describe what a key takes: one value or, unless it has one only, a list too."""
        values = self._values(prop)
        made = any_of(values) if prop.functional else one_or_more(values)
        return {"description": self.words.say(prop.iri), **made}

    def _values(self, prop: Property) -> list[Schema]:
        if prop.coercion == "@vocab":
            return [self._code(prop)]
        if not prop.is_reference:
            return [literal(prop)]
        things = [see(self.terms.classes[iri].name) for iri in prop.ranges if self._nests(iri)]
        return [*things, *(see(f"id.{prefix}") for prefix in self.terms.prefixes_for(prop.ranges))] or [ADDRESS]

    def _code(self, prop: Property) -> Schema:
        """Describe a code, with what each means; `inferred` names keys of the document."""
        codes = prop.codes or {key: one.iri for key, one in self.terms.keys_of(KG.Document).items()}
        options: list[Schema] = []
        for code, iri in codes.items():
            forms = [code, int(code)] if code.isdecimal() else [code]
            options += [{"const": form, "description": self.words.say(iri)} for form in forms]
        return {"oneOf": options}

    def _reference(self, prefix: str) -> Schema:
        free = identifier(prefix)
        known = self.ids.get(prefix, {})
        if len(known) > _MOST_OFFERED:
            return free
        return {"anyOf": [{"enum": list(known), "enumDescriptions": list(known.values())}, free]} if known else free


def _list_of(name: str) -> Schema:
    return {"type": "array", "items": see(name)}
