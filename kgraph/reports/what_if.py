"""What dropping sources costs, as text, Markdown or JSON."""

import json
import textwrap
from collections.abc import Iterator
from typing import Final

from kgraph.core.counts import say_count
from kgraph.core.terminal import clean
from kgraph.ontology.curies import contract
from kgraph.provenance.ablation import Ablation, Loss
from kgraph.render.markdown import escape
from kgraph.store.knowledge import Extent

_WIDTH: Final = 80
_HEADINGS: Final = {
    ("for", True): "Nobody is left who asserts it",
    ("for", False): "Half or more of those who assert it are gone",
    ("against", True): "Nobody is left who denies it",
    ("against", False): "Half or more of those who deny it are gone",
}


def render(ablation: Ablation, form: str, extent: Extent | None = None) -> str:
    """Write what was dropped, the claims that lose, and how many there are: as text, markdown or json.

    `extent` is the day that all of it is kept to, if it is to one.
    """
    if form == "json":
        plain = _plain(ablation)
        value = {"asOf": extent.describe(), **plain} if extent else plain
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    said = [*_wrapped(extent.full, ""), ""] if extent else []
    lines = _markdown(ablation) if form == "markdown" else map(clean, _text(ablation))
    return "\n".join([*said, *lines]) + "\n"


def _plain(ablation: Ablation) -> dict[str, object]:
    return {
        "dropped": [contract(one) for one in ablation.dropped],
        "claims": ablation.claims,
        "heard": ablation.heard,
        "losses": [
            {
                "claim": contract(one.claim),
                "text": ablation.labels.get(one.claim, ""),
                "side": one.side,
                "share": "all" if one.is_all else "half",
                "lost": [contract(root) for root in one.lost],
                "left": [contract(root) for root in one.left],
            }
            for one in ablation.losses
        ],
    }


def _grouped(ablation: Ablation) -> Iterator[tuple[str, list[Loss]]]:
    for key, heading in _HEADINGS.items():
        if losses := [one for one in ablation.losses if (one.side, one.is_all) == key]:
            yield heading, losses


def _text(ablation: Ablation) -> Iterator[str]:
    yield f"Dropped: {say_count(len(ablation.dropped), 'source')}"
    for source in ablation.dropped:
        yield from _wrapped(ablation.labels.get(source, ""), "  ")
        yield f"  {contract(source)}"
    for heading, losses in _grouped(ablation):
        yield from ("", f"{heading}: {say_count(len(losses), 'claim')}")
        for one in losses:
            yield ""
            yield from _wrapped(ablation.labels.get(one.claim, ""), "  ")
            yield f"  {contract(one.claim)}"
            yield from _wrapped(f"gone: {_names(one.lost, ablation)}", "    ")
            if one.left:
                yield from _wrapped(f"left: {_names(one.left, ablation)}", "    ")
    yield ""
    yield from _wrapped(_summary(ablation), "")


def _markdown(ablation: Ablation) -> Iterator[str]:
    yield f"Dropped: {say_count(len(ablation.dropped), 'source')}"
    yield ""
    yield from (f"- {escape(ablation.labels.get(source, ''))} `{contract(source)}`" for source in ablation.dropped)
    for heading, losses in _grouped(ablation):
        yield from ("", f"## {heading}", "", "| claim | gone | left |", "|---|---|---|")
        for one in losses:
            claim = f"{escape(ablation.labels.get(one.claim, ''))}<br>`{contract(one.claim)}`"
            yield f"| {claim} | {_ticked(one.lost, ablation)} | {_ticked(one.left, ablation)} |"
    yield from ("", _summary(ablation))


def _summary(ablation: Ablation) -> str:
    def number(side: str, *, is_all: bool) -> int:
        return sum(one.side == side and one.is_all == is_all for one in ablation.losses)

    of = say_count(ablation.claims, "claim")
    half = number("for", is_all=False) + number("against", is_all=False)
    unheard = "" if ablation.heard else "Nobody that was dropped speaks on a claim or is cited for one. "
    return (
        f"{unheard}Of {of} with roots: all who assert it gone for {number('for', is_all=True)}, all who deny it for "
        f"{number('against', is_all=True)}, half or more of one side for {half}."
    )


def _names(roots: tuple[str, ...], ablation: Ablation) -> str:
    known = ablation.labels
    return ", ".join(f"{known[one]} ({contract(one)})" if one in known else contract(one) for one in roots)


def _ticked(roots: tuple[str, ...], ablation: Ablation) -> str:
    return ", ".join(f"{escape(ablation.labels.get(one, ''))} `{contract(one)}`".strip() for one in roots)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
