"""What has become of passages, written for people and for programs."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.parsing.quote_syntax import Quote, join_quote
from kgraph.quotes import check as quotes
from kgraph.quotes import match
from kgraph.quotes.check import Checked, Outcome
from kgraph.quotes.match import State
from kgraph.quotes.repair import Rewrite

_MOST_PLACES: Final = 5
_EACH_END: Final = 60
_MOST_MORE: Final = 2
_BETWEEN: Final = "what stands between the words, not these"


def check(outcome: Outcome) -> str:
    """List the passages that are not exact, each with what the text has instead, and count all.

    Anchors that leave out nothing are listed too: they show more of the text than they need.
    """
    lines = [line for one in outcome.checked if one.state is not State.EXACT for line in (*_entry(one), "")]
    lines += [line for one in outcome.checked for line in _whole(one)]
    return clean("\n".join([*lines, *_summary(outcome, say_unpinned=True)]) + "\n")


def check_json(outcome: Outcome) -> str:
    """Write the same for programs: every passage, exact ones too."""
    written = {
        "passages": [_record(one) for one in outcome.checked],
        "counts": {state.value: outcome.counts[state] for state in State},
        "withoutText": {contract(document): number for document, number in outcome.without_text().items()},
        "otherTexts": [
            {
                "document": contract(one.document.document),
                "path": one.path,
                "recorded": one.document.digest,
                "digest": one.digest,
            }
            for one in outcome.other_texts()
        ],
        "allExact": outcome.all_exact,
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def changes(rewrites: Iterable[Rewrite]) -> str:
    """Show what would be written as one unified diff."""
    lines: list[str] = []
    for one in rewrites:
        before, after = (text.decode("utf-8").splitlines(keepends=True) for text in (one.before, one.after))
        for line in difflib.unified_diff(before, after, one.path, one.path):
            lines.append(line.rstrip("\r\n") + "\n")
            if not line.endswith("\n"):
                lines.append("\\ No newline at end of file\n")
    return clean("".join(lines))


def pinned(rewrites: Sequence[Rewrite], outcome: Outcome, done: str) -> str:
    """Say how many passages were written in each file, and why others were not."""
    lines = []
    for one in rewrites:
        if one.written or one.before != one.after:
            lines.append(f"{one.path}: {_number(one.written, 'passage')} {done}")
        lines += [f"{one.path}: {reason}" for reason in one.refused]
    if not lines:
        lines.append(f"nothing to be {done.removeprefix('to be ')}")
    return clean("\n".join([*lines, *_summary(outcome)]) + "\n")


def suggestions(outcome: Outcome) -> str:
    """List what is left for a person to decide: the passages that are not surely placed, with the nearest words."""
    lines = [line for one in outcome.checked if one.state not in quotes.SURE for line in (*_suggestion(one), "")]
    return clean("\n".join(lines) + "\n") if lines else ""


def unpinned(outcome: Outcome) -> str:
    """List the passages without a pin that may be at several places, each with what to do."""
    lines = []
    for one in outcome.checked:
        if one.state is State.AMBIGUOUS and one.passage.pin is None:
            advice = "leave it out as often" if one.passage.is_left_out else "quote more words"
            stands = f"stands at {_number(len(one.found), 'place')}"
            lines.append(f"{_where(one)}: {join_quote(one.passage.quote)}: {stands}: {advice}, or write the pin\n")
    return clean("".join(lines))


def _where(one: Checked) -> str:
    span = one.passage.span
    return f"{one.passage.path}:{span.line}:{span.column}" if span else one.passage.path


def _entry(one: Checked) -> Iterator[str]:
    yield f"{_where(one)}: {one.state}"
    yield f"    anchor   {join_quote(one.passage.quote)}"
    if one.passage.pin:
        yield f"    pinned   {one.passage.pin}"
    for place, words in zip(one.assessment.places[:_MOST_PLACES], one.found, strict=False):
        yield f"    text     {place.start}-{place.end}  {_shorten(words)}"
    if more := len(one.assessment.places) - _MOST_PLACES:
        yield from [f"    text     and {more} more places"] if more > 0 else []
    if said := _difference(one):
        yield f"    differs  {said}"


def _whole(one: Checked) -> Iterator[str]:
    if shorter := one.shorter:
        yield f"{_where(one)}: leaves out nothing"
        yield f"    anchor   {join_quote(one.passage.quote)}"
        yield f"    shorter  {join_quote(shorter)}"
        yield ""


def _suggestion(one: Checked) -> Iterator[str]:
    yield f"{_where(one)}: {one.state}, not mended"
    yield f"    quote:   {join_quote(one.passage.quote)}"
    better = quotes.suggest(one)
    if better is None:
        yield "    nothing in the text is much like it"
    elif one.state is State.AMBIGUOUS:
        yield f"    stands at {', '.join(f'{place.start}-{place.end}' for place in one.assessment.places)}: pin one"
    else:
        yield f"    perhaps: {join_quote(better)}  ({one.assessment.likeness:.0f} % alike)"
        yield f"    text:    {_shorten(one.found[0])}"


def _difference(one: Checked) -> str:
    """Say in a line what differs between an anchor and the text."""
    if not one.found:
        return "nothing in the text is much like it"
    if one.state is State.MOVED:
        return "the place only"
    if one.state is State.AMBIGUOUS:
        several = len(one.found) > 1
        return f"nothing, but it {f'stands at {len(one.found)} places' if several else 'is left out more than once'}"
    quote, stretch = one.passage.quote, one.found[0]
    if match.find(quote, stretch):
        return _BETWEEN if quote.last else "the pin, which is of other words"
    first, last, words = quote.first.split(), quote.last.split(), stretch.split()
    parts = [_words_apart(first, _beside(first, words))]
    if last:
        parts.append(_words_apart(last, _beside(last[::-1], words[::-1])[::-1]))
    if all("[-" not in part and "{+" not in part for part in parts):
        return _BETWEEN
    return " … ".join(parts) + (f"  ({one.assessment.likeness:.0f} % alike)" if one.state is State.ALTERED else "")


def _beside(anchor: Sequence[str], words: Sequence[str]) -> list[str]:
    """Take the words of a text that stand for an anchor's, without the punctuation that the anchor leaves off.

    >>> _beside(["source", "was", "clear"], ["“source", "was", "quite", "clear:", "the", "bank"])
    ['source', 'was', 'quite', 'clear']
    """
    number, most = len(anchor), min(len(anchor) + _MOST_MORE, len(words))
    near = sorted(range(max(1, number - _MOST_MORE), most + 1), key=lambda length: abs(length - number))
    ends_alike = (length for length in near if _bare(words[length - 1]) == _bare(anchor[-1]))
    there = list(words[: next(ends_alike, number)])
    for edge in (0, -1):
        if anchor[edge] in there[edge] and _bare(anchor[edge]) == _bare(there[edge]):
            there[edge] = anchor[edge]
    return there


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word)


def _words_apart(old: Sequence[str], new: Sequence[str]) -> str:
    """Mark the words that differ, as `wdiff` does.

    >>> _words_apart(["The", "bank", "shut"], ["The", "banks", "shut"])
    'The [-bank-]{+banks+} shut'
    """
    said = []
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            said.append(" ".join(old[start:end]))
        else:
            gone = f"[-{' '.join(old[start:end])}-]" if end > start else ""
            come = f"{{+{' '.join(new[begin:stop])}+}}" if stop > begin else ""
            said.append(gone + come)
    return " ".join(said)


def _shorten(words: str) -> str:
    """Keep the two ends of a stretch, on one line."""
    text = " ".join(words.split())
    return text if len(text) <= 2 * _EACH_END + 3 else f"{text[:_EACH_END].rstrip()} … {text[-_EACH_END:].lstrip()}"


def _record(one: Checked) -> dict[str, object]:
    span = one.passage.span
    better: Quote | None = quotes.suggest(one) if one.state is not State.EXACT else None
    return {
        "path": one.passage.path,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "state": one.state.value,
        "document": contract(one.passage.document),
        "quote": join_quote(one.passage.quote),
        "pin": str(one.passage.pin) if one.passage.pin else None,
        "places": [
            {"start": place.start, "end": place.end, "text": words}
            for place, words in zip(one.assessment.places, one.found, strict=True)
        ],
        "likeness": round(one.assessment.likeness, 1),
        "suggestion": join_quote(better) if better else None,
        "shorter": join_quote(shorter) if (shorter := one.shorter) else None,
    }


def _summary(outcome: Outcome, *, say_unpinned: bool = False) -> Iterator[str]:
    counts = outcome.counts
    said = ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state]) or "none checked"
    if say_unpinned:
        unpinned = sum(one.passage.pin is None for one in outcome.checked)
        whole = sum(one.shorter is not None for one in outcome.checked)
        said += f"; {unpinned} not pinned" if unpinned else ""
        said += f"; {whole} with `…` for no words: `kgraph quotes repair` shortens" if whole else ""
    yield f"{_number(len(outcome.checked), 'passage')} of {_number(_documents(outcome), 'document')}: {said}"
    if without := outcome.without_text():
        named = ", ".join(f"{contract(document)} ({number})" for document, number in without.items())
        yield f"no text for {named}: {_number(len(outcome.unchecked), 'passage')} not checked"
    for text in outcome.other_texts():
        yield (
            f"{contract(text.document.document)}: `{text.path}` is not the text recorded: its SHA-256 is {text.digest}"
        )


def _documents(outcome: Outcome) -> int:
    return len({one.passage.document for one in outcome.checked})


def _number(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
