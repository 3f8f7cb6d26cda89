"""A file named alone is checked with the files of its folder, and the store only saves the time to read them."""

import os
import re
import shutil
from contextlib import chdir
from pathlib import Path

import pytest
from running import kgraph_here

from kgraph.core.errors import UsageError
from kgraph.store import disk
from kgraph.store.context import read_context
from kgraph.store.knowledge import load

SHARED = "questions:\n  - id: question:dam\n    text: Who opened the dam?\n"
ASKS = "claims:\n  - id: claim:{0}\n    text: The claim {0}.\n    answers: question:{1}\n"
ANNOTATIONS, STORE = Path("annotations"), Path("build/store")
NEW = Path("annotations/texts/new.yaml")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of annotations with a new file that refers to one beside its folder."""
    monkeypatch.chdir(tmp_path)
    NEW.parent.mkdir(parents=True)
    Path("annotations/shared.yaml").write_text(SHARED, "utf-8")
    NEW.write_text(ASKS.format("new", "dam"), "utf-8")
    return tmp_path


def _undefined(*paths: Path) -> list[str]:
    context = read_context(paths, ANNOTATIONS, STORE)[0]
    findings = load(paths, against=context.store if context else None)[1]
    return [finding.message for finding in findings if finding.code in ("KG011", "KG012")]


def _build(*paths: Path) -> None:
    disk.build(load(paths)[0], STORE, list(paths))


def _opens_store(*paths: Path) -> bool:
    context = read_context(paths, ANNOTATIONS, STORE)[0]
    return context is not None and context.folder is not None


def test_without_a_store_the_folder_is_read() -> None:
    assert _undefined(NEW) == []
    NEW.write_text(ASKS.format("new", "dame"), "utf-8")
    assert _undefined(NEW) == ["`question:dame` is not defined in any file"]


def test_the_store_is_opened_only_if_it_holds_the_other_files_as_they_are() -> None:
    _build(ANNOTATIONS)
    assert _opens_store(NEW)
    NEW.write_text(ASKS.format("other", "dam"), "utf-8")
    assert _opens_store(NEW)

    Path("annotations/added.yaml").write_text(ASKS.format("added", "dam"), "utf-8")
    assert not _opens_store(NEW)
    assert _opens_store(NEW, Path("annotations/added.yaml"))
    Path("annotations/added.yaml").unlink()
    Path("annotations/shared.yaml").write_text(SHARED.replace("dam\n", "lock\n"), "utf-8")
    assert not _opens_store(NEW)
    assert _undefined(NEW) == ["`question:dam` is not defined in any file"]


def test_a_damaged_store_is_passed_over() -> None:
    _build(ANNOTATIONS)
    (STORE / "manifest.json").write_text("[" * 100_000, "utf-8")

    assert _undefined(NEW) == []


@pytest.mark.parametrize("built", [True, False])
def test_what_another_file_defines_too_is_reported_either_way(built: bool) -> None:  # noqa: FBT001
    Path("annotations/twice.yaml").write_text(ASKS.format("new", "dam"), "utf-8")
    if built:
        _build(ANNOTATIONS)

    assert _undefined(NEW) == ["`claim:new` is defined in two files"]
    assert _undefined(Path("annotations/twice.yaml")) == ["`claim:new` is defined in two files"]


def test_elsewhere_only_the_files_beside_it_are_read() -> None:
    Path("notes/deep").mkdir(parents=True)
    for path in ("notes/shared.yaml", "notes/deep/hidden.yaml", "notes/.swp.yaml"):
        Path(path).write_text(SHARED.replace("question:dam", f"question:{Path(path).stem.strip('.')}"), "utf-8")
    os.mkfifo("notes/pipe.yaml")
    for name, missing in (("shared", 0), ("dam", 1), ("hidden", 1), ("swp", 1)):
        Path("notes/a.yaml").write_text(ASKS.format("a", name), "utf-8")
        assert len(_undefined(Path("notes/a.yaml"))) == missing, name
    assert read_context([Path("notes")], ANNOTATIONS, STORE) == (None, [])
    assert read_context([ANNOTATIONS], ANNOTATIONS, STORE) == (None, [])


def test_files_of_one_name_in_two_folders_elsewhere_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / folder / name for folder in ("x", "y") for name in ("a.yaml", "b.yaml")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(SHARED, "utf-8")
    assert len(read_context([paths[0], paths[3]], ANNOTATIONS, STORE)[0].files) == 2  # type: ignore[union-attr]
    (tmp_path / "z").mkdir()
    monkeypatch.chdir(tmp_path / "z")

    with pytest.raises(UsageError, match=r"have one name, `a\.yaml`"):
        read_context([paths[0], paths[3]], ANNOTATIONS, STORE)


def test_a_folder_within_the_annotations_is_checked_with_the_rest() -> None:
    assert _undefined(NEW.parent) == []


def test_the_command_reports_on_the_named_file_alone(desk: Path) -> None:
    Path("annotations/shared.yaml").write_text(SHARED + "  - id: question:bad\n    texxt: Nothing.\n", "utf-8")
    done = kgraph_here("validate", NEW, "--format", "concise", cwd=desk)

    assert "shared.yaml" not in done.stdout + done.stderr
    assert "KG011" not in done.stdout


def test_an_error_in_another_file_that_hides_what_it_defines_is_named(desk: Path) -> None:
    Path("annotations/shared.yaml").write_text("questions: [", "utf-8")
    done = kgraph_here("validate", NEW, "--format", "concise", cwd=desk)

    assert "KG011" in done.stdout
    assert "note: `annotations/shared.yaml` has errors" in done.stderr


def test_no_hint_names_what_is_gone_or_not_similar(desk: Path) -> None:
    _build(ANNOTATIONS)
    Path("annotations/shared.yaml").write_text(SHARED.replace("question:dam", "question:harbour"), "utf-8")
    NEW.write_text(ASKS.format("new", "damm"), "utf-8")
    done = kgraph_here("validate", NEW, cwd=desk)

    assert "`question:damm` is not defined in any file" in done.stdout
    assert "did you mean" not in done.stdout
    assert "`question:dam`" not in done.stdout


def test_a_store_that_is_named_is_used_with_a_note(desk: Path) -> None:
    _build(ANNOTATIONS)
    Path("annotations/shared.yaml").write_text(SHARED.replace("dam\n", "lock\n"), "utf-8")
    done = kgraph_here("validate", NEW, "--store", STORE, "--format", "concise", cwd=desk)

    assert "KG011" not in done.stdout
    assert "`annotations/shared.yaml` was changed" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["003.yaml", "actors.yaml"])
def test_the_findings_with_a_store_are_those_without(corpus_workspace: Path, tmp_path: Path, name: str) -> None:
    desk = tmp_path / "corpus"
    for folder in ("annotations", "build/store"):
        shutil.copytree(corpus_workspace / folder, desk / folder)
    path = Path("annotations/kazakhstan-2022") / name
    text = (desk / path).read_text("utf-8")
    (desk / path).write_text(re.sub(r"(?<=[a-hj-z]: )actor:", "actor:no-", text, count=3), "utf-8")
    command = ("validate", path, "--all", "--format", "json")
    with chdir(desk):
        assert _opens_store(path)
    with_store = kgraph_here(*command, cwd=desk)
    shutil.rmtree(desk / "build")

    assert with_store.stdout == kgraph_here(*command, cwd=desk).stdout
    assert with_store.returncode == 1
