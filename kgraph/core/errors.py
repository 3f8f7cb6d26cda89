"""Errors that are not about an annotation file: wrong usage, a limit, or a failure of kgraph."""


class KgraphError(Exception):
    """The base class of all errors that kgraph raises; its text is one sentence for the user."""

    exit_code = 3


class UsageError(KgraphError):
    """The request cannot be carried out: a missing path, an unknown name or a wrong value."""

    exit_code = 2


class LimitError(KgraphError):
    """An input is larger, more deeply nested or more expensive than the limits allow."""

    exit_code = 2


class TimeoutExceeded(KgraphError):
    """A query or check exceeded its time limit."""

    exit_code = 124


class StoreError(KgraphError):
    """The store on disk is damaged, locked or from another version of kgraph."""

    exit_code = 2
