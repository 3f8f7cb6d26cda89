"""The version of kgraph, as its package metadata states it."""

from functools import cache


@cache
def version() -> str:
    """Give the installed version, such as `0.1.0`."""
    from importlib.metadata import version as installed

    return installed("kgraph")
