"""Troubles that are not the author's: the command line's, a limit's, or our own."""


class KgraphError(Exception):
    """The base of what this package raises; its text is one sentence for a person."""

    exit_code = 3


class UsageError(KgraphError):
    """What was asked for cannot be done as asked: a missing path, an unknown name, a bad value."""

    exit_code = 2


class LimitError(KgraphError):
    """An input is larger, deeper or more costly than is read or run."""

    exit_code = 2


class TimeoutExceeded(KgraphError):
    """A query or a check ran longer than it may."""

    exit_code = 124


class StoreError(KgraphError):
    """The store on disk is damaged, locked or of another version."""

    exit_code = 3
