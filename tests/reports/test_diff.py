"""What differs between two states is listed once, in words, and a revision is read without running anything of it."""

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
    for name, text in (("one", before), ("two", after)):
        (folder / name).mkdir()
        states.append(load(folder / name, a_yaml=text)[0])
    return compare(*states)


def told(items: list[Item]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.fate.value, one.id) for one in items]


def test_a_state_does_not_differ_from_itself(tmp_path: Path) -> None:
    assert [] == differences(tmp_path)
    assert "No difference." in write(to_blocks([]), "text")


def test_comments_and_the_order_of_things_are_no_difference(tmp_path: Path) -> None:
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
        (one.key, one.before, one.after) for one in item.changes
    ]
    assert "Claims reworded: 1\n" in write(to_blocks([item]), "text")


def test_stance_certainty_and_basis_change_though_ids_do(tmp_path: Path) -> None:
    found = differences(
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
    ] == told(found)
    assert [("basis", ("noneStated",), ("inference",)), ("certainty", ("certain",), ("possible",))] == [
        (one.key, one.before, one.after) for one in found[0].changes
    ]
    assert {"stance", "firstWords", "lastWords"} == {one.key for one in found[1].changes}
    assert "actor:jane-roe" in {one.hop for one in found[1].changes}


def test_a_source_that_is_gained_or_lost_is_told_of_its_claim(tmp_path: Path) -> None:
    found = differences(tmp_path, ("    via: anon:steppe-note-official\n", "    via: actor:finance-minister\n"))

    assert [
        ("claim", "changed", "claim:minister-ordered-closure"),
        ("assertion", "added", "claim:minister-ordered-closure"),
        ("assertion", "lost", "claim:minister-ordered-closure"),
    ] == told(found)
    assert (("actor:finance-minister",), ("anon:steppe-note-official",)) == (found[0].gained, found[0].lost)
    assert ("actor:jane-roe", "anon:steppe-note-official") == found[2].chain


def test_claims_links_and_ratings_come_and_go(tmp_path: Path) -> None:
    start = BEFORE.index("links:\n")
    end = BEFORE.index("annotators:\n")
    found = differences(tmp_path, (BEFORE[start:end], ""), ("claim:days", "claim:number-of-days"))

    assert {
        ("claim", "added", "claim:number-of-days"),
        ("claim", "lost", "claim:days"),
        ("assertion", "added", "claim:number-of-days"),
        ("assertion", "lost", "claim:days"),
    } < set(told(found))
    assert 2 == sum(kind == "claimlink" and fate == "lost" for kind, fate, _ in told(found))
    assert 2 == sum(kind == "rating" and fate == "lost" for kind, fate, _ in told(found))


def test_a_rating_and_a_link_change(tmp_path: Path) -> None:
    found = differences(tmp_path, ("reliability: F", "reliability: B"), ("strict: true", "strict: false"))

    assert [("claimlink", [("strict", ("true",), ("false",))]), ("rating", [("reliability", ("F",), ("B",))])] == [
        (item.kind, [(one.key, one.before, one.after) for one in item.changes]) for item in found
    ]


def test_two_assertions_of_one_chain_are_not_mixed_up(tmp_path: Path) -> None:
    text = (
        "document:\n  id: doc:a\n  title: A\nclaims:\n  - id: claim:a\n    text: A.\n    kind: fact\n    said:\n"
        "      - quote: one two three\n        basis: hearsay\n      - quote: four five six\n        basis: inference\n"
    )

    (item,) = differences(
        tmp_path, ("one two three\n        basis: hearsay", "seven eight nine\n        basis: hearsay"), before=text
    )

    assert [("firstWords", ("one two three",), ("seven eight nine",))] == [
        (one.key, one.before, one.after) for one in item.changes
    ]


WORDS = """\
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


def test_differences_are_written_in_words(tmp_path: Path) -> None:
    found = differences(
        tmp_path,
        ("The central bank closed for two days.", "The central bank shut | for *two* days."),
        ("basis: noneStated", "basis: inference"),
        ("reliability: F", "reliability: B"),
    )

    assert WORDS == write(to_blocks(found), "text")
    assert r"shut \| for \*two\* days" in write(to_blocks(found), "markdown")
    listed = json.loads(json.dumps(to_json(found)))["differences"]
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

    assert ["rating"] == [one.kind for one in compare(before.knowledge, after.knowledge)]
    assert (repository / "annotations/a.yaml").exists()
    assert ["annotations/a.yaml"] == [one.source.path for one in before.knowledge.files]


def test_two_revisions_are_compared(repository: Path) -> None:
    _git(repository, "commit", "-q", "-a", "-m", "two")

    states = read("git:HEAD~1", "git:HEAD", Path("annotations"))

    assert ["rating"] == [one.kind for one in compare(*(state.knowledge for state in states))]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nowhere", "", "--help", "-p", "HEAD:annotations", "HEAD;ls", "HEAD --output=x"])
def test_what_is_no_revision_is_refused(revision: str) -> None:
    with pytest.raises(UsageError):
        read(f"git:{revision}", "annotations", Path("annotations"))


def test_who_names_a_revision_as_a_path_is_told_how_to_write_it() -> None:
    with pytest.raises(UsageError, match="`HEAD~3` does not exist; for a revision write `git:HEAD~3`"):
        read("HEAD~3", "annotations", Path("annotations"))


@pytest.mark.usefixtures("repository")
def test_a_path_that_a_revision_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(BEFORE)

    for path in (tmp_path / "other.yaml", Path("annotations/b.yaml")):
        with pytest.raises(UsageError):
            read("git:HEAD", path.as_posix(), Path("annotations"))


def test_no_filter_of_the_repository_is_run(repository: Path) -> None:
    (repository.parent / ".gitattributes").write_text("*.yaml filter=evil\n")
    _git(repository.parent, "config", "filter.evil.smudge", "touch ran; cat")
    _git(repository.parent, "config", "filter.evil.clean", "touch ran; cat")

    read("git:HEAD", "annotations", Path("annotations"))

    assert not list(repository.parent.rglob("ran"))


def test_the_command_tells_by_its_exit_code(repository: Path) -> None:
    def run(*arguments: str) -> int:
        return subprocess.run([KGRAPH, "diff", *arguments], cwd=repository, capture_output=True, check=False).returncode

    assert 0 == run("git:HEAD")
    assert 1 == run("git:HEAD", "--exit-code")
    assert 0 == run("annotations", "annotations", "--exit-code")
