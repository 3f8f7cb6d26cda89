"""Where the passage of an assertion stands: in which annotation file, where in the text, and at which address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kgraph.core.diagnostics import Span
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import Quote
from kgraph.parsing.scalars import WEB
from kgraph.provenance.lookup import Register
from kgraph.provenance.model import Chain

Link = Callable[[Quote], str]


class Placed(Protocol):
    """What can tell where things were written."""

    def locate(self, subject: str, predicate: str | None = None, value: str | None = None) -> tuple[str, Span | None]:
        """Give the file, and the place in it where that is known."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage, by its first and last words, `last` empty where it is given whole; its selector and its document."""

    passage: str
    first: str
    last: str
    selector: str
    document: str

    @property
    def words(self) -> str:
        """The words as people write them."""
        return " … ".join(filter(None, (self.first, self.last)))


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
        said = ", ".join(filter(None, (file, pinned)))
        return f"at {said}" if said else ""


class Whereabouts:
    """Finds passages; `link` makes the end of an address that leads a browser to a quotation."""

    def __init__(self, register: Register, knowledge: Placed, link: Link) -> None:
        self._register = register
        self._knowledge = knowledge
        self._link = link

    def of(self, quoted: Quoted) -> Where:
        """Say where a passage stands."""
        register = self._register
        path, span = self._knowledge.locate(quoted.selector, KG.firstWords)
        return Where(
            path=clean(path),
            line=span.line if span else None,
            start=register.one(quoted.selector, Term.start),
            end=register.one(quoted.selector, Term.end),
            document=clean(contract(quoted.document)),
            url=find_address(quoted, register, self._link),
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


def find_address(quoted: Quoted, register: Register, link: Link) -> str:
    """Give the address of a passage in its document; nothing where that has none, or one with a fragment already."""
    url = register.one(quoted.document, Term.url)
    return url + link(Quote(quoted.first, quoted.last)) if WEB.fullmatch(url) and "#" not in url else ""


def passage_of(assertion: str, register: Register) -> Quoted | None:
    """Find the passage that an assertion has of its own."""
    place = next(iter(register.all(KG.passage).get(assertion, ())), "")
    selector = next(iter(register.all(Term.selector).get(place, ())), "")
    document = next(iter(register.all(Term.source).get(place, ())), "")
    first = register.one(selector, KG.firstWords)
    return Quoted(place, first, register.one(selector, KG.lastWords), selector, document) if first else None


def innermost(chain: Chain, register: Register) -> Quoted | None:
    """Find the innermost passage of a chain: a hop without one has its relayer's."""
    for hop in reversed(chain.hops):
        if hop.document == chain.document and (found := passage_of(hop.assertion, register)):
            return found
    return None
