"""Pages of small graphs and of the corpus, as files that a browser can open."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kgraph.ontology.vocab import IDS
from kgraph.page.cards import Reader, gather
from kgraph.page.page import view
from kgraph.provenance.chains import weigh
from kgraph.store.knowledge import Knowledge, load

VIEWS = Path(__file__).parent / "view"
FEW, MANY, HOSTILE, NEAR = "sample", "corpus", "poisoned", "near"
CLAIM, CLAIMS = "claim:ship-struck-pier", 42
"""A claim of the few, and how many these are."""
CORPUS_CLAIM = "claim:mi6-sponsors-unrest"
TEXTS = {
    FEW: {
        "gazette": "Pier falls\n\nNobody had told us a thing of it in the week before. The pier was already broken\n"
        "before the storm came.\nThe pier was already down, before the storm came. Nobody had told us, they said, "
        "in the week before. ",
        "review": "He said that in the night it was cut, as everybody there knew.",
    },
    HOSTILE: {"a": "<script>window.__pwn=1</script> <img src=x onerror=window.__pwn=1> text", "b": "&lt;b>"},
}


class Pages(Mapping[str, str]):
    """The addresses of pages by name, each made when it is first looked up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> str:
        path = self.folder / f"{name}.html"
        if not path.exists():
            path.write_bytes(_make(name).encode())
        return path.as_uri()

    def __iter__(self) -> Iterator[str]:
        return iter((FEW, MANY, HOSTILE, NEAR))

    def __len__(self) -> int:
        return 4


@cache
def corpus() -> Knowledge:
    """Load the annotations, once for all tests."""
    return load([Path(__file__).parent.parent / "annotations"])[0]


def hold(name: str) -> Knowledge:
    """Read one of the small graphs in tests/view."""
    store = ox.Store()
    turtle = (VIEWS / f"{name}.ttl").read_bytes()
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/view"))
    return Knowledge(files=(), store=store)


def _make(name: str) -> str:
    if name == NEAR:
        return view(corpus(), weigh(corpus()), texts=_quoted(corpus()), focus=CORPUS_CLAIM).html
    if name == MANY:
        return view(corpus(), weigh(corpus()), texts=_quoted(corpus())).html
    texts = {f"{IDS}doc/{document}": text for document, text in TEXTS[name].items()}
    return view(hold(name), weigh(hold(name)), texts=texts).html


def _quoted(knowledge: Knowledge) -> dict[str, str]:
    """Make texts of the words that are quoted from each document."""
    reader = Reader(knowledge)
    quotes: dict[str, dict[str, None]] = {}
    for card in gather(reader, weigh(knowledge)).claims:
        for trail in card.trails:
            quotes.setdefault(reader.iris[trail.document.id], {})[trail.quote.replace(" … ", " and then ")] = None
    return {document: "\n".join(passages) for document, passages in quotes.items()}
