"""The page: one self-contained HTML file with the picture and, readable without it, everything it shows."""

import base64
import hashlib
import html
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from pyvis.network import Network

from kgraph.viewing import palette, phrases
from kgraph.viewing.cards import ClaimCard, Dossier
from kgraph.viewing.dossier import gather
from kgraph.viewing.drawing import NO_QUESTION, QUIET_ABOVE, Drawing, Line, Node, draw
from kgraph.viewing.layout import CLAIM_WIDTH, OUTER_WIDTH, Box, Column, measure
from kgraph.weighing.evidence import Evidence, Stored

TITLE: Final = "Who says what, and on whose word"
VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"
"""Inside pyvis, which is pinned to one version; a test knows the file's digest."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text: `html` is the whole file, to be written as UTF-8."""

    html: str

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame of its own that cannot reach the notebook."""
        return (
            '<iframe title="kgraph" sandbox="allow-scripts allow-popups" width="100%" height="800" '
            f'style="border:0" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def view(knowledge: Stored, evidence: Evidence, *, title: str = TITLE) -> Page:
    """Draw the graph and write the page; the same knowledge gives the same bytes."""
    dossier = gather(knowledge, evidence)
    drawing = draw(dossier, evidence)
    return Page(_fill(drawing, dossier, title).generate_html())


class _Picture(Network):  # type: ignore[misc] # pyvis has no types
    """A pyvis network with our page round it.

    pyvis' own page contacts servers, runs markup from titles as script and loops over every node added; of
    pyvis we use the data it collects and the vis-network it ships.
    """

    def __init__(self) -> None:
        # Directed, or a second line between the same two boxes would be dropped in silence.
        super().__init__(directed=True, cdn_resources="in_line")
        self.options = {"physics": {"enabled": False}}
        self.templateEnv = Environment(
            loader=FunctionLoader(_template),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templateEnv.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
        self.path = "view.html.j2"

    def add(self, node: Node, drawing: Drawing, unnamed: frozenset[str]) -> None:
        """Add a box, with its place where it has one."""
        claim = node.column is Column.CLAIM
        place = drawing.layout.boxes.get(node.id)
        width = CLAIM_WIDTH if claim else OUTER_WIDTH
        height = place.height if place else measure(Box(node.id, node.column, node.label))
        where = {"x": place.x + width / 2, "y": place.y + height / 2} if place else {}
        options = {"card": node.card, "kind": node.kind, "mark": node.mark, "col": int(node.column)}
        # add_node looks through a list of all ids, which takes minutes for tens of thousands.
        self.nodes.append(
            {"id": node.id, "label": node.label, "w": width, "h": height, "anon": node.card in unnamed}
            | options
            | where
        )

    def join(self, line: Line) -> None:
        """Add a line between two boxes added before."""
        ends = {"from": line.start, "to": line.end}
        self.edges.append({"id": line.id, "rel": line.relation, "claims": list(line.claims)} | ends)


def _fill(drawing: Drawing, dossier: Dossier, title: str) -> _Picture:
    picture = _Picture()
    unnamed = frozenset(card.ref.id for card in dossier.claims if card.unnamed)
    for node in drawing.nodes:
        picture.add(node, drawing, unnamed)
    for line in drawing.lines:
        picture.join(line)
    used = {line.relation: 0 for line in drawing.lines}
    for line in drawing.lines:
        used[line.relation] += 1
    script, vis = _template("view.js"), _vis()
    picture.templateEnv.globals |= {
        "title": title,
        "dossier": dossier,
        "drawing": drawing,
        "palette": palette,
        "phrases": phrases,
        "colours": palette.variables(),
        "strokes": {name: stroke for name, stroke in palette.STROKES.items() if name in used},
        "used": used,
        "off": ["about"] if len(dossier.claims) > QUIET_ABOVE else [],
        "style": _template("view.css"),
        "scripts": [vis, script],
        "hashes": [digest(vis), digest(script)],
        "look": _look(drawing),
    } | _sort(dossier)
    return picture


def _sort(dossier: Dossier) -> dict[str, Any]:
    """Group the cards as the sections of the page list them."""
    groups: dict[str, list[ClaimCard]] = {}
    within: dict[str, list[ClaimCard]] = {card.ref.id: [] for card in dossier.sources}
    behind: dict[str, list[ClaimCard]] = {card.ref.id: [] for card in dossier.sources}
    for card in dossier.claims:
        groups.setdefault(card.question.label if card.question else NO_QUESTION, []).append(card)
        for document in card.documents:
            within.setdefault(document.id, []).append(card)
        for speaker in card.unnamed:
            behind.setdefault(speaker.id, []).append(card)
    cards = {card.ref.id: card for card in dossier.claims}
    carded = {*cards, *(card.ref.id for card in dossier.sources)}
    return {"groups": groups, "within": within, "behind": behind, "cards": cards, "carded": carded}


def _look(drawing: Drawing) -> dict[str, Any]:
    """Say to the script how kinds and relations are drawn, and where the bands are."""
    layout = drawing.layout
    return {
        "width": layout.width,
        "height": layout.height,
        "bands": [
            {"label": label, "x": place.x, "y": place.y, "w": place.width, "h": place.height}
            for label, place in layout.bands.items()
        ],
        "inks": {name: {"shape": ink.shape, "dashed": ink.dashed} for name, ink in palette.INKS.items()},
        "strokes": {
            name: {"dashes": list(stroke.dashes), "arrow": stroke.arrow, "strong": stroke.strong}
            for name, stroke in palette.STROKES.items()
        },
    }


def digest(script: str) -> str:
    """Name a script as a content security policy does."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _template(name: str) -> str:
    return (files("kgraph.viewing") / "templates" / name).read_text("utf-8").replace("\r\n", "\n")


@cache
def _vis() -> str:
    """Read vis-network with the line ends a browser will see, or its digest would not match."""
    return (files("pyvis") / VIS).read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
