"""Check single values of the short form against their key, and convert them to JSON-LD."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from kgraph.core import limits
from kgraph.core.characters import invisible_characters
from kgraph.core.diagnostics import Diagnostic, Related, Span
from kgraph.core.hints import hint, similar
from kgraph.ontology import terms
from kgraph.ontology.rules import diagnose
from kgraph.ontology.terms import Property
from kgraph.ontology.vocab import KG
from kgraph.parsing import datatypes
from kgraph.parsing.nodes import Entry, Node, Scalar, name_kind

Json: TypeAlias = str | bool | dict[str, "Json"] | list["Json"]
"""JSON of the explicit form: numbers are text with a datatype, so that no digit is lost."""

_XSD: Final = datatypes.XSD
_DATED: Final = (_XSD + "date", _XSD + "gYearMonth", _XSD + "gYear")
MINTED: Final = frozenset({"assertion", "link", "rating", "anchor", "span", "tenure", "named", "omission"})
ID: Final = re.compile(r"(?P<prefix>[A-Za-z_]\w*):(?P<name>[a-z0-9][a-z0-9-]{0,199})", re.ASCII)
MINTED_ID: Final = re.compile(r"(?P<prefix>[a-z]+):(?P<name>[a-z0-9][a-z0-9.-]{0,499})")
WEB: Final = re.compile(r"https?://[^\s/?#<>\"{}|\\^`@]+(?:[/?#][^\s<>\"{}|\\^`]*)?")
_WIKIDATA: Final = re.compile(r"wd:Q[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Value:
    """One value as JSON-LD, and as the IRI or lexical form that it becomes in the graph."""

    json: Json
    term: str


@dataclass(slots=True)
class Findings:
    """The findings in one file so far."""

    path: str
    listed: list[Diagnostic] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    """The ids that the file defines, by the folded name after the prefix and by their folded labels and titles."""

    def add(
        self,
        code: str,
        span: Span | None,
        message: str = "",
        fix: str = "",
        *,
        subject: str = "",
        related: Iterable[tuple[Span | None, str]] = (),
    ) -> None:
        """Add a finding; related places are in the same file. After `limits.FINDINGS`, one last finding says so."""
        if len(self.listed) > limits.FINDINGS:
            return
        if len(self.listed) == limits.FINDINGS:
            message = f"the file has more than {limits.FINDINGS} findings, and only the first are listed"
            code, span, fix, subject, related = "KG022", None, "fix these first", "", ()
        places = [Related(self.path, where, text) for where, text in related]
        self.listed.append(
            diagnose(code, path=self.path, span=span, message=message, fix=fix, subject=subject, related=places)
        )

    def add_invisible(self, text: str, span: Span | None, subject: str = "") -> None:
        """Report each kind of invisible character in a text."""
        for name in dict.fromkeys(name for _, name in invisible_characters(text)):
            self.add("KG028", span, f"the text contains {name}", subject=subject)

    def refuse(self, node: Node, message: str, fix: str) -> None:
        """Report a value of the wrong kind, unless it was reported already."""
        if not (isinstance(node, Scalar) and node.kind == "unread"):
            self.add("KG007", node.span, message, fix)

    def enter(self, entries: dict[str, Entry], entry: Entry) -> None:
        """Add an entry to those of a mapping, and report a key that appears twice."""
        first = entries.setdefault(entry.key.text, entry)
        if first is not entry and entry.key.kind == "text":
            related = [(first.key.span, "first written here")]
            self.add("KG005", entry.key.span, f"the key `{entry.key.text[:40]}` appears twice", related=related)


def convert(node: Node, prop: Property, findings: Findings) -> Value | None:
    """Convert one scalar to a value of a key; None, and a finding, if it is not valid."""
    if not isinstance(node, Scalar) or node.kind == "unread":
        findings.refuse(node, f"`{prop.key}` takes {_expected(prop)}, not {name_kind(node)}", "write one value")
        return None
    if node.kind == "null":
        findings.add("KG007", node.span, f"`{prop.key}` has no value", "add a value, or remove the key")
        return None
    if prop.coercion == "@vocab":
        return _code(node, prop, findings)
    if prop.is_reference:
        if KG.AnnotationSet in prop.domains or any(iri in terms.load().classes for iri in prop.ranges):
            return reference(node, prop, findings)
        return _address(node, prop, findings)
    return _literal(node, prop, findings)


def _expected(prop: Property) -> str:
    if prop.codes:
        return "a code"
    if prop.is_reference:
        return "an id" if any(iri in terms.load().classes for iri in prop.ranges) else "an address"
    if _XSD + "boolean" in prop.ranges:
        return "true or false"
    if _XSD + "date" in prop.ranges:
        return "a date"
    return "text" if _XSD + "string" in prop.ranges else "a number"


def codes_of(prop: Property) -> Mapping[str, str]:
    """Map the codes of a key to their IRIs; the codes of `inferred` are the keys of a document."""
    return prop.codes or {key: named.iri for key, named in terms.load().keys_of(KG.Document).items()}


def _code(node: Scalar, prop: Property, findings: Findings) -> Value | None:
    known = codes_of(prop)
    if node.text in known:
        return Value(node.text, known[node.text])
    fix = hint(node.text, known, f"use one of {', '.join(known)}")
    findings.add("KG021", node.span, f"`{node.text[:60]}` is not a valid `{prop.key}`", fix)
    return None


def _address(node: Scalar, prop: Property, findings: Findings) -> Value | None:
    if _WIKIDATA.fullmatch(node.text):
        return Value(node.text, terms.load().expand(node.text))
    if WEB.fullmatch(node.text):
        return Value(node.text, node.text)
    message = f"`{prop.key}` takes a web address that starts with https:// or http://"
    findings.add("KG010", node.span, message, "write the full address, or `wd:` and the id of a Wikidata item")
    return None


def reference(node: Scalar, prop: Property, findings: Findings) -> Value | None:
    """Convert an id to a value, and check that the key takes its prefix."""
    return _identify(node, terms.load().prefixes_for(prop.ranges), f"`{prop.key}` takes", findings)


def identify(node: Node, prefix: str, findings: Findings) -> Value | None:
    """Convert the `id` of a thing to a value."""
    if isinstance(node, Scalar) and node.kind != "unread":
        return _identify(node, [prefix], "this id starts with", findings)
    findings.refuse(node, f"`id` takes an id, not {name_kind(node)}", f"write `{prefix}:` and a name")
    return None


def match_id(text: str) -> re.Match[str] | None:
    """Match an id, of a known prefix or not; only generated ids contain full stops."""
    match = ID.fullmatch(text) or MINTED_ID.fullmatch(text)
    return match if match and (match.re is ID or match["prefix"] in MINTED) else None


def _identify(node: Scalar, prefixes: list[str], takes: str, findings: Findings) -> Value | None:
    known = terms.load().id_classes
    match = match_id(node.text)
    expected = " or ".join(f"`{prefix}:`" for prefix in prefixes)
    message, fix = "", ""
    if match is None:
        message, fix = f"`{node.text[:60]}` is not a valid id", _suggest_id(node.text, prefixes, findings.called)
    elif match["prefix"] not in known:
        message = f"`{match['prefix'][:60]}:` is not a known prefix"
        fix = hint(match["prefix"], prefixes, f"{takes} {expected}", show=f"`{{}}:{match['name']}`".format)
    elif match["prefix"] not in prefixes:
        message, fix = f"`{node.text[:60]}` has the wrong prefix: {takes} {expected}", f"use an id with {expected}"
    if message:
        findings.add("KG010", node.span, message, fix)
        return None
    return Value(node.text, terms.load().expand(node.text))


def _suggest_id(text: str, prefixes: list[str], called: Mapping[str, str]) -> str:
    """Suggest the id that the file defines under a name, or else a valid id made from the text."""
    meant = called.get(fold(text), "")
    if meant.partition(":")[0] in prefixes:
        return f"did you mean `{meant}`?"
    prefix, colon, name = text.partition(":")
    if not colon:
        prefix, name = prefixes[0] if prefixes else "claim", text
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    near = similar(prefix, prefixes) or prefix.lower()
    return f"write `{near}:{slug}`" if slug and near.isalpha() and near.isascii() else ""


def fold(name: str) -> str:
    """Normalise a name for comparison: lower case, single spaces, no leading `the`.

    >>> fold("The  Mayor of Aktau")
    'mayor of aktau'
    """
    return " ".join(name.casefold().split()).removeprefix("the ")


def _literal(node: Scalar, prop: Property, findings: Findings) -> Value | None:  # noqa: PLR0911 -- one a type
    if any(iri in _DATED for iri in prop.ranges):
        return _date(node, prop, findings)
    if _XSD + "boolean" in prop.ranges:
        if node.kind == "boolean":
            return Value(node.text == "true", node.text)
        findings.add("KG007", node.span, f"`{prop.key}` takes true or false", "write `true` or `false` without quotes")
        return None
    if _XSD + "string" in prop.ranges:
        if node.kind == "text" and node.text.strip():
            return Value(node.text, node.text)
        message = f"`{prop.key}` takes text, not {name_kind(node)}" if node.kind != "text" else f"`{prop.key}` is empty"
        fix = f'put it in quotes: `"{node.text[:40]}"`' if node.text else "write the text"
        findings.add("KG007", node.span, message, fix)
        return None
    if all(datatypes.CHECKS[iri](node.text) for iri in prop.ranges):
        return Value(node.text, node.text)
    wanted = "a whole number, 0 or more," if _XSD + "decimal" not in prop.ranges else "a number"
    findings.add("KG007", node.span, f"`{prop.key}` takes {wanted}", "write digits only, with a point before decimals")
    return None


def _date(node: Scalar, prop: Property, findings: Findings) -> Value | None:
    if node.kind != "text":
        fix = f'put it in quotes: `"{node.text[:40]}"`'
        findings.add("KG007", node.span, f"`{prop.key}` takes a date in quotes", fix)
        return None
    for datatype in _DATED:
        if datatype in prop.ranges and datatypes.CHECKS[datatype](node.text):
            if prop.coercion:
                return Value(node.text, node.text)
            return Value({"@value": node.text, "@type": datatypes.name(datatype)}, node.text)
    is_partial = len(prop.ranges) > 1
    forms = "YYYY, YYYY-MM or YYYY-MM-DD" if is_partial else "YYYY-MM-DD"
    if re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}" if is_partial else "[0-9]{4}(-[0-9]{2}){2}", node.text):
        findings.add("KG009", node.span, f"the date `{node.text}` does not exist", "check the date in the text")
    else:
        message = f"`{node.text[:40]}` is not written as a date"
        findings.add("KG009", node.span, message, f"write it as {forms}, in quotes")
    return None
