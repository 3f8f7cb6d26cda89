"""The texts with what their annotation covers, as a page: needs the texts, and shows them."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from kgraph.names import contract
from kgraph.quoting.coverage import Coverage, Mark, Sentence
from kgraph.quoting.heatmap import claim_summary, sentence_summary
from kgraph.terminal import clean

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
.left { font-style: italic; border-bottom: 1px solid; } .bare { border-bottom: 2px dashed #c0392b; }
""".strip()
_LEGEND: Final = (
    '<ul class="legend">'
    '<li><span class="s c1">shaded, with a number</span>: so many claims rest on it</li>'
    '<li><span class="s left">slanted, underlined</span>: left out on purpose</li>'
    '<li><span class="s bare">dashed underline</span>: neither</li></ul>'
)


def coverage_page(measured: Sequence[Coverage], *, title: str = "What the annotations cover") -> str:
    """Write the texts of documents as one page, each sentence marked; nothing is loaded from elsewhere."""
    sections = "\n".join(map(coverage_section, measured)) or "<p>There is no text to show.</p>"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(title)}</h1>\n{_LEGEND}\n{sections}\n</main>\n</body>\n</html>\n"
    )


def coverage_section(one: Coverage) -> str:
    """Write the text of one document as a section of a page that has the styles."""
    described = one.text.document
    name = contract(described.document)
    language = f' lang="{_text(described.language)}"' if described.language else ""
    paragraphs = "\n".join(
        f"<p{language}>{' '.join(_sentences(one, sentences))}</p>" for _, sentences in one.paragraphs()
    )
    missing = (
        f"<p>Passages not found in the text, which count for nothing: {one.unplaced}.</p>\n" if one.unplaced else ""
    )
    return (
        f'<section id="{_text(name)}">\n<h2>{_text(described.title or name)}</h2>\n'
        f"<p>{_text(sentence_summary(one))}.<br>{_text(claim_summary(one))}.</p>\n{missing}{paragraphs}\n</section>"
    )


def _sentences(one: Coverage, sentences: Sequence[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        words = _text(one.words_of(sentence))
        if sentence.mark is Mark.CLAIM:
            number = len(sentence.claims)
            claims = _text(", ".join(map(contract, sentence.claims)))
            count = f'<sup title="{claims}">{number}</sup>'
            yield f'<span class="s c{min(number, _MOST)}">{words}{count}</span>'
        elif sentence.mark is Mark.LEFT_OUT:
            yield f'<span class="s left" title="left out: {_text("; ".join(sentence.reasons))}">{words}</span>'
        else:
            yield f'<span class="s bare">{words}</span>'


def _text(words: str) -> str:
    return escape(clean(words), quote=True)
