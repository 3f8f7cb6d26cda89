"""The store on disk is written completely, and compared with its manifest when opened."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from reading import RICH
from running import kgraph_process

from kgraph.core.errors import StoreError, UsageError
from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.parsing.source import Parsed, Source
from kgraph.parsing.spans import Spans
from kgraph.store import disk, manifest
from kgraph.store.knowledge import DERIVED, Knowledge, assemble

ROOT = Path(__file__).parent.parent.parent


def _parsed(name: str, text: str) -> Parsed:
    prefixes = f"@prefix kg: <https://w3id.org/kgraph/ns#> . @prefix : <{IDS}> .\n"
    triples = [quad.triple for quad in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE)]
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(path=name, name=name, text=text, size=len(text.encode()), digest=digest, starts=(0,))
    return Parsed(
        source=source,
        graph=f"{IDS}file/{name}",
        triples=tuple(sorted(triples, key=str)),
        spans=Spans(),
        diagnostics=(),
        document=None,
    )


ONE = ":doc\\/one a kg:Document . :a1 kg:asserts :c ; kg:inDocument :doc\\/one ; kg:attributedTo :ann ."
TWO = ":a2 kg:asserts :c ; kg:attributedTo :doc\\/one ; kg:reportedIn :doc\\/two ."


@pytest.fixture
def knowledge() -> Knowledge:
    return assemble([_parsed("one.ttl", ONE), _parsed("two.ttl", TWO)])


@pytest.fixture
def built(knowledge: Knowledge, tmp_path: Path) -> Path:
    disk.build(knowledge, tmp_path / "store")
    return tmp_path / "store"


def _quads(opened: Knowledge) -> set[str]:
    return set(map(str, opened.store))


def test_the_opened_store_equals_the_one_that_was_built(knowledge: Knowledge, built: Path) -> None:
    opened = disk.open_store(built)

    assert _quads(opened) == _quads(knowledge)
    assert opened.files == ()
    assert opened.folder is not None


def test_an_open_store_cannot_be_changed(built: Path) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        disk.open_store(built).store.add(ox.Quad(DERIVED, DERIVED, DERIVED, DERIVED))


def test_opening_changes_nothing(built: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(built.rglob("*")) if path.is_file()}

    _quads(disk.open_store(built))

    assert before == {path: path.read_bytes() for path in sorted(built.rglob("*")) if path.is_file()}


def test_the_manifest_lists_the_contents(built: Path) -> None:
    written = json.loads((built / "manifest.json").read_text("utf-8"))

    assert written["quads"] == {f"{IDS}file/one.ttl": 4, f"{IDS}file/two.ttl": 3, KG.derived: 1}
    assert [file["path"] for file in written["files"]] == written["paths"] == ["one.ttl", "two.ttl"]


def test_a_second_build_replaces_and_removes_the_first(built: Path) -> None:
    disk.build(assemble([_parsed("one.ttl", ONE)]), built)

    assert set(manifest.read(built).quads) == {f"{IDS}file/one.ttl"}
    assert len([path for path in built.iterdir() if path.is_dir()]) == 1


def test_a_reader_of_the_old_store_can_continue(built: Path, knowledge: Knowledge) -> None:
    opened = disk.open_store(built)
    disk.build(assemble([]), built)

    assert _quads(opened) == _quads(knowledge)


def test_every_damaged_byte_is_noticed_or_harmless(built: Path, knowledge: Knowledge) -> None:
    for path in sorted(path for path in built.rglob("*") if path.is_file() and path.name not in (".lock", "LOG")):
        whole = path.read_bytes()
        for at in {0, len(whole) // 2, len(whole) - 1} if whole else set():
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            with contextlib.suppress(StoreError, RuntimeError):
                assert _quads(disk.open_store(built)) == _quads(knowledge), path
        path.write_bytes(whole)


@pytest.mark.parametrize("change", ["cut", "remove"])
def test_every_cut_or_missing_file_is_noticed(built: Path, change: str) -> None:
    data = built / manifest.read(built).data
    for path in sorted(path for path in data.iterdir() if path.name not in ("LOG", "LOCK")):
        whole = path.read_bytes()
        if change == "remove":
            path.unlink()
        elif whole:
            path.write_bytes(whole[:-1])
        else:
            continue
        with pytest.raises(StoreError, match=r"cannot use the store.*kgraph build"):
            disk.open_store(built)
        path.write_bytes(whole)


def test_the_format_changes_with_what_is_derived() -> None:
    """Raise `FORMAT` when you add a derived property: a store built before would silently lack it."""
    figure = _parsed("figure.ttl", ':c kg:quantity :q ; kg:low 1.0 ; kg:high 2.0 ; kg:unit "people" .')
    store = assemble([_parsed("one.ttl", ONE), _parsed("two.ttl", TWO), figure]).store
    derived = {quad.predicate.value.rpartition("#")[2] for quad in store.quads_for_pattern(None, None, None, DERIVED)}

    assert (manifest.FORMAT, sorted(derived)) == (5, ["comparableHigh", "comparableLow", "comparableUnit", "relays"])


def test_a_missing_store_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no store"):
        disk.open_store(tmp_path / "nowhere")


def test_damage_ends_with_code_2(built: Path) -> None:
    (built / "manifest.json").write_text("{", "utf-8")

    done = kgraph_process("query", "figures", "--store", built, cwd=built.parent)

    assert (done.returncode, "rebuild it with `kgraph build`" in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("name", ["CURRENT", "IDENTITY", "LOG", "extra"])
def test_a_pipe_among_the_data_does_not_block(built: Path, name: str) -> None:
    path = built / manifest.read(built).data / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)

    with pytest.raises(StoreError, match="cannot use the store"):
        disk.open_store(built)


def test_a_build_does_not_write_through_links(built: Path, knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", "utf-8")
    spare = built / ("b" if manifest.read(built).data == "a" else "a")
    spare.symlink_to(tmp_path / "mine")
    disk.build(knowledge, built)
    (built / ".lock").unlink()
    (built / ".lock").symlink_to(tmp_path / "mine" / "thesis.txt")

    with pytest.raises(StoreError, match="cannot write the store"):
        disk.build(knowledge, built)

    assert (tmp_path / "mine" / "thesis.txt").read_text("utf-8") == "years of work"


def test_a_folder_with_other_files_is_not_touched(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.txt").write_text("years of work", "utf-8")

    with pytest.raises(UsageError, match="is not a kgraph store"):
        disk.build(knowledge, tmp_path)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "thesis.txt"]


def test_leftovers_of_a_killed_build_are_removed(built: Path, knowledge: Knowledge) -> None:
    spare = "b" if manifest.read(built).data == "a" else "a"
    shutil.copytree(built / manifest.read(built).data, built / spare)
    (built / ".manifest.json.x1_34567.tmp").write_text("{", "utf-8")

    assert _quads(disk.open_store(built)) == _quads(knowledge)
    disk.build(knowledge, built)

    assert len([path for path in built.iterdir() if path.name != ".lock"]) == 2


def test_only_one_process_writes_and_the_message_names_it(built: Path, knowledge: Knowledge) -> None:
    code = (
        "import sys, pathlib; from kgraph.store.disk import writing\n"
        "with writing(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(built)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert holder.stdout is not None
    holder.stdout.readline()

    with pytest.raises(StoreError, match=f"process {holder.pid} is writing"):
        disk.build(knowledge, built)
    assert _quads(disk.open_store(built)) == _quads(knowledge)

    holder.kill()
    holder.communicate()
    disk.build(knowledge, built)


@pytest.mark.parametrize("room", [0, 1000, 5000])
def test_the_old_store_stays_if_the_disk_is_full(built: Path, knowledge: Knowledge, room: int) -> None:
    code = (
        "import resource, sys, pathlib; from kgraph.store import disk, knowledge\n"
        "read = knowledge.load([sys.argv[1]])[0]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
        "disk.build(read, pathlib.Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(RICH), str(built), str(room)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert re.search(r"UsageError: cannot write the store at|StoreError: cannot write `.*lock`", done.stderr)
    assert _quads(disk.open_store(built)) == _quads(knowledge)
    assert len([path for path in built.iterdir() if path.is_dir()]) == 1


def test_figures_keep_their_digits(tmp_path: Path) -> None:
    disk.build(assemble([_parsed("f.ttl", ':c kg:value "1.10" ; kg:low 1.10 .')]), tmp_path / "s")

    opened = disk.open_store(tmp_path / "s")

    values = {quad.predicate.value: quad.object.value for quad in opened.store}
    assert values == {KG.value: "1.10", KG.low: "1.1"}
    assert Term.type not in values
