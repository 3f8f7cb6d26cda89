"""Differences between two states are listed once, in words; a revision is read without running any of its code."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reading import RICH, load

from kgraph.core.errors import UsageError
from kgraph.render.writers import write
from kgraph.reports.diff import Fate, Item, compare, to_blocks, to_json
from kgraph.reports.git_states import read

TREE = Path(__file__).parent.parent.parent
KGRAPH = Path(sys.executable).with_name("kgraph")
GIT = shutil.which("git")
BEFORE = RICH.read_text("utf-8")


def differences(folder: Path, *changes: tuple[str, str], before: str = BEFORE) -> list[Item]:
    """Compare a file with what it is after replacing some text."""
    after = before
    for old, new in changes:
        assert old in after
        after = after.replace(old, new)
    states = []
    for name, text in (("before", before), ("after", after)):
        (folder / name).mkdir()
        states.append(load(folder / name, a_yaml=text)[0])
    return compare(*states)


def summarize(items: list[Item]) -> list[tuple[str, str, str]]:
    """Give the kind, the fate and the id of each difference."""
    return [(item.kind, item.fate.value, item.id) for item in items]


def test_a_state_does_not_differ_from_itself(tmp_path: Path) -> None:
    assert [] == differences(tmp_path)
    assert "No difference." in write(to_blocks([]), "text")


def test_comments_and_the_order_of_things_make_no_difference(tmp_path: Path) -> None:
    head, section, rest = BEFORE.partition("claims:\n")
    claims, links, end = rest.partition("links:\n")
    after = f"{head}{links}{end}# moved\n{section}{claims}"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert [] == compare(load(tmp_path / "a", a_yaml=BEFORE)[0], load(tmp_path / "b", a_yaml=after)[0])


def test_a_claim_is_reworded(tmp_path: Path) -> None:
    (item,) = differences(tmp_path, ("The central bank closed for two days.", "The central bank shut."))

    assert ("claim", Fate.CHANGED, "claim:bank-closed") == (item.kind, item.fate, item.id)
    assert [("text", ("The central bank closed for two days.",), ("The central bank shut.",))] == [
        (change.key, change.before, change.after) for change in item.changes
    ]
    assert "Claims reworded: 1\n" in write(to_blocks([item]), "text")


def test_changed_stance_certainty_and_basis_are_found_though_ids_change(tmp_path: Path) -> None:
    items = differences(
        tmp_path,
        (
            "quote: An official said the … order was the minister's.\n    via",
            "quote: One said it.\n    stance: denies\n    via",
        ),
        ("basis: noneStated", "basis: inference\n    certainty: possible"),
    )

    assert [
        ("assertion", "changed", "claim:bank-closed"),
        ("assertion", "changed", "claim:minister-ordered-closure"),
    ] == summarize(items)
    assert [("basis", ("noneStated",), ("inference",)), ("certainty", ("certain",), ("possible",))] == [
        (change.key, change.before, change.after) for change in items[0].changes
    ]
    assert {"stance", "firstWords", "lastWords"} == {change.key for change in items[1].changes}
    assert "actor:jane-roe" in {change.hop for change in items[1].changes}


def test_a_claim_lists_the_sources_it_gained_and_lost(tmp_path: Path) -> None:
    items = differences(tmp_path, ("    via: anon:steppe-note-official\n", "    via: actor:finance-minister\n"))

    assert [
        ("claim", "changed", "claim:minister-ordered-closure"),
        ("assertion", "added", "claim:minister-ordered-closure"),
        ("assertion", "lost", "claim:minister-ordered-closure"),
    ] == summarize(items)
    assert (("actor:finance-minister",), ("anon:steppe-note-official",)) == (items[0].gained, items[0].lost)
    assert ("actor:jane-roe", "anon:steppe-note-official") == items[2].chain


def test_claims_links_and_ratings_are_added_and_lost(tmp_path: Path) -> None:
    start = BEFORE.index("links:\n")
    end = BEFORE.index("annotators:\n")
    items = differences(tmp_path, (BEFORE[start:end], ""), ("claim:days", "claim:number-of-days"))

    assert {
        ("claim", "added", "claim:number-of-days"),
        ("claim", "lost", "claim:days"),
        ("assertion", "added", "claim:number-of-days"),
        ("assertion", "lost", "claim:days"),
    } < set(summarize(items))
    assert 2 == sum(kind == "claimlink" and fate == "lost" for kind, fate, _ in summarize(items))
    assert 2 == sum(kind == "rating" and fate == "lost" for kind, fate, _ in summarize(items))


def test_a_rating_and_a_link_change(tmp_path: Path) -> None:
    items = differences(tmp_path, ("reliability: F", "reliability: B"), ("strict: true", "strict: false"))

    assert [("claimlink", [("strict", ("true",), ("false",))]), ("rating", [("reliability", ("F",), ("B",))])] == [
        (item.kind, [(change.key, change.before, change.after) for change in item.changes]) for item in items
    ]


def test_two_assertions_of_the_same_chain_are_kept_apart(tmp_path: Path) -> None:
    text = (
        "document:\n  id: doc:a\n  title: A\nclaims:\n  - id: claim:a\n    text: A.\n    kind: fact\n    said:\n"
        "      - quote: one two three\n        basis: hearsay\n      - quote: four five six\n        basis: inference\n"
    )

    (item,) = differences(
        tmp_path, ("one two three\n        basis: hearsay", "seven eight nine\n        basis: hearsay"), before=text
    )

    assert [("firstWords", ("one two three",), ("seven eight nine",))] == [
        (change.key, change.before, change.after) for change in item.changes
    ]


TEXT = """\
Differences
===========

1 claim changed, 1 assertion changed, 1 rating changed.

Claims reworded: 1
------------------

- The central bank shut | for *two* days.
  claim:bank-closed
    text: The central bank closed for two days. → The central bank shut | for
    *two* days.

Assertions changed: 1
---------------------

- The central bank shut | for *two* days.
  doc:steppe-note: actor:jane-roe: claim:bank-closed
    actor:jane-roe, basis: noneStated → inference

Ratings changed: 1
------------------

- an official
  rating:steppe-note-official.60e39f21
    reliability: F → B
"""


def test_differences_are_written_as_text_markdown_and_json(tmp_path: Path) -> None:
    items = differences(
        tmp_path,
        ("The central bank closed for two days.", "The central bank shut | for *two* days."),
        ("basis: noneStated", "basis: inference"),
        ("reliability: F", "reliability: B"),
    )

    assert TEXT == write(to_blocks(items), "text")
    assert r"shut \| for \*two\* days" in write(to_blocks(items), "markdown")
    listed = json.loads(json.dumps(to_json(items)))["differences"]
    assert ["claim", "assertion", "rating"] == [item["kind"] for item in listed]


def _git(folder: Path, *arguments: str) -> None:
    assert GIT is not None
    command = [GIT, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one revision of the annotations, and one more claim in the working folder."""
    if GIT is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "repository" / "inner"
    (folder / "annotations").mkdir(parents=True)
    (folder / "annotations/a.yaml").write_text(BEFORE)
    (folder / "annotations/.hidden.yaml").write_text("claims: [")
    (folder / "annotations/link.yaml").symlink_to("/etc/passwd")
    _git(folder.parent, "init", "-q")
    _git(folder.parent, "add", ".")
    _git(folder.parent, "commit", "-q", "-m", "one")
    (folder / "annotations/link.yaml").unlink()
    (folder / "annotations/a.yaml").write_text(BEFORE.replace("reliability: F", "reliability: B"))
    monkeypatch.chdir(folder)
    return folder


def test_a_revision_is_compared_with_the_folder(repository: Path) -> None:
    before, after = read("git:HEAD", "annotations", Path("annotations"))

    assert ["rating"] == [item.kind for item in compare(before.knowledge, after.knowledge)]
    assert (repository / "annotations/a.yaml").exists()
    assert ["annotations/a.yaml"] == [file.source.path for file in before.knowledge.files]


def test_two_revisions_are_compared(repository: Path) -> None:
    _git(repository, "commit", "-q", "-a", "-m", "two")

    states = read("git:HEAD~1", "git:HEAD", Path("annotations"))

    assert ["rating"] == [item.kind for item in compare(*(state.knowledge for state in states))]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nowhere", "", "--help", "-p", "HEAD:annotations", "HEAD;ls", "HEAD --output=x"])
def test_an_invalid_revision_is_refused(revision: str) -> None:
    with pytest.raises(UsageError):
        read(f"git:{revision}", "annotations", Path("annotations"))


def test_a_missing_path_shows_how_to_write_a_revision() -> None:
    with pytest.raises(UsageError, match="`HEAD~3` does not exist; for a revision write `git:HEAD~3`"):
        read("HEAD~3", "annotations", Path("annotations"))


def test_references_to_other_files_are_not_counted_as_errors(repository: Path) -> None:
    text = BEFORE.replace("cites: work:treaty", "cites: work:elsewhere")
    assert text != BEFORE
    (repository / "annotations/a.yaml").write_text(text)
    assert [0, 0] == [state.errors for state in read("git:HEAD", "annotations/a.yaml", Path("annotations"))]

    (repository / "annotations/a.yaml").write_text(text.replace("basis: noneStated", "basis: rumour"))
    assert [0, 1] == [state.errors for state in read("git:HEAD", "annotations/a.yaml", Path("annotations"))]


@pytest.mark.usefixtures("repository")
def test_a_path_that_a_revision_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(BEFORE)

    for path in (tmp_path / "outside.yaml", Path("annotations/b.yaml")):
        with pytest.raises(UsageError):
            read("git:HEAD", path.as_posix(), Path("annotations"))


def test_filters_of_the_repository_do_not_run(repository: Path) -> None:
    (repository.parent / ".gitattributes").write_text("*.yaml filter=evil\n")
    _git(repository.parent, "config", "filter.evil.smudge", "touch ran; cat")
    _git(repository.parent, "config", "filter.evil.clean", "touch ran; cat")

    read("git:HEAD", "annotations", Path("annotations"))

    assert not list(repository.parent.rglob("ran"))


def test_the_exit_code_says_whether_there_are_differences(repository: Path) -> None:
    def run(*arguments: str) -> int:
        return subprocess.run([KGRAPH, "diff", *arguments], cwd=repository, capture_output=True, check=False).returncode

    assert 0 == run("git:HEAD")
    assert 1 == run("git:HEAD", "--exit-code")
    assert 0 == run("annotations", "annotations", "--exit-code")
