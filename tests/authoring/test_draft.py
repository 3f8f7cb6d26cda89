"""A file begun from a text validates as written, and uncommented but for what a person must fill in."""

import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import load

from kgraph.authoring import claim_candidates, document_metadata, workspace
from kgraph.authoring.draft import draft, name_document, read_text
from kgraph.core.diagnostics import Severity
from kgraph.core.errors import UsageError
from kgraph.parsing import quote_syntax
from kgraph.quotes import match, texts
from kgraph.store.knowledge import Knowledge
from kgraph.store.knowledge import load as load_paths
from kgraph.validation import validate

KGRAPH = Path(sys.executable).with_name("kgraph")
TEXT = """\
Bank closed for two days

By Jane O’Neil-Roe
Source: The Daily Steppe
Published: Friday, 14 January 2022
https://example.org/bank?a=1

The bank shut its doors on Monday. An official said that the minister had ordered the closure of the bank himself.
Some 3.5 million people were without money. In 2022 it rained on 5 May. “We saw it coming… for weeks,” Mr. Roe told us.
The bank is large. The treaty of the union forbids it, as a long paragraph of its ninth chapter clearly says.
It was reported that the bank shut its doors.
It was reported that the bank shut its doors.
"""


def severities(folder: Path, text: str) -> dict[Severity, set[str]]:
    knowledge, findings = load(folder, a_yaml=text)
    listed = validate.check(knowledge, findings).diagnostics
    return {level: {finding.code for finding in listed if finding.severity is level} for level in Severity}


def uncomment(text: str) -> str:
    return re.sub(r"^# ", "", text, flags=re.MULTILINE)


def fill_in(text: str) -> str:
    """Do what a person would: word each claim, and say its kind."""
    number = iter(range(10_000))
    worded = re.sub(r"^    text:$", lambda _: f"    text: The claim number {next(number)}.", text, flags=re.MULTILINE)
    return re.sub(r"^    kind:$", "    kind: fact", worded, flags=re.MULTILINE)


def test_the_metadata_of_a_text_is_found() -> None:
    assert [
        ("title", "Bank closed for two days", 1),
        ("creator", "Jane O’Neil-Roe", 3),
        ("publisher", "The Daily Steppe", 4),
        ("date", "2022-01-14", 5),
        ("url", "https://example.org/bank?a=1", 6),
    ] == [(item.key, item.value, item.line) for item in document_metadata.read(TEXT)]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Publication date: 2022-02-11", "2022-02-11"),
        ("February 11th, 2022", "2022-02-11"),
        ("Posted on 11 Feb. 2022", "2022-02-11"),
        ("2022-02-30", ""),
        ("On 11 February 2022 the bank closed", ""),
        ("Update 2022-01-13: one more source", ""),
        ("Lowland Courier, 3 June 2023", "2023-06-03"),
        ("Almaty — January 7, 2022", "2022-01-07"),
        ("the vote that failed, 3 June 2023", ""),
        ("USA Today, 3 June 2023", "2023-06-03"),
        ("Published, 3 June 2023", "2023-06-03"),
        ("Updated, 5 January 2022", ""),
        ("Last modified, January 5, 2022", ""),
        ("Edited by Jane Roe | 5 January 2022", ""),
        ("Yesterday, 5 January 2022", ""),
        ("By Wednesday, 5 January 2022", ""),
    ],
)
def test_dates_are_read_only_from_lines_of_their_own(line: str, date: str) -> None:
    assert ([("date", date)] if date else []) == [
        (item.key, item.value) for item in document_metadata.read("A title\n" + line) if item.key != "title"
    ]


@pytest.mark.parametrize(
    ("line", "key", "name"),
    [
        ("Source: Lowland Courier, 3 June 2023", "publisher", "Lowland Courier"),
        ("Published by Lowland Courier — June 3, 2023", "publisher", "Lowland Courier"),
        ("By Jane Roe, 3 June 2023", "creator", "Jane Roe"),
        ("Author: Jane Roe | 3 June 2023", "creator", "Jane Roe"),
    ],
)
def test_author_and_date_are_read_from_one_line(line: str, key: str, name: str) -> None:
    stated = {item.key: item.value for item in document_metadata.read("A title\n" + line)}

    assert {"title": "A title", key: name, "date": "2023-06-03"} == stated


@pytest.mark.parametrize("line", ["The bank closed.", "[Image: a bank]", "x" * 200, "By Jane Roe"])
def test_a_first_line_that_is_a_sentence_or_a_name_is_not_a_title(line: str) -> None:
    assert not [item for item in document_metadata.read(line) if item.key == "title"]


def test_a_first_line_that_ends_in_a_date_is_a_title() -> None:
    assert ["title"] == [item.key for item in document_metadata.read("Chronicle of the Bank, 3 June 2023")]


def test_sentences_that_report_cite_or_count_are_candidates() -> None:
    candidates = claim_candidates.find(TEXT)

    assert [
        ("reports speech",),
        ("gives a figure",),
        ("is quoted", "reports speech"),
        ("reports speech", "cites"),
    ] == [candidate.reasons for candidate in candidates.listed]
    assert 2 == candidates.without_quote
    for candidate in candidates.listed:
        assert [candidate.place] == match.find(candidate.quote, TEXT)
        assert TEXT[candidate.place.start : candidate.place.end] in TEXT.split("\n")[candidate.line - 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "The first source was clear on this point.",
        "He acknowledges that the bank is large.",
        "She called on the minister to open it.",
        "The guard informs us of a door.",
        "What I learned from a clerk is different.",
        "It was shut, he added, for good.",
        "The door was allegedly open.",
        "Rumours of a theft went round.",
        "They believe the door was open.",
    ],
)
def test_many_verbs_report_speech(sentence: str) -> None:
    assert [("reports speech",)] == [candidate.reasons for candidate in claim_candidates.find(sentence).listed]


@pytest.mark.parametrize(
    "sentence",
    [
        "Update 2022-01-13: the picture of the bank.",
        "It has been a “closed bank” for years.",
        "The member states of the union shut it.",
        "Addition is easy with coins in hand.",
    ],
)
def test_a_date_a_term_and_similar_words_are_not_candidates(sentence: str) -> None:
    assert () == claim_candidates.find(sentence).listed


QUOTED = """\
The clerk told a reporter: “The bank was full by noon. Nobody could move at all.

“The doors were then locked from inside.

“The guard had no key.” So it went.

The minister spoke next. He continues: [my emphasis]

The bank is sound as ever. Its old vault is full.

It opens on Monday as usual.

What came of it

The street was empty then.

The day had three parts:

The street was still empty.
"""


def test_a_quotation_over_paragraphs_is_quoted_whole_and_words_set_off_up_to_a_heading() -> None:
    quoted = [
        candidate.place.of(QUOTED)
        for candidate in claim_candidates.find(QUOTED).listed
        if "is quoted" in candidate.reasons
    ]

    assert [
        "The clerk told a reporter: “The bank was full by noon.",
        "Nobody could move at all.",
        "“The doors were then locked from inside.",
        "“The guard had no key.”",
        "The bank is sound as ever.",
        "Its old vault is full.",
        "It opens on Monday as usual.",
    ] == quoted


def test_words_set_off_end_with_the_next_introduction_and_after_some_paragraphs() -> None:
    long = "\n".join(["She said then:", *(f"The door number {name} was shut." for name in "abcdefg")])

    assert 5 == len(claim_candidates.find(long).listed)
    again = "She said then:\nThe door was shut then.\nHe said of it:\n“The key is gone.”\nThe street was empty."
    assert ["The door was shut then.", "He said of it:", "“The key is gone.”"] == [
        candidate.place.of(again) for candidate in claim_candidates.find(again).listed
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("This short review was specially prepared by Jane Roe for the readers of a newspaper on banks.", "Jane Roe"),
        ("The end. This text has been written by J. O’Neil-Roe.", "J. O’Neil-Roe"),
        ("This bank was prepared by Monday.", ""),
        ("The letter was written by Jane Roe in the bank.", ""),
        ("By Jane Roe", "Jane Roe"),
        ("By Jane Roe | 3 June 2023", "Jane Roe"),
    ],
)
def test_the_author_is_found_in_a_byline_or_a_note_on_the_text(line: str, name: str) -> None:
    names = [item.value for item in document_metadata.read(f"A title\n{line}") if item.key == "creator"]

    assert ([name] if name else []) == names


def test_the_file_validates_as_written_and_when_filled_in(tmp_path: Path) -> None:
    made = draft(TEXT, "doc:bank-note")

    assert set() == severities(tmp_path, made)[Severity.ERROR]
    assert {"KG007"} == severities(tmp_path, uncomment(made))[Severity.ERROR]
    assert set() == severities(tmp_path, fill_in(uncomment(made)))[Severity.ERROR]
    assert f'digest: "{sha256(TEXT.encode()).hexdigest()}"' in made
    assert f"length: {len(TEXT)}\n" in made
    assert "inferred: [title, url, date, creator, publisher]" in made.replace("[title, date, url", "[title, url, date")


def test_only_short_quotes_of_the_text_are_copied() -> None:
    made = draft(TEXT, "doc:bank-note")

    for line in re.findall(r"quote: (.*)", made):
        quote = quote_syntax.split_quote(line[1:-1])
        assert quote is not None
        assert max(len(quote.first.split()), len(quote.last.split())) <= match.MOST_WORDS
    assert "doors on Monday" not in made


@given(st.text(alphabet=st.sampled_from('ab said.”“…"\\:#3\n\t-’é\u0301\u200b\u202e '), max_size=200))
def test_any_text_makes_a_file_without_errors(text: str) -> None:
    prepared = match.prepare(f"{text}\nShe said {text} so.\n" * 2)

    for form in (draft(prepared, "doc:a"), fill_in(uncomment(draft(prepared, "doc:a")))):
        from reading import parse

        assert [] == [finding for finding in parse(form).diagnostics if finding.severity is Severity.ERROR], form


def test_known_actors_are_referred_to_and_not_defined_again(tmp_path: Path) -> None:
    known, _ = load(
        tmp_path,
        known_yaml="annotators:\n  - id: annotator:desk\n    label: Desk\n"
        "actors:\n  - id: actor:jane\n    type: Person\n    label: Jane Roe\n    altLabel: Jane O’Neil-Roe\n",
    )

    made = draft(TEXT, "doc:bank-note", known=known)

    assert "## annotatedBy: annotator:…   # known: annotator:desk\n" in made
    assert "\nannotatedBy: annotator:me\n" in draft(TEXT, "doc:bank-note", known=known, annotator="annotator:me")
    with pytest.raises(UsageError, match="`actor:jane` is not a valid id of an annotator"):
        draft(TEXT, "doc:bank-note", annotator="actor:jane")
    assert "creator: actor:jane\n" in made
    assert "- id: actor:jane\n" not in made
    assert "- id: actor:the-daily-steppe\n" in made


def test_a_document_that_is_already_defined_is_an_error(tmp_path: Path) -> None:
    known, _ = load(tmp_path, known_yaml="document:\n  id: doc:bank-note\n  title: A\n")

    with pytest.raises(UsageError, match="already defined"):
        draft(TEXT, "doc:bank-note", known=known)


@pytest.mark.parametrize("identifier", ["actor:a", "doc:A", "doc:", "bank"])
def test_an_invalid_id_is_an_error(identifier: str) -> None:
    with pytest.raises(UsageError, match="is not a valid id"):
        name_document(identifier, "a")


@pytest.mark.parametrize("data", [b"", b" \n", b"\xff\xfea"])
def test_a_file_that_is_not_text_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)

    with pytest.raises(UsageError):
        read_text(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("name", "text", "other"),
    [
        ("a.html", "<p>The bank closed.</p>", "an HTML page"),
        ("a.txt", "<!doctype html><title>The bank closed</title>", "an HTML page"),
        ("a.csv", "claim,source\n", "a table"),
        ("a.txt", "%PDF-1.7", "a PDF file"),
        ("a.argdown", "[The bank closed]", "an Argdown map"),
    ],
)
def test_what_is_no_plain_text_is_named(tmp_path: Path, name: str, text: str, other: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(UsageError, match=other):
        read_text(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")

    with pytest.raises(UsageError, match="not a regular file"):
        read_text(tmp_path / "a.txt")


def _kgraph(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([KGRAPH, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_new_workspace_builds_and_takes_a_new_document(tmp_path: Path) -> None:
    begun = _kgraph(tmp_path, "init", "here")
    folder = tmp_path / "here"

    wrote = [f"wrote here/{name}" for name in workspace.FILES]
    assert [*wrote, "next: `cd here` and `kgraph build`, then open build/index.html"] == begun.stdout.splitlines()
    assert 0 == _kgraph(folder, "build").returncode
    (folder / "texts/bank.txt").write_text(TEXT)
    made = _kgraph(folder, "new", "texts/bank.txt")
    assert "next: fill in what is left open, then run `kgraph validate annotations/bank.yaml`" in made.stdout
    assert (folder / "annotations/bank.yaml").read_text().startswith("## This is a draft")
    assert 0 == _kgraph(folder, "build").returncode
    again = _kgraph(folder, "new", "texts/bank.txt")
    assert (2, True) == (again.returncode, "already exists" in again.stderr)


def test_the_example_of_a_workspace_has_no_findings(tmp_path: Path) -> None:
    workspace.start(tmp_path)
    knowledge, findings = load_paths([tmp_path / "annotations"], root=tmp_path)

    levels = {finding.severity for finding in validate.check(knowledge, findings).diagnostics}

    assert levels <= {Severity.INFO}
    assert _passages(knowledge) <= _found_in(tmp_path)
    assert not any(text.is_another for text in texts.read(knowledge.files, tmp_path / "texts").values())


def _passages(knowledge: Knowledge) -> set[str]:
    text = "\n".join(file.source.text for file in knowledge.files)
    return set(re.findall(r"quote: (.*)", text))


def _found_in(folder: Path) -> set[str]:
    """List the quotes of the example that are found once in its text."""
    text = read_text(folder / "texts/harbour-note.txt")
    written = re.findall(r"quote: (.*)", (folder / "annotations/harbour-note.yaml").read_text())
    quotes = {quote_text: quote_syntax.split_quote(quote_text) for quote_text in written}
    return {quote_text for quote_text, quote in quotes.items() if quote and len(match.find(quote, text)) == 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [("*.pyc", "*.pyc\n/build/\n"), ("/build/\n", "/build/\n"), ("", "/build/\n"), ("a\r\n", "a\r\n/build/\n")],
)
def test_a_list_of_ignored_files_is_added_to(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / ".gitignore").write_bytes(before.encode())

    workspace.start(tmp_path)

    assert (tmp_path / ".gitignore").read_bytes() == after.encode()


@pytest.mark.parametrize("name", sorted(workspace.FILES.keys() - {".gitignore"}))
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")

    with pytest.raises(UsageError, match="nothing was written"):
        workspace.start(tmp_path)

    assert ["mine"] == [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
