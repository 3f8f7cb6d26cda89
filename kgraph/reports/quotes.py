"""Which passages are in the texts as annotated, and what pinning and repairing them did."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from kgraph.core.counts import say_count
from kgraph.core.diagnostics import where
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.parsing.quote_syntax import join_quote
from kgraph.quotes import check, match
from kgraph.quotes.check import Checked, Outcome
from kgraph.quotes.match import State
from kgraph.quotes.repair import Rewrite
from kgraph.render.blocks import Block, Items, Paragraph

_MOST_PLACES: Final = 5
_EACH_END: Final = 60
_MOST_MORE: Final = 2
_Entry: TypeAlias = tuple[str, tuple[str, ...]]
BETWEEN: Final = "only the text between the quoted words"


def to_blocks(outcome: Outcome) -> list[Block]:
    """Count all passages, and list those that are not exact with what the text has instead.

    Anchors whose `…` leaves out nothing are listed too: they show more of the text than they need.
    """
    unpinned = sum(checked.passage.pin is None for checked in outcome.checked)
    notes = [f"{unpinned} not pinned"] if unpinned else []
    entries = [_entry(checked) for checked in outcome.checked if checked.state is not State.EXACT]
    shortened = [(checked, shorter) for checked in outcome.checked if (shorter := checked.shorter)]
    if shortened:
        notes.append(f"{len(shortened)} with a `…` that leaves out nothing: `kgraph quotes repair` shortens them")
    for checked, shorter in shortened:
        details = (f"anchor: {join_quote(checked.passage.quote)}", f"shorter: {join_quote(shorter)}")
        entries.append((f"{_where(checked)}: leaves out nothing", details))
    return [*_summary(outcome, notes), *_list(entries)]


def to_json(outcome: Outcome) -> dict[str, object]:
    """Give every passage, exact ones too, as plain data; places are in code points."""
    return {
        "passages": [_passage(checked) for checked in outcome.checked],
        "counts": {state.value: outcome.counts[state] for state in State},
        "withoutText": {contract(document): number for document, number in outcome.without_text().items()},
        "otherTexts": [
            {
                "document": contract(text.document.document),
                "path": text.path,
                "recorded": text.document.digest,
                "digest": text.digest,
            }
            for text in outcome.other_texts()
        ],
        "allExact": outcome.all_exact,
    }


def unified_diff(rewrites: Iterable[Rewrite]) -> str:
    """Show what would be written."""
    lines: list[str] = []
    for rewrite in rewrites:
        before, after = (text.decode("utf-8").splitlines(keepends=True) for text in (rewrite.before, rewrite.after))
        for line in difflib.unified_diff(before, after, rewrite.path, rewrite.path):
            lines.append(line.rstrip("\r\n") + "\n")
            if not line.endswith("\n"):
                lines.append("\\ No newline at end of file\n")
    return clean("".join(lines))


def written(rewrites: Sequence[Rewrite], outcome: Outcome, done: str) -> list[Block]:
    """Say how many passages were written in each file, and why others were not."""
    lines = []
    for rewrite in rewrites:
        if rewrite.written or rewrite.before != rewrite.after:
            lines.append(f"{rewrite.path}: {say_count(rewrite.written, 'passage')} {done}")
        lines += [f"{rewrite.path}: {reason}" for reason in rewrite.refused]
    return [*_list((line, ()) for line in lines or [f"nothing {done}"]), *_summary(outcome)]


def suggestions(outcome: Outcome) -> list[Block]:
    """List the passages that a person has to decide on, with the nearest words of the text."""
    return _list(_suggestion(checked) for checked in outcome.checked if checked.place is None)


def unpinned(outcome: Outcome) -> list[Block]:
    """List the passages without a pin that may be at several places, each with what to do."""
    lines = []
    for checked in outcome.checked:
        if checked.state is State.AMBIGUOUS and checked.passage.pin is None:
            advice = "leave it out as often" if checked.passage.is_left_out else "quote more words"
            places = f"found at {say_count(len(checked.stretches), 'place')}"
            quote = join_quote(checked.passage.quote)
            lines.append((f"{_where(checked)}: {quote}: {places}: {advice}, or write the pin", ()))
    return _list(lines)


def _list(entries: Iterable[_Entry]) -> list[Block]:
    items = tuple(entries)
    return [Items(items)] if items else []


def _where(checked: Checked) -> str:
    return where(checked.passage.path, checked.passage.span)


def _entry(checked: Checked) -> _Entry:
    details = [f"anchor: {join_quote(checked.passage.quote)}"]
    if checked.passage.pin:
        details.append(f"pinned: {checked.passage.pin}")
    places = checked.assessment.places
    for place, text in zip(places[:_MOST_PLACES], checked.stretches, strict=False):
        details.append(f"text {place.start}-{place.end}: {_shorten(text)}")
    if (more := len(places) - _MOST_PLACES) > 0:
        details.append(f"and {say_count(more, 'more place')}")
    details.append(f"differs: {check.why_missing(checked) or _difference(checked)}")
    return f"{_where(checked)}: {checked.state}", tuple(details)


def _suggestion(checked: Checked) -> _Entry:
    details = [f"quote: {join_quote(checked.passage.quote)}"]
    better = check.suggest(checked)
    if better is None:
        details.append(check.why_missing(checked) or "nothing in the text is like it")
    elif checked.state is State.AMBIGUOUS:
        places = ", ".join(f"{place.start}-{place.end}" for place in checked.assessment.places)
        details.append(f"found at {places}: pin one of them")
    else:
        details.append(f"perhaps: {join_quote(better)}{_likeness(checked)}")
        details.append(f"text: {_shorten(checked.stretches[0])}")
    return f"{_where(checked)}: {checked.state}, not repaired", tuple(details)


def _difference(checked: Checked) -> str:
    """Say in a line what differs between an anchor and the text."""
    if not checked.stretches:
        return "nothing in the text is like it"
    if checked.state is State.MOVED:
        return "only the place"
    if checked.state is State.AMBIGUOUS:
        places = len(checked.stretches)
        return f"nothing, but it is {f'found at {places} places' if places > 1 else 'left out more than once'}"
    quote, stretch = checked.passage.quote, checked.stretches[0]
    if match.find(quote, stretch):
        return BETWEEN if quote.last else "only the pin, which belongs to other words"
    first, last, words = quote.first.split(), quote.last.split(), stretch.split()
    difference = _word_diff(first, _beside(first, words))
    if last:
        difference += " … " + _word_diff(last, _beside(last[::-1], words[::-1])[::-1])
    if "[-" not in difference and "{+" not in difference:
        return BETWEEN
    return difference + (_likeness(checked) if checked.state is State.ALTERED else "")


def _likeness(checked: Checked) -> str:
    return f" ({checked.assessment.likeness:.0f} % alike)"


def _beside(anchor: Sequence[str], words: Sequence[str]) -> list[str]:
    """Take the words of a text that correspond to an anchor's, without punctuation that the anchor leaves off.

    >>> _beside(["source", "was", "clear"], ["“source", "was", "quite", "clear:", "the", "bank"])
    ['source', 'was', 'quite', 'clear']
    """
    number, most = len(anchor), min(len(anchor) + _MOST_MORE, len(words))
    near = sorted(range(max(1, number - _MOST_MORE), most + 1), key=lambda length: abs(length - number))
    ends_alike = (length for length in near if _bare(words[length - 1]) == _bare(anchor[-1]))
    beside = list(words[: next(ends_alike, number)])
    for edge in (0, -1):
        if anchor[edge] in beside[edge] and _bare(anchor[edge]) == _bare(beside[edge]):
            beside[edge] = anchor[edge]
    return beside


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word)


def _word_diff(old: Sequence[str], new: Sequence[str]) -> str:
    """Mark the words that differ, as `wdiff` does.

    >>> _word_diff(["The", "bank", "shut"], ["The", "banks", "shut"])
    'The [-bank-]{+banks+} shut'
    """
    parts = []
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = " ".join(old[start:end]), " ".join(new[begin:stop])
        if tag == "equal":
            parts.append(removed)
        else:
            parts.append((f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else ""))
    return " ".join(parts)


def _shorten(stretch: str) -> str:
    """Keep the two ends of a stretch of text, on one line."""
    text = " ".join(stretch.split())
    return text if len(text) <= 2 * _EACH_END + 3 else f"{text[:_EACH_END].rstrip()} … {text[-_EACH_END:].lstrip()}"


def _passage(checked: Checked) -> dict[str, object]:
    passage, span = checked.passage, checked.passage.span
    better = check.suggest(checked) if checked.state is not State.EXACT else None
    return {
        "path": passage.path,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "state": checked.state.value,
        "document": contract(passage.document),
        "quote": join_quote(passage.quote),
        "pin": str(passage.pin) if passage.pin else None,
        "places": [
            {"start": place.start, "end": place.end, "text": text}
            for place, text in zip(checked.assessment.places, checked.stretches, strict=True)
        ],
        "likeness": round(checked.assessment.likeness, 1),
        "suggestion": join_quote(better) if better else None,
        "shorter": join_quote(shorter) if (shorter := checked.shorter) else None,
    }


def _summary(outcome: Outcome, notes: Iterable[str] = ()) -> Iterator[Block]:
    counts = outcome.counts
    states = ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state]) or "none checked"
    documents = say_count(len({checked.passage.document for checked in outcome.checked}), "document")
    yield Paragraph("; ".join([f"{say_count(len(outcome.checked), 'passage')} of {documents}: {states}", *notes]))
    if without := outcome.without_text():
        documents = ", ".join(f"{contract(document)} ({number})" for document, number in without.items())
        yield Paragraph(f"no text for {documents}: {say_count(len(outcome.unchecked), 'passage')} not checked")
    for text in outcome.other_texts():
        name = contract(text.document.document)
        yield Paragraph(f"{name}: `{text.path}` is not the text recorded: its SHA-256 is {text.digest}")
