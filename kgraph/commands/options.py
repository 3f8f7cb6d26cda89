"""Options that several commands share, and what they do with them."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from kgraph.core.errors import KgraphError, UsageError
from kgraph.core.terminal import clean, drop_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.core.diagnostics import Diagnostic
    from kgraph.render.blocks import Block
    from kgraph.store.knowledge import Knowledge

T = TypeVar("T")

ANNOTATIONS: Final = Path("annotations")
STORE: Final = Path("build/store")
STANDARD: Final = Path("-")
"""What stands for standard output in the place of a file."""


class Level(StrEnum):
    """What makes `validate` and `build` end with exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


class ReportFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


class AnswerFormat(StrEnum):
    """How answers are written."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    MARKDOWN = "markdown"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"


class SheetFormat(StrEnum):
    """How what claims rest on is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


class GridFormat(StrEnum):
    """How tables of what claims rest on are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


class GraphFormat(StrEnum):
    """How annotations are exported."""

    JSONLD = "jsonld"
    TURTLE = "turtle"
    TRIG = "trig"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    GRAPHML = "graphml"
    GEXF = "gexf"


def _named(text: str) -> Path:
    """Refuse an empty path, as of a variable that is not set: it would stand for the working folder."""
    if not text:
        raise typer.BadParameter("a path is empty")
    return Path(text)


def _beside_store(context: typer.Context, option: typer.CallbackParam, value: T) -> T:
    """Refuse a store that is named beside what is read in its place: it would be left aside without a word."""
    given = {**context.params, option.name: value}
    source = context.get_parameter_source("store")
    if source is not None and source.name == "COMMANDLINE":
        for name in ("annotations", "texts"):
            if given.get(name):
                raise typer.BadParameter(f"with --{name} the annotations are read and no store: name one of the two")
    return value


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Annotation files and folders.",
        show_default="annotations",
        metavar="PATHS",
        parser=_named,
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")]
Store = Annotated[Path, typer.Option("--store", help="The store that `kgraph build` made.", callback=_beside_store)]
FailOn = Annotated[Level, typer.Option("--fail-on", help="The least severity that gives exit code 1.")]
Loaded = Annotated[
    list[Path] | None,
    typer.Option(
        "--annotations", "-a", help="Read these files instead of the store.", metavar="PATH", callback=_beside_store
    ),
]

Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        help="A folder with the documents' texts, for annotated copies.",
        metavar="DIR",
        callback=_beside_store,
    ),
]


AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Leave out what had not been said by this day.", metavar="YYYY-MM-DD")
]


def open_knowledge(store: Path, annotations: list[Path] | None, as_of: str | None = None) -> "Knowledge":
    """Open the store, or read the annotations named instead of it; keep to what had been said by a day, and say so."""
    knowledge = _open_whole(store, annotations)
    if as_of is None:
        return knowledge
    return keep_to(knowledge, as_of)


def keep_to(knowledge: "Knowledge", day: str) -> "Knowledge":
    """Keep to what had been said by a day, and say what that leaves out."""
    from kgraph.store.as_of import as_of

    kept = as_of(knowledge, day)
    if kept.extent:
        say(f"note: {kept.extent.words}")
    return kept


def _open_whole(store: Path, annotations: list[Path] | None) -> "Knowledge":
    if annotations:
        from kgraph.store.knowledge import load

        knowledge, found = load(annotations)
        refuse_unread(found)
        return knowledge
    from kgraph.store.disk import open_store, read_manifest, stale

    if not store.exists():
        raise UsageError(f"there is no store at `{store}`: run `kgraph build` first, or name files with --annotations")
    changed = stale(store)
    if changed and not any(Path(file.path).exists() for file in read_manifest(store).files):
        say("note: no file of the store is found from this folder, so none is looked at for changes")
        changed = []
    for path in changed:
        say(f"note: `{path}` has changed since the store was built; `kgraph build` brings it up to date")
    return open_store(store)


def open_beside(store: Path | None) -> "Knowledge | None":
    """Open the store that references are looked up in; None where none was named and none was built."""
    if store is None and not STORE.exists():
        return None
    from kgraph.store.disk import open_store

    return open_store(store or STORE)


def read_beside(paths: list[Path] | None = None) -> "Knowledge | None":
    """Read the annotations that help to write others, as far as they can be read; None where there are none yet."""
    from kgraph.parsing.paths import SUFFIXES
    from kgraph.store.knowledge import load

    if not paths and not any(path.suffix.lower() in SUFFIXES for path in ANNOTATIONS.rglob("[!.]*")):
        return None
    return load(paths or [ANNOTATIONS])[0]


def refuse_unread(found: "list[Diagnostic]") -> None:
    """Raise UsageError where a file could not be read whole: an answer from half of it would mislead."""
    import shlex

    from kgraph.core.diagnostics import Severity

    errors = [one for one in found if one.severity is Severity.ERROR and one.suppressed is None]
    if errors:
        paths = list(dict.fromkeys(one.path for one in errors))
        number = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        files = f" in {len(paths)} files" if len(paths) > 1 else ""
        shown = "it" if len(errors) == 1 else "them" if len(paths) == 1 else "the first"
        raise UsageError(
            f"the annotations have {number}{files}: `kgraph validate {shlex.quote(paths[0])}` shows {shown}"
        )


def write(text: str | bytes, output: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output, which `-` means too."""
    if output is not None and output != STANDARD:
        from kgraph.core.files import write_atomic

        write_atomic(output, text)
        return
    try:
        typer.echo(text, nl=False)
    except OSError as error:
        drop_output()
        raise KgraphError(f"standard output cannot be written: {error.strerror}") from error


def has_colour() -> bool:
    """Whether standard output is a terminal whose owner has not asked for plain text (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say(message: str) -> None:
    """Tell a person something on standard error."""
    typer.echo(clean(message), err=True)


def as_json(value: object) -> str:
    """Write plain data as JSON."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def lay_out(blocks: "Sequence[Block]", form: str, knowledge: "Knowledge") -> str:
    """Write a sheet of findings, with the day that they are kept to under its title."""
    from kgraph.render.writers import annotate, write

    return write(annotate(blocks, knowledge.extent.full) if knowledge.extent else blocks, form)


def dated(value: dict[str, object], knowledge: "Knowledge") -> dict[str, object]:
    """Put the day that plain data is kept to before it."""
    return {"asOf": knowledge.extent.describe(), **value} if knowledge.extent else value
