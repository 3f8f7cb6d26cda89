"""Passages as W3C Web Annotations, for tools that mark words in a text."""

import json
from typing import Final

from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.provenance.citations import Quoted, passage_of
from kgraph.store.knowledge import Knowledge
from kgraph.store.lookup import Lookup

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def write_web_annotations(knowledge: Knowledge) -> bytes:
    """Write an annotation page: one annotation for each passage, sorted.

    The body of an annotation has the things that are at the passage, such as assertions, and the texts of their claims.
    """
    lookup = knowledge.lookup
    things: dict[Quoted, list[str]] = {}
    for thing in sorted(lookup.values(KG.passage)):
        if quoted := passage_of(thing, lookup):
            things.setdefault(quoted, []).append(thing)
    items = [_annotate(quoted, things[quoted], lookup) for quoted in sorted(things, key=lambda quoted: quoted.passage)]
    page = {"@context": _CONTEXT, "id": IDS + "webannotation", "type": "AnnotationPage", "items": items}
    return (json.dumps(page, ensure_ascii=False, indent=2) + "\n").encode()


def _annotate(quoted: Quoted, things: list[str], lookup: Lookup) -> dict[str, object]:
    texts = sorted({lookup.text(lookup.text(thing, KG.asserts), KG.text) for thing in things} - {""})
    described = [
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": text} for text in texts
    ]
    target: dict[str, object] = {
        "id": quoted.passage,
        "type": "SpecificResource",
        "source": quoted.document,
        "selector": _select(quoted, lookup),
    }
    if url := lookup.text(quoted.document, Term.url):
        target["scope"] = url
    return {
        "id": f"{quoted.passage}#annotation",
        "type": "Annotation",
        "motivation": "linking",
        "body": [*things, *described],
        "target": target,
    }


def _select(quoted: Quoted, lookup: Lookup) -> list[dict[str, object]]:
    """Select by words and, if the passage is pinned, by position in the annotated text.

    A range stops before what its end selector selects: that is the empty place after the last words.
    """
    start, end = lookup.text(quoted.selector, Term.start), lookup.text(quoted.selector, Term.end)
    words: dict[str, object] = {"type": "TextQuoteSelector", "exact": quoted.first}
    if quoted.last:
        behind = {"type": "TextPositionSelector", "start": len(quoted.last), "end": len(quoted.last)}
        last = {"type": "TextQuoteSelector", "exact": quoted.last, "refinedBy": behind}
        words = {"type": "RangeSelector", "startSelector": words, "endSelector": last}
    position = {"type": "TextPositionSelector", "start": int(start), "end": int(end)} if start and end else None
    return [words, *([position] if position else [])]
