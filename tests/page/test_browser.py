"""The page in Chromium: it contacts nobody, can be used by keyboard, and runs no stranger's script."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from browsing import AXE, CHROMIUM, Opener

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG
from kgraph.page.dossier import gather
from kgraph.page.page import view
from kgraph.page.picture import NODE_LIMIT
from kgraph.page.reader import Reader
from kgraph.page.tabs import PAGE_ROWS, TABS
from kgraph.provenance.chains import Stored, weigh
from kgraph.render.wording import any_rated, say_roots, say_weakest
from kgraph.reports.trace import attribute
from kgraph.reports.trace_report import say_counts
from kgraph.store.knowledge import load

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

VIEWS = Path(__file__).parent.parent / "view"
CORPUS = "corpus"
PAGES = ("sample", "poisoned", CORPUS)
TEXTS = {
    "sample": {
        "gazette": "Pier falls\n\nNobody had told us a thing of it in the week before. The pier was already broken\n"
        "before the storm came.\nThe pier was already down, before the storm came. Nobody had told us, they said, "
        "in the week before. ",
        "review": "He said that in the night it was cut, as everybody there knew.",
    },
    "poisoned": {"a": "<script>window.__pwn=1</script> <img src=x onerror=window.__pwn=1> text", "b": "&lt;b>"},
}
CLAIM = "claim:ship-struck-pier"
CLAIMS = 42
LEAST_LABEL = 8
A4 = 718
"""Pixels between margins of a centimetre."""
NAMED = """(() => {
  const stop = document.activeElement, label = stop.closest("label") || stop.labels?.[0];
  const name = stop.getAttribute("aria-label") || stop.textContent.trim() || label?.textContent;
  return [stop.id || stop.tagName, name];
})()"""


@dataclass(frozen=True, slots=True)
class Held:
    store: ox.Store


def _page(name: str) -> bytes:
    if name == CORPUS:
        loaded, _ = load([VIEWS.parent.parent / "annotations"])
        return view(loaded, weigh(loaded), texts=_quoted(loaded)).html.encode()
    store = ox.Store()
    store.load(
        (VIEWS / f"{name}.ttl").read_bytes(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode(IDS + "file/view"),
    )
    knowledge = Held(store)
    texts = {f"{IDS}doc/{document}": text for document, text in TEXTS[name].items()}
    return view(knowledge, weigh(knowledge), texts=texts).html.encode()


def _quoted(knowledge: Stored) -> dict[str, str]:
    """Make texts of the words that are quoted from each document."""
    reader = Reader(knowledge)
    quotes: dict[str, dict[str, None]] = {}
    for card in gather(reader, weigh(knowledge)).claims:
        for trail in card.trails:
            quotes.setdefault(reader.iris[trail.document.id], {})[trail.quote.replace(" … ", " and then ")] = None
    return {document: "\n".join(found) for document, found in quotes.items()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for name in PAGES:
        (folder / f"{name}.html").write_bytes(_page(name))
    return {name: (folder / f"{name}.html").as_uri() for name in PAGES}


@pytest.fixture
def open_page(browser: Any, files: dict[str, str]) -> Iterator[Opener]:
    opener = Opener(browser, files)
    yield opener
    opener.close()


@pytest.mark.parametrize("name", PAGES)
def test_opening_asks_for_nothing_but_the_file_and_complains_of_nothing(open_page: Opener, name: str) -> None:
    shown = open_page(name)
    shown.page.wait_for_timeout(300)

    assert len(shown.requests) == 1
    assert shown.complaints == []


def test_every_node_is_drawn_and_every_label_can_be_read(open_page: Opener) -> None:
    shown = open_page()

    assert shown.run("kgraph.places().size") == shown.run("kgraph.nodes.length")
    assert shown.run("kgraph.scale() * 14") >= LEAST_LABEL
    assert shown.run("kgraph.network.body.data.nodes.length") == shown.run("kgraph.nodes.length")


def test_an_address_with_a_claim_opens_it_and_back_restores(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    assert "A North Line ship struck the pier" in shown.text("#panel")
    assert "a former intelligence officer" in shown.text("#panel")
    assert "The ship was forty miles out" in shown.text("#panel")

    shown.page.click("#panel a:has-text('forty miles')")
    assert shown.page.url.endswith("#n=claim%3Aship-was-at-sea")
    shown.page.go_back()

    shown.page.wait_for_selector("#panel h2:has-text('A North Line')")


@pytest.mark.parametrize("hash_", ["#n=claim:nowhere", "#n=%E0%A4%A", "#n=__proto__", "#n=constructor", "#%"])
def test_an_address_that_leads_nowhere_does_no_harm(open_page: Opener, hash_: str) -> None:
    shown = open_page(hash_=hash_)

    assert shown.complaints == []
    assert "Choose a box" in shown.text("#panel")


def test_an_address_of_nothing_on_the_page_says_so(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#nosuch")
    shown.page.wait_for_selector("header:has-text('Nothing on this page is called “nosuch”.')")
    shown.page.click("nav a[href='#claims']")
    shown.page.wait_for_selector("#claims.open")
    assert "nosuch" not in shown.text("header")

    shown = open_page(CORPUS, "#question:foreign-sponsorship")
    shown.page.wait_for_selector("#graph.open")
    assert "Nothing on this page" not in shown.text("header")
    assert shown.complaints == []


def test_choosing_a_claim_lights_its_chain_and_dims_the_rest(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    lines = shown.run("kgraph.lines().map((e) => [e.from, e.to, e.opacity])")
    lit = {(start, end) for start, end, opacity in lines if opacity == 1}

    assert {("anon:review-officer", "doc:review"), ("doc:review", CLAIM)} <= lit
    assert ("doc:letter", "claim:five-hurt") not in lit


def test_search_finds_by_words_and_by_name_without_accents(open_page: Opener) -> None:
    shown = open_page()
    shown.page.fill("#search", "FORTY mílés")
    assert shown.page.locator("#hits li").first.inner_text().startswith("The ship was forty miles")

    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("Enter")

    shown.page.wait_for_function("document.querySelector('#panel h2')?.textContent.startsWith('The ship was')")
    shown.page.fill("#search", "nothing like it")
    assert "Nothing found" in shown.page.inner_text("#hits")


def test_every_node_can_be_reached_with_the_arrow_keys(open_page: Opener) -> None:
    shown = open_page()
    script = """(() => {
      const seen = new Set([kgraph.beside("", "ArrowDown")]);
      for (const id of seen) {
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          const next = kgraph.beside(id, key);
          if (next) seen.add(next);
        }
      }
      return [...seen];
    })()"""

    assert set(shown.run(script)) == set(shown.run("[...kgraph.places().keys()]"))
    shown.page.focus("#canvas")
    shown.page.keyboard.press("ArrowDown")
    first = shown.page.inner_text("#panel h2")
    shown.page.keyboard.press("ArrowDown")
    shown.page.wait_for_selector("#panel h2")
    assert shown.page.inner_text("#panel h2") != first


def test_enter_goes_to_the_panel_and_escape_back_and_then_shows_all(open_page: Opener) -> None:
    shown = open_page()
    shown.page.focus("#canvas")
    shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_selector("#panel h2")
    title = shown.page.inner_text("#panel h2")
    number = shown.run("kgraph.places().size")
    assert shown.page.inner_text("#live").startswith(f"{title}. ")
    assert re.search(rf", \d+ of {number}\b", shown.page.inner_text("#live"))

    shown.page.keyboard.press("Enter")
    assert shown.run("document.activeElement.tagName") == "H2"
    shown.page.keyboard.press("Escape")
    assert shown.run("document.activeElement.id") == "canvas"
    shown.page.keyboard.press("Escape")

    shown.page.wait_for_selector("#panel h2", state="detached")


def test_tab_stops_are_all_named(open_page: Opener) -> None:
    shown = open_page()
    stops = []
    for _ in range(30):
        shown.page.keyboard.press("Tab")
        stops.append(shown.run(NAMED))

    assert {"search", "document", "unnamed", "whole", "canvas"} <= {stop for stop, _ in stops}
    assert all(name for _, name in stops)


def test_the_neighbourhood_alone_can_be_shown(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    shown.page.click("#panel button")

    assert set(shown.run("[...kgraph.places().keys()]")) == {
        CLAIM,
        "claim:ship-was-at-sea",
        "anon:review-officer",
        "doc:review",
        "actor:north-line spoken of",
    }


def test_filters_say_how_many_claims_match(open_page: Opener) -> None:
    shown = open_page()
    shown.page.check("#unnamed")

    assert f"of {CLAIMS} claims match" in shown.page.inner_text("#filtered")
    shown.page.select_option("#document", "doc:minutes")
    assert shown.page.inner_text("#filtered").startswith("0 of")  # no chain within it has an unnamed speaker
    shown.page.click("#whole")
    assert shown.page.inner_text("#filtered") == ""


def test_what_a_filter_finds_is_announced(open_page: Opener) -> None:
    shown = open_page()
    shown.page.check("#unnamed")
    assert shown.text("#filtered") in shown.text("#live")

    shown.page.select_option("#stance", "denies")
    assert shown.text("#filtered") in shown.text("#live")
    shown.page.click("#whole")
    assert shown.text("#summary") in shown.text("#live")


def test_a_point_is_not_followed_by_another_sign(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#near=claim:mi6-sponsors-unrest&n=claim:mi6-sponsors-unrest")
    for place in ("#live", "#summary"):
        assert not re.search(r"[.?!]”?[.,]", shown.text(place)), shown.text(place)


def test_the_neighbourhood_is_announced_and_the_keys_stay_described(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    shown.page.focus("#canvas")
    shown.page.keyboard.press("f")

    assert "the neighbourhood of" in shown.text("#live")
    assert "arrow keys" in shown.run(
        "document.getElementById(document.getElementById('canvas').getAttribute('aria-describedby')).textContent"
    )


def test_a_number_found_is_announced_when_typing_rests(open_page: Opener) -> None:
    shown = open_page()
    shown.page.focus("#search")
    shown.page.keyboard.type("ship", delay=20)
    assert "found" not in shown.text("#live")

    shown.page.wait_for_selector("#live:has-text(' found')", state="attached")


def test_enter_on_a_hit_goes_to_its_card(open_page: Opener) -> None:
    shown = open_page()
    shown.page.fill("#search", "forty")
    shown.page.press("#search", "Enter")

    assert shown.run("document.activeElement === document.querySelector('#panel h2')")


@pytest.mark.parametrize(
    ("tab", "links"),
    [("contradictions", "a[href^='#claim:']"), ("copies", ".margin a[href^='#claim:']"), ("says", "tbody th a")],
)
def test_back_returns_to_the_link_that_was_followed(open_page: Opener, tab: str, links: str) -> None:
    shown = open_page(hash_=f"#{tab}")
    link = shown.page.locator(f"#{tab} {links}").nth(2)
    words = link.inner_text()
    link.press("Enter")
    assert shown.run("document.activeElement === document.querySelector('#panel h2')")

    shown.page.go_back()
    shown.page.wait_for_selector(f"#{tab}.open")
    shown.page.wait_for_selector(f"#{tab} a:focus")
    assert shown.run("document.activeElement.innerText") == words
    assert link.evaluate("(one) => one === document.activeElement")


def test_back_from_a_page_of_a_table_or_a_tab_returns_to_the_link(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#claims")
    turned = shown.page.locator("#claims .pages a:has-text('2')").first
    for link in (turned, shown.page.locator("nav a[href='#says']")):
        link.press("Enter")
        shown.page.wait_for_selector(":focus:not(a)")
        shown.page.go_back()
        shown.page.wait_for_selector("a:focus")
        assert link.evaluate("(one) => one === document.activeElement")


@pytest.mark.parametrize(
    ("tab", "link", "focused"),
    [
        ("graph", "nav a[href='#claims']", "All claims"),
        ("questions", "#questions tbody td a", "Q1"),
        ("contradictions", "#contradictions a[href^='#text-']", "passage"),
        ("timeline", "#timeline svg a[href*='-published']", "published"),
    ],
)
def test_a_jump_takes_the_focus_along(open_page: Opener, tab: str, link: str, focused: str) -> None:
    shown = open_page(hash_=f"#{tab}")
    shown.page.locator(link).first.press("Enter")
    shown.page.wait_for_selector(":focus:not(a)")

    if focused == "passage":
        assert shown.run("document.activeElement.matches('mark.lit')")
    else:
        assert shown.run("document.activeElement.innerText").startswith(focused)


def test_the_title_names_the_tab(open_page: Opener) -> None:
    shown = open_page(hash_="#claims")
    assert shown.page.title().startswith("All claims – ")
    shown.page.click("nav a[href='#says']")
    shown.page.wait_for_selector("#says.open")

    assert shown.page.title().startswith("Who says what – ")


def test_links_are_named_by_where_they_lead(open_page: Opener) -> None:
    shown = open_page(hash_="#questions")
    documents = shown.page.locator("#questions thead th a").all_inner_texts()
    cells = shown.page.locator("#questions td a:has(.tally)").all_inner_texts()
    assert all(any(document in cell for document in documents) and re.search(r"Q\d", cell) for cell in cells)
    shown.unfold()

    to_copies = shown.page.locator("a[href^='#text-']:has-text('in the annotated copy')").all_text_contents()
    assert to_copies
    assert all(re.fullmatch(r"in the annotated copy, passage \d+", words) for words in to_copies)


def test_questions_are_numbered_and_ordered_alike_everywhere(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#questions")
    listed = shown.page.locator("#questions tbody th").all_inner_texts()
    offered = shown.run("[...document.getElementById('question').options].slice(1).map((one) => one.textContent)")
    asked = [words for words in listed if "No question recorded" not in words]

    assert offered
    assert [one.rpartition(" (")[0] for one in offered] == [one for one in asked if one in "\n".join(offered)]


def test_who_denies_a_claim_and_who_is_silent_is_said_in_its_row(open_page: Opener) -> None:
    shown = open_page(hash_="#says")
    rows = shown.page.locator("#says tbody tr:has-text('denied by')")
    cell = shown.page.locator("#says .grid:not(.dense) td:empty").first

    assert rows.count() > 0
    assert "silent" in cell.aria_snapshot()


def test_each_contradiction_is_an_article_that_says_so(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#contradictions")
    names = shown.run("[...document.querySelectorAll('article.conflict')].map((one) => one.ariaLabel)")
    kinds = (" contradicts ", "Asserted and denied: ", ", denied with the broader ", " gives a reason to doubt: ")
    counted = [sum(kind in name for name in names) for kind in kinds]

    assert all(counted)
    assert sum(counted) == len(names)
    assert f"In all {counted[0] + counted[1]} contradictions." in shown.text("#contradictions")
    assert f"{counted[2]} claims, not counted above." in shown.text("#contradictions")
    assert f"{counted[3]} pairs, not counted above." in shown.text("#contradictions")


def test_counts_sort_from_the_most(open_page: Opener) -> None:
    shown = open_page(hash_="#sources")
    shown.page.click("#sources th button:has-text('Speaks on')")
    numbers = shown.run(
        "[...document.querySelectorAll('#sources .sortable tbody tr')].map((r) => +r.cells[4].textContent)"
    )

    assert numbers == sorted(numbers, reverse=True)
    assert shown.page.locator("#sources th[aria-sort=descending]").count() == 1
    assert "sorted by “Speaks on”, descending" in shown.text("#sources caption >> nth=0")


def test_a_table_is_a_stop_only_where_it_scrolls(open_page: Opener) -> None:
    script = "[...document.querySelectorAll('#questions .wide')].map((e) => e.tabIndex === 0)"
    wide, narrow = open_page(hash_="#questions", width=1900), open_page(hash_="#questions", width=400)
    for shown in (wide, narrow):
        shown.page.wait_for_timeout(100)

    assert wide.run(script) == [False]
    assert narrow.run(script) == [True]


def test_with_forced_colours_what_is_chosen_is_marked(open_page: Opener) -> None:
    shown = open_page(forced_colors="active")
    shown.page.fill("#search", "ship")
    shown.page.keyboard.press("ArrowDown")
    style = "getComputedStyle(document.querySelector('#hits [aria-selected=true]'))"
    assert shown.run(f"{style}.forcedColorAdjust") == "none"
    again = open_page(hash_="#contradictions", forced_colors="active")
    again.page.locator("#contradictions a[href^='#text-']").first.click()
    again.page.wait_for_selector("mark.lit")

    assert again.run("getComputedStyle(document.querySelector('mark.lit')).outlineStyle") == "solid"


def test_a_link_from_another_tab_asks_the_graph_afresh(open_page: Opener) -> None:
    shown = open_page(hash_="#stance=denies&anon=1&theme=dark")
    shown.page.click("nav a[href='#contradictions']")
    shown.page.wait_for_selector("#contradictions.open")
    shown.page.click("#contradictions .half a >> nth=0")
    shown.page.wait_for_selector("#graph.open")

    assert "stance" not in shown.page.url
    assert "anon=1" not in shown.page.url
    assert "theme=dark" in shown.page.url
    assert shown.text("#filtered") == ""


def test_a_kind_of_line_can_be_switched_off(open_page: Opener) -> None:
    shown = open_page()
    hidden = "kgraph.lines().filter((e) => e.hidden).length"
    assert shown.run(hidden) == 0

    shown.page.uncheck("[data-rel=states]")

    assert shown.run(hidden) > 0


def test_hostile_text_executes_nothing_wherever_it_is_shown(open_page: Opener) -> None:
    shown = open_page("poisoned")
    for card in shown.run("[...new Set(kgraph.nodes.map((n) => n.card))]"):
        shown.run(f"location.hash = 'n=' + encodeURIComponent({card!r})")
    shown.page.fill("#search", "script")
    shown.unfold()
    shown.page.wait_for_timeout(300)

    assert shown.run("window.__pwn") is None
    assert shown.run("document.querySelectorAll('img, iframe, base, link, svg[onload]').length") == 0
    assert len(shown.requests) == 1


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_window_does_not_scroll_sideways(open_page: Opener, width: int, name: str) -> None:
    shown = open_page(name, width=width)
    shown.unfold()

    assert shown.run("document.documentElement.scrollWidth") <= width


def test_without_scripts_every_claim_is_there_and_nothing_is_dead(open_page: Opener) -> None:
    shown = open_page(java_script_enabled=False)
    page = shown.page

    assert page.locator("#claims tbody th").count() == CLAIMS
    assert page.locator("#full article").count() == CLAIMS
    assert page.locator("#contradictions .conflict").count() > 0
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", f"#n={CLAIM}"])
def test_axe_finds_nothing(open_page: Opener, scheme: str, hash_: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown = open_page(hash_=hash_, color_scheme=scheme, bypass_csp=True)

    found = axe.Axe().run(shown.page, options=AXE).response["violations"]

    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_a_notebook_frame_works_too(open_page: Opener, tmp_path: Path) -> None:
    store = ox.Store()
    store.load((VIEWS / "sample.ttl").read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:g"))
    knowledge = Held(store)
    (tmp_path / "notebook.html").write_text(view(knowledge, weigh(knowledge))._repr_html_(), "utf-8")
    shown = open_page()
    shown.page.goto((tmp_path / "notebook.html").as_uri())
    frame = shown.page.frame_locator("iframe")
    frame.locator("nav a[href='#claims']").click()
    frame.locator("#claims a").first.click()

    frame.locator("#panel h2").wait_for()
    with shown.page.expect_download() as waiting:
        frame.locator("#svg").click()
    assert waiting.value.suggested_filename == "graph.svg"
    assert shown.complaints == []


def test_a_claim_with_no_room_in_the_picture_is_drawn_with_its_neighbourhood(open_page: Opener) -> None:
    shown = open_page(CORPUS)
    whole = shown.run("kgraph.places().size")
    claims = "kgraph.nodes.filter((n) => n.kind === 'claim').map((n) => n.id)"
    left = shown.run(f"{claims}.filter((id) => !kgraph.places().has(id))")
    assert whole <= NODE_LIMIT
    assert bool(left) == ("Not drawn" in shown.page.inner_text("#summary"))

    for claim in left[:3]:
        shown.run(f"location.hash = 'n=' + encodeURIComponent({claim!r})")
        shown.page.wait_for_timeout(100)
        assert claim in shown.run("[...kgraph.places().keys()]")


STATIC = [tab.id for tab in TABS if tab.id != "graph"]
EXPECTED = {
    "questions": ("tbody tr", 6),
    "contradictions": (".conflict", 9),
    "says": ("tbody th", CLAIMS),
    "timeline": ("svg", 6),
    "sources": ("article", 17),
    "documents": ("article", 4),
    "claims": ("article", CLAIMS),
    "copies": ("mark[id]", 3),
}
"""What each tab of the sample holds at least: a tab with no row here fails."""


@pytest.mark.parametrize("tab", STATIC)
def test_a_tab_can_be_read_without_scripts(open_page: Opener, tab: str) -> None:
    shown = open_page(hash_=f"#{tab}", java_script_enabled=False)
    what, least = EXPECTED[tab]

    assert shown.page.locator(f"main > #{tab} > h2").is_visible()
    assert shown.page.locator(f"#{tab} {what}").count() >= least


@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_one_tab_shows_at_a_time_and_the_address_names_it(open_page: Opener, tab: str) -> None:
    shown = open_page()
    shown.page.click(f"nav a[href='#{tab}']")
    shown.page.wait_for_function(f"document.querySelector('main > section.open').id === '{tab}'")

    assert shown.page.url.endswith(f"#{tab}")
    assert shown.page.locator("main > section:visible").count() == 1
    assert shown.page.locator("nav a[aria-current=page]").get_attribute("href") == f"#{tab}"
    assert shown.complaints == []


def test_no_tab_is_wider_than_a_narrow_window(open_page: Opener) -> None:
    shown = open_page(width=320)
    shown.unfold()
    wide = {}
    for tab in STATIC:
        shown.page.click(f"nav a[href='#{tab}']")
        shown.page.wait_for_selector(f"#{tab}.open")
        wide[tab] = shown.run("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(STATIC, 320)


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast", "link-in-text-block"])])
def test_axe_finds_nothing_in_any_tab_of_a_real_page(open_page: Opener, scheme: str, rules: list[str]) -> None:
    """In the dark only the rules on colour are asked: the elements are the same."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    shown = open_page(CORPUS, "#n=claim:mi6-sponsors-unrest", color_scheme=scheme, bypass_csp=True)
    options = AXE | ({"runOnly": rules} if rules else {})
    found = {}
    for tab in sorted(TABS, key=lambda tab: tab.id != "graph"):
        if tab.id != "graph":
            shown.page.click(f"nav a[href='#{tab.id}']")
        shown.page.wait_for_selector(f"#{tab.id}.open")
        shown.run(
            f"[...document.querySelectorAll('#{tab.id} details')].slice(0, 2).forEach((one) => {{ one.open = true; }})"
        )
        shown.page.wait_for_timeout(50)  # for what opens to unfold
        context = {"include": [["header"], [f"#{tab.id}"]]}
        violations = axe.run(shown.page, context=context, options=options).response["violations"]
        found[tab.id] = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in violations]

    assert found == {tab.id: [] for tab in TABS}


def test_a_tab_is_made_when_it_is_opened(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#graph")
    made = "main > section:not(#graph) table, main > section article, main > section svg.chart"
    assert shown.page.locator(made).count() == 0

    shown.page.click("nav a[href='#claims']")
    shown.page.wait_for_selector("#claims table")
    assert shown.page.locator("#claims table").count() == 1
    assert shown.page.locator("#claims article").count() == 0

    shown.page.locator("#claims summary").nth(1).click()
    shown.page.wait_for_selector("#claims details[open] article")
    assert shown.page.locator("#claims details:not([open]) article").count() == 0
    assert shown.complaints == []


@pytest.mark.parametrize("kind", ["claim", "anonymous", "document"])
def test_an_address_leads_to_a_card_not_yet_made_and_back_returns(open_page: Opener, kind: str) -> None:
    shown = open_page(CORPUS, "#graph")
    card = shown.run(f"[...kgraph.model.cards.values()].filter((one) => one.kind === {kind!r}).at(-1).id")
    shown.run(f"location.hash = encodeURIComponent({card!r})")
    shown.page.wait_for_selector("main > section.open article")

    assert shown.page.locator(f"[id='{card}']").is_visible()
    shown.page.go_back()
    shown.page.wait_for_selector("#graph.open")
    again = open_page(CORPUS, f"#{card}")
    assert again.page.locator(f"[id='{card}']").is_visible()


def test_hostile_ids_are_found_in_parts_not_yet_made(open_page: Opener) -> None:
    shown = open_page("poisoned", "#graph")
    ids = shown.run("[...kgraph.model.cards.values()].filter((one) => one.kind !== 'question').map((one) => one.id)")
    for one in ids:
        shown.run(f"location.hash = encodeURIComponent({one!r})")
        shown.page.wait_for_function(f"document.getElementById({one!r})?.checkVisibility()")

    assert shown.run("window.__pwn") is None
    assert shown.complaints == []


def test_the_key_for_finding_makes_the_whole_tab(open_page: Opener) -> None:
    shown = open_page(hash_="#claims")
    shown.page.keyboard.press("Control+f")

    assert shown.page.locator("#claims article").count() == CLAIMS


def test_a_table_sorts_over_pages_not_yet_made(open_page: Opener) -> None:
    shown = open_page(CORPUS, "#claims")
    shown.page.click("#claims .page.open th button >> nth=0")
    names = shown.run("[...document.querySelectorAll('#claims table.sortable tbody th a')].map((a) => a.textContent)")

    assert len(names) == shown.run("kgraph.model.claims.length") > PAGE_ROWS
    assert names == shown.run(f"{json.dumps(names)}.sort(new Intl.Collator('en', {{ numeric: true }}).compare)")


def test_the_panel_says_of_a_chain_what_trace_says(open_page: Opener) -> None:
    knowledge, _ = load([VIEWS.parent.parent / "annotations"])
    standing = max(
        weigh(knowledge), key=lambda one: (max((len(chain.hops) for chain in one.chains), default=0), one.claim)
    )
    assert max(len(chain.hops) for chain in standing.chains) > 2
    found, register = attribute(knowledge, standing.claim)
    shown = open_page(CORPUS, f"#n={contract(standing.claim)}")
    said = shown.page.locator("#panel .sentence").all_inner_texts()
    panel = shown.text("#panel")

    assert sorted(said) == sorted(found.sentences)
    for weakness in found.weaknesses:
        assert say_weakest(weakness, register, is_rated=any_rated(found.weaknesses)) in panel
    for one in say_counts(found.standing):
        assert one in panel
    shown.run(f"location.hash = encodeURIComponent({contract(standing.claim)!r})")
    card = shown.page.locator(f"[id='{contract(standing.claim)}']")
    assert all(one in card.inner_text() for one in (*found.sentences, *say_counts(found.standing)))


def test_the_panel_and_the_table_say_a_rating_and_what_links_imply(open_page: Opener) -> None:
    knowledge, _ = load([VIEWS.parent.parent / "annotations"])
    reader = Reader(knowledge)
    links = [link for link in reader.all(KG.to) if reader.code(link, KG.relation) == "broaderThan"]
    said = {IDS + "claim/ned-programme-cost": ["Credibility: 6 (truth cannot be judged)"]}
    for claim in sorted({reader.one(link, end) for link in links for end in (KG.from_, KG.to)}):
        for one in attribute(knowledge, claim)[0].implied:
            if one.links == 1:
                side = "asserted" if one.side == "for" else "denied"
                words = (
                    f"{side} by {say_roots(one.standing, one.side, reader)}, and, if the link holds, this claim with it"
                )
                said.setdefault(claim, []).append(words)
    shown = open_page(CORPUS, "#graph")

    assert {"asserted", "denied"} <= {one.partition(" ")[0] for words in said.values() for one in words}
    for iri, lines in said.items():
        claim = contract(iri)
        shown.run(f"kgraph.go({{ n: {claim!r} }})")
        panel = shown.text("#panel")
        shown.run(f"location.hash = encodeURIComponent({claim!r})")
        card = shown.page.locator(f"[id='{claim}']").inner_text()
        assert all(one in panel and one in card for one in lines)
        assert max(text.count("if the link holds") for text in (panel, card)) <= len(lines)


def test_a_claim_in_a_table_opens_beside_the_graph_and_back_returns(open_page: Opener) -> None:
    shown = open_page(hash_="#says")
    shown.page.click("#says tbody th a >> nth=0")
    shown.page.wait_for_selector("#graph.open #panel h2")

    shown.page.go_back()

    shown.page.wait_for_selector("#says.open")


def test_an_address_that_holds_a_state_of_the_graph_opens_the_graph(open_page: Opener) -> None:
    shown = open_page(CORPUS, hash_="#doc=doc%3Akorybko-coup")

    assert shown.page.locator("main > section:visible").get_attribute("id") == "graph"


def test_a_passage_is_lit_in_all_its_pieces(open_page: Opener) -> None:
    shown = open_page()
    shown.unfold()
    mark = shown.page.locator("#copies mark[id]").first.get_attribute("id")
    shown.run(f"location.hash = encodeURIComponent({mark!r})")

    shown.page.wait_for_selector("#copies.open mark.lit")
    assert shown.page.locator("mark.lit").first.is_visible()


def test_the_panel_leads_to_the_annotated_copy_first_and_then_to_the_live_page(open_page: Opener) -> None:
    shown = open_page(hash_="#n=claim:ship-was-at-sea")
    links = shown.page.locator("#panel blockquote a")
    assert [words.partition(", passage ")[0] for words in links.all_text_contents()] == [
        "in the annotated copy",
        "live page",
    ]

    links.first.click()

    shown.page.wait_for_selector("#copies.open mark.lit")


def test_a_table_sorts_by_its_column_heads(open_page: Opener) -> None:
    shown = open_page(hash_="#sources")
    names = "[...document.querySelectorAll('#sources table.sortable tbody th a')].map((a) => a.textContent)"
    shown.page.click("#sources th button >> nth=0")
    up = shown.run(names)
    shown.page.click("#sources th button >> nth=0")

    assert shown.run(names) == up[::-1]
    assert up == shown.run(f"{names}.sort(new Intl.Collator('en', {{ numeric: true }}).compare)")
    assert shown.page.locator("#sources th[aria-sort=descending]").count() == 1


@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_print_shows_the_open_tab_with_all_that_is_in_it(open_page: Opener, tab: str) -> None:
    shown = open_page(hash_=f"#{tab}")
    shown.page.emulate_media(media="print")
    shown.page.pdf()  # which announces itself as any printing does

    assert shown.page.locator("main > section:visible").count() == 1
    assert shown.page.locator(f"#{tab} h2").first.is_visible()
    assert shown.page.locator(f"#{tab} noscript[data-part], #{tab} details:not([open])").count() == 0
    assert shown.page.locator(".controls:visible, nav:visible").count() == 0


def test_no_tab_is_wider_than_paper(open_page: Opener) -> None:
    """Or all of it would be printed smaller, and what is wider still cut off."""
    shown = open_page(CORPUS, width=A4)
    shown.page.emulate_media(media="print")
    wide = {}
    for tab in [tab.id for tab in TABS]:
        shown.run(f"location.hash = '{tab}'")
        shown.page.wait_for_selector(f"#{tab}.open")
        shown.run("dispatchEvent(new Event('beforeprint'))")
        wide[tab] = shown.run("document.documentElement.scrollWidth")

    assert wide == {tab.id: A4 for tab in TABS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", [f"#n={CLAIM}", f"#n={CLAIM}&theme=dark"])
def test_print_is_light_and_the_screen_stays_as_it_was(open_page: Opener, hash_: str, scheme: str) -> None:
    """The canvas is read at the middle of its first box, beside the words."""
    pixel = """(() => {
      const [id, p] = [...kgraph.places()].find(([id]) => kgraph.scene().own.get(id).card === "claim:ship-struck-pier");
      const at = kgraph.network.canvasToDOM({ x: p.x - 90, y: p.y - 16 }), canvas = document.querySelector("canvas");
      return [...canvas.getContext("2d").getImageData(at.x, at.y, 1, 1).data].slice(0, 3);
    })()"""
    ground = "getComputedStyle(document.body).backgroundColor"
    shown = open_page(hash_=hash_, color_scheme=scheme)
    before = [shown.run(pixel), shown.run(ground)]
    shown.run(f"addEventListener('beforeprint', () => {{ window.printed = {pixel}; }})")
    shown.page.pdf()

    assert shown.run("window.printed") == [255, 255, 255]
    assert [shown.run(pixel), shown.run(ground)] == before
    shown.page.focus("#panel h2")
    shown.page.emulate_media(media="print")
    assert shown.run(ground) == "rgb(255, 255, 255)"
    assert shown.run("getComputedStyle(document.activeElement).outlineWidth") == "0px"
    assert shown.page.locator("#panel h2").is_visible()
    assert shown.page.locator("button:visible").count() == 0


def test_everything_can_be_printed(open_page: Opener) -> None:
    shown = open_page()
    shown.run(
        "window.print = () => { dispatchEvent(new Event('beforeprint'));"
        "window.printed = getComputedStyle(document.getElementById('claims')).display; }"
    )
    shown.page.click("#print")

    assert shown.run("window.printed") == "block"
    shown.page.emulate_media(media="print")
    shown.run("document.documentElement.classList.add('everything')")
    assert all(shown.page.locator(f"#{tab} h2").first.is_visible() for tab in STATIC)
    assert shown.page.locator("noscript[data-part]").count() == 0
    for tab, (what, least) in EXPECTED.items():
        assert shown.page.locator(f"#{tab} {what}").count() >= least
