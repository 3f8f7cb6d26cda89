"""The help of every command as it is printed, for the page of commands."""

from collections.abc import Iterator
from typing import Any

import typer

_WIDTH = 80


def describe(command: Any, parent: typer.Context | None = None) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - not exported by typer
    """Go through a command and those below it, each with its full name and its help, 80 columns wide."""
    context = typer.Context(
        command,
        parent=parent,
        info_name=command.name,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        **command.context_settings,  # as when it runs: commands keep the help option they are first asked for
    )
    yield context.command_path, context.get_help()
    for one in getattr(command, "commands", {}).values():
        yield from describe(one, context)
