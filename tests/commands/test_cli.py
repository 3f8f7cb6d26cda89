"""Every command ends with the documented exit code and reports errors on standard error, without a traceback."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from running import KGRAPH, Completed, kgraph_here, kgraph_process

GOOD = """
annotators:
  - id: annotator:desk
    label: The desk
annotatedBy: annotator:desk
"""
BAD = """
claims:
  - id: claim:alone
    text: Nobody says this.
    kindd: fact
"""
IMPORTS = """
<https://w3id.org/kgraph/id/question/a> a <https://w3id.org/kgraph/ns#Question> ;
    <http://www.w3.org/2002/07/owl#imports> <file:///etc/passwd> .
"""
ILL_TYPED = """
@prefix kg: <https://w3id.org/kgraph/ns#> .
<https://w3id.org/kgraph/id/claim/a> a kg:Claim ; kg:high 5.0 ;
    kg:low "abc"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<closure> a kg:Claim .
"""
Run = Callable[..., Completed]


@pytest.fixture(scope="module")
def built(corpus_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built corpus that these tests may change."""
    return Path(shutil.copytree(corpus_workspace, tmp_path_factory.mktemp("built") / "corpus"))


@pytest.fixture
def run(built: Path) -> Run:
    """Run a command as a process in the workspace."""
    return partial(kgraph_process, cwd=built)


@pytest.fixture
def run_here(built: Path) -> Run:
    """Run a command in the workspace, inside the process of the test."""
    return partial(kgraph_here, cwd=built)


def _hostile_files(folder: Path) -> dict[str, Path]:
    """Write files that must not crash a parser."""
    folder.mkdir(exist_ok=True)
    made = {name: folder / f"{name}.yaml" for name in ("empty", "binary", "deep", "list", "bomb", "escape")}
    made["empty"].write_bytes(b"")
    made["binary"].write_bytes(bytes(range(256)) * 40)
    made["deep"].write_text("a: " + "[" * 100_000)
    made["list"].write_text("- 1\n- 2\n")
    made["bomb"].write_text("a: &a [1, 1]\nb: &b [*a, *a]\nc: &c [*b, *b]\n")
    made["escape"].write_text('title: "\\e[2J\\e[H all is well"\n')
    made["turtle"] = folder / "deep.ttl"
    made["turtle"].write_text("<https://e.x/a> <https://e.x/p> " + "<<( " * 20_000)
    made["jsonld"] = folder / "remote.jsonld"
    made["jsonld"].write_text('{"@context": "http://127.0.0.1:9/x.jsonld", "@id": "https://e.x/a"}')
    made["xml"] = folder / "entity.rdf"
    made["xml"].write_text('<!DOCTYPE r [<!ENTITY a "x">]><r>&a;</r>')
    return made


KAZAKHSTAN = "annotations/kazakhstan-2022"
CODES = [
    (["--version"], 0),
    (["build", "--out", "other"], 0),
    (["build", "nowhere"], 2),
    (["build", "bad.yaml", "--out", "other"], 1),
    (["validate", "good.yaml"], 0),
    (["validate", "bad.yaml"], 1),
    (["validate", "bad.yaml", "--fail-on", "never"], 0),
    (["validate", "nowhere"], 2),
    (["validate", "void"], 2),
    (["validate", "--format", "tape"], 2),
    (["query", "anonymous-intelligence"], 0),
    (["query", "anonymous-inteligence"], 2),
    (["query", "actor-record", "--param", "actor=actor:mi6"], 0),
    (["query", "actor-record", "--param", "actor=actor:nobody-at-all"], 2),
    (["query", "anonymous-intelligence", "--store", "nowhere"], 2),
    (["query", "--list"], 0),
    (["query", "--list", "--format", "xml"], 0),
    (["query", "--list", "--format", "turtle"], 2),
    (["query", "anonymous-intelligence", "--store", "build/store", "-a", "good.yaml"], 2),
    (["audit", "-a", "good.yaml", "--store", "build/store"], 2),
    (["view", "--texts", "void", "--store", "build/store"], 2),
    (["validate", "good.yaml", "--store", "build/store", "--no-store"], 2),
    (["query", "nowhere.rq"], 2),
    (["view", "--output", "other/view.html"], 0),
    (["view", "--output", "-"], 0),
    (["view", "--output", "-", "--open"], 2),
    (["view", "--store", "nowhere"], 2),
    (["validate", ""], 2),
    (["validate", "good.yaml", "--store", "nowhere"], 2),
    (["validate", "good.yaml", "--output", "-"], 0),
    (["validate", "good.yaml", "--output", "loop"], 2),
    (["validate", "good.yaml", "--output", "x" * 300], 2),
    (["validate", "good.yaml", "--timeout", "inf"], 2),
    (["validate", "good.yaml", "--limit", "0"], 0),
    (["validate", "good.yaml", "--limit", "2", "--format", "concise"], 2),
    (["validate", "imports.ttl", "ill-typed.ttl"], 1),
    (["build", "--out", "loop"], 2),
    (["query", "anonymous-intelligence", "--store", "good.yaml"], 2),
    (["query", "anonymous-intelligence", "--store", "/dev/null"], 2),
    (["query", "anonymous-intelligence", "--store", "void"], 2),
    (["query", "anonymous-intelligence", "--timeout", "1e300"], 2),
    (["view", "--output", "other/view.html", "--texts", "nowhere"], 2),
    (["build", "--out", "other", "--texts", "nowhere"], 2),
    (["view", "--focus", "claim:mi6-sponsors-unrest", "--depth", "2", "--output", "other/part.html"], 0),
    (["view", "--focus", "claim:nowhere"], 2),
    (["view", "--depth", "2"], 2),
    (["view", "-p", "claim=claim:mi6-sponsors-unrest"], 2),
    (["view", "--question", "question:nowhere"], 2),
    (["view", "--document", "doc:escobar-steppe", "--output", "other/part.html"], 0),
    (["view", "--query", "citation-graph", "--output", "other/part.html"], 0),
    (["view", "--query", "anonymous-intelligence"], 2),
    (["export", "good.yaml", "--format", "graphml"], 0),
    (["export", "good.yaml", "--format", "gexf"], 0),
    (["export", "good.yaml", "--format", "webannotation"], 0),
    (["view", "--output", "other/view.html", "--as-of", "2022-01-08"], 0),
    (["query", "anonymous-intelligence", "--as-of", "2022-01-08"], 0),
    (["query", "anonymous-intelligence", "--as-of", "last week"], 2),
    (["query", "anonymous-intelligence", "--as-of", "2022-02-30"], 2),
    (["what-if", "--drop", "query:who.rq"], 0),
    (["what-if", "--drop", "query:nowhere.rq"], 2),
    (["trace", "claim:mi6-sponsors-unrest"], 0),
    (["trace", "mi6-sponsors-unrest", "--format", "html"], 0),
    (["trace", "claim:mi6-sponsor-unrest"], 2),
    (["trace", "actor:mi6"], 2),
    (["trace", "claim:mi6-sponsors-unrest", "--as-of", "2022-01-05"], 2),
    (["audit"], 0),
    (["audit", "--fail-on", "warning"], 1),
    (["audit", "--document", "doc:nowhere"], 2),
    (["audit", "--profile", "nowhere.toml"], 2),
    (["linchpins"], 0),
    (["linchpins", "--limit", "-1"], 2),
    (["compare", "doc:escobar-steppe", "doc:korybko-coup"], 0),
    (["compare", "doc:escobar-steppe", "doc:nowhere"], 2),
    (["compare", "doc:escobar-steppe", "doc:escobar-steppe"], 2),
    (["matrix"], 0),
    (["matrix", "--question", "question:nowhere"], 2),
    (["explain", "KG101"], 0),
    (["explain", "KG999"], 2),
    (["export", "good.yaml"], 0),
    (["export", "bad.yaml"], 2),
    (["export", "nowhere"], 2),
    (["agreement", f"{KAZAKHSTAN}/003.yaml", f"{KAZAKHSTAN}/003.yaml", "--shared", "annotations"], 0),
    (["agreement", f"{KAZAKHSTAN}/003.yaml", f"{KAZAKHSTAN}/000.yaml", "--shared", "annotations"], 2),
    (["agreement", "good.yaml", "nowhere"], 2),
    (["schema"], 0),
    (["schema", "bad.yaml"], 0),
    (["schema", "nowhere"], 2),
    (["init", "begun"], 0),
    (["init", "good.yaml"], 2),
    (["new", "note.txt", "--output", "-"], 0),
    (["new", "note.txt", "--output", "good.yaml"], 2),
    (["new", "note.txt", "--output", "-", "--id", "Note"], 2),
    (["new", "nowhere.txt"], 2),
    (["what-if", "--drop", "sector:intelligence"], 0),
    (["what-if", "--drop", "query:anonymous-intelligence", "--format", "json"], 0),
    (["what-if", "--drop", "actor:nobody-at-all"], 2),
    (["what-if", "--drop", "State", "--store", "nowhere"], 2),
    (["what-if"], 2),
    (["diff", "annotations", "annotations", "--exit-code"], 0),
    (["diff", "good.yaml", "annotations"], 0),
    (["diff", "good.yaml", "annotations", "--exit-code"], 1),
    (["diff", "nowhere", "annotations"], 2),
    (["diff", "git:--output=a", "annotations"], 2),
    (["quotes", "check", "good.yaml", "--texts", "texts"], 0),
    (["quotes", "check", "bad.yaml", "--texts", "texts"], 2),
    (["quotes", "check", "--texts", "texts"], 1),
    (["quotes", "check", "--texts", "nowhere"], 2),
    (["quotes", "check"], 2),
    (["quotes", "pin", "good.yaml", "--texts", "texts"], 0),
    (["quotes", "pin", "good.yaml", "--texts", "void"], 2),
    (["quotes", "repair", "good.yaml", "--texts", "texts"], 0),
    (["quotes", "repair", "--dry-run", "--texts", "texts"], 1),
    (["coverage", "good.yaml", "--texts", "texts"], 0),
    (["coverage", "--texts", "nowhere"], 2),
    ([], 2),
    (["nonsense"], 2),
]
SLOW = {"agreement", "build", "coverage", "diff", "quotes", "view"}
"""Commands that take a second or more on the corpus."""


def _row(arguments: list[str], code: int) -> Any:
    marks = [pytest.mark.slow] if arguments and arguments[0] in SLOW else []
    return pytest.param(arguments, code, marks=marks, id=" ".join(arguments) or "no arguments")


@pytest.mark.parametrize(("arguments", "code"), [_row(*row) for row in CODES])
def test_exit_codes(built: Path, run_here: Run, arguments: list[str], code: int) -> None:
    (built / "good.yaml").write_text(GOOD)
    (built / "bad.yaml").write_text(BAD)
    (built / "imports.ttl").write_text(IMPORTS)
    (built / "ill-typed.ttl").write_text(ILL_TYPED)
    (built / "loop").unlink(missing_ok=True)
    (built / "loop").symlink_to("loop")
    (built / "void").mkdir(exist_ok=True)
    (built / "texts").mkdir(exist_ok=True)
    (built / "texts" / "unrelated.txt").write_text("It rained.\n")
    (built / "who.rq").write_text("SELECT ?one { ?one a kg:State }\n")
    (built / "note.txt").write_text("A note\n\nThe bank closed, an official said.\n")
    shutil.rmtree(built / "begun", ignore_errors=True)

    done = run_here(*arguments)

    assert code == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("query actor-record --param actor=MI6", "`MI6` is a name: did you mean `actor:mi6`?"),
        ("view --focus mi6", "`mi6` is a name: did you mean `actor:mi6`?"),
        ("trace MI6", "`MI6` is the name of `actor:mi6`, which does not belong here"),
        ("what-if --drop MI6", "`MI6` is a name: did you mean `actor:mi6`?"),
        ("view --question question:coup", "did you mean `question:coup-by-whom`?"),
    ],
)
def test_a_name_in_place_of_an_id_suggests_the_id(run_here: Run, arguments: str, complaint: str) -> None:
    done = run_here(*arguments.split())

    assert 2 == done.returncode
    assert complaint in done.stderr


@pytest.mark.slow
def test_a_page_goes_to_standard_output_and_not_to_a_file(run: Run, built: Path) -> None:
    done = run("view", "--output", "-")

    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.rstrip().endswith("</html>")
    assert not (built / "-").exists()


@pytest.mark.slow
def test_view_reports_that_no_browser_was_found(built: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")}
    command = [str(KGRAPH), "view", "--open", "--output", "other/open.html"]
    for browser, message in (("", "found no browser to open it in\n"), ("/bin/true", "")):
        environment = kept | {"PATH": str(tmp_path), "BROWSER": browser}
        done = subprocess.run(command, cwd=built, env=environment, capture_output=True, text=True, check=False)

        assert (done.returncode, done.stdout, done.stderr) == (0, "wrote other/open.html\n", message)


def test_files_out_of_reach_are_not_reported_as_changed(built: Path, tmp_path: Path) -> None:
    command = [str(KGRAPH), "query", "anonymous-intelligence", "--store", str(built / "build" / "store")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr == "note: the store's files are not in this folder, so changes to them cannot be seen\n"


def test_exit_codes_cover_every_command() -> None:
    from kgraph.cli import help_texts

    commands = {name.removeprefix("kgraph ") for name in help_texts()} - {"kgraph"}
    groups = {name.partition(" ")[0] for name in commands if " " in name}

    assert commands - groups <= {" ".join(arguments[:n]) for arguments, _ in CODES for n in (1, 2)}


@pytest.mark.parametrize("name", ["empty", "binary", "deep", "list", "bomb", "escape", "turtle", "jsonld", "xml"])
def test_a_hostile_file_is_a_finding(built: Path, run: Run, name: str) -> None:
    path = _hostile_files(built / "hostile")[name]

    done = run("validate", path)

    assert done.returncode == 1, done.stdout + done.stderr
    assert path.name in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout


def test_a_pipe_and_an_unreadable_file_are_findings(built: Path, run: Run) -> None:
    pipe = built / "pipe.yaml"
    if not pipe.exists():
        os.mkfifo(pipe)

    done = run("validate", pipe)

    assert done.returncode == 1
    assert "KG001" in done.stdout
    pipe.unlink()


def test_ill_typed_values_and_imports_are_parse_findings(built: Path, run: Run) -> None:
    (built / "imports.ttl").write_text(IMPORTS)
    (built / "ill-typed.ttl").write_text(ILL_TYPED)

    done = run("validate", "imports.ttl", "ill-typed.ttl", "--format", "concise")

    assert "ill-typed.ttl:4:12: error[KG023]" in done.stdout
    assert "ill-typed.ttl:5:1: error[KG010]" in done.stdout
    assert "imports.ttl:3:45: error[KG019] `owl:imports` is not followed" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "junit"])
def test_a_name_that_is_not_utf_8_is_a_finding(tmp_path: Path, run_here: Run, form: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml")).write_text(GOOD)

    done = run_here("validate", tmp_path, "--format", form)

    assert done.returncode == 1, done.stderr
    assert "its name is not UTF-8" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("end", [">&-", "> /dev/full"])
@pytest.mark.parametrize("arguments", ["explain KG101", "--help", "query --list"])
def test_output_that_cannot_be_written_gives_one_line(built: Path, arguments: str, end: str) -> None:
    done = subprocess.run(
        f"{KGRAPH} {arguments} {end}", cwd=built, shell=True, capture_output=True, text=True, check=False
    )

    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("kgraph: ")


def test_a_file_is_written_although_standard_output_is_closed(built: Path) -> None:
    done = subprocess.run(f"{KGRAPH} schema -o closed.json >&- <&-", cwd=built, shell=True, check=False)

    assert done.returncode == 0
    assert (built / "closed.json").read_text("utf-8").startswith("{")


@pytest.mark.slow
def test_every_command_reports_a_damaged_store(built: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(built / "build" / "store", tmp_path / "store")
    tables = [path for path in tmp_path.rglob("*.sst") if path.stat().st_size > 100_000]
    for path in tables:
        whole = bytearray(path.read_bytes())
        for at in range(0, len(whole) * 9 // 10, 1000):
            whole[at] ^= 0xFF
        path.write_bytes(whole)

    for arguments in (["audit"], ["matrix"], ["linchpins"], ["query", "-"], ["query", "stances"], ["view"]):
        done = run(*arguments, "--store", tmp_path / "store", stdin="SELECT * { ?s ?p ?o }")
        assert (2, "") == (done.returncode, done.stdout)
        assert 1 == len(done.stderr.splitlines())
        assert "Corruption" in done.stderr
        assert "`kgraph build`" in done.stderr


def test_an_internal_error_gives_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from kgraph import cli

    def fail() -> None:
        raise KeyError("a key")

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr(cli, "drop_output", lambda: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit, match="3"):
        cli.main()
    assert capsys.readouterr().err == "kgraph: internal error: KeyError: 'a key' (please report it)\n"

    monkeypatch.setenv("KGRAPH_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main()


def test_build_does_not_overwrite_a_folder_that_is_not_a_store(built: Path, run: Run) -> None:
    (built / "junk" / "store").mkdir(parents=True, exist_ok=True)
    (built / "junk" / "store" / "mine").touch()

    done = run("build", "--out", "junk")

    assert done.returncode == 2
    assert [path.name for path in (built / "junk").iterdir()] == ["store"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 2),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 2),
        ("INSERT DATA { <u:a> <u:b> <u:c> }", 2),
        ("SELECT * { " + "{" * 5000 + "}" * 5000 + " }", 2),
        ("not a query", 2),
        ("ASK { ?s ?p ?o }", 0),
        ("SELECT ?s { ?s a kg:Claim } ORDER BY ?s LIMIT 1", 0),
    ],
)
def test_a_hostile_query_ends_with_the_documented_code(run: Run, query: str, code: int) -> None:
    done = run("query", "-", "--timeout", "60", stdin=query)

    assert code == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_query_that_takes_too_long_is_stopped(run: Run) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    done = run("query", "-", "--timeout", "2", stdin=query)

    assert done.returncode == 124, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_misspelt_name_in_a_query_gives_a_note(run: Run) -> None:
    done = run("query", "-", stdin="SELECT * { ?c a kg:Clam }")

    assert (0, "Nothing found.\n") == (done.returncode, done.stdout)
    assert "note: the query, line 1, column 17: unknown term `kg:Clam`: did you mean `kg:Claim`?\n" == done.stderr


def test_a_query_is_taken_as_an_argument_and_told_of_an_empty_column(run: Run) -> None:
    done = run("query", "SELECT ?clam { ?claim a kg:Claim }")

    assert (0, "note: the query, line 1, column 8: the pattern never binds `?clam`: did you mean `?claim`?\n") == (
        done.returncode,
        done.stderr,
    )
    assert "there is no file `nowhere.rq`" in run("query", "nowhere.rq").stderr
    assert "is not a SPARQL keyword" in run("query", "SELEKT * { ?s ?p ?o }").stderr


@pytest.mark.slow
def test_an_interrupt_ends_a_query(built: Path) -> None:
    command = [str(KGRAPH), "query", "-", "--timeout", "60"]
    process = subprocess.Popen(
        command, cwd=built, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    process.stdin.write("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(3)
    process.send_signal(signal.SIGINT)

    assert process.wait(10) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.stdout.close() if process.stdout else None
    process.stderr.close()


def test_a_closed_pipe_ends_quietly(built: Path) -> None:
    done = subprocess.run(
        f"{KGRAPH} query --list | head -1", cwd=built, shell=True, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""


@pytest.mark.slow
def test_a_stale_store_gives_a_note(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(built, copy, ignore=shutil.ignore_patterns("hostile", "loop"))
    path = min((copy / "annotations").rglob("*.yaml"))
    path.write_text(path.read_text() + "\n# a comment\n")

    done = subprocess.run(
        [KGRAPH, "query", "--format", "csv", "anonymous-intelligence"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert path.name in done.stderr


def test_validating_leaves_the_store_untouched(built: Path, run: Run) -> None:
    (built / "bad.yaml").write_text(BAD)
    before = {path: path.read_bytes() for path in sorted((built / "build/store").rglob("*")) if path.is_file()}

    run("validate", "bad.yaml")

    assert before == {path: path.read_bytes() for path in sorted((built / "build/store").rglob("*")) if path.is_file()}


def test_modules_in_the_current_folder_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit('run from the current folder')")
    (tmp_path / "good.yaml").write_text(GOOD)

    done = subprocess.run(
        [sys.executable, "-m", "kgraph", "validate", "good.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_an_unreadable_folder_is_an_error(tmp_path: Path, run: Run) -> None:
    closed = tmp_path / "notes" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "notes" / "a.yaml").write_text(GOOD)
    closed.chmod(0)

    done = run("validate", tmp_path / "notes")

    assert (done.returncode, done.stderr.count("cannot read the folder")) == (2, 1)
