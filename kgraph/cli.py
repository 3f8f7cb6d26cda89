"""The command line: its commands, exit codes and last error messages."""

import os
import signal
import sys
from importlib import import_module
from typing import Annotated, Final

import typer

from kgraph.commands import quotes
from kgraph.commands.helps import describe
from kgraph.commands.options import say
from kgraph.core.errors import KgraphError, StoreError
from kgraph.core.terminal import drop_output, settle_streams

COMMANDS: Final = (
    *("build", "validate", "query", "view", "trace", "audit", "compare", "matrix", "linchpins", "explain", "export"),
    *("agreement", "coverage", "schema", "init", "new", "what_if", "diff"),
)
"""The modules of commands, in the order of the help; each has a function of its name."""
HELP = "Who claims what, on whose word, how surely, and who disagrees."

app = typer.Typer(
    name="kgraph",
    help=HELP,
    epilog="Exit codes: 0 success, 1 findings in the annotations, 2 wrong usage, a limit exceeded or a store that "
    "cannot be used, 3 internal error, 124 timeout, 130 interrupted.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True, help=HELP)
def start(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Handle the options before a command."""
    if version:
        from kgraph.core.version import version as installed

        typer.echo(f"kgraph {installed()}")
        raise typer.Exit


for name in COMMANDS:
    app.command()(getattr(import_module(f"kgraph.commands.{name}"), name))
app.add_typer(quotes.app, name="quotes")


def help_texts() -> dict[str, str]:
    """Give the help of each command by its full name."""
    return dict(describe(typer.main.get_command(app)))


def main() -> None:
    """Run the command line; end with a documented exit code and one line on standard error, never a traceback.

    With KGRAPH_DEBUG=1 in the environment, an internal error shows its traceback.
    """
    settle_streams()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `kgraph query … | head` ends quietly
    try:
        app()
    except KgraphError as error:
        say(f"kgraph: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("KGRAPH_DEBUG") == "1":
            raise
        say(f"kgraph: {_unexpected(error)}")
        drop_output()
        sys.exit(StoreError.exit_code if _is_damage(error) else 3)


def _is_damage(error: Exception) -> bool:
    """Whether an error is about a block of the store, which is checked when it is read."""
    return isinstance(error, RuntimeError | OSError) and str(error).startswith(("Corruption", "IO error"))


def _unexpected(error: Exception) -> str:
    """Describe in one line an error that no code handles."""
    message = " ".join(str(error).split())
    if _is_damage(error):
        return f"cannot read the store ({message}): run `kgraph build` to write it again"
    if isinstance(error, OSError):
        return f"{error.filename or 'input or output'}: {error.strerror or error}"
    return f"internal error: {type(error).__name__}: {message} (please report it)"
