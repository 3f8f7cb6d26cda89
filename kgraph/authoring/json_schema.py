"""The annotation format as a JSON Schema for editors, made from the ontology, its codes, the context and the rules."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgraph.ontology import terms
from kgraph.ontology.graph import Graph, ontology
from kgraph.ontology.terms import XSD, Class, Property
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.expand import MINTING, SHORT_PASSAGE
from kgraph.parsing.expand_assertions import CLAIM_OWN, EXPLICIT
from kgraph.parsing.scalars import MINTED, codes_of
from kgraph.parsing.spans import term_text
from kgraph.store.lookup import Known
from kgraph.validation import shapes

Schema: TypeAlias = dict[str, object]

_PARTS: Final = json.loads((files("kgraph.authoring") / "json_schema.json").read_text("utf-8"))
"""The parts that are always the same. Their patterns must mean the same in Python and, in editors, in JavaScript."""
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_COMMENTS: Final = (_RDFS + "comment", _SKOS + "scopeNote", _SKOS + "definition")
_FILLED: Final = {
    KG.Assertion: {"asserts", "by", "stance", "basis", "certainty"},
    KG.ClaimLink: {"drawnBy"},
    KG.AnonymousSource: {"describedIn"},
}
"""Properties that the rules require, but that the short form adds or has elsewhere in the file."""
_MOST_OFFERED: Final = 5000
"""The most ids of one kind that are offered, because editors are slow with longer lists."""


def build(knowledge: Known | None = None) -> Schema:
    """Make the JSON Schema of an annotation file; it suggests the ids in the knowledge for references.

    References to other ids are allowed, because they may be defined later; `kgraph validate` checks them.
    """
    return _Format(_ids(knowledge) if knowledge else {}).describe()


def render(knowledge: Known | None = None) -> str:
    """Write the schema as JSON text."""
    return json.dumps(build(knowledge), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class _Demand:
    """A rule that a thing has one of several properties, and only one if it is exclusive."""

    properties: tuple[str, ...]
    is_exclusive: bool


class _Format:
    """Describes the format part by part; parts that are used more than once are definitions."""

    def __init__(self, ids: Mapping[str, Mapping[str, str]]) -> None:
        self.terms = terms.load()
        self.demands = _read_demands()
        self.ids = ids

    def describe(self) -> Schema:
        """Describe a file: its sections and the definitions that they use."""
        properties: Schema = {"@context": {"const": terms.CONTEXT_IRI, "description": _PARTS["context"]}}
        properties |= {key: _see(f"key.{key}") for key in self.terms.keys_of(KG.AnnotationSet)}
        for section, kind in self.terms.sections.items():
            item = _see(kind.name)
            listed = {"type": "array", "items": item, "description": _meaning(kind.iri)}
            properties[section] = item if section == "document" else listed
        return {
            **_PARTS["file"],
            "properties": properties,
            "additionalProperties": False,
            "minProperties": 1,
            "$defs": self._definitions(),
        }

    def _definitions(self) -> Schema:
        definitions: Schema = {}
        for prefix, kind in sorted(self.terms.id_classes.items()):
            definitions[f"new.{prefix}"] = {
                **_identifier(prefix),
                "description": f"{_PARTS['id']} {kind.name}: `{prefix}:…`",
            }
            definitions[f"id.{prefix}"] = self._reference(prefix)
        definitions |= {f"key.{key}": self._key(prop) for key, prop in self.terms.keys.items()}
        sources = [_see(f"id.{prefix}") for prefix in self.terms.prefixes_for((KG.Source,))]
        definitions |= {
            "key.quote": _PARTS["quote"],
            "key.pin": _PARTS["pin"],
            "key.via": {**_one_or_more([*sources, _see("hop")]), "description": _PARTS["via"]},
            "key.said": {**_list_of("said"), "description": _PARTS["said"]},
            "said": self._assertion(self._short),
            "said.explicit": self._assertion(self._short | EXPLICIT - {"asserts"}),
            "hop": self._object(self._assertions, self._short - {"via", "inDocument"}, ["by"], types=False),
        }
        inner = (
            self.terms.classes[iri] for prop in self.terms.keys.values() for iri in prop.ranges if self._nests(iri)
        )
        for kind in [*self.terms.sections.values(), *inner]:
            definitions[kind.name] = self._class(kind)
        return definitions

    def _nests(self, iri: str) -> bool:
        """Whether things of a class are written inside other things."""
        kind = self.terms.classes.get(iri)
        if kind is None or not kind.prefix:
            return False
        return not any(section.iri in kind.ancestors for section in self.terms.sections.values())

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
        """Describe a thing; if it can have a subclass, with the keys of all subclasses, some of which each excludes."""
        kinds = [subclass for subclass in self.terms.subclasses(kind.iri) if subclass is kind or not subclass.section]
        keys = {key for subclass in kinds for key in self.terms.keys_of(subclass.iri)}
        keys |= set(SHORT_PASSAGE) if "passage" in keys else set()
        required = [*([] if kind.iri in MINTING else ["id"]), *self._needed(kind)]
        if len(kinds) == 1:
            types: Schema = {"const": kind.name}
            if kind.iri == KG.Selector:
                types = _one_or_more([{"enum": ["Selector", "TextPositionSelector"]}])
            return self._object(kind, keys, required, types=types) | self._choices(kind)
        options = [option for option in kinds if kind.iri != KG.Actor or option is not kind]
        names = [{"const": option.name, "description": _meaning(option.iri)} for option in options]
        described = self._object(kind, keys, [*required, "type"], types={"oneOf": names})
        return described | {"allOf": [self._only(option, keys) for option in options]}

    def _only(self, kind: Class, keys: set[str]) -> Schema:
        """Exclude the keys of other classes from a thing of one class, and require what its rules do."""
        foreign = sorted(keys - set(self.terms.keys_of(kind.iri)) - set(SHORT_PASSAGE))
        return {
            "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
            "then": {**_without(foreign), "required": self._needed(kind)},
        }

    def _needed(self, kind: Class) -> list[str]:
        """List the keys that the rules for a class and its superclasses require."""
        demands = [demand for iri in kind.ancestors for demand in self.demands.get(iri, ())]
        keys = {self.terms.properties[demand.properties[0]].key for demand in demands if len(demand.properties) == 1}
        return sorted(keys - _FILLED.get(kind.iri, set()) - {"passage"})

    def _choices(self, kind: Class) -> Schema:
        """Require one of several keys, if a rule does."""
        choices: Schema = {}
        for demand in self.demands.get(kind.iri, ()):
            if demand.properties == (KG.passage,):
                choices["anyOf"] = [{"required": [key]} for key in ("passage", "quote")]
            elif len(demand.properties) > 1:
                keys = [self.terms.properties[iri].key for iri in demand.properties]
                choices["oneOf" if demand.is_exclusive else "anyOf"] = [{"required": [key]} for key in keys]
        return choices

    def _claim(self, kind: Class) -> Schema:
        """Describe a claim: it also has the keys of its only assertion, or several assertions under `said`."""
        keys = {*self.terms.keys_of(kind.iri), *self._short, "said"}
        beside = sorted(self._short - {*self.terms.keys_of(kind.iri), *CLAIM_OWN})
        return self._object(kind, keys, ["id", *self._needed(kind)]) | {
            "allOf": [
                {"if": {"required": ["said"]}, "then": _without(beside)},
                {"if": _one_key_of(beside), "then": _one_key_of(["basis", "via", "cites", "said"])},
            ]
        }

    def _assertion(self, keys: set[str]) -> Schema:
        """Describe an assertion, which needs a basis unless `via` or `cites` implies one."""
        return self._object(self._assertions, keys, []) | _one_key_of(
            ["basis", "via", "cites", *sorted(EXPLICIT & keys)]
        )

    def _assertion_of_another(self) -> Schema:
        """Describe one or several assertions of a claim that another file defines."""
        keys = self._short | EXPLICIT
        described = self._object(self._assertions, keys, ["asserts"], more={"said": _list_of("said.explicit")})
        once = _one_key_of(["basis", "via", "cites", "relays"])
        often = _without(sorted({*keys, "id", "type"} - {"asserts"}))
        return {**described, "if": {"required": ["said"]}, "then": often, "else": once}

    def _object(
        self,
        kind: Class,
        keys: Collection[str],
        required: list[str],
        *,
        types: Schema | bool = True,
        more: Schema | None = None,
    ) -> Schema:
        """Describe a mapping: an id, a type unless `types` is False, and keys."""
        properties: Schema = {"id": _see(f"new.{kind.prefix}")}
        if types:
            properties["type"] = {"const": kind.name} if types is True else types
        properties |= {key: _see(f"key.{key}") for key in sorted(keys)}
        quoting: Schema = {"dependentRequired": {"pin": ["quote"]}} if "pin" in keys else {}
        either = [{"required": pair} for pair in (["passage", "quote"], ["relays", "via"]) if set(pair) <= set(keys)]
        quoting |= {"not": {"anyOf": either}} if either else {}
        return {
            "type": "object",
            "description": _meaning(kind.iri),
            "properties": properties | (more or {}),
            "required": required,
            "additionalProperties": False,
            **quoting,
        }

    def _key(self, prop: Property) -> Schema:
        """Describe the values of a key: one value or, unless the key is functional, also a list."""
        values = self._values(prop)
        made = _any_of(values) if prop.functional else _one_or_more(values)
        return {"description": _meaning(prop.iri), **made}

    def _values(self, prop: Property) -> list[Schema]:
        if prop.coercion == "@vocab":
            return [self._code(prop)]
        if not prop.is_reference:
            return [_literal(prop)]
        things = [_see(self.terms.classes[iri].name) for iri in prop.ranges if self._nests(iri)]
        references = [_see(f"id.{prefix}") for prefix in self.terms.prefixes_for(prop.ranges)]
        return [*things, *references] or [_PARTS["address"]]

    def _code(self, prop: Property) -> Schema:
        """Describe the codes of a key with their meanings."""
        options: list[Schema] = []
        for code, iri in codes_of(prop).items():
            forms = [code, int(code)] if code.isdecimal() else [code]
            options += [{"const": form, "description": _meaning(iri)} for form in forms]
        return {"oneOf": options}

    def _reference(self, prefix: str) -> Schema:
        free = _identifier(prefix)
        known = self.ids.get(prefix, {})
        if len(known) > _MOST_OFFERED:
            return free
        return {"anyOf": [{"enum": list(known), "enumDescriptions": list(known.values())}, free]} if known else free


def _list_of(name: str) -> Schema:
    return {"type": "array", "items": _see(name)}


def _identifier(prefix: str) -> Schema:
    """Describe an id with a prefix, as in docs/format.md."""
    name = "[a-z0-9][a-z0-9.-]{0,499}" if prefix in MINTED else "[a-z0-9][a-z0-9-]{0,199}"
    return {"type": "string", "pattern": f"^{prefix}:{name}$"}


def _literal(prop: Property) -> Schema:
    """Describe a value that is neither an id nor a code."""
    if dates := [pattern for datatype, pattern in _PARTS["dates"].items() if XSD + datatype in prop.ranges]:
        return {"type": "string", "pattern": f"^({'|'.join(dates)})$"}
    literals = (literal for datatype, literal in _PARTS["literals"].items() if XSD + datatype in prop.ranges)
    return next(literals, _PARTS["text"])


def _see(name: str) -> Schema:
    """Make a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def _any_of(values: list[Schema]) -> Schema:
    """Allow any of several values."""
    return values[0] if len(values) == 1 else {"anyOf": values}


def _one_or_more(values: list[Schema]) -> Schema:
    """Allow one value or a list of values."""
    return {"anyOf": [*values, {"type": "array", "items": _any_of(values), "minItems": 1, "uniqueItems": True}]}


def _one_key_of(keys: Iterable[str]) -> Schema:
    """Require at least one of several keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def _without(keys: Iterable[str]) -> Schema:
    """Exclude some keys."""
    return {"properties": dict.fromkeys(keys, False)}


def _meaning(iri: str) -> str:
    """Say what a term or code means; nothing if the ontology does not."""
    return next(filter(None, (ontology().text(iri, predicate) for predicate in _COMMENTS)), "")


def _read_demands() -> dict[str, list[_Demand]]:
    """Read the properties that the rules require of each class."""
    solutions = Graph(shapes.triples()).store.query((files("kgraph.authoring") / "demands.rq").read_text("utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    groups: dict[tuple[str, str, bool], list[str]] = {}
    for solution in solutions:
        kind, rule, prop = (term_text(solution[name]) for name in ("class", "rule", "property"))
        groups.setdefault((kind, rule, solution["most"] is not None), []).append(prop)
    demands: dict[str, list[_Demand]] = {}
    for (kind, _, is_exclusive), properties in groups.items():
        demands.setdefault(kind, []).append(_Demand(tuple(properties), is_exclusive))
    return demands


def _ids(knowledge: Known) -> dict[str, dict[str, str]]:
    """Map the defined ids, by prefix, to their labels; generated ids are left out."""
    known = terms.load()
    ids: dict[str, dict[str, str]] = {}
    for iri in knowledge.lookup.values(Term.type):
        compact = known.compact(iri)
        prefix = compact.partition(":")[0]
        if prefix not in MINTED and prefix in known.id_classes and known.id_classes[prefix].section:
            ids.setdefault(prefix, {})[compact] = knowledge.lookup.label(iri)
    return ids
