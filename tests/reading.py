"""Short ways to parse and load text in tests."""

from pathlib import Path

from kgraph.core.diagnostics import Diagnostic
from kgraph.parsing import formats, source
from kgraph.parsing.source import Parsed
from kgraph.store import knowledge

RICH = Path(__file__).parent / "files" / "steppe-note.yaml"


def parse(text: str, suffix: str = ".yaml") -> Parsed:
    """Parse text as a file with this suffix."""
    decoded, diagnostics = source.decode(text.encode(), shown=f"a{suffix}", name=f"a{suffix}")
    assert decoded is not None, diagnostics
    return formats.parse(decoded, suffix)


def codes(text: str, suffix: str = ".yaml") -> list[str]:
    """List the codes of the findings in a text, sorted by place."""
    return [diagnostic.code for diagnostic in parse(text, suffix).diagnostics]


def load(folder: Path, **files: str) -> tuple[knowledge.Knowledge, list[Diagnostic]]:
    """Write files, named by keyword (`a_yaml` for `a.yaml`), and load their folder."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return knowledge.load([folder], root=folder)
