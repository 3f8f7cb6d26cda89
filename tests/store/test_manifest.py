"""A manifest from a stranger is refused or harmless, and every change of the annotations is noticed."""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import kgraph_process

from kgraph.core import limits
from kgraph.core.errors import LimitError, StoreError, UsageError
from kgraph.core.files import digest
from kgraph.store import disk, manifest
from kgraph.store.knowledge import load

CLAIM = "claims:\n  - id: claim:{0}\n    text: The claim {0}.\n"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of two files in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("annotations/more").mkdir(parents=True)
    Path("annotations/a.yaml").write_text(CLAIM.format("a"), "utf-8")
    Path("annotations/more/b.yaml").write_text(CLAIM.format("b"), "utf-8")
    disk.build(load(["annotations"])[0], Path("store"), [Path("annotations")])
    return Path("store")


def _edit(store: Path, **fields: object) -> None:
    path = store / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")


def _edit_file(store: Path, **fields: object) -> None:
    files = json.loads((store / "manifest.json").read_text("utf-8"))["files"]
    _edit(store, files=[files[0] | fields, *files[1:]])


def test_added_changed_and_removed_files_are_noticed(built: Path) -> None:
    assert manifest.changes(manifest.read(built)) == manifest.Changes((), (), (), present=2)

    Path("annotations/new.yaml").write_text(CLAIM.format("c"), "utf-8")
    Path("annotations/a.yaml").write_text(CLAIM.format("d"), "utf-8")
    Path("annotations/more/b.yaml").unlink()

    assert manifest.changes(manifest.read(built)) == manifest.Changes(
        ("annotations/new.yaml",), ("annotations/a.yaml",), ("annotations/more/b.yaml",), present=1
    )


def test_an_empty_folder_has_lost_its_files(built: Path) -> None:
    Path("annotations/a.yaml").unlink()
    Path("annotations/more/b.yaml").unlink()

    assert manifest.changes(manifest.read(built)).removed == ("annotations/a.yaml", "annotations/more/b.yaml")


@pytest.mark.parametrize("argument", ["..", "../annotations", "."])
def test_a_store_of_a_folder_above_knows_its_files(built: Path, monkeypatch: pytest.MonkeyPatch, argument: str) -> None:
    built.rename(".old")
    Path("desk").mkdir()
    monkeypatch.chdir("desk")
    Path("own.yaml").write_text(CLAIM.format("own"), "utf-8")
    store = Path(".store")
    disk.build(load([argument])[0], store, [Path(argument)])

    assert manifest.changes(manifest.read(store)).words == ""


def test_a_pipe_or_device_in_place_of_a_file_is_a_change(built: Path) -> None:
    Path("annotations/a.yaml").unlink()
    os.mkfifo("annotations/a.yaml")
    Path("annotations/more/b.yaml").unlink()
    Path("annotations/more/b.yaml").symlink_to("/dev/zero")

    changes = manifest.changes(manifest.read(built))

    assert changes.changed == ("annotations/a.yaml", "annotations/more/b.yaml")


def test_too_many_files_are_an_error_and_not_a_long_wait(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", 1)

    with pytest.raises(LimitError, match="more than 1 files in `annotations`"):
        manifest.changes(manifest.read(built))


@pytest.mark.usefixtures("built")
def test_only_regular_files_of_the_recorded_size_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    size, content = Path("annotations/a.yaml").stat().st_size, sha256(Path("annotations/a.yaml").read_bytes())
    os.mkfifo("pipe")

    assert digest(Path("annotations/a.yaml"), size) == content.hexdigest()
    monkeypatch.setattr("hashlib.sha256", lambda _: pytest.fail("it was read"))
    for path, recorded in (("annotations/a.yaml", size - 1), ("/dev/zero", 0), ("pipe", 0), (".", 0), ("no", 0)):
        assert digest(Path(path), recorded) is None


@pytest.mark.parametrize("path", ["/dev/zero", "../x.yaml", "/etc/passwd", "annotations/../../x", "", "a\0b", 5, None])
def test_a_path_outside_the_recorded_folders_is_refused(built: Path, path: object) -> None:
    _edit_file(built, path=path)

    with pytest.raises(StoreError, match=r"`manifest.json` is damaged; rebuild it with `kgraph build`"):
        manifest.read(built)


FIVES: list[dict[str, object]] = [{name: 5} for name in ("paths", "quads", "contents", "data", "files")]
EMPTY: list[dict[str, object]] = [{name: {}} for name in ("paths", "quads", "contents", "data")]
LISTS: list[dict[str, object]] = [{name: {"a": [1]}} for name in ("quads", "contents")]
OTHERS: list[dict[str, object]] = [
    {"format": 4},
    {"format": None},
    {"format": "5"},
    {"format": [[[]]]},
    {"kgraph": "0.0.1"},
    {"pyoxigraph": "0.1"},
    {"data": "../.."},
    {"paths": [5]},
    {"paths": ["\ud800"]},
    {"more": 1},
    {"files": [5]},
]


@pytest.mark.parametrize("fields", [*FIVES, *EMPTY, *LISTS, *OTHERS])
def test_a_manifest_of_another_form_is_refused(built: Path, fields: dict[str, Any]) -> None:
    _edit(built, **fields)

    with pytest.raises(StoreError, match="cannot use the store"):
        disk.open_store(built)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"format": 1}', "[" * 100_000, '{"format": 5' + "0" * 5000])
def test_a_broken_manifest_is_refused(built: Path, text: str) -> None:
    (built / "manifest.json").write_text(text, "utf-8")

    with pytest.raises(StoreError, match="cannot use the store"):
        disk.open_store(built)


def test_a_pipe_in_place_of_the_manifest_does_not_block(built: Path) -> None:
    (built / "manifest.json").unlink()
    os.mkfifo(built / "manifest.json")

    with pytest.raises(StoreError, match="cannot use the store"):
        disk.open_store(built)
    with pytest.raises(UsageError, match="not a regular file"):
        disk.build(load(["annotations"])[0], built)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
PLACES = ("data", "paths", "quads", "files", "contents")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of one file."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "a.yaml").write_text(CLAIM.format("a"), "utf-8")
    disk.build(load([folder], root=folder)[0], folder / "store", [folder])
    return folder


def _open(store: Path) -> None:
    """Do what a command does before it answers, and pass over the errors with exit code 2."""
    with suppress(StoreError, UsageError, LimitError):
        manifest.changes(manifest.read(store))
        disk.open_store(store)


@given(st.binary(max_size=200) | st.text().map(str.encode) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_manifest_or_refused(shared: Path, written: bytes) -> None:
    path = shared / "store" / "manifest.json"
    whole = path.read_bytes()
    path.write_bytes(written)
    try:
        _open(shared / "store")
    finally:
        path.write_bytes(whole)


@given(st.dictionaries(st.sampled_from(PLACES), VALUES | st.dictionaries(st.text(), VALUES, max_size=3)), VALUES)
def test_any_values_are_accepted_or_refused(shared: Path, fields: dict[str, Any], inner: object) -> None:
    path = shared / "store" / "manifest.json"
    whole = path.read_bytes()
    written = json.loads(whole)
    for name in ("path", "size", "digest", "graph"):
        changed = written | fields | {"files": [written["files"][0] | {name: inner}]}
        path.write_text(json.dumps(changed), "utf-8")
        try:
            _open(shared / "store")
        finally:
            path.write_bytes(whole)


@pytest.mark.parametrize("damage", ["[" * 100_000, "{}", ""])
def test_a_command_says_what_to_run(built: Path, damage: str) -> None:
    (built / "manifest.json").write_text(damage, "utf-8")

    done = kgraph_process("query", "figures", "--store", built, cwd=built.absolute().parent)

    assert done.returncode == 2
    assert "kgraph build" in done.stderr
