"""The graph in Chromium: what is drawn of small graphs and of large ones, and that it can be read."""

import json
import re
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from browsing import CHROMIUM, Opener
from pages import CLAIM, CORPUS_CLAIM, FEW, HOSTILE, MANY, NEAR

from kgraph.page.picture import CLAIM_LIMIT

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

LEAST_LABEL = 8
LEAST_SCALE = 0.6
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
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path"), crossed = [];
  for (const line of kgraph.lines().filter((line) => !line.hidden && line.opacity === 1)) {
    drawn.setAttribute("d", line.path);
    for (let at = 0; at <= drawn.getTotalLength(); at += 4) {
      const { x, y } = drawn.getPointAtLength(at);
      const box = boxes.find(({ id, p, n }) => id !== line.from && id !== line.to && Math.abs(p.x - x) < n.w / 2 && Math.abs(p.y - y) < n.h / 2);
      if (box) { crossed.push([line.from, line.to, box.id]); break; }
    }
  }
  return crossed;
})()"""  # noqa: E501 - a script
ARRANGED = """(() => {
  let seed = 1;
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
  const { inks, denied } = kgraph.model.look, { claims, questions } = kgraph.model, scenes = [];
  const boxes = (kind, most) => [...Array(random(most))].map((_, i) =>
    ({ id: kind + i, at: i, kind, w: inks[kind].w, h: 40 + random(100), mark: random(3) ? "" : denied }));
  for (let round = 0; round < 60; round += 1) {
    const bands = [...questions.keys()].slice(0, 3), within = claims.map(() => bands[random(bands.length)]);
    const some = boxes("claim", 26), [sources, documents, actors] = ["named", "document", "person"].map((kind) => boxes(kind, 12));
    const lines = some.length ? [...sources, ...documents, ...actors].map((from) => ({ from, to: some[random(some.length)] })) : [];
    const scene = kgraph.scenes.arrange({ sources, documents, claims: some, actors, lines, band: (n) => within[n.at] });
    scenes.push({
      width: scene.width, height: scene.height, bands: scene.bands,
      boxes: [...scene.own.values()].map((n) => ({ ...scene.places.get(n.id), w: n.w, h: n.h, kind: n.kind,
        denied: n.kind === "claim" && n.mark === denied, band: n.kind === "claim" ? questions.get(within[n.at]).label : "" })),
    });
  }
  return scenes;
})()"""  # noqa: E501 - a script
QUESTIONS = "[...kgraph.scene().own.values()].filter((n) => n.kind === 'question').map((n) => n.card)"


def _drawn(shown: Any) -> tuple[int, int]:
    return shown.run("kgraph.network.body.data.nodes.length"), shown.run("kgraph.lines().length")


def test_every_node_is_drawn_and_every_label_can_be_read(open_page: Opener) -> None:
    shown = open_page()

    assert shown.run("kgraph.places().size") == shown.run("kgraph.nodes.length")
    assert shown.run("kgraph.scale() * 14") >= LEAST_LABEL
    assert shown.run("kgraph.network.body.data.nodes.length") == shown.run("kgraph.nodes.length")


def test_choosing_a_claim_highlights_its_chain_and_dims_the_rest(open_page: Opener) -> None:
    shown = open_page(hash_=f"#n={CLAIM}")
    lines = shown.run("kgraph.lines().map((e) => [e.from, e.to, e.opacity])")
    lit = {(start, end) for start, end, opacity in lines if opacity == 1}

    assert {("anon:review-officer", "doc:review"), ("doc:review", CLAIM)} <= lit
    assert ("doc:letter", "claim:five-hurt") not in lit


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


def test_a_kind_of_line_can_be_switched_off(open_page: Opener) -> None:
    shown = open_page()
    hidden = "kgraph.lines().filter((e) => e.hidden).length"
    assert shown.run(hidden) == 0

    shown.page.uncheck("[data-rel=states]")

    assert shown.run(hidden) > 0


def test_a_claim_without_room_is_drawn_with_its_neighbourhood(open_page: Opener) -> None:
    shown = open_page(MANY)
    whole = shown.run("kgraph.places().size")
    claims = "kgraph.nodes.filter((n) => n.kind === 'claim').map((n) => n.id)"
    left = shown.run(f"{claims}.filter((id) => !kgraph.places().has(id))")
    assert whole <= CLAIM_LIMIT
    assert bool(left) == ("Not drawn" in shown.page.inner_text("#summary"))

    for claim in left[:3]:
        shown.run(f"location.hash = 'n=' + encodeURIComponent({claim!r})")
        shown.settle()
        assert claim in shown.run("[...kgraph.places().keys()]")


def test_a_large_graph_opens_with_its_questions_and_says_what_is_left_out(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    nodes, lines = _drawn(shown)

    assert shown.run("kgraph.scene().kind") == "overview"
    assert nodes <= NEAR_LIMIT
    assert lines <= LINE_LIMIT
    assert len(shown.run(QUESTIONS)) == 24
    asked = shown.run("[...kgraph.model.questions.values()].filter((q) => q.id && q.claims.length).length")
    assert f"on {asked} questions, the most contested first" in shown.text("#summary")
    assert f"Not drawn: {asked - 24} questions, " in shown.text("#summary")
    assert "Switched off: lines “about”" in shown.text("#summary")
    assert shown.complaints == []


def test_hidden_lines_drawn_for_the_chosen_box_are_not_called_missing(open_page: Opener) -> None:
    shown = open_page(MANY, "#n=actor:tokayev&near=actor:tokayev")

    assert shown.run("kgraph.lines().some((line) => !line.hidden && kgraph.model.boxes.get(line.to).col === 3)")
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
    answers = shown.run(f"{drawn}.map((n) => {within})")
    all_ = shown.run("kgraph.model.questions.get('question:foreign-sponsorship').claims.length")

    assert set(answers) == {True}
    assert shown.text("#summary").startswith(f"Drawn: {len(answers)} claims that answer “")
    assert f"and match the filters, of {all_}, the most contested first." in shown.text("#summary")
    shown.run("kgraph.go({ basis: 'firsthand' })")
    assert f"Nothing is drawn: of {all_} claims that answer" in shown.text("#summary")
    assert shown.complaints == []


def test_every_scene_keeps_its_limits_and_no_boxes_overlap(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    claims = shown.run("kgraph.nodes.filter((n) => n.kind === 'claim').map((n) => n.id)")
    sources = shown.run("kgraph.nodes.filter((n) => n.kind !== 'claim').map((n) => n.card)")
    asked = [*shown.run(QUESTIONS)[:6], *claims[::60], *sources[::30], "doc:escobar-steppe"]
    for card, depth in [("", 1), *((card, depth) for card in asked for depth in (1, 3))]:
        shown.run(f"kgraph.go({{ n: {card!r}, near: {card!r}, depth: {depth} }})")
        nodes, lines = _drawn(shown)

        assert nodes <= NEAR_LIMIT
        assert lines <= LINE_LIMIT
        assert shown.run(OVERLAPS) == [], card
        assert shown.run(WALK) == sorted(shown.run("[...kgraph.places().keys()]")), card
    assert shown.complaints == []


def test_in_a_neighbourhood_no_line_passes_behind_a_box(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    links = "c.lines.filter((e) => e.strong).length"
    busiest = f"[...kgraph.model.claims].sort((a, b) => ((c) => {links})(b) - ((c) => {links})(a)).slice(0, 20)"
    for claim in shown.run(f"{busiest}.map((c) => kgraph.nodes[c.at].id)"):
        shown.run(f"kgraph.go({{ n: {claim!r}, near: {claim!r} }})")

        assert shown.run("kgraph.lines().some((line) => line.opacity === 1)")
        assert shown.run(BEHIND) == []


def test_no_two_lines_share_a_path(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    both = "['states', 'denied'].every((rel) => c.lines.some((e) => e.rel === rel && e.from.id === one))"
    split = shown.run(
        "kgraph.model.claims.filter((c) => [...new Set(c.lines.map((e) => e.from.id))]"
        f".some((one) => {both})).map((c) => kgraph.nodes[c.at].id)"
    )
    assert "claim:unrest-colour-revolution" in split
    for card in ["", *split, *shown.run(QUESTIONS)[:8]]:
        shown.run(f"kgraph.go({{ n: {card!r}, near: {card!r} }})")
        paths = shown.run("kgraph.lines().filter((line) => !line.hidden).map((line) => line.path)")

        assert len(set(paths)) == len(paths) > 0, card


@pytest.mark.parametrize("state", ["{}", "{ off: new Set(Object.keys(kgraph.model.look.strokes)) }", "{ near: CLAIM }"])
def test_sources_of_the_claims_that_are_not_drawn_are_counted(open_page: Opener, state: str) -> None:
    shown = open_page(MANY, "#graph")
    shown.run(f"kgraph.go({state.replace('CLAIM', repr(CORPUS_CLAIM))})")
    left = shown.run(
        "(() => { const own = kgraph.scene().own, drawn = [...own.values()].filter((n) => n.kind === 'claim');"
        "const of = drawn.length ? drawn.map((n) => kgraph.model.claims[n.at]) : kgraph.model.claims, left = new Set();"
        "for (const c of of) for (const e of c.lines) for (const n of [e.from, e.to]) if (!own.has(n.id)) left.add(n);"
        "return [1, 0, 3].map((col) => [...left].filter((n) => n.col === col).length); })()"
    )
    summary = shown.text("#summary")

    assert any(left)
    for number, name in zip(left, ("document", "source", "subject"), strict=True):
        assert bool(number) == bool(re.search(rf"\b{number:,} (more )?{name}s?\b", summary)), summary


def test_the_page_says_so_if_no_claim_matches(open_page: Opener) -> None:
    shown = open_page(MANY, "#doc=doc:escobar-steppe&basis=firsthand")

    assert "Nothing is drawn" in shown.text("#summary")
    assert shown.complaints == []


def test_a_claim_that_answers_several_questions_is_found_under_each(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    claim, questions = shown.run(
        "(() => { const c = kgraph.model.claims.find((claim) => claim.questions.length > 1);"
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

    assert nodes == shown.run("kgraph.nodes.length") <= CLAIM_LIMIT
    assert shown.run(OVERLAPS) == []
    assert shown.run("kgraph.lines().length") == len(json.loads(shown.page.text_content("#edges")))


@pytest.mark.parametrize("name", [FEW, MANY])
def test_labels_can_be_read_in_windows_of_any_usual_size(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#graph")
    for width, height in ((1280, 720), (1440, 900), (1920, 1080)):
        shown.page.set_viewport_size({"width": width, "height": height})
        shown.settle()

        assert shown.run("kgraph.scale() * 14") >= LEAST_LABEL, width


def test_a_neighbourhood_can_be_widened_and_says_its_steps(open_page: Opener) -> None:
    shown = open_page(MANY, "#n=claim:mi6-sponsors-unrest")
    before = shown.run("kgraph.places().size")
    shown.page.click("#panel button:has-text('One step further')")

    assert shown.run("kgraph.places().size") > before
    assert "2 steps along the links" in shown.text("#summary")
    assert "depth=2" in shown.page.url
    chain = shown.run("kgraph.lines().filter((line) => line.opacity === 1).map((line) => [line.from, line.to])")
    assert any(CORPUS_CLAIM in ends for ends in chain)
    assert 0 < len(chain) < shown.run("kgraph.lines().length")


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


@pytest.mark.parametrize("hash_", ["", "#graph", "#graph&theme=dark"])
def test_a_page_of_a_neighbourhood_opens_with_its_centre(open_page: Opener, hash_: str) -> None:
    shown = open_page(NEAR, hash_)
    assert "MI6" in shown.text("#panel h2")
    assert shown.run("kgraph.lines().some((line) => line.opacity === 1)")

    shown.page.click("#whole")
    assert shown.page.locator("#panel h2").count() == 0


def test_hostile_text_does_no_harm_in_any_scene_or_file(open_page: Opener) -> None:
    shown = open_page(HOSTILE)
    for card in shown.run("[...kgraph.model.cards.keys()]"):
        shown.run(f"kgraph.go({{ n: {json.dumps(card)}, near: {json.dumps(card)} }})")
        ET.fromstring(shown.run("kgraph.svg()"))  # noqa: S314

    assert shown.run("window.__pwn") is None
    assert shown.run("document.querySelectorAll('img, iframe, base').length") == 0
    assert len(shown.requests) == 1
    assert shown.complaints == []


def _overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    """Whether two rectangles, given by their middles, share any of their ground."""
    return abs(a["x"] - b["x"]) < (a["w"] + b["w"]) / 2 and abs(a["y"] - b["y"]) < (a["h"] + b["h"]) / 2


def _within(box: dict[str, float], left: float, top: float, width: float, height: float) -> bool:
    return (
        left <= box["x"] - box["w"] / 2 <= box["x"] + box["w"] / 2 <= left + width
        and top <= box["y"] - box["h"] / 2 <= box["y"] + box["h"] / 2 <= top + height
    )


def test_boxes_of_any_kind_and_number_are_placed_apart_and_in_their_bands(open_page: Opener) -> None:
    scenes = open_page().run(ARRANGED)
    assert any(len(scene["bands"]) > 1 for scene in scenes)
    for scene in scenes:
        bands = {band["label"]: band for band in scene["bands"]}

        assert scene["width"] * LEAST_SCALE <= 890
        assert not any(_overlap(a, b) for a, b in combinations(scene["boxes"], 2))
        assert all(_within(box, 0, 0, scene["width"], scene["height"]) for box in scene["boxes"])
        assert all(
            _within(box, *(bands[box["band"]][side] for side in "xywh")) for box in scene["boxes"] if box["band"]
        )
        assert not any(a["y"] + a["h"] > b["y"] for a, b in pairwise(scene["bands"]))


def test_claims_that_are_only_denied_are_placed_right_or_below(open_page: Opener) -> None:
    for scene in open_page().run(ARRANGED):
        for band in scene["bands"]:
            denied, others = (
                [box for box in scene["boxes"] if box["band"] == band["label"] and box["denied"] is side]
                for side in (True, False)
            )
            if denied and others:
                right = min(box["x"] for box in denied) > max(box["x"] for box in others)
                assert right or min(box["y"] for box in denied) > max(box["y"] for box in others)


def test_a_source_is_placed_near_its_claims(open_page: Opener) -> None:
    """In a column of two the upper one is that whose claims stand higher."""
    shown = open_page()
    pairs = shown.run(
        """(() => {
          const { own, places } = kgraph.scene(), y = (at) => places.get(kgraph.nodes[at].id).y;
          const middle = (n) => {
            const ys = n.lines.flatMap((e) => e.claims).filter((at) => own.has(kgraph.nodes[at].id)).map(y);
            return ys.reduce((a, b) => a + b, 0) / ys.length;
          };
          const column = [...own.values()].filter((n) => n.col === 3 && n.lines.length);
          return column.map((n) => [places.get(n.id).y, middle(n)]).sort((a, b) => a[0] - b[0]);
        })()"""
    )

    assert len(pairs) > 3
    assert pairs[0][1] < pairs[-1][1]
