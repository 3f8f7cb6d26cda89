"""The tabs in Chromium: links, the way back, tables, and parts that are made when they are opened."""

import json
import re

import pytest
from browsing import CHROMIUM, Opener
from pages import CLAIMS, HOSTILE, MANY

from kgraph.page.tabs import PAGE_ROWS, TABS

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def test_an_address_that_is_not_on_the_page_says_so(open_page: Opener) -> None:
    shown = open_page(MANY, "#nosuch")
    shown.page.wait_for_selector("header:has-text('Nothing on this page is called “nosuch”.')")
    shown.page.click("nav a[href='#claims']")
    shown.page.wait_for_selector("#claims.open")
    assert "nosuch" not in shown.text("header")

    shown = open_page(MANY, "#question:foreign-sponsorship")
    shown.page.wait_for_selector("#graph.open")
    assert "Nothing on this page" not in shown.text("header")
    assert shown.complaints == []


@pytest.mark.parametrize(
    ("tab", "links"),
    [("contradictions", "a[href^='#claim:']"), ("copies", ".margin a[href^='#claim:']"), ("says", "tbody th a")],
)
def test_back_returns_to_the_link_that_was_followed(open_page: Opener, tab: str, links: str) -> None:
    shown = open_page(hash_=f"#{tab}")
    link = shown.page.locator(f"#{tab} {links}").nth(2)
    text = link.inner_text()
    link.press("Enter")
    assert shown.run("document.activeElement === document.querySelector('#panel h2')")

    shown.page.go_back()
    shown.page.wait_for_selector(f"#{tab}.open")
    shown.page.wait_for_selector(f"#{tab} a:focus")
    assert shown.run("document.activeElement.innerText") == text
    assert link.evaluate("(one) => one === document.activeElement")


def test_back_from_a_page_of_a_table_or_a_tab_returns_to_the_link(open_page: Opener) -> None:
    shown = open_page(MANY, "#claims")
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


def test_questions_have_the_same_number_and_order_everywhere(open_page: Opener) -> None:
    shown = open_page(MANY, "#questions")
    listed = shown.page.locator("#questions tbody th").all_inner_texts()
    offered = shown.run("[...document.getElementById('question').options].slice(1).map((option) => option.textContent)")
    asked = [words for words in listed if "No question recorded" not in words]

    assert offered
    assert [option.rpartition(" (")[0] for option in offered] == [
        title for title in asked if title in "\n".join(offered)
    ]


def test_a_row_says_who_denies_the_claim_and_who_is_silent(open_page: Opener) -> None:
    shown = open_page(hash_="#says")
    rows = shown.page.locator("#says tbody tr:has-text('denied by')")
    cell = shown.page.locator("#says .grid:not(.dense) td:empty").first

    assert rows.count() > 0
    assert "silent" in cell.aria_snapshot()


def test_each_contradiction_is_an_article_that_says_so(open_page: Opener) -> None:
    shown = open_page(MANY, "#contradictions")
    names = shown.run("[...document.querySelectorAll('article.conflict')].map((article) => article.ariaLabel)")
    kinds = (" contradicts ", "Asserted and denied: ", ", denied with the broader ", " gives a reason to doubt: ")
    counted = [sum(kind in name for name in names) for kind in kinds]

    assert all(counted)
    assert sum(counted) == len(names)
    assert f"{counted[0] + counted[1]} contradictions: " in shown.text("#contradictions")
    assert f"{counted[2]} claims, not counted above." in shown.text("#contradictions")
    assert f"{counted[3]} pairs, not counted above." in shown.text("#contradictions")


def test_counts_sort_in_descending_order(open_page: Opener) -> None:
    shown = open_page(hash_="#sources")
    shown.page.click("#sources th button:has-text('Speaks on')")
    numbers = shown.run(
        "[...document.querySelectorAll('#sources .sortable tbody tr')].map((r) => +r.cells[4].textContent)"
    )

    assert numbers == sorted(numbers, reverse=True)
    assert shown.page.locator("#sources th[aria-sort=descending]").count() == 1
    assert "sorted by “Speaks on”, descending" in shown.text("#sources caption >> nth=0")


def test_a_table_is_a_tab_stop_only_where_it_scrolls(open_page: Opener) -> None:
    script = "[...document.querySelectorAll('#questions .wide')].map((e) => e.tabIndex === 0)"
    wide, narrow = open_page(hash_="#questions", width=1900), open_page(hash_="#questions", width=400)
    for shown in (wide, narrow):
        shown.settle()

    assert wide.run(script) == [False]
    assert narrow.run(script) == [True]


def test_a_link_from_another_tab_resets_the_graph(open_page: Opener) -> None:
    shown = open_page(hash_="#stance=denies&anon=1&theme=dark")
    shown.page.click("nav a[href='#contradictions']")
    shown.page.wait_for_selector("#contradictions.open")
    shown.page.click("#contradictions .half a >> nth=0")
    shown.page.wait_for_selector("#graph.open")

    assert "stance" not in shown.page.url
    assert "anon=1" not in shown.page.url
    assert "theme=dark" in shown.page.url
    assert shown.text("#filtered") == ""


def test_one_tab_shows_at_a_time_and_the_address_names_it(open_page: Opener) -> None:
    shown = open_page()
    for tab in TABS:
        shown.page.click(f"nav a[href='#{tab}']")
        shown.page.wait_for_selector(f"#{tab}.open")

        assert shown.page.url.endswith(f"#{tab}")
        assert shown.page.locator("main > section:visible").count() == 1
        assert shown.page.locator("nav a[aria-current=page]").get_attribute("href") == f"#{tab}"
    assert shown.complaints == []


def test_a_tab_is_rendered_when_it_is_opened(open_page: Opener) -> None:
    shown = open_page(MANY, "#graph")
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
def test_an_address_opens_a_card_not_rendered_yet_and_back_returns(open_page: Opener, kind: str) -> None:
    shown = open_page(MANY, "#graph")
    card = shown.run(f"[...kgraph.model.cards.values()].filter((card) => card.kind === {kind!r}).at(-1).id")
    shown.run(f"location.hash = encodeURIComponent({card!r})")
    shown.page.wait_for_selector("main > section.open article")

    assert shown.page.locator(f"[id='{card}']").is_visible()
    shown.page.go_back()
    shown.page.wait_for_selector("#graph.open")
    again = open_page(MANY, f"#{card}")
    assert again.page.locator(f"[id='{card}']").is_visible()


def test_hostile_ids_are_found_in_parts_that_are_not_rendered_yet(open_page: Opener) -> None:
    shown = open_page(HOSTILE, "#graph")
    ids = shown.run("[...kgraph.model.cards.values()].filter((c) => c.kind !== 'question').map((c) => c.id)")
    for one in ids:
        shown.run(f"location.hash = encodeURIComponent({one!r})")
        shown.page.wait_for_function(f"document.getElementById({one!r})?.checkVisibility()")

    assert shown.run("window.__pwn") is None
    assert shown.complaints == []


def test_the_find_shortcut_renders_the_whole_tab(open_page: Opener) -> None:
    shown = open_page(hash_="#claims")
    shown.page.keyboard.press("Control+f")

    assert shown.page.locator("#claims article").count() == CLAIMS


def test_a_table_sorts_across_pages_not_rendered_yet(open_page: Opener) -> None:
    shown = open_page(MANY, "#claims")
    shown.page.click("#claims .page.open th button >> nth=0")
    names = shown.run("[...document.querySelectorAll('#claims table.sortable tbody th a')].map((a) => a.textContent)")

    assert len(names) == shown.run("kgraph.model.claims.length") > PAGE_ROWS
    assert names == shown.run(f"{json.dumps(names)}.sort(new Intl.Collator('en', {{ numeric: true }}).compare)")


def test_a_claim_in_a_table_opens_beside_the_graph_and_back_returns(open_page: Opener) -> None:
    shown = open_page(hash_="#says")
    shown.page.click("#says tbody th a >> nth=0")
    shown.page.wait_for_selector("#graph.open #panel h2")

    shown.page.go_back()

    shown.page.wait_for_selector("#says.open")


def test_an_address_that_holds_a_state_of_the_graph_opens_the_graph(open_page: Opener) -> None:
    shown = open_page(MANY, hash_="#doc=doc%3Akorybko-coup")

    assert shown.page.locator("main > section:visible").get_attribute("id") == "graph"


def test_all_pieces_of_a_chosen_passage_are_highlighted(open_page: Opener) -> None:
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
