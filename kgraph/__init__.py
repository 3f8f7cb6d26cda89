"""A claim-and-evidence knowledge graph for contested reporting.

`load` annotation files, `validate` them, `query` them, write reports such as `trace` and `audit`, and `view` the graph
as a page. Each function does what the command of its name does; docs/api.md describes them all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgraph.page.page import view as view
    from kgraph.provenance.chains import weigh as weigh
    from kgraph.reports.api import audit as audit
    from kgraph.reports.api import compare as compare
    from kgraph.reports.api import diff as diff
    from kgraph.reports.api import explain_query as explain_query
    from kgraph.reports.api import linchpins as linchpins
    from kgraph.reports.api import matrix as matrix
    from kgraph.reports.api import trace as trace
    from kgraph.reports.api import what_if as what_if
    from kgraph.site.exports import export as export
    from kgraph.sparql.run import query as query
    from kgraph.store.as_of import as_of as as_of
    from kgraph.store.knowledge import load as load
    from kgraph.validation.validate import validate as validate

# Resolved on first use, so that `kgraph --help` does not pay for rdflib and pySHACL.
_HOME = {
    "load": "store.knowledge",
    "as_of": "store.as_of",
    "validate": "validation.validate",
    "query": "sparql.run",
    "explain_query": "reports.api",
    "trace": "reports.api",
    "audit": "reports.api",
    "linchpins": "reports.api",
    "what_if": "reports.api",
    "compare": "reports.api",
    "matrix": "reports.api",
    "diff": "reports.api",
    "weigh": "provenance.chains",
    "view": "page.page",
    "export": "site.exports",
}
__all__ = [  # noqa: RUF022 -- in the order of use, which docs/api.md keeps
    "load",
    "as_of",
    "validate",
    "query",
    "explain_query",
    "trace",
    "audit",
    "linchpins",
    "what_if",
    "compare",
    "matrix",
    "diff",
    "weigh",
    "view",
    "export",
]


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
