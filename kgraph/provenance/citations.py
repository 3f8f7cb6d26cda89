"""Where the passage of an assertion is: the annotation file, the place in the text, and the address."""

from collections.abc import Callable
from dataclasses import dataclass

from kgraph.core.diagnostics import Span
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import Quote
from kgraph.parsing.scalars import WEB
from kgraph.provenance.model import Chain
from kgraph.store.lookup import Lookup

Locate = Callable[[str, str], tuple[str, Span | None]]
"""Finds the file, and the place in it, where a predicate of a subject was written."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage, by its first and last words, `last` empty where it is given whole; its selector and its document."""

    passage: str
    first: str
    last: str
    selector: str
    document: str

    @property
    def quote(self) -> Quote:
        """The words as a quote."""
        return Quote(self.first, self.last)

    @property
    def words(self) -> str:
        """The words as people write them."""
        return " … ".join(filter(None, (self.first, self.last)))


Link = Callable[[Quoted], str]
"""Makes the end of an address that leads a browser to a passage."""


@dataclass(frozen=True, slots=True)
class Where:
    """The file and line of a passage, its offsets in the document, and its address; each empty where not known."""

    path: str
    line: int | None
    start: str
    end: str
    document: str
    url: str

    def __str__(self) -> str:
        """Say on a line where to look: the document is the chain's."""
        file = f"{self.path}:{self.line}" if self.line else self.path
        pinned = f"characters {self.start}\N{EN DASH}{self.end}" if self.start and self.end else ""
        places = ", ".join(filter(None, (file, pinned)))
        return f"at {places}" if places else ""


class Whereabouts:
    """Finds passages; `link` makes the end of an address that leads a browser to a quotation."""

    def __init__(self, lookup: Lookup, locate: Locate, link: Link) -> None:
        self._lookup = lookup
        self._locate = locate
        self._link = link

    def of(self, quoted: Quoted) -> Where:
        """Say where a passage is."""
        lookup = self._lookup
        path, span = self._locate(quoted.selector, KG.firstWords)
        return Where(
            path=path,
            line=span.line if span else None,
            start=lookup.text(quoted.selector, Term.start),
            end=lookup.text(quoted.selector, Term.end),
            document=contract(quoted.document),
            url=find_address(quoted, lookup, self._link),
        )

    def describe(self, quoted: Quoted | None) -> dict[str, object] | None:
        """Give the same as plain data."""
        if quoted is None:
            return None
        where = self.of(quoted)
        return {
            "path": where.path,
            "line": where.line,
            "document": where.document,
            "start": int(where.start) if where.start else None,
            "end": int(where.end) if where.end else None,
            "url": where.url,
        }


def find_address(quoted: Quoted, lookup: Lookup, link: Link) -> str:
    """Give the address of a passage in its document; nothing where that has none, or one with a fragment already."""
    url = lookup.text(quoted.document, Term.url)
    return url + link(quoted) if WEB.fullmatch(url) and "#" not in url else ""


def passage_of(assertion: str, lookup: Lookup) -> Quoted | None:
    """Find the passage that an assertion has of its own."""
    place = next(iter(lookup.values(KG.passage).get(assertion, ())), "")
    selector = next(iter(lookup.values(Term.selector).get(place, ())), "")
    document = next(iter(lookup.values(Term.source).get(place, ())), "")
    first = lookup.text(selector, KG.firstWords)
    return Quoted(place, first, lookup.text(selector, KG.lastWords), selector, document) if first else None


def innermost(chain: Chain, lookup: Lookup) -> Quoted | None:
    """Find the innermost passage of a chain: a hop without one has its relayer's."""
    for hop in reversed(chain.hops):
        if hop.document == chain.document and (place := passage_of(hop.assertion, lookup)):
            return place
    return None
