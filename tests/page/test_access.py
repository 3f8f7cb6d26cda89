"""The page in Chromium: narrow windows, paper, no scripts, assistive technology; it contacts nobody."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from browsing import AXE, CHROMIUM, Opener, Shown
from pages import CLAIM, CLAIMS, FEW, HOSTILE, MANY, NEAR, hold

from kgraph.page.page import view
from kgraph.page.tabs import TABS
from kgraph.provenance.chains import weigh

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

PAGES = (FEW, HOSTILE, MANY)
A4 = 718
"""Pixels between the margins of a sheet, each of a centimetre."""
NAMED = """(() => {
  const stop = document.activeElement, label = stop.closest("label") || stop.labels?.[0];
  const name = stop.getAttribute("aria-label") || stop.textContent.trim() || label?.textContent;
  return [stop.id || stop.tagName, name];
})()"""
TAB_LINKS = "[...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))"
STATIC = [tab for tab in TABS if tab != "graph"]
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


@pytest.mark.parametrize("name", PAGES)
def test_opening_requests_only_the_file_and_logs_nothing(open_page: Opener, name: str) -> None:
    shown = open_page(name)
    shown.settle()

    assert len(shown.requests) == 1
    assert shown.complaints == []


def test_all_tab_stops_have_names(open_page: Opener) -> None:
    shown = open_page()
    stops = []
    for _ in range(30):
        shown.page.keyboard.press("Tab")
        stops.append(shown.run(NAMED))

    assert {"search", "document", "unnamed", "whole", "canvas"} <= {stop for stop, _ in stops}
    assert all(name for _, name in stops)


def test_forced_colours_still_mark_the_chosen_box(open_page: Opener) -> None:
    shown = open_page(forced_colors="active")
    shown.page.fill("#search", "ship")
    shown.page.keyboard.press("ArrowDown")
    style = "getComputedStyle(document.querySelector('#hits [aria-selected=true]'))"
    assert shown.run(f"{style}.forcedColorAdjust") == "none"
    again = open_page(hash_="#contradictions", forced_colors="active")
    again.page.locator("#contradictions a[href^='#text-']").first.click()
    again.page.wait_for_selector("mark.lit")

    assert again.run("getComputedStyle(document.querySelector('mark.lit')).outlineStyle") == "solid"


def test_hostile_text_executes_nothing_wherever_it_is_shown(open_page: Opener) -> None:
    shown = open_page(HOSTILE)
    for card in shown.run("[...new Set(kgraph.nodes.map((n) => n.card))]"):
        shown.run(f"location.hash = 'n=' + encodeURIComponent({card!r})")
    shown.page.fill("#search", "script")
    shown.unfold()
    shown.settle()

    assert shown.run("window.__pwn") is None
    assert shown.run("document.querySelectorAll('img, iframe, base, link, svg[onload]').length") == 0
    assert len(shown.requests) == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_window_does_not_scroll_sideways(open_page: Opener, name: str) -> None:
    shown = open_page(name, width=390)
    shown.unfold()
    for width in (390, 320):
        shown.page.set_viewport_size({"width": width, "height": 720})

        assert shown.run("document.documentElement.scrollWidth") <= width


def test_without_scripts_every_claim_is_there_and_no_control_is_dead(open_page: Opener) -> None:
    shown = open_page(java_script_enabled=False)
    page = shown.page

    assert page.locator("#claims tbody th").count() == CLAIMS
    assert page.locator("#full article").count() == CLAIMS
    assert page.locator("#contradictions .conflict").count() > 0
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", f"#n={CLAIM}"])
def test_axe_reports_no_violation(open_page: Opener, scheme: str, hash_: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown = open_page(hash_=hash_, color_scheme=scheme, bypass_csp=True)

    violations = axe.Axe().run(shown.page, options=AXE).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in violations] == []


def test_a_notebook_frame_works_too(open_page: Opener, tmp_path: Path) -> None:
    knowledge = hold(FEW)
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


def test_every_tab_can_be_read_without_scripts(open_page: Opener) -> None:
    shown = open_page(java_script_enabled=False)
    for tab in STATIC:
        what, least = EXPECTED[tab]

        assert shown.page.locator(f"main > #{tab} > h2").is_visible()
        assert shown.page.locator(f"#{tab} {what}").count() >= least


def test_no_tab_is_wider_than_a_narrow_window(open_page: Opener) -> None:
    shown = open_page(width=320)
    shown.unfold()
    wide = {}
    for tab in STATIC:
        shown.page.click(f"nav a[href='#{tab}']")
        shown.page.wait_for_selector(f"#{tab}.open")
        wide[tab] = shown.run("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(STATIC, 320)


@pytest.mark.parametrize(
    ("name", "scheme", "rules"),
    [(FEW, "light", []), (NEAR, "light", []), (NEAR, "dark", ["color-contrast", "link-in-text-block"])],
)
def test_axe_reports_no_violation_in_any_tab(open_page: Opener, name: str, scheme: str, rules: list[str]) -> None:
    """In the dark only the rules on colour are asked: the elements are the same."""
    shown = open_page(name, color_scheme=scheme, bypass_csp=True)
    tabs = [link.removeprefix("#") for link in shown.run(TAB_LINKS)]
    assert len(tabs) >= len(TABS) - 1
    for tab in tabs:
        shown.page.click(f"nav a[href='#{tab}']")
        shown.page.wait_for_selector(f"#{tab}.open")
        shown.run(f"document.querySelectorAll('#{tab} details').forEach((folded) => {{ folded.open = true; }})")
        shown.settle()

        assert _violations(shown, tab, rules) == [], tab


@pytest.mark.parametrize("tab", ["graph", "questions"])
def test_axe_reports_no_violation_in_the_first_views_of_a_large_page(open_page: Opener, tab: str) -> None:
    shown = open_page(MANY, f"#{tab}", bypass_csp=True)

    assert _violations(shown, tab) == []


def _violations(shown: Shown, tab: str, rules: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = {"include": [["header"], [f"#{tab}"]]}
    options = AXE | ({"runOnly": rules} if rules else {})
    report = axe.run(shown.page, context=context, options=options).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in report]


@pytest.mark.parametrize("tab", TABS)
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
    shown = open_page(MANY, width=A4)
    shown.page.emulate_media(media="print")
    wide = {}
    for tab in TABS:
        shown.run(f"location.hash = '{tab}'")
        shown.page.wait_for_selector(f"#{tab}.open")
        shown.run("dispatchEvent(new Event('beforeprint'))")
        wide[tab] = shown.run("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(TABS, A4)


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
