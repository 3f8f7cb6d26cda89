"""Where each statement of a file was written, for findings about the graph."""

import pyoxigraph as ox

from kgraph.core.diagnostics import Span


class Spans:
    """The places of subjects, of their predicates and of single values, in the order of the file.

    Only the first place is kept. A value is an IRI or the lexical form of a literal.
    """

    __slots__ = ("_places",)

    def __init__(self) -> None:
        self._places: dict[tuple[str, str | None, str | None], Span] = {}

    def add(self, span: Span, subject: str, predicate: str | None = None, value: str | None = None) -> None:
        """Record where a subject, one of its predicates or a value was written."""
        self._places.setdefault((subject, predicate, value), span)

    def locate(self, subject: str, predicate: str | None = None, value: str | None = None) -> Span | None:
        """Find the narrowest known place: of the value, the predicate or the subject.

        >>> spans = Spans()
        >>> spans.add(Span(3, 5, 3, 9), "s")
        >>> spans.add(Span(4, 5, 4, 9), "s", "p")
        >>> spans.locate("s", "p", "v").line, spans.locate("s", "q").line, spans.locate("t")
        (4, 3, None)
        """
        for key in ((subject, predicate, value), (subject, predicate, None), (subject, None, None)):
            if (span := self._places.get(key)) is not None:
                return span
        return None

    def values(self) -> set[tuple[str, str, str]]:
        """List the statements whose value has a place: subject, predicate, and the IRI or lexical form of the value."""
        return {
            (subject, predicate, value)
            for subject, predicate, value in self._places
            if predicate is not None and value is not None
        }

    def exact(self, subject: str, predicate: str, value: str) -> Span | None:
        """Find the place of a value; None if it was not written, such as a default."""
        return self._places.get((subject, predicate, value))


def term_text(term: object) -> str:
    """Return the IRI of a named node, the lexical form of a literal, and other terms as N-Triples writes them."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
