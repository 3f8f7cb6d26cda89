"""Scan RDF/XML before it is parsed: refuse document types and deep nesting, and find the places of subjects."""

from typing import Final
from xml.parsers import expat  # document types, and with them entities, are refused first

from kgraph.core import limits
from kgraph.core.diagnostics import Span
from kgraph.parsing.scalars import Findings
from kgraph.parsing.source import Source
from kgraph.parsing.spans import Spans

_ABOUT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"


def scan(source: Source, findings: Findings, spans: Spans) -> bool:
    """Record the places of subjects; False, and a finding, if the file must not be parsed."""
    for word in ("<!DOCTYPE", "<!ENTITY"):
        if (at := source.text.find(word)) >= 0:
            span = source.span(at, at + len(word))
            findings.add("KG014", span, f"`{word}` is not supported", "write characters and addresses in full")
            return False
    parser = expat.ParserCreate("utf-8", " ")
    depth = 0

    def here() -> Span:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return Span(line, column, line, column + 1)

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.RDF_NESTING:
            raise _TooDeepError
        if _ABOUT in attributes:
            spans.add(here(), attributes[_ABOUT])

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(source.text.encode(), True)  # noqa: FBT003 -- the signature of the library
    except expat.ExpatError as error:
        line, column = error.lineno, error.offset + 1
        findings.add("KG014", Span(line, column, line, column + 1), expat.ErrorString(error.code))
        return False
    except _TooDeepError:
        findings.add(
            "KG022", here(), f"elements are nested more than {limits.RDF_NESTING} deep", "nest them less deeply"
        )
        return False
    return True


class _TooDeepError(Exception):
    """The nesting is too deep: parsing RDF/XML takes time quadratic in the depth."""
