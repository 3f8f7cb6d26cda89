"""How much of the texts the annotations cover."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgraph.core.counts import percent, say_count
from kgraph.ontology.curies import contract
from kgraph.quotes.coverage import Coverage, Mark, Sentence
from kgraph.render.blocks import Block, Heading, Items, Paragraph, Table

_LONGEST: Final = 30
"""Sentences that are drawn on one line."""
_OPENING: Final = 40
_SHADES: Final = ((5, "█"), (3, "▓"), (2, "▒"), (1, "░"))
_PHRASES: Final = {Mark.CLAIM: "with a claim", Mark.LEFT_OUT: "left out", Mark.NEITHER: "neither"}
_LEGEND: Final = "· neither   - left out   ░ 1 claim   ▒ 2 claims   ▓ 3 or 4   █ 5 or more"


def to_blocks(measured: Sequence[Coverage], without: Iterable[str]) -> list[Block]:
    """Draw each document, a line for a paragraph and a character for a sentence, and list what has no claim.

    `without` has the IRIs of the documents without a text.
    """
    total = sum(len(coverage.sentences) for coverage in measured)
    covered = sum(coverage.count(Mark.CLAIM) for coverage in measured)
    counts = f"{covered} of {say_count(total, 'sentence')} in {say_count(len(measured), 'text')}"
    answer = f"{counts} {'has' if covered == 1 else 'have'} a claim ({percent(covered / max(total, 1))})."
    paragraphs = [answer, _LEGEND] if measured else ["No document has a text."]
    blocks: list[Block] = [Heading("Coverage of the texts", 1), *map(Paragraph, paragraphs)]
    for coverage in measured:
        blocks += _document(coverage)
    if listed := tuple((contract(document), ()) for document in sorted(without)):
        blocks += [Heading("Not measured: no text"), Items(listed)]
    return blocks


def to_json(measured: Sequence[Coverage], without: Iterable[str]) -> dict[str, object]:
    """Give the counts of each document and the place of every sentence, in code points, as plain data."""
    return {
        "documents": [
            {
                "document": contract(coverage.text.document.document),
                "sentences": len(coverage.sentences),
                **{mark.value: coverage.count(mark) for mark in Mark},
                "share": round(coverage.share, 4),
                "shareOfRest": round(coverage.share_of_rest, 4),
                "claims": coverage.claims,
                "words": coverage.words,
                "claimsPerHundredWords": round(coverage.claims_per_hundred_words, 2),
                "unplacedPassages": coverage.unplaced,
                "marks": [_sentence(sentence) for sentence in coverage.sentences],
            }
            for coverage in measured
        ],
        "withoutText": [contract(document) for document in sorted(without)],
    }


def shade(sentence: Sentence) -> str:
    """Draw a sentence as one character.

    >>> from kgraph.quotes.match import Place
    >>> shade(Sentence(1, 1, Place(0, 5), ("claim:a", "claim:b")))
    '▒'
    """
    if sentence.mark is Mark.CLAIM:
        return next(character for number, character in _SHADES if len(sentence.claims) >= number)
    return "-" if sentence.mark is Mark.LEFT_OUT else "·"


def sentence_summary(coverage: Coverage) -> str:
    """Say in a line how many sentences have a claim, are left out, or neither."""
    total = len(coverage.sentences)
    parts = (
        f"{coverage.count(mark)} {phrase} ({percent(coverage.count(mark) / max(total, 1))})"
        for mark, phrase in _PHRASES.items()
    )
    return f"{say_count(total, 'sentence')}: {', '.join(parts)}"


def claim_summary(coverage: Coverage) -> str:
    """Say in a line how dense the annotation is."""
    return (
        f"not counting what is left out: {percent(coverage.share_of_rest)} with a claim; "
        f"{say_count(coverage.claims, 'claim')}, {coverage.claims_per_hundred_words:.1f} per 100 words"
    )


def say_shares(measured: Iterable[Coverage]) -> dict[str, str]:
    """Say for each document, after the number of its claims, how many sentences carry one."""
    shares = {}
    for coverage in measured:
        left_out = coverage.count(Mark.LEFT_OUT)
        shares[coverage.text.document.document] = (
            f"{percent(coverage.share)} of {len(coverage.sentences)} sentences carry one, "
            f"{left_out} {'is' if left_out == 1 else 'are'} left out on purpose"
        )
    return shares


def _document(coverage: Coverage) -> Iterator[Block]:
    described = coverage.text.document
    yield Heading(f"{contract(described.document)}  {described.title}")
    summaries = [sentence_summary(coverage), claim_summary(coverage)]
    if coverage.unplaced:
        summaries.append(f"passages not found, and not counted: {coverage.unplaced} (see `kgraph quotes check`)")
    yield Items(tuple((summary, ()) for summary in summaries))
    rows = []
    for number, sentences in coverage.paragraphs():
        shades = textwrap.wrap("".join(map(shade, sentences)), _LONGEST)
        rows.append((str(number), "\n".join(shades), _start(coverage, sentences[0])))
    yield Table(("paragraph", "sentences", "begins"), tuple(rows))
    if bare := [sentence for sentence in coverage.sentences if sentence.mark is Mark.NEITHER]:
        rows = []
        for sentence in bare:
            characters = f"{sentence.place.start}-{sentence.place.end}"
            rows.append((f"{sentence.paragraph}.{sentence.number}", characters, _start(coverage, sentence)))
        yield Paragraph("Sentences with neither a claim nor a reason to leave them out:")
        yield Table(("sentence", "characters", "begins"), tuple(rows))


def _start(coverage: Coverage, sentence: Sentence) -> str:
    text = coverage.words_of(sentence)
    return text if len(text) <= _OPENING else text[: _OPENING - 1].rstrip() + "…"


def _sentence(sentence: Sentence) -> dict[str, object]:
    return {
        "paragraph": sentence.paragraph,
        "number": sentence.number,
        "start": sentence.place.start,
        "end": sentence.place.end,
        "mark": sentence.mark.value,
        "claims": [contract(claim) for claim in sentence.claims],
        "reasons": list(sentence.reasons),
    }
