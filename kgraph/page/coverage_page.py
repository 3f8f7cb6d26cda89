"""A page of the documents' texts that shows which sentences the annotations cover."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.quotes.coverage import Coverage, Mark, Sentence
from kgraph.reports.coverage import claim_summary, sentence_summary

_MOST: Final = 5
_STYLE: Final = """
:root { color-scheme: light dark; --ink: 0 114 178; }
body { font: 1rem/1.7 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.25; }
ul.legend { padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; }
.s { padding: .1em 0; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.s sup { font-size: .65em; margin-left: .15em; }
.c1 { background: rgb(var(--ink) / .10); } .c2 { background: rgb(var(--ink) / .18); }
.c3 { background: rgb(var(--ink) / .26); } .c4 { background: rgb(var(--ink) / .34); }
.c5 { background: rgb(var(--ink) / .42); }
body { overflow-wrap: anywhere; } nav { display: flex; flex-wrap: wrap; gap: 0 1.2rem; } nav a { padding: .3em 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.left { font-style: italic; border-bottom: 1px solid; } .bare { border-bottom: 2px dashed #c0392b; }
""".strip()
_LEGEND: Final = (
    '<ul class="legend">'
    '<li><span class="s c1">shaded</span>: claims rest on this sentence, one for each number</li>'
    '<li><span class="s left">italic, underlined</span>: left out on purpose</li>'
    '<li><span class="s bare">dashed underline</span>: neither</li></ul>'
)


def coverage_page(measured: Sequence[Coverage], *, title: str = "What the annotations cover", beside: str = "") -> str:
    """Write the texts of documents as one page, each sentence marked; the page loads nothing from elsewhere.

    `beside` is the address of the page that `kgraph view` writes; the claims then link to it.
    """
    sections = "\n".join(_section(coverage, beside) for coverage in measured) or "<p>There is no text to show.</p>"
    views = [(beside, "Who says what")] if beside else []
    views += [(f"#{quote(_name(coverage))}", _title(coverage)) for coverage in measured]
    links = "".join(f'<a href="{_text(address)}">{_text(words)}</a>' for address, words in views)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
        f'<h1>{_text(title)}</h1>\n<nav aria-label="Views">{links}</nav>\n</header>\n'
        f"<main>\n{_LEGEND}\n{sections}\n</main>\n</body>\n</html>\n"
    )


def _section(coverage: Coverage, beside: str) -> str:
    document = coverage.text.document
    language = f' lang="{_text(document.language)}"' if document.language else ""
    paragraphs = "\n".join(
        f"<p{language}>{' '.join(_sentences(coverage, sentences, beside))}</p>"
        for _, sentences in coverage.paragraphs()
    )
    missing = (
        f"<p>Passages not found in the text, and not counted: {coverage.unplaced}.</p>\n" if coverage.unplaced else ""
    )
    return (
        f'<section id="{_text(_name(coverage))}">\n<h2>{_text(_title(coverage))}</h2>\n'
        f"<p>{_text(sentence_summary(coverage))}.<br>{_text(claim_summary(coverage))}.</p>\n{missing}{paragraphs}\n</section>"
    )


def _name(coverage: Coverage) -> str:
    return contract(coverage.text.document.document)


def _title(coverage: Coverage) -> str:
    return coverage.text.document.title or _name(coverage)


def _sentences(coverage: Coverage, sentences: Sequence[Sentence], beside: str) -> Iterator[str]:
    for sentence in sentences:
        words = _text(coverage.words_of(sentence))
        if sentence.mark is Mark.CLAIM:
            claims = " ".join(
                _claim(number, contract(claim), beside) for number, claim in enumerate(sentence.claims, 1)
            )
            yield f'<span class="s c{min(len(sentence.claims), _MOST)}">{words}<sup>{claims}</sup></span>'
        elif sentence.mark is Mark.LEFT_OUT:
            reasons = _text(f"left out: {'; '.join(sentence.reasons)}")
            yield f'<span class="s left" title="{reasons}">{words}<span class="unseen"> ({reasons})</span></span>'
        else:
            yield f'<span class="s bare">{words}</span>'


def _claim(number: int, name: str, beside: str) -> str:
    words = f'{number}<span class="unseen"> {_text(name)}</span>'
    if not beside:
        return f'<span title="{_text(name)}">{words}</span>'
    return f'<a href="{_text(beside)}#{quote(name)}" title="{_text(name)}">{words}</a>'


def _text(words: str) -> str:
    return escape(clean(words), quote=True)
