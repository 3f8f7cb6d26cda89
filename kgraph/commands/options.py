"""Options that several commands share, how they read the graph, and how they write reports."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

import typer

from kgraph.core.errors import KgraphError, UsageError
from kgraph.core.terminal import clean, drop_output

if TYPE_CHECKING:
    from kgraph.quotes.check import Outcome
    from kgraph.reports.report import Report
    from kgraph.store.knowledge import Knowledge

T = TypeVar("T")

ANNOTATIONS: Final = Path("annotations")
STORE: Final = Path("build/store")
STDOUT: Final = Path("-")
"""Names standard output in place of a file."""
Level = Literal["error", "warning", "info", "never"]
"""What makes a command end with exit code 1."""
ReportFormat = Literal["text", "json", "markdown", "html"]
TableFormat = Literal["table", "text", "csv", "json", "markdown", "html"]


def _path(text: str) -> Path:
    """Refuse an empty path, as from an unset shell variable: it would mean the working folder."""
    if not text:
        raise typer.BadParameter("the path is empty")
    return Path(text)


def _beside_store(context: typer.Context, option: typer.CallbackParam, value: T) -> T:
    """Refuse --store together with an option that reads annotations instead: the store would be ignored silently."""
    values = {**context.params, option.name: value}
    source = context.get_parameter_source("store")
    if source is not None and source.name == "COMMANDLINE":
        for name in ("annotations", "texts"):
            if values.get(name):
                raise typer.BadParameter(f"--store and --{name} cannot be used together")
    return value


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Annotation files and folders.",
        show_default="annotations",
        metavar="PATHS",
        parser=_path,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write to this file (left untouched if the command fails).", metavar="FILE"),
]
Store = Annotated[
    Path,
    typer.Option("--store", help="The store that `kgraph build` wrote.", metavar="DIR", callback=_beside_store),
]
FailOn = Annotated[Level, typer.Option("--fail-on", help="The lowest severity that gives exit code 1.")]
Loaded = Annotated[
    list[Path] | None,
    typer.Option(
        "--annotations",
        "-a",
        help="Read these files instead of the store; may be repeated.",
        metavar="PATH",
        callback=_beside_store,
    ),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        help="The folder with the documents' texts, for annotated copies.",
        metavar="DIR",
        callback=_beside_store,
    ),
]
NeededTexts = Annotated[Path, typer.Option("--texts", help="The folder with the documents' texts.", metavar="DIR")]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", help="A parameter of the query; may be repeated.", metavar="NAME=VALUE"),
]
ReportForm = Annotated[ReportFormat, typer.Option("--format", "-f", help="The format of the report.")]
TableForm = Annotated[TableFormat, typer.Option("--format", "-f", help="The format of the table.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Ignore anything said or published after this date.", metavar="YYYY-MM-DD"),
]


def open_knowledge(store: Path, annotations: list[Path] | None, as_of: str | None = None) -> "Knowledge":
    """Open the store, or read annotations instead; `as_of` is a date after which everything is ignored."""
    knowledge = read_files(annotations) if annotations else _open_store(store)
    return keep_to(knowledge, as_of) if as_of is not None else knowledge


def keep_to(knowledge: "Knowledge", day: str) -> "Knowledge":
    """Ignore what was said after a date, and note on standard error what that leaves out."""
    from kgraph.store.as_of import as_of

    kept = as_of(knowledge, day)
    if kept.extent:
        say(f"note: {kept.extent.words}")
    return kept


def _open_store(store: Path) -> "Knowledge":
    if not store.exists():
        raise UsageError(f"there is no store at `{store}`: run `kgraph build` first, or name files with --annotations")
    note_changes(store)
    from kgraph.store.disk import open_store

    return open_store(store)


def note_changes(store: Path) -> None:
    """Note on standard error how the annotations, or the pages, differ from a store."""
    from kgraph.store import disk, manifest

    if disk.was_interrupted(store):
        say("note: a build has not put all its files in place: run `kgraph build` again, unless it is still running")
    recorded = manifest.read(store)
    try:
        changes = manifest.changes(recorded)
    except KgraphError as error:
        say(f"note: changes since the store was built cannot be seen: {error}")
        return
    if recorded.files and not changes.present:
        say("note: the store's files are not in this folder, so changes to them cannot be seen")
    elif changes.words:
        say(f"note: the store is out of date ({changes.words}): run `kgraph build` to update it")


def read_beside(paths: list[Path] | None = None) -> "Knowledge | None":
    """Read annotations as far as they are valid, to help write others; None if there are none yet."""
    from kgraph.parsing.paths import SUFFIXES
    from kgraph.store.knowledge import load

    if not paths and not any(path.suffix.lower() in SUFFIXES for path in ANNOTATIONS.rglob("[!.]*")):
        return None
    return load(paths or [ANNOTATIONS])[0]


def read_files(paths: list[Path] | None, *, alone: bool = False) -> "Knowledge":
    """Read annotations; raise UsageError if a file has errors: an answer from half a file would mislead.

    With `alone`, files may refer to things that none of them defines.
    """
    import shlex

    from kgraph.core.counts import say_count
    from kgraph.core.diagnostics import errors
    from kgraph.store.knowledge import load
    from kgraph.store.references import UNDEFINED

    knowledge, findings = load(paths or [ANNOTATIONS])
    if wrong := errors(findings, but=UNDEFINED if alone else ""):
        files = list(dict.fromkeys(finding.path for finding in wrong))
        where = f" in {say_count(len(files), 'file')}" if len(files) > 1 else ""
        command = f"kgraph validate {shlex.quote(files[0])}"
        raise UsageError(f"the annotations have {say_count(len(wrong), 'error')}{where}: run `{command}` to see them")
    return knowledge


def check_quotations(paths: list[Path] | None, folder: Path) -> "tuple[Knowledge, Outcome]":
    """Read annotations and the texts in a folder, and check the quotations against the texts."""
    from kgraph.quotes import check, texts

    knowledge = read_files(paths, alone=True)
    return knowledge, check.check(knowledge, texts.read(knowledge.files, folder))


def write(text: str | bytes, output: Path | None) -> None:
    """Write to a file, or to standard output if `output` is None or `-`; a file is left untouched on failure."""
    if output is not None and output != STDOUT:
        from kgraph.core.files import write_atomic

        write_atomic(output, text)
        return
    try:
        typer.echo(text, nl=False)
    except OSError as error:
        drop_output()
        raise KgraphError(f"cannot write to standard output: {error.strerror}") from error


def has_colour() -> bool:
    """Whether standard output is a terminal and NO_COLOR is not set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say(message: str) -> None:
    """Write a message to standard error."""
    typer.echo(clean(message), err=True)


def write_report(report: "Report[Any]", form: str, output: Path | None) -> None:
    """Write a report in a format."""
    write(report.write(form), output)
