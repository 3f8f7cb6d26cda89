"""The page in Chromium: it contacts nobody, can be used by keyboard, and runs no stranger's script."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgraph.graph.knowledge import load
from kgraph.viewing.diagram import view
from kgraph.viewing.drawing import NODE_LIMIT
from kgraph.vocab import IDS
from kgraph.weighing.evidence import weigh

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

VIEWS = Path(__file__).parent / "view"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CORPUS = "corpus"
PAGES = ("sample", "poisoned", CORPUS)
CLAIM = "claim:ship-struck-pier"
CLAIMS = 42
LEAST_LABEL = 8
NAMED = """(() => {
  const stop = document.activeElement, label = stop.closest("label") || stop.labels?.[0];
  const name = stop.getAttribute("aria-label") || stop.textContent.trim() || label?.textContent;
  return [stop.id || stop.tagName, name];
})()"""


@dataclass(frozen=True, slots=True)
class Held:
    store: ox.Store


@dataclass(slots=True)
class Shown:
    """A page in the browser, with what it asked for and complained of."""

    page: Any
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def panel(self) -> str:
        return str(self.page.inner_text("#panel"))


def _page(name: str) -> bytes:
    if name == CORPUS:
        loaded, _ = load([VIEWS.parent.parent / "annotations"])
        return view(loaded, weigh(loaded)).html.encode()
    store = ox.Store()
    store.load(
        (VIEWS / f"{name}.ttl").read_bytes(),
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode(IDS + "file/view"),
    )
    knowledge = Held(store)
    return view(knowledge, weigh(knowledge)).html.encode()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for name in PAGES:
        (folder / f"{name}.html").write_bytes(_page(name))
    return {name: (folder / f"{name}.html").as_uri() for name in PAGES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Opener:
    """Opens pages, each in a window of its own."""

    def __init__(self, browser: Any, files: dict[str, str]) -> None:
        self.browser, self.files, self.windows = browser, files, list[Any]()

    def __call__(self, name: str = "sample", hash_: str = "", *, width: int = 1280, **options: Any) -> Shown:
        window = self.browser.new_context(viewport={"width": width, "height": 720}, **options)
        self.windows.append(window)
        shown = Shown(window.new_page(), self.files[name])
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.on("console", lambda message: shown.complaints.append(message.text))
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.goto(shown.address + hash_)
        return shown


@pytest.fixture
def open_page(browser: Any, files: dict[str, str]) -> Iterator[Opener]:
    opener = Opener(browser, files)
    yield opener
    for window in opener.windows:
        window.close()


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
    assert "A North Line ship struck the pier" in shown.panel()
    assert "a former intelligence officer" in shown.panel()
    assert "The ship was forty miles out" in shown.panel()

    shown.page.click("#panel a:has-text('forty miles')")
    assert shown.page.url.endswith("#n=claim%3Aship-was-at-sea")
    shown.page.go_back()

    shown.page.wait_for_selector("#panel h2:has-text('A North Line')")


@pytest.mark.parametrize("hash_", ["#n=claim:nowhere", "#n=%E0%A4%A", "#n=__proto__", "#n=constructor", "#%"])
def test_an_address_that_leads_nowhere_does_no_harm(open_page: Opener, hash_: str) -> None:
    shown = open_page(hash_=hash_)

    assert shown.complaints == []
    assert "Choose a box" in shown.panel()


def test_choosing_a_claim_lights_its_chain_and_dims_the_rest(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    lines = shown.run("kgraph.network.body.data.edges.get().map((e) => [e.from, e.to, e.color.opacity])")
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
    assert shown.page.inner_text("#live") == title

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
    assert shown.page.inner_text("#filtered").startswith("1 of")
    shown.page.click("#whole")
    assert shown.page.inner_text("#filtered") == ""


def test_a_kind_of_line_can_be_switched_off(open_page: Opener) -> None:
    shown = open_page()
    hidden = "kgraph.network.body.data.edges.get().filter((e) => e.hidden).length"
    assert shown.run(hidden) == 0

    shown.page.uncheck("[data-rel=states]")

    assert shown.run(hidden) > 0


def test_hostile_text_executes_nothing_wherever_it_is_shown(open_page: Opener) -> None:
    shown = open_page("poisoned")
    for card in shown.run("[...new Set(kgraph.nodes.map((n) => n.card))]"):
        shown.run(f"location.hash = 'n=' + encodeURIComponent({card!r})")
    shown.page.fill("#search", "script")
    shown.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    shown.page.wait_for_timeout(300)

    assert shown.run("window.__pwn") is None
    assert shown.run("document.querySelectorAll('img, iframe, base, link, svg[onload]').length") == 0
    assert len(shown.requests) == 1


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_window_does_not_scroll_sideways(open_page: Opener, width: int, name: str) -> None:
    shown = open_page(name, width=width)
    shown.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert shown.run("document.documentElement.scrollWidth") <= width


def test_without_scripts_every_claim_is_there_and_nothing_is_dead(open_page: Opener) -> None:
    shown = open_page(java_script_enabled=False)
    page = shown.page

    assert page.locator("#claims tbody th").count() == CLAIMS
    assert page.locator("#full article").count() == CLAIMS
    assert page.locator("#contradictions tbody tr").count() > 0
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", f"#n={CLAIM}"])
def test_axe_finds_nothing(open_page: Opener, scheme: str, hash_: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown = open_page(hash_=hash_, color_scheme=scheme, bypass_csp=True)

    found = axe.Axe().run(shown.page).response["violations"]

    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_a_notebook_frame_works_too(open_page: Opener, tmp_path: Path) -> None:
    store = ox.Store()
    store.load((VIEWS / "sample.ttl").read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:g"))
    knowledge = Held(store)
    (tmp_path / "notebook.html").write_text(view(knowledge, weigh(knowledge))._repr_html_(), "utf-8")
    shown = open_page()
    shown.page.goto((tmp_path / "notebook.html").as_uri())
    frame = shown.page.frame_locator("iframe")
    frame.locator("#claims a").first.click()

    frame.locator("#panel h2").wait_for()
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
