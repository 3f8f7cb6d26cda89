"""The help texts of all commands, for docs/commands.md."""

from collections.abc import Iterator
from typing import Any

import typer

_WIDTH = 80


def describe(command: Any, parent: typer.Context | None = None) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - not exported by typer
    """Give the full name and the help of a command and of each command below it, 80 columns wide."""
    context = typer.Context(
        command,
        parent=parent,
        info_name=command.name,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        **command.context_settings,  # as when it runs: a command keeps the help option that it first gets
    )
    yield context.command_path, context.get_help()
    for subcommand in getattr(command, "commands", {}).values():
        yield from describe(subcommand, context)
