"""Pages of made-up corpora in Chromium: what is true of a few claims is true of 1,100 and of 20,000.

1,100 claims fold the questions of a tab, and give tables more than one page; 20,000 also shorten repeated detail.
How long a reader waits is measured by benchmarks/page.py, beside the limits.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import AXE, CHROMIUM, Opener, Shown

from kgraph.page.page import view
from kgraph.page.tabs import TABS
from kgraph.provenance.chains import weigh

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

ROOT = Path(__file__).parent.parent.parent
SIZES = (1100, 20000)
MOST_MEGABYTES = 25
MOST_NODES, MOST_LINES = 80, 200
SMALLEST_LABEL = 8
STATIC = [tab for tab in TABS if tab not in ("graph", "copies")]
EVERY_HUNDREDTH = "kgraph.nodes.filter((n) => n.kind === 'claim').map((n) => n.id).filter((id, i, all) => i % (all.length / 20) === 0)"  # noqa: E501 - a script
OVERLAPS = """(() => {
  const scene = kgraph.scene(), boxes = [...scene.places].map(([id, p]) => ({ p, n: scene.own.get(id) }));
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
    Math.abs(a.p.x - b.p.x) < (a.n.w + b.n.w) / 2 && Math.abs(a.p.y - b.p.y) < (a.n.h + b.n.h) / 2)).length;
})()"""


@pytest.fixture(scope="module", params=SIZES)
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import corpus
    finally:
        sys.path.pop(0)
    knowledge = corpus.make(request.param)
    path = tmp_path_factory.mktemp("grown") / "grown.html"
    path.write_bytes(view(knowledge, weigh(knowledge)).html.encode())
    return request.param, path


@pytest.fixture
def open_page(browser: Any, grown: tuple[int, Path]) -> Iterator[Opener]:
    opener = Opener(browser, {"sample": grown[1].as_uri()})
    yield opener
    opener.close()


def _show(shown: Shown, tab: str) -> None:
    shown.page.click(f"nav a[href='#{tab}']")
    shown.page.wait_for_selector(f"#{tab}.open")


def test_a_page_is_small_enough_to_send_and_holds_every_claim_once(grown: tuple[int, Path]) -> None:
    claims, path = grown
    text = path.read_text("utf-8")

    assert path.stat().st_size < MOST_MEGABYTES * 1_000_000
    assert len(re.findall(r'<article id="claim:[^"]*"', text)) == claims


def test_a_page_opens_on_its_own_and_draws_readable_labels(open_page: Opener) -> None:
    shown = open_page(hash_="#graph")
    for claim in ["", *shown.run(EVERY_HUNDREDTH)]:
        shown.run(f"kgraph.go({{ n: {claim!r}, near: {claim!r} }})")

        assert shown.run("kgraph.network.body.data.nodes.length") <= MOST_NODES
        assert shown.run("kgraph.lines().length") <= MOST_LINES
        assert shown.run(OVERLAPS) == 0
    assert len(shown.requests) == 1
    assert shown.complaints == []


def test_labels_can_be_read_in_windows_of_any_usual_size(open_page: Opener) -> None:
    shown = open_page(hash_="#graph")
    for width, height in ((1280, 720), (1440, 900), (1920, 1080)):
        shown.page.set_viewport_size({"width": width, "height": height})
        shown.settle()

        assert shown.run("kgraph.scale() * 14") >= SMALLEST_LABEL, width


def test_an_address_leads_to_any_claim_and_back_returns(open_page: Opener, grown: tuple[int, Path]) -> None:
    shown = open_page(hash_="#questions")
    last = shown.run("kgraph.nodes.filter((n) => n.kind === 'claim').at(-1).id")

    shown.run(f"location.hash = {last!r}")
    shown.page.wait_for_selector(f"article[id='{last}']", state="visible")
    shown.page.go_back()
    shown.page.wait_for_selector("#questions.open")
    shown.run(f"location.hash = 'n=' + encodeURIComponent({last!r})")
    shown.page.wait_for_selector("#graph.open")
    assert shown.text("#panel h2") == shown.run(f"kgraph.nodes.find((n) => n.id === {last!r}).label")
    assert shown.run(f"kgraph.find('{grown[0] - 1}').length") > 0
    assert shown.complaints == []


def test_no_tab_is_wider_than_a_narrow_window(open_page: Opener) -> None:
    shown = open_page(width=320)
    wide = {}
    for tab in STATIC:
        _show(shown, tab)
        wide[tab] = shown.run("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(STATIC, 320)


@pytest.mark.parametrize("grown", SIZES[:1], indirect=True)
def test_axe_reports_no_violation_in_any_tab(open_page: Opener) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    shown = open_page(bypass_csp=True)
    violations = {}
    for tab in ("graph", *STATIC):
        _show(shown, tab)
        context = {"include": [["header"], [f"#{tab}"]]}
        report = axe.run(shown.page, context=context, options=AXE).response["violations"]
        violations[tab] = [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in report]

    assert violations == {tab: [] for tab in ("graph", *STATIC)}


def test_without_scripts_every_claim_and_contradiction_is_there(open_page: Opener, grown: tuple[int, Path]) -> None:
    shown = open_page(java_script_enabled=False)

    assert shown.page.locator("#full article").count() == grown[0]
    assert shown.page.locator("#contradictions .conflict").count() > 0
    assert shown.page.locator("button:visible, input:visible, select:visible").count() == 0
