"""A claim-and-evidence knowledge graph for contested reporting.

The whole library is one line: `load` annotation files, `validate` them, `query` them, `weigh` what claims rest
on, `view` the graph as a page.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgraph.page.page import view as view
    from kgraph.provenance.chains import weigh as weigh
    from kgraph.sparql.explain import explain as explain
    from kgraph.sparql.run import query as query
    from kgraph.store.knowledge import load as load
    from kgraph.validation.validate import validate as validate

# Resolved on first use, so that `kgraph --help` does not pay for rdflib and pySHACL.
_HOME = {
    "explain": "sparql.explain",
    "load": "store.knowledge",
    "query": "sparql.run",
    "validate": "validation.validate",
    "view": "page.page",
    "weigh": "provenance.chains",
}
__all__ = ["explain", "load", "query", "validate", "view", "weigh"]  # noqa: RUF022, RUF100


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute may be anything
    """Import the module a public name lives in (PEP 562)."""
    if name == "__version__":
        from kgraph.core.version import version

        return version()
    if name in _HOME:
        return getattr(import_module(f"kgraph.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, resolved or not."""
    return sorted([*globals(), *__all__])
