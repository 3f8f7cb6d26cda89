"""The graph in Chromium: search, filters, addresses, keys, buttons and files."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browsing import CHROMIUM, Opener, Shown
from pages import CLAIM, CLAIMS, CORPUS_CLAIM, FEW, HOSTILE, MANY, corpus

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, KG
from kgraph.provenance.chains import weigh
from kgraph.render.wording import Wording, any_rated
from kgraph.reports.trace import trace
from kgraph.reports.trace_report import say_counts

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

SVG = "{http://www.w3.org/2000/svg}"


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
def test_an_unknown_address_does_no_harm(open_page: Opener, hash_: str) -> None:
    shown = open_page(hash_=hash_)

    assert shown.complaints == []
    assert "Choose a box" in shown.text("#panel")


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


def test_filters_say_how_many_claims_match(open_page: Opener) -> None:
    shown = open_page()
    shown.page.check("#unnamed")

    assert f"of {CLAIMS} claims match" in shown.page.inner_text("#filtered")
    shown.page.select_option("#document", "doc:minutes")
    assert shown.page.inner_text("#filtered").startswith("0 of")  # no chain within it has an unnamed speaker
    shown.page.click("#whole")
    assert shown.page.inner_text("#filtered") == ""


def test_the_number_of_matches_of_a_filter_is_announced(open_page: Opener) -> None:
    shown = open_page()
    shown.page.check("#unnamed")
    assert shown.text("#filtered") in shown.text("#live")

    shown.page.select_option("#stance", "denies")
    assert shown.text("#filtered") in shown.text("#live")
    shown.page.click("#whole")
    assert shown.text("#summary") in shown.text("#live")


def test_a_full_stop_is_not_followed_by_another_mark(open_page: Opener) -> None:
    shown = open_page(MANY, "#near=claim:mi6-sponsors-unrest&n=claim:mi6-sponsors-unrest")
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


def test_the_number_of_hits_is_announced_when_typing_stops(open_page: Opener) -> None:
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


def test_the_panel_describes_a_chain_as_trace_does(open_page: Opener) -> None:
    knowledge = corpus()
    standing = max(
        weigh(knowledge),
        key=lambda standing: (max((len(chain.hops) for chain in standing.chains), default=0), standing.claim),
    )
    assert max(len(chain.hops) for chain in standing.chains) > 2
    traced = trace(knowledge, standing.claim)
    shown = open_page(MANY, f"#n={contract(standing.claim)}")
    sentences = shown.page.locator("#panel .sentence").all_inner_texts()
    panel = shown.text("#panel")

    assert sorted(sentences) == sorted(traced.sentences)
    for weakness in traced.weaknesses:
        assert Wording(traced.lookup).weakest(weakness, is_rated=any_rated(traced.weaknesses)) in panel
    for count in say_counts(traced.standing):
        assert count in panel
    shown.run(f"location.hash = encodeURIComponent({contract(standing.claim)!r})")
    card = shown.page.locator(f"[id='{contract(standing.claim)}']")
    assert all(line in card.inner_text() for line in (*traced.sentences, *say_counts(traced.standing)))


def test_the_panel_and_the_table_show_ratings_and_what_links_imply(open_page: Opener) -> None:
    knowledge = corpus()
    lookup = knowledge.lookup
    links = [link for link in lookup.values(KG.to) if lookup.code(link, KG.relation) == "broaderThan"]
    expected = {IDS + "claim/ned-programme-cost": ["Credibility: 6 (truth cannot be judged)"]}
    for claim in sorted({lookup.text(link, end) for link in links for end in (KG.from_, KG.to)}):
        for implied in trace(knowledge, claim).implied:
            if implied.links == 1:
                side = "asserted" if implied.side == "for" else "denied"
                roots = Wording(lookup).roots(implied.standing, implied.side)
                line = f"{side} by {roots}, and, if the link holds, this claim with it"
                expected.setdefault(claim, []).append(line)
    shown = open_page(MANY, "#graph")

    assert {"asserted", "denied"} <= {line.partition(" ")[0] for lines in expected.values() for line in lines}
    for iri, lines in expected.items():
        claim = contract(iri)
        shown.run(f"kgraph.go({{ n: {claim!r} }})")
        panel = shown.text("#panel")
        shown.run(f"location.hash = encodeURIComponent({claim!r})")
        card = shown.page.locator(f"[id='{claim}']").inner_text()
        assert all(line in panel and line in card for line in lines)
        assert max(text.count("if the link holds") for text in (panel, card)) <= len(lines)


FILTERS = {"question": "q", "document": "doc", "actor": "actor", "basis": "basis", "stance": "stance"}
"""The menus, and their names in the address."""


@pytest.mark.parametrize("name", [FEW, MANY])
def test_each_filter_narrows_is_in_the_address_and_back_undoes_it(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#graph")
    for select, key in FILTERS.items():
        _narrow(shown, open_page, name, select, key)


def _narrow(shown: Shown, open_page: Opener, name: str, select: str, key: str) -> None:
    value = shown.run(f"document.getElementById({select!r}).options[1].value")
    shown.page.select_option(f"#{select}", value)
    summary = shown.text("#filtered")
    matching, _, total = summary.replace(",", "").partition(" of ")

    assert 0 < int(matching) <= int(total.split()[0])
    assert f"{key}=" in shown.page.url
    again = open_page(name, "#" + shown.page.url.partition("#")[2])
    assert again.text("#filtered") == summary
    assert again.run(f"document.getElementById({select!r}).value") == value
    shown.page.go_back()
    shown.page.wait_for_function("document.getElementById('filtered').textContent === ''")
    assert shown.run(f"document.getElementById({select!r}).value") == ""


def test_filters_must_all_match_the_same_chain(open_page: Opener) -> None:
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
    assert "Switched off, except for what is chosen: lines “passed on by, or speaks in”" in shown.text("#summary")


@pytest.mark.parametrize("name", [FEW, MANY])
def test_an_address_with_an_unknown_filter_says_so(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#n=claim:nowhere")
    for hash_ in ("#doc=doc%3Anowhere", "#q=%E0%A4%A", "#near=__proto__"):
        assert "not on this page" in shown.text("#summary")
        shown.run(f"location.hash = {hash_!r}")
        shown.settle()
    for hash_ in ("#depth=x&n=", "#off=constructor", "#depth=1e9&theme=blue"):
        shown.run(f"location.hash = {hash_!r}")
        shown.settle()
        assert shown.run("kgraph.places().size") > 0

    assert shown.complaints == []


def test_a_saved_picture_names_the_filters(open_page: Opener) -> None:
    shown = open_page(MANY, "#doc=doc:escobar-steppe&anon=1")

    assert "Document: " + shown.run("document.getElementById('document').selectedOptions[0].text") in shown.run(
        "kgraph.svg()"
    )
    assert "Only claims with an unnamed speaker. " in shown.run("kgraph.svg()")


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
def test_the_search_lists_names_before_claims_about_them(open_page: Opener, asked: str, first: str) -> None:
    shown = open_page(MANY, "#graph")
    hits = shown.page.evaluate("(asked) => kgraph.find(asked).map((card) => [card.id, Boolean(card.claim)])", asked)
    named = [claim for card, claim in hits if asked in card]

    assert hits[0][0] == first
    assert named == sorted(named)


def test_the_last_row_of_the_search_counts_what_is_not_listed(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
    shown.page.fill("#search", "tokayev")
    hits = shown.run("kgraph.find('tokayev').length")
    rows = shown.page.locator("#hits li")

    assert rows.count() == 21 < hits
    assert rows.last.inner_text().startswith(f"The first 20 of {hits}.")
    shown.page.keyboard.press("ArrowUp")
    assert shown.page.get_attribute("#search", "aria-activedescendant") == "hit19"


@pytest.mark.parametrize("name", [FEW, MANY, HOSTILE])
def test_the_picture_is_saved_as_svg_with_every_box_and_line(open_page: Opener, name: str) -> None:
    shown = open_page(name, "#graph")
    with shown.page.expect_download() as waiting:
        shown.page.click("#svg")
    written = Path(waiting.value.path()).read_text("utf-8")
    root = ET.fromstring(written)  # noqa: S314 - of our own making

    assert waiting.value.suggested_filename == "graph.svg"
    assert {element.tag for element in root.iter()} == {SVG + "svg", SVG + "title", SVG + "path", SVG + "text"}
    assert len(root.findall(SVG + "path")) > shown.run("kgraph.places().size") + shown.run(
        "kgraph.lines().filter((e) => !e.hidden).length"
    )
    words = " ".join(element.text or "" for element in root.findall(SVG + "text"))
    for part in (shown.text("h1"), shown.text("#summary"), "annotated document"):
        assert " ".join(part.split()) in words
    assert "NaN" not in written
    assert "undefined" not in written
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)


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


def test_the_text_is_shown_where_it_cannot_be_copied(open_page: Opener) -> None:
    shown = open_page(FEW, f"#n={CLAIM}")
    shown.run("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.page.click("#panel button:has-text('Copy as citation')")
    shown.page.wait_for_selector("#citation")

    assert "does not let the page copy" in shown.text("#citation")
    assert shown.run("document.activeElement.tagName") == "TEXTAREA"
    assert shown.complaints == []


def test_dark_or_light_is_kept_when_a_box_is_chosen(open_page: Opener) -> None:
    shown = open_page(FEW, color_scheme="light")
    shown.page.click("#theme")
    shown.run(f"kgraph.go({{ n: {CLAIM!r} }})")

    assert shown.run("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in shown.page.url
    shown.page.click("#theme")
    assert shown.run("document.documentElement.dataset.theme") == "light"


def test_dark_or_light_is_kept_across_tabs_and_in_the_address(open_page: Opener) -> None:
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


def test_the_graph_is_restored_as_it_was_left(open_page: Opener) -> None:
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
