"""Sentences are counted by what the annotation does with them, on the terminal and on a page."""

import json
from pathlib import Path
from typing import Any

import pytest
from browsing import AXE, CHROMIUM, Opener
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from kgraph.cli import app
from kgraph.page.coverage_page import coverage_page
from kgraph.quotes import check, texts
from kgraph.quotes.coverage import Coverage, Mark, measure, split
from kgraph.quotes.match import prepare
from kgraph.store.knowledge import load

TREE = Path(__file__).parent.parent.parent
CORPUS = TREE.parent / "shared" / "corpus"
TEXT = """A note on the steppe
By Jane Roe

The bank shut for two days. Mr. Roe said that it rained. Nobody <b>knows</b> why.

An official said that the minister gave the order. It is late.
"""
NOTE = """
document:
  id: doc:note
  title: A <i>note</i>
  leftOut:
    - quote: A note on the steppe
      reason: the heading
    - {quote: By Jane Roe, reason: the byline}
  naming:
    - {who: actor:minister, as: the minister, quote: the minister gave}
actors:
  - {id: actor:minister, type: Person, label: The minister}
claims:
  - id: claim:bank-closed
    text: The central bank closed for two days.
    kind: fact
    quote: The bank shut for two days.
    basis: noneStated
  - id: claim:rain
    text: It rained.
    kind: fact
    quote: it rained
    basis: noneStated
  - id: claim:rain-on-roe
    text: Roe speaks of rain.
    kind: fact
    said:
      - {quote: Mr. Roe said that, basis: noneStated}
      - {quote: This stands nowhere in it, basis: noneStated}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "note.txt").write_text(TEXT, "utf-8")
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["coverage", "note.yaml", "--texts", "texts", *arguments])


def _measured(folder: Path) -> Coverage:
    knowledge, findings = load([folder / "note.yaml"])
    assert not findings
    return measure(knowledge.files, check.check(knowledge, texts.read(knowledge.files, folder / "texts")))[0]


def test_each_sentence_has_a_claim_or_is_left_out_or_neither(folder: Path) -> None:
    measured = _measured(folder)

    assert [sentence.mark for sentence in measured.sentences] == [
        Mark.LEFT_OUT,
        Mark.LEFT_OUT,
        Mark.CLAIM,
        Mark.CLAIM,
        Mark.NEITHER,
        Mark.NEITHER,
        Mark.NEITHER,
    ]
    assert [len(sentence.claims) for sentence in measured.sentences] == [0, 0, 1, 2, 0, 0, 0]
    assert (measured.share, measured.share_of_rest) == (2 / 7, 2 / 5)
    assert (measured.claims, measured.words, measured.unplaced) == (3, 35, 1)


def test_the_map_is_drawn_without_colour_in_eighty_columns(folder: Path) -> None:
    long = "\n".join(["word " * 40 + "."] * 3 + ["So it was. " * 70])
    (folder / "texts" / "note.txt").write_text(TEXT + long, "utf-8")

    drawn = _run().output

    assert "  1  -    " in drawn
    assert "  3  ░▒·  " in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    assert "\x1b" not in drawn
    assert "· neither   - left out   ░ 1 claim" in drawn


MAP = """\
Coverage of the texts
=====================

2 of 7 sentences in 1 text have a claim (28%).

· neither   - left out   ░ 1 claim   ▒ 2 claims   ▓ 3 or 4   █ 5 or more

doc:note  A <i>note</i>
-----------------------

- 7 sentences: 2 with a claim (28%), 2 left out (28%), 3 neither (42%)
- not counting what is left out: 40% with a claim; 3 claims, 8.6 per 100 words
- passages not found, and not counted: 1 (see `kgraph quotes check`)

paragraph  sentences  begins
─────────  ─────────  ────────────────────────────────────────
        1  -          A note on the steppe
        2  -          By Jane Roe
        3  ░▒·        The bank shut for two days.
        4  ··         An official said that the minister gave…

Sentences with neither a claim nor a reason to leave them out:

sentence  characters  begins
────────  ──────────  ────────────────────────────────────────
     3.3  91-115      Nobody <b>knows</b> why.
     4.1  117-167     An official said that the minister gave…
     4.2  168-179     It is late.
"""


@pytest.mark.usefixtures("folder")
def test_the_map_of_a_short_text() -> None:
    assert _run().output == MAP


@pytest.mark.usefixtures("folder")
def test_json_has_every_sentence() -> None:
    written = json.loads(_run("--format", "json").output)["documents"][0]

    assert (written["claim"], written["leftOut"], written["neither"]) == (2, 2, 3)
    assert written["shareOfRest"] == 0.4
    assert written["marks"][0]["reasons"] == ["the heading"]
    assert TEXT[slice(written["marks"][2]["start"], written["marks"][2]["end"])] == "The bank shut for two days."


@pytest.mark.parametrize(("options", "is_shown"), [([], True), (["--document", "doc:note"], False)])
def test_a_card_of_a_document_says_what_the_map_says_where_the_page_has_all_claims(
    folder: Path, options: list[str], *, is_shown: bool
) -> None:
    CliRunner().invoke(app, ["view", "-a", "note.yaml", "--texts", "texts", "-o", "view.html", *options])

    line = "28% of 7 sentences carry one, 2 are left out on purpose"
    assert (line in (folder / "view.html").read_text("utf-8")) == is_shown


def test_the_page_escapes_the_text(folder: Path) -> None:
    page = coverage_page([_measured(folder)])

    assert "<b>" not in page
    assert "<i>" not in page
    assert "Nobody &lt;b&gt;knows&lt;/b&gt; why." in page
    assert 'A note on the steppe<span class="unseen"> (left out: the heading)</span></span>' in page
    assert '1<span class="unseen"> claim:rain</span></span> <span title="claim:rain-on-roe">2<' in page
    assert 'href="#doc%3Anote"' in page
    assert "view.html" not in page
    assert '<a href="view.html#claim%3Arain" title' in coverage_page([_measured(folder)], beside="view.html")
    assert "src=" not in page
    assert page == _run("--format", "html").output


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("beside", ["", "view.html"])
def test_the_page_leads_on_and_can_be_read_by_anybody(folder: Path, browser: Any, beside: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    (folder / "texts" / "note.txt").write_text(f"{TEXT}\nSee https://example.org/{'a' * 80}.\n", "utf-8")
    (folder / "coverage.html").write_text(coverage_page([_measured(folder)], beside=beside), "utf-8")
    opener = Opener(browser, {"sample": (folder / "coverage.html").as_uri()})
    shown = opener(width=320, bypass_csp=True)

    assert shown.page.locator("nav a").count() == 1 + bool(beside)
    assert shown.run("document.documentElement.scrollWidth") <= 320
    assert axe.run(shown.page, options=AXE).response["violations"] == []
    opener.close()


@pytest.mark.parametrize(("percent", "code"), [("40", 0), ("41", 1)])
@pytest.mark.usefixtures("folder")
def test_a_share_may_be_asked_for(percent: str, code: int) -> None:
    assert _run("--fail-under", percent).exit_code == code


def test_a_document_without_a_text_is_reported(folder: Path) -> None:
    (folder / "texts" / "note.txt").rename(folder / "texts" / "unrelated.txt")

    assert _run().output.endswith("Not measured: no text\n---------------------\n\n- doc:note\n")
    assert _run("--fail-under", "1").exit_code == 1


def test_sentences_end_where_english_ends_them() -> None:
    text = prepare(
        "Mr. Roe left the U.S. embassy. “It rained.” He said 3.5 percent… 😀 Then x\u0302 came!\n***\nA heading"
    )

    assert [sentence.place.of(text) for sentence in split(text)][:2] == [
        "Mr. Roe left the U.S. embassy.",
        "“It rained.”",
    ]
    assert [sentence.paragraph for sentence in split(text)][-1] == 2


@given(st.text(st.sampled_from("ab. A!?\n\u00a0“”\"'😀\u0301é…\u200b\u2028)(。3,")))
def test_every_letter_is_in_one_sentence(text: str) -> None:
    text = prepare(text)
    places = [sentence.place for sentence in split(text)]

    assert places == sorted(places, key=lambda place: place.start)
    held = [index for place in places for index in range(place.start, place.end)]
    assert len(held) == len(set(held))
    assert {index for index, character in enumerate(text) if character.isalnum()} <= set(held)
    assert all(place.of(text).strip() == place.of(text) and "\n" not in place.of(text) for place in places)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the texts are not in the repository")
def test_the_whole_corpus_is_measured() -> None:
    knowledge, _ = load([TREE / "annotations"], root=TREE)
    measured = measure(knowledge.files, check.check(knowledge, texts.read(knowledge.files, CORPUS)))

    assert len(measured) == 5
    assert all(coverage.share > 0.5 and coverage.unplaced == 0 for coverage in measured)
