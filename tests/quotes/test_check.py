"""Annotations are checked against the texts, pinned and repaired, and otherwise stay the same."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reading import parse
from typer.testing import CliRunner, Result

from kgraph.cli import app
from kgraph.ontology.vocab import KG, Term
from kgraph.parsing.quote_syntax import join_quote, split_quote
from kgraph.quotes import check, match, repair, texts
from kgraph.quotes.check import Outcome
from kgraph.quotes.match import State, digest, prepare, quote_of
from kgraph.reports import quotes
from kgraph.store.knowledge import Knowledge, load

TREE = Path(__file__).parent.parent.parent
CORPUS = TREE.parent / "shared" / "corpus"
TEXT = """A note on the steppe

The bank shut its doors for two days in January. An official said that the order was the minister’s own.
“It was chaos,” said a clerk, who asked not to be named. The bank opened again on Friday.

A note on the steppe
"""
NOTE = """\
# A note.
document:
  id: doc:note   # the only one
  title: A note on the steppe
  naming:
    - {who: actor:minister, as: the minister, quote: the order was the minister’s own}
    - who: actor:clerk
      as: a clerk
      quote: said a clerk

actors:
  - {id: actor:minister, type: Person, label: The minister}
  - {id: actor:clerk, type: Person, label: A clerk}

claims:
  - id: claim:bank-closed
    text: The central bank closed for two days.
    kind: fact
    quote: The bank shut its … two days in January.   # as printed
    basis: noneStated

  - id: claim:minister-ordered-closure
    text: The finance minister ordered the central bank to close.
    kind: responsibility
    quote: >-
      An official said that … was the minister’s own.
    via: {by: actor:minister, quote: the order was}
  - id: claim:chaos
    text: There was chaos.
    kind: characterisation
    said:
      - quote: "“It was chaos,”"
        basis: noneStated
        by: actor:clerk
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "note.txt").write_text(TEXT, "utf-8")
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["quotes", *arguments, "--texts", "texts"])


def _outcome(folder: Path) -> tuple[Knowledge, Outcome]:
    knowledge, _ = load(sorted(folder.glob("*.yaml")))
    return knowledge, check.check(knowledge, texts.read(knowledge.files, folder / "texts"))


def _states(folder: Path) -> Counter[State]:
    return _outcome(folder)[1].counts


def _without_pins(text: str) -> str:
    lines = re.sub(r", pin: [0-9]+-[0-9]+ [0-9a-f]{16}", "", text).splitlines(keepends=True)
    return "".join(line for line in lines if line.strip().partition(":")[0] not in {"pin", "digest", "length"})


@pytest.mark.usefixtures("folder")
def test_checking_says_that_all_is_exact() -> None:
    done = _run("check", "note.yaml")

    assert done.exit_code == 0, done.output
    assert done.output == "6 passages of 1 document: 6 exact; 6 not pinned\n"


def test_pinning_adds_lines_and_changes_none(folder: Path) -> None:
    done = _run("pin", "note.yaml")
    written = (folder / "note.yaml").read_text("utf-8")

    assert done.exit_code == 0, done.output
    assert done.output == "- note.yaml: 6 passages pinned\n\n6 passages of 1 document: 6 exact\n"
    assert NOTE == _without_pins(written)
    assert "quote: the order was the minister’s own, pin: 93-125 " in written
    assert "quote: The bank shut its … two days in January.   # as printed\n    pin: 22-70 " in written
    assert "  id: doc:note   # the only one\n  digest: " in written
    assert f"  length: {len(prepare(TEXT))}\n" in written


def test_pinning_twice_changes_nothing(folder: Path) -> None:
    _run("pin", "note.yaml")
    once = (folder / "note.yaml").read_bytes()

    done = _run("pin", "note.yaml")

    assert done.output.startswith("- nothing pinned\n")
    assert once == (folder / "note.yaml").read_bytes()


def test_a_dry_run_shows_a_diff_and_writes_nothing(folder: Path) -> None:
    done = _run("pin", "note.yaml", "--dry-run")

    assert done.output.startswith("--- note.yaml\n+++ note.yaml\n@@ ")
    assert "\n+    pin: 22-70 " in done.output
    assert NOTE == (folder / "note.yaml").read_text("utf-8")


def test_line_ends_and_byte_order_mark_stay(folder: Path) -> None:
    (folder / "note.yaml").write_bytes(b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode())

    _run("pin", "note.yaml")
    written = (folder / "note.yaml").read_bytes()

    assert written.startswith(b"\xef\xbb\xbf# A note.\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert b"January.   # as printed\r\n    pin: 22-70 " in written


def test_a_pin_decides_between_two_equal_quotes(folder: Path) -> None:
    again = NOTE.replace("quote: said a clerk", "quote: A note on the steppe")
    (folder / "note.yaml").write_text(again, "utf-8")
    assert _states(folder)[State.AMBIGUOUS] == 1
    start = TEXT.rindex("A note")
    text = "A note on the steppe"
    pin = f"{start}-{start + len(text)} {digest(text)}"
    (folder / "note.yaml").write_text(again.replace(f"quote: {text}", f"quote: {text}\n      pin: {pin}"), "utf-8")

    done = _run("pin", "note.yaml")

    assert done.exit_code == 0, done.output
    assert f"pin: {pin}\n" in (folder / "note.yaml").read_text("utf-8")


def test_moved_passages_are_repaired_with_the_digest_of_the_text(folder: Path) -> None:
    _run("pin", "note.yaml")
    (folder / "texts" / "note.txt").write_text(f"New 😀 line\r\n{TEXT}", "utf-8")
    before = (folder / "note.yaml").read_text("utf-8")

    checked, done = _run("check", "note.yaml"), _run("repair", "note.yaml")
    after = (folder / "note.yaml").read_text("utf-8")

    assert checked.exit_code == 1
    assert re.search(
        r"^- note\.yaml:\d+:12: moved\n    anchor: The bank shut its … two days in January\.$",
        checked.output,
        re.MULTILINE,
    )
    assert "`texts/note.txt` is not the text recorded" in checked.output
    assert done.exit_code == 0, done.output
    assert _states(folder) == {State.EXACT: 6}
    assert len(before.splitlines()) == len(after.splitlines())
    assert _run("check", "note.yaml").exit_code == 0


def test_a_quote_that_differs_in_formatting_is_rewritten_as_in_the_text(folder: Path) -> None:
    _run("pin", "note.yaml")
    path = folder / "note.yaml"
    path.write_text(path.read_text("utf-8").replace('"“It was chaos,”"', '"\\"It was chaos,\\""'), "utf-8")

    done = _run("repair", "note.yaml")

    assert done.exit_code == 0, done.output
    assert 'quote: "“It was chaos,”"' in path.read_text("utf-8")
    assert _states(folder) == {State.EXACT: 6}


def test_a_text_typed_with_straight_marks_is_followed_in_as_many_words(folder: Path) -> None:
    _run("pin", "note.yaml")
    note = folder / "note.yaml"
    pinned = note.read_text("utf-8")
    straight = str.maketrans("“”’", '""\'')
    (folder / "texts" / "note.txt").write_text(TEXT.translate(straight), "utf-8")

    checked = _run("check", "note.yaml")
    done = _run("repair", "note.yaml")

    assert "6 passages of 1 document: 3 exact, 3 formatting\n" in checked.output
    assert done.exit_code == 0, done.output
    assert _states(folder) == {State.EXACT: 6}
    was, now = (re.sub(r"pin: .*|digest: .*", "", text) for text in (pinned, note.read_text("utf-8")))
    assert now == was.replace(
        "quote: the order was the minister’s own", 'quote: "the order was the minister\'s own"'
    ).replace(
        ">-\n      An official said that … was the minister’s own.",
        '"An official said that … was the minister\'s own."',
    ).replace('"“It was chaos,”"', '"\\"It was chaos,\\""')


def test_invisible_characters_of_the_text_are_not_quoted(folder: Path) -> None:
    note = folder / "note.yaml"
    note.write_text(NOTE.replace("An official said", "an official said"), "utf-8")
    (folder / "texts" / "note.txt").write_text(TEXT.replace("official", "offi\u200bcial"), "utf-8")

    done = _run("repair", "note.yaml")

    assert done.exit_code == 0, done.output
    assert "An official said that … was the minister’s own." in note.read_text("utf-8")
    assert _states(folder) == {State.EXACT: 6}


@pytest.mark.parametrize("pin_first", [False, True])
def test_a_quote_that_leaves_out_nothing_is_reported_and_shortened(folder: Path, *, pin_first: bool) -> None:
    note = folder / "note.yaml"
    whole = NOTE.replace("The bank shut its …", "The bank shut its doors … for").replace(
        'quote: "“It was chaos,”"', 'quote: "“It was … chaos,”"'
    )
    note.write_text(whole, "utf-8")
    if pin_first:
        _run("pin", "note.yaml")

    checked = _run("check", "note.yaml")
    listed = json.loads(_run("check", "note.yaml", "--format", "json").output)["passages"]
    done = _run("repair", "note.yaml")

    assert checked.exit_code == 0
    assert 2 == checked.output.count(": leaves out nothing\n")
    assert "    shorter: The bank shut … days in January.\n" in checked.output
    assert "2 with a `…` that leaves out nothing" in " ".join(checked.output.split())
    assert ["The bank shut … days in January.", "“It was chaos,”"] == [
        passage["shorter"] for passage in listed if passage["shorter"]
    ]
    assert done.exit_code == 0, done.output
    assert 'quote: "The bank shut … days in January."   # as printed' in note.read_text("utf-8")
    assert 'quote: "“It was chaos,”"' in note.read_text("utf-8")
    again = _run("check", "note.yaml")
    assert "leaves out" not in again.output
    assert again.exit_code == 0


def _leave_out(folder: Path, *pins: str, text: str = TEXT) -> Path:
    """Leave the heading out, which stands twice, once for each pin, empty ones with none."""
    (folder / "texts" / "note.txt").write_text(text, "utf-8")
    items = "".join(
        f"\n    - quote: A note on the steppe\n{f'      pin: {pin}' if pin else ''}\n      reason: a heading"
        for pin in pins
    )
    note = folder / "note.yaml"
    note.write_text(NOTE.replace("  naming:", f"  leftOut:{items}\n  naming:"), "utf-8")
    return note


def test_equal_words_left_out_take_their_places_in_order(folder: Path) -> None:
    note = _leave_out(folder, "", "")

    checked = _run("check", "note.yaml")
    done = _run("pin", "note.yaml")

    assert "8 exact" in checked.output
    assert done.exit_code == 0, done.output
    last = len(TEXT.rstrip())
    pins = re.findall(r"steppe\n +pin: (\S+)", note.read_text("utf-8"))
    assert [f"0-{len('A note on the steppe')}", f"{last - len('A note on the steppe')}-{last}"] == pins
    assert {State.EXACT: 8} == _states(folder)
    written = note.read_bytes()
    assert _run("pin", "note.yaml").exit_code == 0
    assert written == note.read_bytes()


def test_words_left_out_take_the_place_that_is_not_pinned(folder: Path) -> None:
    pin = str(match.pin_at(match.Place(0, 20), TEXT))
    note = _leave_out(folder, "", pin)

    done = _run("pin", "note.yaml")

    assert done.exit_code == 0, done.output
    assert [str(len(TEXT.rstrip()) - 20), "0"] == re.findall(r"steppe\n +pin: (\d+)-", note.read_text("utf-8"))


@pytest.mark.parametrize(
    ("pins", "text", "advice"),
    [
        (["", ""], f"{TEXT}\nA note on the steppe\n", "found at 3 places: leave it out as often"),
        (["", "", ""], TEXT, "found at 2 places: leave it out as often"),
        (["", ""], TEXT.rstrip().removesuffix("A note on the steppe"), "found at 1 place: leave it out as often"),
        ([""], TEXT, "found at 2 places: leave it out as often"),
    ],
)
def test_omissions_are_ambiguous_if_their_number_differs_from_the_text(
    folder: Path, pins: list[str], text: str, advice: str
) -> None:
    note = _leave_out(folder, *pins, text=text)

    done = _run("pin", "note.yaml")

    assert done.exit_code == 1
    assert len(pins) == " ".join(done.output.split()).count(advice)
    assert f"{len(pins)} ambiguous" in done.output
    assert "steppe\n\n      reason" in note.read_text("utf-8").replace("      pin", "\n      pin")
    assert 6 == note.read_text("utf-8").count("pin: ")


def test_an_altered_passage_is_suggested_but_not_written(folder: Path) -> None:
    _run("pin", "note.yaml")
    pinned = (folder / "note.yaml").read_bytes()
    (folder / "texts" / "note.txt").write_text(TEXT.replace("bank shut its", "banks shut their"), "utf-8")

    checked = _run("check", "note.yaml")
    done = _run("repair", "note.yaml", "--dry-run")

    assert "differs: The [-bank-]{+banks+} shut [-its-]{+their+} … two days in January." in checked.output
    assert done.exit_code == 1
    assert "perhaps: The banks shut their … two days in January. (" in done.output
    assert pinned == (folder / "note.yaml").read_bytes()
    _run("repair", "note.yaml")
    assert "quote: The bank shut its … two days in January." in (folder / "note.yaml").read_text("utf-8")


@pytest.mark.usefixtures("folder")
def test_a_dry_run_of_a_repair_says_that_nothing_is_repaired() -> None:
    _run("pin", "note.yaml")

    assert _run("repair", "note.yaml", "--dry-run").output.startswith("- nothing to be repaired\n")


def test_a_change_between_first_and_last_words_is_reported(folder: Path) -> None:
    _run("pin", "note.yaml")
    (folder / "texts" / "note.txt").write_text(TEXT.replace("doors for", "gates for"), "utf-8")

    assert "differs: only the text between the quoted words" in _run("check", "note.yaml").output


def _difference(anchor: str, pinned: str, text: str) -> str:
    """Say how an anchor that was pinned in one text differs from another text."""
    quote = split_quote(anchor)
    assert quote is not None
    pin = match.pin_at(match.find(quote, pinned)[0], pinned)
    passage = check.Passage(parse(NOTE), "a", "s", "d", quote, pin)
    checked = check.Checked(passage, text, match.assess(quote, pin, text))
    return quotes._difference(checked).partition(" (")[0]


@pytest.mark.parametrize(
    ("anchor", "text", "reason"),
    [
        ("The bank shut ... two whole days", TEXT, "three dots are part of the words; write … for words left out"),
        (
            "The port shut … for two days",
            "The port\nshut for\ntwo days.",
            "the words run over a line break",
        ),
        (
            "The port shut … at two",
            f"The port shut {'x ' * 400}at two.",
            "its ends are 820 characters apart",
        ),
        ("Nothing of the sort … was said", "The port shut at two.", ""),
    ],
)
def test_a_usual_reason_for_a_missing_passage_is_named(anchor: str, text: str, reason: str) -> None:
    text = "The bank shut its doors for two whole days.\n" if text is TEXT else text
    quote = split_quote(anchor)
    assert quote is not None
    passage = check.Passage(parse(NOTE), "a", "s", "d", quote, None)

    found = check.why_missing(check.Checked(passage, text, match.assess(quote, None, text)))

    assert found.startswith(reason) if reason else not found


CLEAR = "“The first clerk was clear: the whole order came from a minister,” he wrote in March."


@pytest.mark.parametrize(
    ("anchor", "old", "new", "difference"),
    [
        ("The first clerk was clear … from a minister", "whole", "entire", quotes.BETWEEN),
        ("first clerk was clear … from a minister", "clear: the", "clear the", quotes.BETWEEN),
        (
            "The first clerk was clear … from a minister",
            "clerk",
            "clark",
            "The first [-clerk-]{+clark+} was clear … from a minister",
        ),
        (
            "The first clerk was clear … from a minister",
            "was",
            "was quite",
            "The first clerk was {+quite+} clear … from a minister",
        ),
        (
            "The first clerk was clear … came from a minister",
            "came",
            "went",
            "The first clerk was clear … [-came-]{+went+} from a minister",
        ),
        ("The first clerk was clear", "clerk", "clark", "The first [-clerk-]{+clark+} was clear"),
        ("clear: the whole order", "clear: the", "clear, the", "[-clear:-]{+clear,+} the whole order"),
    ],
)
def test_a_difference_is_reported_exactly(anchor: str, old: str, new: str, difference: str) -> None:
    assert difference == _difference(anchor, CLEAR, CLEAR.replace(old, new))


@given(st.integers(0, 11), st.integers(1, 5), st.integers(1, 5), st.integers(0, 14))
def test_punctuation_outside_a_quote_is_not_a_difference(start: int, first: int, last: int, at: int) -> None:
    words = CLEAR.split()
    end = len(words) - last
    assume(start + first <= end)
    ends = [" ".join(words[start : start + first]).strip("“:,”."), " ".join(words[end:]).strip("“:,”.")]
    changed = " ".join([*words[:at], "Xyzzy", *words[at + 1 :]])

    difference = _difference(" … ".join(ends), CLEAR, changed)

    if start + first <= at < end:
        assert quotes.BETWEEN == difference
    for gone, come in re.findall(r"\[-(.*?)-\]\{\+(.*?)\+\}", difference):
        assert gone.strip("“:,”.") != come.strip("“:,”.")


def test_another_text_is_not_recorded_unless_that_is_asked_for(folder: Path) -> None:
    _run("pin", "note.yaml")
    pinned = (folder / "note.yaml").read_bytes()
    longer = f"{TEXT}A line more.\n"
    (folder / "texts" / "note.txt").write_text(longer, "utf-8")

    refused = _run("pin", "note.yaml")

    assert "is not the text recorded" in refused.output
    assert pinned == (folder / "note.yaml").read_bytes()
    _run("pin", "note.yaml", "--accept-text")
    assert f"  length: {len(prepare(longer))}\n" in (folder / "note.yaml").read_text("utf-8")


def test_a_document_without_a_text_is_reported_and_fails(folder: Path) -> None:
    (folder / "other.yaml").write_text(
        "document: {id: doc:other, title: Another}\nclaims:\n"
        "  - {id: claim:x, text: It rained., kind: fact, quote: It rained., basis: firsthand}\n"
    )

    done = _run("check", "note.yaml", "other.yaml")

    assert done.exit_code == 1
    assert "no text for doc:other (1): 1 passage not checked\n" in done.output


def test_json_lists_every_passage(folder: Path) -> None:
    (folder / "texts" / "note.txt").write_text(TEXT.replace("chaos", "order"), "utf-8")

    listed = json.loads(_run("check", "note.yaml", "--format", "json").output)

    assert listed["counts"]["exact"] == 5
    assert listed["allExact"] is False
    assert [passage["line"] for passage in listed["passages"] if passage["state"] != "exact"] == [32]


def test_rdf_files_are_checked_but_not_edited(folder: Path) -> None:
    (folder / "more.nt").write_text(
        "".join(
            f"<https://w3id.org/kgraph/id/{subject}> <{predicate}> {value} .\n"
            for subject, predicate, value in (
                ("doc/note", Term.type, f"<{KG.Document}>"),
                ("anchor/a", Term.source, "<https://w3id.org/kgraph/id/doc/note>"),
                ("anchor/a", Term.selector, "<https://w3id.org/kgraph/id/span/a>"),
                ("span/a", KG.firstWords, '"The bank opened again"'),
            )
        )
    )

    done = _run("pin", "more.nt")

    assert "only YAML files can be edited; 1 passage not written" in done.output
    assert done.exit_code == 1


def test_an_edit_that_would_break_a_reference_is_not_made(folder: Path) -> None:
    note = NOTE.replace('"“It was chaos,”"', '"\\"It was chaos,\\""')
    (folder / "note.yaml").write_text(note, "utf-8")
    knowledge, _ = _outcome(folder)
    subjects = [str(triple.subject).strip("<>") for triple in knowledge.files[0].triples]
    name = next(subject.rpartition("/")[2] for subject in subjects if "assertion/note.chaos" in subject)
    relay = (
        f"assertions:\n  - {{asserts: claim:chaos, by: actor:minister, relays: assertion:{name}, basis: statement}}\n"
    )
    (folder / "note.yaml").write_text(note + relay, "utf-8")

    done = _run("repair", "note.yaml")

    message = f"not written, because the id of assertion:{name} would change, but other things refer to it"
    assert message in " ".join(done.output.split())
    assert (folder / "note.yaml").read_text("utf-8") == note + relay


def test_a_file_that_cannot_be_parsed_is_an_error(folder: Path) -> None:
    (folder / "note.yaml").write_text(NOTE + "nonsense: 1\n", "utf-8")

    message = "the annotations have 1 error: run `kgraph validate note.yaml` to see them"
    assert message == str(_run("pin", "note.yaml").exception)
    assert (folder / "note.yaml").read_text("utf-8") == NOTE + "nonsense: 1\n"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the texts are not in the repository")
def test_the_passages_of_the_corpus_are_exact_and_pinned() -> None:
    knowledge, _ = load([TREE / "annotations"], root=TREE)
    outcome = check.check(knowledge, texts.read(knowledge.files, CORPUS))

    assert outcome.all_exact, outcome.counts
    assert not outcome.other_texts()


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the texts are not in the repository")
def test_pinning_the_corpus_again_gives_the_same_pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TREE / "annotations", tmp_path / "annotations")
    monkeypatch.chdir(tmp_path)
    pinned = {path: path.read_text("utf-8") for path in (tmp_path / "annotations").rglob("*.yaml")}
    for path, text in pinned.items():
        path.write_text("\n".join(line for line in text.split("\n") if not line.strip().startswith("pin: ")), "utf-8")

    knowledge, _ = load(["annotations"])
    outcome = check.check(knowledge, texts.read(knowledge.files, CORPUS))
    for rewrite in repair.pin(knowledge.files, outcome):
        assert rewrite.refused == ()
        if outcome.counts == {State.EXACT: len(outcome.checked)}:
            assert pinned[tmp_path / rewrite.path] == rewrite.after.decode()


WORDS = [
    "the",
    "bank",
    "“shut”",
    "its",
    "doors…",
    "café",
    "𝒳",
    "😀",
    "x\u0302",
    "for:",
    "- two",
    "# days",
    "{a}",
    "it's",
]
PARAGRAPHS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join), min_size=1, max_size=6)
STYLES = [
    "- id: {id}\n    text: It is so.\n    kind: fact\n    {quote}   # why\n    basis: noneStated\n",
    "- {{id: {id}, text: It is so., kind: fact, {quote}, basis: noneStated}}\n",
]


def _annotate(paragraphs: list[str], style: str) -> str:
    """Write an annotation with a claim for each paragraph."""
    lines = ["document: {id: doc:note, title: A note}", "claims:"]
    for number, paragraph in enumerate(dict.fromkeys(paragraphs)):
        quote = json.dumps(join_quote(quote_of(prepare(paragraph))), ensure_ascii=False)
        lines.append("  " + style.format(id=f"claim:c{number}", quote=f"quote: {quote}").rstrip("\n"))
    return "\n".join(lines) + "\n"


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS, st.sampled_from(STYLES), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["\n", "\r\n"]))
def test_any_annotation_is_pinned_once_and_repaired_after_a_move(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[str], style: str, ends: str, text_ends: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "texts").mkdir()
    text, path = folder / "texts" / "note.txt", folder / "note.yaml"
    written = _annotate(paragraphs, style).replace("\n", ends).encode()
    text.write_bytes(text_ends.join(paragraphs).encode())
    path.write_bytes(written)

    _apply(folder, "pin")
    pinned, (_, outcome) = path.read_bytes(), _outcome(folder)
    exact = outcome.counts[State.EXACT]
    assert exact == sum(checked.passage.pin is not None for checked in outcome.checked)
    _apply(folder, "pin")
    assert pinned == path.read_bytes()

    text.write_bytes(f"Something new.{text_ends}{text_ends.join(paragraphs)}".encode())
    _apply(folder, "repair")
    _, repaired = _outcome(folder)
    ambiguous = sum(checked.state is State.AMBIGUOUS for checked in repaired.checked)
    assert repaired.counts[State.EXACT] + ambiguous >= exact
    assert repaired.counts[State.MOVED] == 0
    assert pinned.count(b"\n") == path.read_bytes().count(b"\n")


def _apply(folder: Path, step: str) -> None:
    knowledge, outcome = _outcome(folder)
    assert outcome.checked
    for parsed in knowledge.files:
        assert not parsed.diagnostics, parsed.diagnostics
    for rewrite in (repair.pin if step == "pin" else repair.repair)(knowledge.files, outcome):
        assert not rewrite.refused, rewrite.refused
        (folder / Path(rewrite.path).name).write_bytes(rewrite.after)
