"""Start a workspace: a folder with a valid example, and settings for git and an editor."""

import hashlib
import json
from pathlib import Path
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.core.files import write_atomic

_ANNOTATORS: Final = """\
# The people who annotate. `annotatedBy` at the top of a file names one of them.
annotatedBy: annotator:me

annotators:
  - id: annotator:me
    label: Me
"""
_TEXT: Final = """\
A note on the harbour

The harbour was closed on Monday and Tuesday. An official said that nobody asked the port, and that the order was the
inspector's. It was the crane that failed on Sunday, and with it down nothing could be unloaded for two days.
The port authority denies that any crane failed: all four have been working all week.
""".replace("the\ninspector", "the inspector")
_EXAMPLE: Final = f"""\
# An invented example. Replace it and its text, texts/harbour-note.txt, with your own.
annotatedBy: annotator:me

document:
  id: doc:harbour-note
  title: A note on the harbour
  creator: actor:jane-roe
  date: "2024-05-14"
  language: en
  workType: article
  genre: news
  digest: {hashlib.sha256(_TEXT.encode()).hexdigest()}
  length: {len(_TEXT)}

actors:
  - id: actor:jane-roe
    type: Person
    label: Jane Roe
  - id: actor:port-authority
    type: Organization
    label: Port authority

anonymous:
  - id: anon:harbour-note-official
    descriptor: an official
    sector: official

questions:
  - id: question:harbour-closure
    text: Why was the harbour closed?

claims:
  # The author reports what an official told her.
  - id: claim:inspector-ordered-closure
    text: The inspector of ports ordered the harbour to close.
    kind: responsibility
    answers: question:harbour-closure
    quote: An official said that … order was the inspector's.
    via:
      by: anon:harbour-note-official
      basis: firsthand
  # The author claims it herself, and the port authority denies it.
  - id: claim:crane-failure-closed-harbour
    text: The failure of a crane closed the harbour.
    kind: cause
    answers: question:harbour-closure
    said:
      - quote: It was the crane … for two days.
        basis: inference
      - quote: The port authority denies … working all week.
        via:
          by: actor:port-authority
          stance: denies
          speechMode: indirect

links:
  - from: claim:inspector-ordered-closure
    relation: contradicts
    to: claim:crane-failure-closed-harbour
    drawnBy: annotator:me
    reason: they give different causes of the same closure
"""
_SETTINGS: Final = {"yaml.schemas": {"build/annotation.schema.json": ["annotations/**/*.yaml"]}}
FILES: Final = {
    ".gitignore": "/build/\n",
    ".vscode/settings.json": json.dumps(_SETTINGS, indent=2) + "\n",
    "annotations/annotators.yaml": _ANNOTATORS,
    "annotations/harbour-note.yaml": _EXAMPLE,
    "texts/harbour-note.txt": _TEXT,
}
"""The files of a new workspace, by path."""


def start(folder: Path) -> list[Path]:
    """Write the files of a new workspace and list them; raise UsageError if one of them exists."""
    files = {folder / name: text for name, text in FILES.items()}
    present = [path for path in files if path.exists() or path.is_symlink()]
    if present:
        raise UsageError(
            f"nothing was written, because it would overwrite {', '.join(f'`{path}`' for path in present)}"
        )
    for path, text in files.items():
        write_atomic(path, text)
    return list(files)
