"""Which claims lose their support if sources are dropped."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kgraph.core.counts import say_count
from kgraph.ontology.curies import contract
from kgraph.provenance.ablation import Ablation, Loss
from kgraph.render.blocks import Block, Heading, Items, Named, Paragraph, list_under

_HEADINGS: Final = {
    ("for", True): "Nobody is left who asserts it",
    ("for", False): "Half or more of those who assert it are gone",
    ("against", True): "Nobody is left who denies it",
    ("against", False): "Half or more of those who deny it are gone",
}
_UNHEARD: Final = "None of the dropped sources speaks about a claim or is cited for one. "
_MOST: Final = 3
"""Sources that the title names."""


def to_json(ablation: Ablation) -> dict[str, object]:
    """Give what was dropped, the number of claims, and the losses, as plain data with short ids."""
    return {
        "dropped": list(map(contract, ablation.dropped)),
        "claims": ablation.claims,
        "heard": ablation.heard,
        "losses": [
            {
                "claim": contract(loss.claim),
                "text": ablation.labels.get(loss.claim, ""),
                "side": loss.side,
                "share": "all" if loss.is_all else "half",
                "lost": list(map(contract, loss.lost)),
                "left": list(map(contract, loss.left)),
            }
            for loss in ablation.losses
        ],
    }


def to_blocks(ablation: Ablation) -> list[Block]:
    """Lay out what was dropped, and the claims that lose all or half of one side."""
    counts = Counter((loss.side, loss.is_all) for loss in ablation.losses)
    dropped = say_count(len(ablation.dropped), "source")
    blocks: list[Block] = [
        Heading(f"Without {dropped if len(ablation.dropped) > _MOST else _names(ablation.dropped, ablation)}", 1),
        Paragraph(
            f"{'' if ablation.heard else _UNHEARD}Of {say_count(ablation.claims, 'claim')} with roots, nobody would "
            f"assert {counts['for', True]}, nobody would deny {counts['against', True]}, and "
            f"{counts['for', False] + counts['against', False]} would lose half or more of one side."
        ),
        Heading(f"Dropped: {dropped}"),
        Items(tuple((_named(source, ablation), ()) for source in ablation.dropped)),
    ]
    for key, heading in _HEADINGS.items():
        losses = (loss for loss in ablation.losses if (loss.side, loss.is_all) == key)
        items = [(_named(loss.claim, ablation), _details(loss, ablation)) for loss in losses]
        blocks += list_under(f"{heading}: {say_count(len(items), 'claim')}", items)
    return blocks


def _details(loss: Loss, ablation: Ablation) -> tuple[str, ...]:
    left = (f"left: {_names(loss.left, ablation)}",) if loss.left else ()
    return f"gone: {_names(loss.lost, ablation)}", *left


def _names(roots: Iterable[str], ablation: Ablation) -> str:
    return ", ".join(str(_named(root, ablation)) for root in roots)


def _named(iri: str, ablation: Ablation) -> Named:
    return Named(ablation.labels.get(iri, ""), contract(iri))
