"""Parse a file of any supported format, which its suffix names."""

from pathlib import Path

from kgraph.core.diagnostics import Diagnostic
from kgraph.parsing import source
from kgraph.parsing.source import YAML_SUFFIXES, Parsed, Source


def read(path: Path, *, shown: str, name: str) -> tuple[Parsed | None, list[Diagnostic]]:
    """Read a file and parse it to triples; None if it cannot be read as text.

    `shown` is the path in messages; `name` names the graph. Findings in the text are the `diagnostics` of the result;
    findings before that, such as wrong encoding, are returned beside it.
    """
    text, findings = source.read(path, shown=shown, name=name)
    return (None if text is None else parse(text, path.suffix.lower())), findings


def parse(text: Source, suffix: str) -> Parsed:
    """Parse the text of a file with a suffix such as `.yaml` or `.ttl`."""
    if suffix in YAML_SUFFIXES:
        from kgraph.parsing import yamlld

        return yamlld.parse(text)
    from kgraph.parsing import rdf

    return rdf.parse(text, suffix)
