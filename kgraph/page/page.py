"""The page: one self-contained HTML file with the picture and, readable without it, everything it shows."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from pyvis.network import Network
from rjsmin import jsmin

from kgraph.core.counts import say_count
from kgraph.ontology import glossary
from kgraph.ontology.curies import contract
from kgraph.page import annotated_texts, palette, script_data, tabs
from kgraph.page.cards import Reader, count_contradictions, gather, number_questions
from kgraph.page.environment import digest, environment, read_template
from kgraph.page.picture import draw
from kgraph.page.subgraph import Wish, select
from kgraph.provenance.chains import Evidence, weigh
from kgraph.render import wording
from kgraph.store.lookup import Known

TITLE: Final = "Who says what, and on whose word"
VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"
"""The path inside pyvis, which is pinned to one version; a test checks the digest of the file."""

SCRIPTS: Final = (
    "model.js",  # what the page holds
    "state.js",  # what the parts below share
    "shapes.js",
    "scenes.js",
    "card.js",
    "search.js",
    "save.js",
    "address.js",
    "selection.js",
    "drawing.js",
    "panel.js",
    "navigation.js",
    "keyboard.js",
    "filters.js",
    "output.js",
    "view.js",
)
"""The scripts of the graph, joined in this order: each defines one name for those that follow, and `view.js` starts."""
EARLY: Final = 'document.documentElement.classList.add("tabbed")'
"""Runs before the browser reads the tabs, so that it lays out only the open one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text: `html` is the whole file, to be written as UTF-8; `contradictions` counts those on it."""

    html: str
    contradictions: int = 0

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that cannot reach the notebook."""
        return (
            '<iframe title="kgraph" sandbox="allow-scripts allow-popups allow-downloads" width="100%" height="800" '
            f'style="border:0" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def view(
    knowledge: Known,
    evidence: Evidence | None = None,
    *,
    title: str = TITLE,
    texts: Mapping[str, str] | None = None,
    coverage: Mapping[str, str] | None = None,
    focus: str = "",
    depth: int = 1,
    question: str = "",
    document: str = "",
    query: str = "",
    params: Mapping[str, str] | None = None,
    extent: str = "",
) -> Page:
    """Draw the graph and write the page; the same knowledge gives the same bytes.

    `texts` maps the IRI of a document to its text, for the annotated copies; `coverage` maps it to a phrase that
    says how much of the text is annotated.

    `focus` (within `depth` steps), `question`, `document` and `query` select a part of the graph: the neighbourhood
    of a thing, the claims that answer a question, those in a document, or the answer to a CONSTRUCT query. All take
    ids as annotations write them; `query` is a name or SPARQL, with its values in `params`. `extent` is a line that
    says which day the knowledge is limited to. Raises UsageError for an unknown id.

    Example::

        page = kgraph.view(knowledge, focus="claim:mi6-sponsors-unrest")
        print(page.html.startswith("<!doctype html>"))  # True
    """
    evidence = evidence or weigh(knowledge)
    wish = Wish(focus=focus, depth=depth, question=question, document=document, query=query, params=params)
    part = select(knowledge, evidence, wish)
    numbers = number_questions(Reader(knowledge), evidence) if wish else None
    reader, evidence = Reader(part, texts), part.evidence
    dossier = gather(reader, evidence, coverage, numbers)
    copies = annotated_texts.annotate(reader, dossier)
    dossier = tabs.mark_passages(dossier, copies)
    strokes = palette.call_strokes(part.terms)
    nodes, lines = draw(dossier, evidence, part.lines)
    values = tabs.fill(reader, dossier, copies, is_part=bool(wish)) | {
        "title": title,
        "part": part.words,
        "extent": extent,
        "dossier": dossier,
        "strokes": strokes,
        "inks": script_data.inks_used(nodes, dossier),
        "used": script_data.count_lines(lines),
        "off": script_data.hidden_at_first(dossier),
        "look": script_data.describe(dossier, strokes) | {"chosen": contract(focus)},
        "deck": script_data.Deck(dossier, evidence).value(),
    }
    boxes, edges = script_data.list_nodes(nodes), script_data.list_lines(nodes, lines, dossier)
    return Page(_fill(boxes, edges, values), count_contradictions(dossier.claims))


def _fill(nodes: Iterable[object], edges: Iterable[object], values: Mapping[str, object]) -> str:
    """Fill our template with the data of the graph.

    We do not use the page of pyvis: it contacts servers and runs markup in titles as scripts.
    """
    # An undirected network silently drops a second line between the same two boxes.
    picture = Network(directed=True, cdn_resources="in_line")
    picture.options = {"physics": {"enabled": False}}
    picture.templateEnv, picture.path = environment(), "view.html.j2"
    # add_node searches a list of all ids each time, which takes minutes for tens of thousands.
    picture.nodes += nodes
    picture.edges += edges
    scripts = [_vis(), _script("tabs.js"), "\n".join(map(_script, SCRIPTS))]
    picture.templateEnv.globals |= {
        **values,
        "wording": wording,
        "glossary": list(glossary.load().values()),
        "say_count": say_count,
        "colours": palette.variables(),
        "style": read_template("view.css") + read_template("graph.css") + read_template("tabs.css"),
        "scripts": scripts,
        "early": EARLY,
        "hashes": [digest(script) for script in (EARLY, *scripts)],
    }
    return str(picture.generate_html())


@cache
def _script(name: str) -> str:
    """Read a script without comments and unneeded spaces."""
    return str(jsmin(read_template(name)))


@cache
def _vis() -> str:
    """Read vis-network with the line ends that a browser sees; otherwise the digest does not match."""
    return (files("pyvis") / VIS).read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
