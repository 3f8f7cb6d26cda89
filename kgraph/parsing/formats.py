"""One way to read a file, whatever its format: by its suffix."""

from pathlib import Path

from kgraph.core.diagnostics import Diagnostic
from kgraph.parsing import source
from kgraph.parsing.source import YAML_SUFFIXES, Parsed, Source


def read(path: Path, *, shown: str, name: str) -> tuple[Parsed | None, list[Diagnostic]]:
    """Read a file to triples; nothing comes of one that is no text, and the findings say why.

    What is found in the text is in `diagnostics` of the result; what is found before is returned beside it.
    """
    text, found = source.read(path, shown=shown, name=name)
    return (None if text is None else parse(text, path.suffix.lower())), found


def parse(text: Source, suffix: str) -> Parsed:
    """Read text that stands in a file of a suffix."""
    if suffix in YAML_SUFFIXES:
        from kgraph.parsing import yamlld

        return yamlld.parse(text)
    from kgraph.parsing import rdf

    return rdf.parse(text, suffix)
