"""How much of the texts is covered, written for a terminal and for programs."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.quotes.coverage import Coverage, Mark, Sentence

_WIDTH: Final = 80
_BLOCKS: Final = 30
_SHADES: Final = ((5, "█"), (3, "▓"), (2, "▒"), (1, "░"))
_LEGEND: Final = "· neither   - left out   ░ 1 claim   ▒ 2 claims   ▓ 3 or 4   █ 5 or more"


def render(measured: Sequence[Coverage], without: Iterable[str]) -> str:
    """Draw each document with a block for each sentence, a line for each paragraph; list what has no claim."""
    lines: list[str] = []
    for one in measured:
        lines += [*_head(one), "", *_map(one), "", *_bare(one)]
    if measured:
        lines += [_LEGEND]
    lines += [f"{contract(document)}: no text, not measured" for document in sorted(without)]
    return clean("\n".join(lines) + "\n")


def render_json(measured: Sequence[Coverage], without: Iterable[str]) -> str:
    """Write the same for programs, with every sentence's place."""
    written = {
        "documents": [
            {
                "document": contract(one.text.document.document),
                "sentences": len(one.sentences),
                **{mark.value: one.count(mark) for mark in Mark},
                "share": round(one.share, 4),
                "shareOfRest": round(one.share_of_rest, 4),
                "claims": one.claims,
                "words": one.words,
                "claimsPerHundredWords": round(one.claims_per_hundred_words, 2),
                "unplacedPassages": one.unplaced,
                "marks": [_record(sentence) for sentence in one.sentences],
            }
            for one in measured
        ],
        "withoutText": [contract(document) for document in sorted(without)],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def shade(sentence: Sentence) -> str:
    """Draw a sentence as one character.

    >>> from kgraph.quotes.match import Place
    >>> shade(Sentence(1, 1, Place(0, 5), ("claim:a", "claim:b")))
    '▒'
    """
    if sentence.mark is Mark.CLAIM:
        return next(block for number, block in _SHADES if len(sentence.claims) >= number)
    return "-" if sentence.mark is Mark.LEFT_OUT else "·"


def percent(share: float) -> str:
    """Write a share in percent; only the whole is 100.

    >>> percent(0.9999), percent(1)
    ('99 %', '100 %')
    """
    return f"{int(100 * share)} %"


def sentence_summary(one: Coverage) -> str:
    """Say in a line how many sentences are covered, left out, or neither."""
    total = len(one.sentences)
    parts = [
        f"{one.count(mark)} {words} ({percent(one.count(mark) / total if total else 0)})"
        for mark, words in ((Mark.CLAIM, "with a claim"), (Mark.LEFT_OUT, "left out"), (Mark.NEITHER, "neither"))
    ]
    return f"{total} sentences: {', '.join(parts)}"


def claim_summary(one: Coverage) -> str:
    """Say in a line how dense the annotation is."""
    return (
        f"not counting what is left out: {percent(one.share_of_rest)} with a claim; "
        f"{one.claims} claims, {one.claims_per_hundred_words:.1f} per 100 words"
    )


def say_shares(measured: Iterable[Coverage]) -> dict[str, str]:
    """Say of each document, after the number of its claims, how many sentences carry one."""
    said = {}
    for one in measured:
        share, left = percent(one.share).replace(" ", ""), one.count(Mark.LEFT_OUT)
        carrying = f"{share} of {len(one.sentences)} sentences carry one"
        said[one.text.document.document] = f"{carrying}, {left} {'is' if left == 1 else 'are'} left out on purpose"
    return said


def _head(one: Coverage) -> Iterator[str]:
    described = one.text.document
    yield _cut(f"{contract(described.document)}  {described.title}", _WIDTH)
    yield f"  {sentence_summary(one)}"
    yield f"  {claim_summary(one)}"
    if one.unplaced:
        yield f"  passages not found, which count for nothing: {one.unplaced} (see `kgraph quotes check`)"


def _map(one: Coverage) -> Iterator[str]:
    """Draw the paragraphs, each with its first words."""
    most = max((len(sentences) for _, sentences in one.paragraphs()), default=0)
    wide = min(max(most, 1), _BLOCKS)
    for number, sentences in one.paragraphs():
        rows = textwrap.wrap("".join(map(shade, sentences)), wide)
        opening = _cut(one.words_of(sentences[0]), _WIDTH - wide - 8)
        yield f"  {number:>3} {rows[0]:<{wide}}  {opening}"
        yield from (f"      {row}" for row in rows[1:])


def _bare(one: Coverage) -> Iterator[str]:
    """List the sentences with neither a claim nor a reason."""
    bare = [sentence for sentence in one.sentences if sentence.mark is Mark.NEITHER]
    if not bare:
        return
    yield "  with neither:"
    for sentence in bare:
        label = f"{sentence.paragraph}.{sentence.number}"
        place = f"{sentence.place.start}-{sentence.place.end}"
        yield _cut(f"  {label:>6}  {place:<11}  {one.words_of(sentence)}", _WIDTH)
    yield ""


def _record(sentence: Sentence) -> dict[str, object]:
    return {
        "paragraph": sentence.paragraph,
        "number": sentence.number,
        "start": sentence.place.start,
        "end": sentence.place.end,
        "mark": sentence.mark.value,
        "claims": [contract(claim) for claim in sentence.claims],
        "reasons": list(sentence.reasons),
    }


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
