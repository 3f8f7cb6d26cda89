"""Recognise files of other formats, so that one finding says what they are."""

import re
from typing import Final

_LOOKED_AT: Final = 16 * 1024
_BINARY: Final = {b"%PDF-": "a PDF file", b"PK\x03\x04": "an office document or another zip archive"}
_SUFFIXES: Final = {
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".ods"), "a table"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "an HTML page"),
    **dict.fromkeys((".ndjson", ".ijson", ".jsonl"), "a list of JSON lines"),
    **dict.fromkeys((".argdown", ".ad"), "an Argdown map"),
    ".pdf": "a PDF file",
    ".docx": "a Word document",
}
_TEXTS: Final = {
    "ClaimReview (schema.org)": r'[\[{].*"ClaimReview"',
    "a STIX bundle": r'\{.*"type"\s*:\s*"bundle".*"objects"\s*:',
    "PROV-JSON": r'\{.*"(?:wasGeneratedBy|wasAttributedTo|wasDerivedFrom|activity)"\s*:\s*\{',
    "FollowTheMoney entities": r'\{[^\n]*"schema"\s*:\s*"[A-Z]\w+"[^\n]*"properties"\s*:\s*\{'
    r'|\{[^\n]*"properties"\s*:\s*\{[^\n]*"schema"\s*:\s*"[A-Z]\w+"',
    "a Hypothesis export": r'[\[{].*"(?:TextQuoteSelector|user_info)".*"(?:group|permissions|rows)"\s*:'
    r'|[\[{].*"(?:group|permissions|rows)"\s*:.*"(?:TextQuoteSelector|user_info)"',
    "W3C Web Annotation": r'[\[{].*(?:www\.w3\.org/ns/anno\.jsonld|"TextQuoteSelector")',
    "a nanopublication": r".*<http://www\.nanopub\.org/nschema#>",
    "PROV-O": r".*(?:<http://www\.w3\.org/ns/prov#>|\"http://www\.w3\.org/ns/prov#\")",
    "an HTML page": r"(?i:<!doctype\s+html|<html\b)",
}
_PATTERNS: Final = {name: re.compile(rf"\s*(?:{pattern})", re.DOTALL) for name, pattern in _TEXTS.items()}


def name_text(text: str) -> str:
    """Say what a text of another format is, such as `a STIX bundle`; empty if it may hold annotations.

    >>> name_text('{"type": "bundle", "id": "bundle--1", "objects": []}')
    'a STIX bundle'
    >>> name_text("claims:")
    ''
    """
    start = text[:_LOOKED_AT]
    if "w3id.org/kgraph" in start:
        return ""
    return next((name for name, pattern in _PATTERNS.items() if pattern.match(start)), "")


def name_bytes(data: bytes) -> str:
    """Say what a file is that is no text; empty if that is not known."""
    return next((name for start, name in _BINARY.items() if data.startswith(start)), "")


def name_suffix(suffix: str) -> str:
    """Say what files with a suffix such as `.csv` are; empty if that is not known."""
    return _SUFFIXES.get(suffix.lower(), "")
