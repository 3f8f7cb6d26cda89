"""Start a workspace: a folder with a valid example, and settings for git and an editor."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

from kgraph.core.errors import UsageError
from kgraph.core.files import write_atomic

_EXAMPLE: Final = ("annotations/annotators.yaml", "annotations/harbour-note.yaml", "texts/harbour-note.txt")
"""The files of the folder `example`, by their paths in a workspace."""
_SETTINGS: Final = {"yaml.schemas": {"build/annotation.schema.json": ["annotations/**/*.yaml"]}}
FILES: Final = {
    ".gitignore": "/build/\n",
    ".vscode/settings.json": json.dumps(_SETTINGS, indent=2) + "\n",
    **{path: (files("kgraph.authoring") / "example" / Path(path).name).read_text("utf-8") for path in _EXAMPLE},
}
"""The files of a new workspace, by path."""


def start(folder: Path) -> list[Path]:
    """Write the files of a new workspace and list them; raise UsageError if one of them exists.

    To a `.gitignore` that exists, the missing line is added.
    """
    written = {folder / name: text for name, text in FILES.items()}
    ignored = folder / ".gitignore"
    if ignored.is_file():
        before, line = ignored.read_bytes().decode("utf-8", "surrogateescape"), written.pop(ignored)
        if line.strip() not in before.splitlines():
            gap = "" if before.endswith("\n") or not before else "\n"
            written[ignored] = before + gap + line
    present = [path for path in written if path != ignored and (path.exists() or path.is_symlink())]
    if present:
        raise UsageError(
            f"nothing was written, because it would overwrite {', '.join(f'`{path}`' for path in present)}"
        )
    for path, text in written.items():
        write_atomic(path, text.encode("utf-8", "surrogateescape"))
    return list(written)
