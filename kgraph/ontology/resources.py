"""Where the ontology, shapes and queries are: in the wheel, or beside the package in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kgraph.core.errors import KgraphError

KINDS = ("ontology", "shapes", "queries")


def root() -> Traversable:
    """Find the folder that holds the three; raise KgraphError if the installation lacks it."""
    packaged = files("kgraph") / "_data"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parent.parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout
    raise KgraphError("kgraph's ontology, shapes and queries are missing: reinstall it")


def files_in(kind: str) -> list[Traversable]:
    """List the files of a kind by name."""
    return sorted((p for p in (root() / kind).iterdir() if p.is_file()), key=lambda p: p.name)


def read_text(kind: str, name: str) -> str:
    """Read one file of a kind."""
    return (root() / kind / name).read_text("utf-8")
