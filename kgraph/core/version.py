"""The version of kgraph, from the package metadata."""

from functools import cache


@cache
def version() -> str:
    """Return the installed version, such as `0.1.0`."""
    from importlib.metadata import version as installed

    return installed("kgraph")
