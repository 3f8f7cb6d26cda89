"""Parse a file of any supported format, which its suffix names."""

import json
from pathlib import Path
from typing import Final

from kgraph.core.diagnostics import Diagnostic
from kgraph.ontology import terms
from kgraph.ontology.rules import diagnose
from kgraph.ontology.vocab import KG
from kgraph.parsing import foreign, source
from kgraph.parsing.source import YAML_SUFFIXES, Parsed, Source, graph_of
from kgraph.parsing.spans import Spans

_OF_JSON_LD: Final = {"@context", "@graph", "@id", "id", "@type", "type"}


def read(path: Path, *, shown: str, name: str) -> tuple[Parsed | None, list[Diagnostic]]:
    """Read a file and parse it to triples; None if it cannot be read as text.

    `shown` is the path in messages; `name` names the graph. Findings in the text are the `diagnostics` of the result;
    findings before that, such as wrong encoding, are returned beside it.
    """
    text, findings = source.read(path, shown=shown, name=name)
    return (None if text is None else parse(text, path.suffix.lower())), findings


def parse(text: Source, suffix: str) -> Parsed:
    """Parse the text of a file with a suffix such as `.yaml` or `.ttl`.

    A `.json` file may have the keys of the annotation format or be JSON-LD. A file of another format, such as
    ClaimReview, gives one finding that says what it is.
    """
    is_yaml = suffix in YAML_SUFFIXES
    if is_yaml or (suffix == ".json" and _has_keys_of_annotations(text.text)):
        from kgraph.parsing import yamlld

        return yamlld.parse(text, is_json=not is_yaml)
    if other := foreign.name_text(text.text):
        message = f"this is {other}, which kgraph does not read"
        finding = diagnose("KG029", path=text.path, span=text.span(0, 1), message=message)
        return Parsed(text, graph_of(text.name), (), Spans(), (finding,))
    from kgraph.parsing import rdf

    return rdf.parse(text, suffix)


def _has_keys_of_annotations(text: str) -> bool:
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return False
    known = terms.load()
    own = {*known.sections, *known.keys_of(known.classes[KG.AnnotationSet].iri)}
    return isinstance(root, dict) and not root.keys() & _OF_JSON_LD and not root.keys().isdisjoint(own)
