"""A build writes an index and a page for each named question; links lead somewhere and hostile text stays text."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from browsing import AXE, CHROMIUM, Opener
from running import build_corpus

from kgraph.core.errors import UsageError
from kgraph.page.answer_pages import MOST_ROWS, Asked, answer_page, index_page
from kgraph.site import build
from kgraph.sparql import run
from kgraph.sparql.catalogue import Parameter, Query
from kgraph.sparql.results import Rows, Triples, Truth
from kgraph.store.knowledge import load

pytestmark = pytest.mark.slow

TREE = Path(__file__).parent.parent.parent
POISONED = TREE / "tests" / "view" / "poisoned.ttl"
QUERIES = run.queries()
ANSWERED = [query.name for query in QUERIES if not query.required]
SCRIPTLESS = "document.querySelectorAll('script, img, iframe, base, link, svg, object').length"
LEAST_HOSTILE = 12
BAD = "claims:\n  - id: claim:alone\n    text: Nobody says this.\n    kindd: fact\n"
HOSTILE = "</title></pre><script>window.__pwn=1</script><img src=x onerror=window.__pwn=2>{{ 7*7 }} \" ' \u202e"


class Links(HTMLParser):
    """The addresses that a page links to and the ids in it, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.ids, self.rows = list[str](), set[str](), 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.rows += tag == "tr"
        if known.get("id"):
            self.ids.add(str(known["id"]))
        if known.get("href"):
            self.links.append(str(known["href"]))


def build_from(path: Path, out: Path, *, fail_on: str = "never", texts: Path | None = None) -> tuple[str, int]:
    return build.build([path], out, fail_on=fail_on, say=lambda _: None, helps={"kgraph": "--help"}, texts=texts)


@pytest.fixture(scope="module")
def corpus(corpus_workspace: Path) -> Path:
    return corpus_workspace / "build"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("poisoned")
    assert build_from(POISONED, folder)[1] == 0
    return folder


def pages_of(folder: Path) -> list[Path]:
    answers = sorted(folder.glob("answers/*.html"))
    return [folder / "index.html", *(path for path in answers if not path.name.endswith(".graph.html"))]


def test_every_named_question_has_a_page_and_is_in_the_index(corpus: Path) -> None:
    index = Links((corpus / "index.html").read_text("utf-8"))

    for query in QUERIES:
        assert f"answers/{query.name}.html" in index.links
        page = (corpus / "answers" / f"{query.name}.html").read_text("utf-8")
        assert query.name in page
        assert "<summary>The SPARQL</summary>" in page
        assert ("<b>Evidence:</b>" in page) == bool(query.evidence)
    assert len(pages_of(corpus)) == len(QUERIES) + 1


@pytest.mark.parametrize("name", ANSWERED)
def test_a_page_has_the_rows_of_its_downloads(corpus: Path, name: str) -> None:
    folder = corpus / "answers"
    page = Links((folder / f"{name}.html").read_text("utf-8"))
    if (table := folder / f"{name}.csv").exists():
        with table.open(newline="", encoding="utf-8") as stream:
            rows = len(list(csv.reader(stream))) - 1
        assert len(json.loads((folder / f"{name}.json").read_bytes())["results"]["bindings"]) == rows
    elif (graph := folder / f"{name}.ttl").exists():
        rows = len(list(ox.parse(graph.read_bytes(), format=ox.RdfFormat.TURTLE)))
    else:
        assert isinstance(json.loads((folder / f"{name}.json").read_bytes())["boolean"], bool)
        rows = 0

    assert max(page.rows - 1, 0) == rows


@pytest.mark.parametrize("built", ["corpus", "poisoned"])
def test_every_link_leads_to_a_file_and_to_an_id_in_it(built: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(built)
    read: dict[Path, Links] = {}
    followed = 0
    for path in pages_of(folder):
        page = read.setdefault(path, Links(path.read_text("utf-8")))
        for link in page.links:
            address, _, fragment = link.partition("#")
            target = (path.parent / address).resolve() if address else path
            assert target.is_file(), f"{path.name}: {link}"
            if fragment:
                if target not in read:
                    read[target] = Links(target.read_text("utf-8"))
                assert unquote(fragment) in read[target].ids, f"{path.name}: {link}"
                followed += address == "../view.html"
    assert followed > len(QUERIES)


def test_each_graph_answer_has_a_picture(corpus: Path) -> None:
    drawn = [name for name in ANSWERED if (corpus / "answers" / f"{name}.ttl").exists()]

    assert drawn == [path.name.partition(".")[0] for path in sorted(corpus.glob("answers/*.graph.html"))]
    for name in drawn:
        assert f"{name}.graph.html" in Links((corpus / "answers" / f"{name}.html").read_text("utf-8")).links


def test_a_question_that_needs_a_value_shows_a_command_that_works(corpus: Path) -> None:
    knowledge, _ = load([TREE / "annotations"])
    for query in QUERIES:
        if query.required:
            page = (corpus / "answers" / f"{query.name}.html").read_text("utf-8")
            written = re.search(r"<pre>kgraph query (.+)</pre>", page)
            assert written
            parameters = run.parameters(re.findall(r"-p (\S+)", written[1].replace("YYYY-MM-DD", "2022-01-10")))
            run.answer(knowledge, query, parameters)


def test_the_same_annotations_give_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    build_corpus(tmp_path / "again", hash_seed=77)
    again = tmp_path / "again" / "build"

    def written(folder: Path) -> dict[str, bytes]:
        paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return {path.as_posix(): (folder / path).read_bytes() for path in paths if path.parts[0] != "store"}

    assert {"annotation.schema.json", "report.json", "view.html"} < set(written(corpus))
    assert written(again) == written(corpus)


# Building again


def test_a_build_that_fails_leaves_the_pages_as_they_were(poisoned: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    shutil.copytree(poisoned, out)
    before = {path: path.read_bytes() for path in [out / "view.html", *pages_of(out), *out.glob("answers/*")]}
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")

    assert build_from(tmp_path / "bad.yaml", out, fail_on="error")[1] == 1

    assert before == {path: path.read_bytes() for path in before}


def test_a_build_removes_only_unchanged_files_of_an_earlier_build(
    poisoned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    shutil.copytree(poisoned, out)
    answers = out / "answers"
    (answers / "stances.csv").write_text("changed by hand", "utf-8")
    (answers / "mine.csv").write_text("mine", "utf-8")
    outside = tmp_path / "outside.csv"
    outside.write_text("mine", "utf-8")
    digest = sha256(b"mine").hexdigest()
    with (answers / "files.sha256").open("a") as stream:
        stream.write(f"{digest}  ../../outside.csv\n{digest}  {outside}\nnonsense\n")
    monkeypatch.setattr(run, "queries", lambda: tuple(query for query in QUERIES if query.name != "stances"))

    build_from(POISONED, out)

    assert [path.name for path in sorted(answers.glob("stances.*"))] == ["stances.csv"]
    assert (answers / "mine.csv").exists()
    assert outside.exists()
    assert "answers/stances.html" not in (out / "index.html").read_text("utf-8")
    listed = dict(line.split("  ")[::-1] for line in (answers / "files.sha256").read_text().splitlines())
    kept = {"files.sha256", "mine.csv", "stances.csv"}
    assert listed == {
        path.name: sha256(path.read_bytes()).hexdigest() for path in answers.iterdir() if path.name not in kept
    }


def test_a_build_does_not_overwrite_an_index_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>My site</h1>", "utf-8")

    with pytest.raises(UsageError, match="not made by kgraph"):
        build_from(POISONED, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_the_index_links_to_coverage_if_there_are_texts(poisoned: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Nothing of it is quoted.", "utf-8")
    summary, _ = build_from(POISONED, tmp_path / "build", texts=tmp_path / "texts")

    assert "coverage.html" in summary
    assert "coverage.html" in Links((tmp_path / "build" / "index.html").read_text("utf-8")).links
    assert (tmp_path / "build" / "coverage.html").is_file()
    assert "coverage.html" not in Links((poisoned / "index.html").read_text("utf-8")).links


# Pages by hand


def test_a_long_answer_is_cut_and_says_so() -> None:
    query = Query("long", "SELECT ?n {}", title="Long", question="How long?", reading="Each row.", columns=("n",))
    rows = Rows(("n",), tuple((ox.Literal(at),) for at in range(MOST_ROWS + 234)))

    page = answer_page(Asked(query, rows), frozenset())

    assert page.count("<tr>") == MOST_ROWS + 1
    assert "The table shows the first 1,000 rows. The downloads have all rows, 234 more." in page


def test_empty_answers_and_yes_and_no_are_in_words() -> None:
    query = Query("one", "SELECT ?n {}", title="One", question="Which one?", reading="Each row.")

    assert "Nothing was found." in answer_page(Asked(query, Rows(("n",), ())), frozenset())
    assert "Nothing was found." in answer_page(Asked(query, Triples(())), frozenset())
    assert '<p class="answer">Yes.</p>' in answer_page(Asked(query, Truth(value=True)), frozenset())
    assert '<p class="answer">No.</p>' in answer_page(Asked(query, Truth(value=False)), frozenset())


def hostile_pages() -> Iterator[tuple[str, str]]:
    """Make pages of a question with hostile text in every field and every term of its answer."""
    iri = "https://w3id.org/kgraph/id/claim/x'onclick='window.__pwn=3"
    query = Query(
        "hostile",
        f"PREFIX x: <urn:x>\nSELECT ?a {{}} # {HOSTILE}",
        title=HOSTILE,
        question=HOSTILE,
        reading=HOSTILE,
        columns=(HOSTILE, "b"),
        parameters=(Parameter(HOSTILE, "Claim"),),
        evidence=HOSTILE,
    )
    rows = Rows(query.columns, ((ox.Literal(HOSTILE, language="en"), ox.NamedNode(iri)), (ox.BlankNode("b"), None)))
    ids = frozenset({"claim:x'onclick='window.__pwn=3"})
    yield "answer", answer_page(Asked(query, rows), ids)
    yield "needed", answer_page(Asked(query, None), ids)
    yield (
        "hostile-index",
        index_page(
            [Asked(query, rows), Asked(query, None)],
            headline=HOSTILE,
            checked=HOSTILE,
            documents=[HOSTILE],
            has_coverage=True,
        ),
    )


# In the browser

browsers = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def opener(browser: Any, corpus: Path, poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    folder = tmp_path_factory.mktemp("hostile")
    paths = {"index": corpus / "index.html"}
    paths |= {name: corpus / "answers" / f"{name}.html" for name in ("contradictions", "citation-graph", "chain")}
    for path in pages_of(poisoned):
        paths[f"poisoned-{path.stem}"] = path
    for name, text in hostile_pages():
        paths[f"poisoned-{name}"] = folder / f"{name}.html"
        paths[f"poisoned-{name}"].write_text(text, "utf-8")
    return Opener(browser, {name: path.as_uri() for name, path in paths.items()})


@browsers
def test_hostile_text_stays_text_and_nothing_is_requested(opener: Opener) -> None:
    hostile = 0
    for name in opener.files:
        if name.startswith("poisoned-"):
            shown = opener(name)
            hostile += "window.__pwn" in shown.text("main")
            assert shown.run("window.__pwn") is None, name
            assert shown.run(SCRIPTLESS) == 0, name
            assert shown.run("document.querySelectorAll('[onclick], [onmouseover], [onload], [onerror]').length") == 0
            assert (len(shown.requests), shown.complaints) == (1, []), name
            opener.close()
    assert hostile >= LEAST_HOSTILE


@browsers
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "contradictions", "citation-graph", "chain"])
def test_axe_finds_nothing(opener: Opener, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    shown = opener(name, color_scheme=scheme, bypass_csp=True)
    shown.run("document.querySelectorAll('details').forEach((details) => { details.open = true; })")

    violations = axe.run(shown.page, options=AXE).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in violations] == []


@browsers
@pytest.mark.parametrize("name", ["index", "contradictions", "citation-graph", "chain", "poisoned-answer"])
def test_a_narrow_window_does_not_scroll_sideways(opener: Opener, name: str) -> None:
    shown = opener(name, width=320)
    shown.run("document.querySelectorAll('details').forEach((details) => { details.open = true; })")

    assert shown.run("document.documentElement.scrollWidth") <= 320


@browsers
def test_paper_is_white_and_has_the_whole_table(opener: Opener) -> None:
    shown = opener("contradictions", color_scheme="dark", width=720)
    assert shown.run("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"

    shown.page.emulate_media(media="print")

    assert shown.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.run("(t => t.scrollHeight <= t.clientHeight + 1)(document.querySelector('.wide'))")
    assert shown.run("document.documentElement.scrollWidth") <= 720


@browsers
def test_from_the_index_to_a_claim_by_keyboard_and_without_scripts(opener: Opener) -> None:
    shown = opener("index", java_script_enabled=False)
    shown.page.keyboard.press("Tab")
    assert shown.page.locator(":focus").inner_text() == "Skip to the content"
    shown.page.locator("a[href='answers/contradictions.html']").press("Enter")
    shown.page.wait_for_url("**/answers/contradictions.html")
    shown.page.locator("tbody th a").first.press("Enter")
    shown.page.wait_for_url("**/view.html#claim:*")

    assert shown.page.locator("article:target").is_visible()
