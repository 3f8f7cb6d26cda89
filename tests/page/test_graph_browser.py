"""The graph in Chromium: filters, neighbourhoods, addresses, keys and files, of small graphs and of large ones."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from browsing import CHROMIUM, Opener

from kgraph.ontology.vocab import IDS
from kgraph.page.page import view
from kgraph.page.picture import NODE_LIMIT
from kgraph.provenance.chains import weigh
from kgraph.store.knowledge import load

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

ROOT = Path(__file__).parent.parent.parent
SVG = "{http://www.w3.org/2000/svg}"
CLAIM = "claim:ship-struck-pier"
FEW, MANY = "sample", "corpus"
CORPUS_CLAIM = "claim:mi6-sponsors-unrest"
NEAR_LIMIT = 80
LINE_LIMIT = 200
WALK = """(() => {
  const seen = new Set([kgraph.beside("", "ArrowDown")]);
  for (const id of seen) {
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
      const next = kgraph.beside(id, key);
      if (next) seen.add(next);
    }
  }
  return [...seen].sort();
})()"""
OVERLAPS = """(() => {
  const scene = kgraph.scene(), boxes = [...scene.places].map(([id, p]) => ({ p, n: scene.own.get(id) }));
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
    Math.abs(a.p.x - b.p.x) < (a.n.w + b.n.w) / 2 && Math.abs(a.p.y - b.p.y) < (a.n.h + b.n.h) / 2)
    .map((b) => [a.n.id, b.n.id]));
})()"""
BEHIND = """(() => {
  const scene = kgraph.scene(), boxes = [...scene.places].map(([id, p]) => ({ id, p, n: scene.own.get(id) }));
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path"), found = [];
  for (const line of kgraph.lines().filter((one) => !one.hidden && one.opacity === 1)) {
    drawn.setAttribute("d", line.path);
    for (let at = 0; at <= drawn.getTotalLength(); at += 4) {
      const { x, y } = drawn.getPointAtLength(at);
      const box = boxes.find(({ id, p, n }) => id !== line.from && id !== line.to && Math.abs(p.x - x) < n.w / 2 && Math.abs(p.y - y) < n.h / 2);
      if (box) { found.push([line.from, line.to, box.id]); break; }
    }
  }
  return found;
})()"""  # noqa: E501 - a script
QUESTIONS = "[...kgraph.scene().own.values()].filter((n) => n.kind === 'question').map((n) => n.card)"


@dataclass(frozen=True, slots=True)
class Held:
    store: ox.Store


def _held(name: str) -> Held:
    store = ox.Store()
    store.load(
        (ROOT / f"tests/view/{name}.ttl").read_bytes(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/view")
    )
    return Held(store)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("graphs")
    loaded, _ = load([ROOT / "annotations"])
    pages = {name: _held(name) for name in (FEW, "poisoned")} | {MANY: Held(loaded.store)}
    near = view(loaded, weigh(loaded), focus=CORPUS_CLAIM).html
    (folder / "near.html").write_bytes(near.encode())
    for name, knowledge in pages.items():
        (folder / f"{name}.html").write_bytes(view(knowledge, weigh(knowledge)).html.encode())
    return {name: (folder / f"{name}.html").as_uri() for name in (*pages, "near")}


@pytest.fixture
def open_page(browser: Any, files: dict[str, str]) -> Iterator[Opener]:
    opener = Opener(browser, files)
    yield opener
    opener.close()


def _drawn(shown: Any) -> tuple[int, int]:
    return shown.run("kgraph.network.body.data.nodes.length"), shown.run("kgraph.lines().length")


def test_a_large_graph_opens_with_its_questions_and_says_what_is_left_out(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    nodes, lines = _drawn(shown)

    assert shown.run("kgraph.scene().kind") == "overview"
    assert nodes <= NEAR_LIMIT
    assert lines <= LINE_LIMIT
    assert len(shown.run(QUESTIONS)) == 24
    assert "Not drawn:" in shown.text("#summary")
    assert "Switched off: lines “about”" in shown.text("#summary")
    assert shown.complaints == []


def test_lines_switched_off_but_drawn_of_what_is_chosen_are_not_called_missing(open_page: Opener) -> None:
    shown = open_page(MANY, "#n=actor:tokayev&near=actor:tokayev")

    assert shown.run("kgraph.lines().some((one) => !one.hidden && kgraph.model.boxes.get(one.to).col === 3)")
    assert "Switched off, except for what is chosen: lines “about”" in shown.text("#summary")


def test_a_click_on_a_question_shows_its_claims(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    first = shown.run(QUESTIONS)[0]
    place = shown.run(
        f"(() => {{ const at = kgraph.network.canvasToDOM(kgraph.places().get({first!r}));"
        "const box = document.getElementById('canvas').getBoundingClientRect();"
        "return [box.x + at.x, box.y + at.y]; })()"
    )
    shown.page.mouse.click(*place)
    shown.page.wait_for_function("kgraph.scene().kind === 'some'")

    assert f"near={first.replace(':', '%3A')}" in shown.page.url
    kinds = shown.run("[...kgraph.scene().own.values()].map((n) => n.kind)")
    assert "question" not in kinds
    assert 0 < kinds.count("claim") <= 36
    assert len(kinds) <= 72
    shown.page.go_back()
    shown.page.wait_for_function("kgraph.scene().kind === 'overview'")


def test_a_question_shows_only_claims_that_match_the_filters(open_page: Opener) -> None:
    shown = open_page(MANY, "#doc=doc:escobar-steppe&near=question:foreign-sponsorship")
    drawn = "[...kgraph.scene().own.values()].filter((n) => n.kind === 'claim')"
    within = "kgraph.model.claims[n.at].trails.some(([doc]) => kgraph.model.refs[doc].id === 'doc:escobar-steppe')"
    found = shown.run(f"{drawn}.map((n) => {within})")
    all_ = shown.run("kgraph.model.questions.get('question:foreign-sponsorship').claims.length")

    assert set(found) == {True}
    assert shown.text("#summary").startswith(f"Drawn: {len(found)} claims that answer “")
    assert f"and match the filters, of {all_}, the most contested first." in shown.text("#summary")
    shown.run("kgraph.go({ basis: 'firsthand' })")
    assert f"Nothing is drawn: of {all_} claims that answer" in shown.text("#summary")
    assert shown.complaints == []


def test_every_scene_keeps_its_limits_and_no_boxes_overlap(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    claims = shown.run("kgraph.nodes.filter((n) => n.kind === 'claim').map((n) => n.id)")
    sources = shown.run("kgraph.nodes.filter((n) => n.kind !== 'claim').map((n) => n.card)")
    asked = [*shown.run(QUESTIONS)[:6], *claims[::60], *sources[::30], "doc:escobar-steppe"]
    for one, depth in [("", 1), *((one, depth) for one in asked for depth in (1, 3))]:
        shown.run(f"kgraph.go({{ n: {one!r}, near: {one!r}, depth: {depth} }})")
        nodes, lines = _drawn(shown)

        assert nodes <= NEAR_LIMIT
        assert lines <= LINE_LIMIT
        assert shown.run(OVERLAPS) == [], one
        assert shown.run(WALK) == sorted(shown.run("[...kgraph.places().keys()]")), one
    assert shown.complaints == []


def test_in_a_neighbourhood_no_line_passes_behind_a_box(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    links = "c.lines.filter((e) => e.strong).length"
    busiest = f"[...kgraph.model.claims].sort((a, b) => ((c) => {links})(b) - ((c) => {links})(a)).slice(0, 20)"
    for claim in shown.run(f"{busiest}.map((c) => kgraph.nodes[c.at].id)"):
        shown.run(f"kgraph.go({{ n: {claim!r}, near: {claim!r} }})")

        assert shown.run("kgraph.lines().some((one) => one.opacity === 1)")
        assert shown.run(BEHIND) == []


def test_no_two_lines_share_a_path(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    both = "['states', 'denied'].every((rel) => c.lines.some((e) => e.rel === rel && e.from.id === one))"
    split = shown.run(
        "kgraph.model.claims.filter((c) => [...new Set(c.lines.map((e) => e.from.id))]"
        f".some((one) => {both})).map((c) => kgraph.nodes[c.at].id)"
    )
    assert "claim:unrest-colour-revolution" in split
    for one in ["", *split, *shown.run(QUESTIONS)[:8]]:
        shown.run(f"kgraph.go({{ n: {one!r}, near: {one!r} }})")
        paths = shown.run("kgraph.lines().filter((line) => !line.hidden).map((line) => line.path)")

        assert len(set(paths)) == len(paths) > 0, one


@pytest.mark.parametrize("state", ["{}", "{ off: new Set(Object.keys(kgraph.model.look.strokes)) }", "{ near: CLAIM }"])
def test_who_belongs_to_the_claims_and_is_not_drawn_is_counted(open_page: Opener, state: str) -> None:
    shown = open_page(MANY, "#graph")
    shown.run(f"kgraph.go({state.replace('CLAIM', repr(CORPUS_CLAIM))})")
    left = shown.run(
        "(() => { const own = kgraph.scene().own, drawn = [...own.values()].filter((n) => n.kind === 'claim');"
        "const of = drawn.length ? drawn.map((n) => kgraph.model.claims[n.at]) : kgraph.model.claims, left = new Set();"
        "for (const c of of) for (const e of c.lines) for (const n of [e.from, e.to]) if (!own.has(n.id)) left.add(n);"
        "return [1, 0, 3].map((col) => [...left].filter((n) => n.col === col).length); })()"
    )
    said = shown.text("#summary")

    assert any(left)
    for number, name in zip(left, ("document", "source", "actor"), strict=True):
        assert bool(number) == bool(re.search(rf"\b{number:,} (more )?{name}s?\b", said)), said


def test_where_no_claim_matches_the_page_says_so(open_page: Opener) -> None:
    shown = open_page(MANY, "#doc=doc:escobar-steppe&basis=firsthand")

    assert "Nothing is drawn" in shown.text("#summary")
    assert shown.complaints == []


def test_a_claim_that_answers_several_questions_is_found_under_each(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    claim, questions = shown.run(
        "(() => { const c = kgraph.model.claims.find((one) => one.questions.length > 1);"
        "return [kgraph.nodes[c.at].id, c.questions]; })()"
    )
    for question in questions:
        shown.run(f"kgraph.go({{ q: {question!r}, n: '' }})")
        counted = shown.run(f"kgraph.model.questions.get({question!r}).claims.length")
        assert shown.text("#filtered").startswith(f"{counted} of ")
        shown.run(f"kgraph.go({{ q: '', n: {question!r}, near: {question!r} }})")
        assert counted > 36 or claim in shown.run("[...kgraph.places().keys()]")
        shown.run(f"kgraph.go({{ n: {claim!r}, near: '' }})")
        assert shown.page.locator(f"#panel a[data-n='{question}']").count() == 1


def test_a_small_graph_is_drawn_whole_without_overlaps(open_page: Opener) -> None:
    shown = open_page(FEW)
    nodes, _ = _drawn(shown)

    assert nodes == shown.run("kgraph.nodes.length") <= NODE_LIMIT
    assert shown.run(OVERLAPS) == []
    assert shown.run("kgraph.lines().length") == len(json.loads(shown.page.text_content("#edges")))


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("name", [FEW, MANY])
def test_labels_can_be_read_at_first_view(open_page: Opener, name: str, size: tuple[int, int]) -> None:
    shown = open_page(name, "#graph", width=size[0], height=size[1])

    assert shown.run("kgraph.scale() * 14") >= 8


@pytest.mark.parametrize(
    ("select", "key"),
    [("question", "q"), ("document", "doc"), ("actor", "actor"), ("basis", "basis"), ("stance", "stance")],
)
@pytest.mark.parametrize("name", [FEW, MANY])
def test_each_filter_narrows_is_in_the_address_and_back_undoes_it(
    open_page: Opener, name: str, select: str, key: str
) -> None:
    shown = open_page(name, "#graph")
    value = shown.run(f"document.getElementById({select!r}).options[1].value")
    shown.page.select_option(f"#{select}", value)
    said = shown.text("#filtered")
    found, _, total = said.replace(",", "").partition(" of ")

    assert 0 < int(found) <= int(total.split()[0])
    assert f"{key}=" in shown.page.url
    again = open_page(name, "#" + shown.page.url.partition("#")[2])
    assert again.text("#filtered") == said
    assert again.run(f"document.getElementById({select!r}).value") == value
    shown.page.go_back()
    shown.page.wait_for_function("document.getElementById('filtered').textContent === ''")
    assert shown.run(f"document.getElementById({select!r}).value") == ""


def test_filters_hold_of_one_chain_together(open_page: Opener) -> None:
    shown = open_page(FEW, "#doc=doc%3Aletter&stance=denies")
    asked = """kgraph.model.claims.filter((c) => c.trails.some(([doc, hops]) =>
      kgraph.model.refs[doc].id === "doc:letter" && hops.some((hop) => hop[1].stance === "denies")))
      .length"""

    assert shown.text("#filtered").startswith(f"{shown.run(asked)} of ")


def test_an_address_holds_the_claim_and_the_filters(open_page: Opener) -> None:
    shown = open_page(FEW, f"#n={CLAIM}&doc=doc:review&anon=1&off=said,cites&theme=dark")

    assert "A North Line ship" in shown.text("#panel h2")
    assert shown.page.input_value("#document") == "doc:review"
    assert shown.page.is_checked("#unnamed")
    assert not shown.page.is_checked("[data-rel=said]")
    assert shown.run("document.documentElement.dataset.theme") == "dark"
    assert "Switched off, except for what is chosen: lines “told to, or said in”" in shown.text("#summary")


@pytest.mark.parametrize("name", [FEW, MANY])
def test_an_address_that_asks_for_what_is_not_there_says_so(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#n=claim:nowhere")
    for hash_ in ("#doc=doc%3Anowhere", "#q=%E0%A4%A", "#near=__proto__"):
        assert "not on this page" in shown.text("#summary")
        shown.run(f"location.hash = {hash_!r}")
        shown.page.wait_for_timeout(50)
    for hash_ in ("#depth=x&n=", "#off=constructor", "#depth=1e9&theme=blue"):
        shown.run(f"location.hash = {hash_!r}")
        shown.page.wait_for_timeout(50)
        assert shown.run("kgraph.places().size") > 0

    assert shown.complaints == []


def test_a_neighbourhood_can_be_widened_and_says_its_steps(open_page: Opener) -> None:
    shown = open_page(MANY, "#n=claim:mi6-sponsors-unrest")
    before = shown.run("kgraph.places().size")
    shown.page.click("#panel button:has-text('One step further')")

    assert shown.run("kgraph.places().size") > before
    assert "2 steps along the links" in shown.text("#summary")
    assert "depth=2" in shown.page.url
    chain = shown.run("kgraph.lines().filter((one) => one.opacity === 1).map((one) => [one.from, one.to])")
    assert any(CORPUS_CLAIM in ends for ends in chain)
    assert 0 < len(chain) < shown.run("kgraph.lines().length")


def test_a_saved_picture_names_the_filters(open_page: Opener) -> None:
    shown = open_page(MANY, "#doc=doc:escobar-steppe&anon=1")

    assert "Document: " + shown.run("document.getElementById('document').selectedOptions[0].text") in shown.run(
        "kgraph.svg()"
    )
    assert "With at least one unnamed speaker. " in shown.run("kgraph.svg()")


def test_links_that_lead_out_of_the_picture_are_counted_on_the_box(open_page: Opener) -> None:
    shown = open_page(FEW, f"#n={CLAIM}&near={CLAIM}")
    more = dict(shown.run("[...kgraph.scene().more]"))
    counted = shown.run(
        "[...kgraph.places().keys()].map((id) => [id, kgraph.model.boxes.get(id).lines.filter((e) =>"
        "!kgraph.places().has(e.from.id) || !kgraph.places().has(e.to.id)).length]).filter(([, n]) => n)"
    )

    assert more == dict(counted)
    assert more["doc:review"] > 0
    shown.page.focus("#canvas")
    shown.run("kgraph.go({ n: 'doc:review' })")
    assert f"Not drawn: {more['doc:review']} links" in shown.text("#panel")


def test_the_buttons_of_the_panel_keep_the_focus_or_give_it_to_the_graph(open_page: Opener) -> None:
    shown = open_page(MANY, f"#n={CORPUS_CLAIM}&near={CORPUS_CLAIM}")
    focused = "[document.activeElement.id, document.activeElement.textContent]"
    for button, then in (
        ("One step further", ["", "One step further"]),
        ("One step further", ["", "One step further"]),
        ("One step further", ["canvas", ""]),
        ("Show the whole graph", ["canvas", ""]),
    ):
        shown.page.focus(f"#panel button:text-is('{button}')")
        shown.page.keyboard.press("Enter")
        assert shown.run(focused) == then, button


def test_on_a_phone_the_head_of_what_is_chosen_comes_into_view(open_page: Opener) -> None:
    shown = open_page(MANY, f"#near={CORPUS_CLAIM}", width=390, height=800)
    where = "document.querySelector('#panel h2').getBoundingClientRect().top"
    place = shown.run(
        f"(() => {{ document.getElementById('canvas').scrollIntoView();"
        f"const at = kgraph.network.canvasToDOM(kgraph.places().get('{CORPUS_CLAIM}'));"
        "document.getElementById('scroller').scrollTo(at.x - 100, at.y - 100);"
        "const box = document.getElementById('canvas').getBoundingClientRect();"
        "return [box.x + at.x, box.y + at.y]; })()"
    )
    shown.page.mouse.click(*place)
    shown.page.wait_for_selector("#panel h2")

    assert 0 < shown.run(where) < 700
    shown.run("scrollTo(0, 0)")
    shown.page.fill("#search", "tokayev")
    shown.page.press("#search", "Enter")
    assert 0 < shown.run(where) < 700


def test_on_a_phone_an_address_leads_to_what_it_names(open_page: Opener) -> None:
    shown = open_page(MANY, f"#n={CORPUS_CLAIM}", width=390, height=800)

    assert 0 < shown.run("document.querySelector('#panel h2').getBoundingClientRect().top") < 700


def test_the_keys_of_the_graph_act_only_in_the_graph(open_page: Opener) -> None:
    shown = open_page(FEW)
    shown.page.focus("#search")
    shown.page.keyboard.type("f+")
    assert shown.run("kgraph.scene().kind") == "whole"

    shown.page.focus("#canvas")
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("f")
    assert shown.run("kgraph.scene().kind") == "some"
    shown.page.keyboard.press("f")
    assert shown.run("kgraph.scene().kind") == "whole"
    before = shown.run("kgraph.scale()")
    shown.page.keyboard.press("+")
    assert shown.run("kgraph.scale()") > before
    shown.page.keyboard.press("Escape")
    assert shown.text("#live") == "Nothing chosen."


def test_the_search_is_a_combobox(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    shown.page.fill("#search", "MASÍMOV")
    hits = shown.page.locator("#hits [role=option]")
    assert shown.page.get_attribute("#search", "aria-expanded") == "true"
    assert 0 < hits.count() <= 20

    shown.page.keyboard.press("ArrowUp")
    assert shown.page.get_attribute("#search", "aria-activedescendant") == f"hit{hits.count() - 1}"
    shown.page.keyboard.press("ArrowDown")
    assert hits.first.get_attribute("aria-selected") == "true"
    shown.page.keyboard.press("Escape")
    assert shown.page.get_attribute("#search", "aria-expanded") == "false"
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_selector("#panel h2")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("nazarbayev", "actor:nazarbayev"),
        ("pepe", "actor:pepe-escobar"),
        ("csto", "actor:csto"),
        ("doc:escobar", "doc:escobar-steppe"),
    ],
)
def test_the_search_lists_who_is_called_so_before_what_is_said_of_them(
    open_page: Opener, asked: str, first: str
) -> None:
    shown = open_page(MANY, "#graph")
    found = shown.page.evaluate("(asked) => kgraph.find(asked).map((card) => [card.id, Boolean(card.claim)])", asked)
    named = [claim for card, claim in found if asked in card]

    assert found[0][0] == first
    assert named == sorted(named)


def test_what_the_search_does_not_list_is_its_last_row(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    shown.page.fill("#search", "tokayev")
    found = shown.run("kgraph.find('tokayev').length")
    rows = shown.page.locator("#hits li")

    assert rows.count() == 21 < found
    assert rows.last.inner_text().startswith(f"The first 20 of {found};")
    shown.page.keyboard.press("ArrowUp")
    assert shown.page.get_attribute("#search", "aria-activedescendant") == "hit19"


@pytest.mark.parametrize("name", [FEW, MANY, "poisoned"])
def test_the_picture_is_saved_as_svg_with_every_box_and_line(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#graph")
    with shown.page.expect_download() as waiting:
        shown.page.click("#svg")
    written = Path(waiting.value.path()).read_text("utf-8")
    root = ET.fromstring(written)  # noqa: S314 - of our own making

    assert waiting.value.suggested_filename == "graph.svg"
    assert {one.tag for one in root.iter()} == {SVG + "svg", SVG + "title", SVG + "path", SVG + "text"}
    assert len(root.findall(SVG + "path")) > shown.run("kgraph.places().size") + shown.run(
        "kgraph.lines().filter((e) => !e.hidden).length"
    )
    words = " ".join(one.text or "" for one in root.findall(SVG + "text"))
    for part in (shown.text("h1"), shown.text("#summary"), "annotated document"):
        assert " ".join(part.split()) in words
    assert "NaN" not in written
    assert "undefined" not in written
    assert not any(name.startswith("on") or "href" in name for one in root.iter() for name in one.attrib)


def test_the_picture_is_saved_as_png(open_page: Opener) -> None:
    shown = open_page(FEW)
    with shown.page.expect_download() as waiting:
        shown.page.click("#png")

    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 50_000
    assert int.from_bytes(data[16:20], "big") > 1500


def test_a_claim_is_copied_as_a_citation(open_page: Opener) -> None:
    shown = open_page(FEW, f"#n={CLAIM}", permissions=["clipboard-read", "clipboard-write"])
    shown.page.click("#panel button:has-text('Copy as citation')")
    shown.page.wait_for_selector("#citation")

    copied = shown.run("navigator.clipboard.readText()")
    assert copied == shown.page.input_value("#citation textarea")
    for part in (
        CLAIM,
        "A North Line ship struck the pier",
        "Said by: a former intelligence officer (unnamed): ",
        "In: ",
        "Passage: “",
    ):
        assert part in copied


def test_where_nothing_can_be_copied_the_text_is_shown(open_page: Opener) -> None:
    shown = open_page(FEW, f"#n={CLAIM}")
    shown.run("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.page.click("#panel button:has-text('Copy as citation')")
    shown.page.wait_for_selector("#citation")

    assert "does not let the page copy" in shown.text("#citation")
    assert shown.run("document.activeElement.tagName") == "TEXTAREA"
    assert shown.complaints == []


def test_dark_and_light_are_kept_through_choices(open_page: Opener) -> None:
    shown = open_page(FEW, color_scheme="light")
    shown.page.click("#theme")
    shown.run(f"kgraph.go({{ n: {CLAIM!r} }})")

    assert shown.run("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in shown.page.url
    shown.page.click("#theme")
    assert shown.run("document.documentElement.dataset.theme") == "light"


def test_dark_and_light_go_from_tab_to_tab_and_stay_in_the_address(open_page: Opener) -> None:
    shown = open_page(MANY, "#claims", color_scheme="light")
    worn = "document.documentElement.dataset.theme"
    shown.page.click("#theme")
    assert shown.page.url.endswith("#claims&theme=dark")
    for tab in ("graph", "timeline"):
        shown.page.click(f"nav a[href='#{tab}']")
        shown.page.wait_for_selector(f"#{tab}.open")
        assert shown.page.url.endswith(f"#{tab}&theme=dark")
        shown.page.reload()
        shown.page.wait_for_selector(f"#{tab}.open")
        assert shown.run(worn) == "dark"
    shown.page.go_back()
    shown.page.wait_for_selector("#graph.open")
    assert shown.run("document.querySelector('nav a[aria-current]').textContent") == "Graph"
    shown.run(f"location.hash = '{CORPUS_CLAIM}'")
    shown.page.wait_for_selector(f"article[id='{CORPUS_CLAIM}']", state="visible")
    assert shown.page.url.endswith(f"#{CORPUS_CLAIM}&theme=dark")
    shown.page.reload()
    shown.page.wait_for_selector(f"article[id='{CORPUS_CLAIM}']", state="visible")
    assert shown.complaints == []


@pytest.mark.parametrize("hash_", ["", "#graph", "#graph&theme=dark"])
def test_a_page_of_a_neighbourhood_opens_with_what_it_lies_around(open_page: Opener, hash_: str) -> None:
    shown = open_page("near", hash_)
    assert "MI6" in shown.text("#panel h2")
    assert shown.run("kgraph.lines().some((one) => one.opacity === 1)")

    shown.page.click("#whole")
    assert shown.page.locator("#panel h2").count() == 0


def test_the_graph_is_found_again_as_it_was_left(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph&doc=doc:escobar-steppe&theme=dark")
    assert shown.page.input_value("#document") == "doc:escobar-steppe"
    assert shown.run("document.documentElement.dataset.theme") == "dark"

    shown.run(f"kgraph.go({{ n: '{CORPUS_CLAIM}' }})")
    before = shown.page.url
    shown.page.click("nav a[href='#claims']")
    shown.page.wait_for_selector("#claims.open")
    shown.page.click("#theme")
    shown.page.click("nav a:text-is('Graph')")
    shown.page.wait_for_selector("#graph.open")

    assert shown.page.url == before.replace("dark", "light")
    assert shown.page.input_value("#document") == "doc:escobar-steppe"
    assert shown.page.locator("#panel h2").count() == 1
    assert shown.run("document.documentElement.dataset.theme") == "light"
    shown.page.click("#whole")
    assert shown.page.get_attribute("nav a:text-is('Graph')", "href") == "#graph"


def test_hostile_text_does_no_harm_in_any_scene_or_file(open_page: Opener) -> None:
    shown = open_page("poisoned")
    for card in shown.run("[...kgraph.model.cards.keys()]"):
        shown.run(f"kgraph.go({{ n: {json.dumps(card)}, near: {json.dumps(card)} }})")
        ET.fromstring(shown.run("kgraph.svg()"))  # noqa: S314

    assert shown.run("window.__pwn") is None
    assert shown.run("document.querySelectorAll('img, iframe, base').length") == 0
    assert len(shown.requests) == 1
    assert shown.complaints == []
