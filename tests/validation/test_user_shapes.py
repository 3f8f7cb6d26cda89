"""A user's own shapes: every result has a place, a code and a message, and hostile files fail cleanly."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from running import kgraph_process

from kgraph.core import subprocesses
from kgraph.core.errors import LimitError, TimeoutExceeded, UsageError
from kgraph.render.findings import render_text
from kgraph.render.sarif import sarif
from kgraph.store.knowledge import load
from kgraph.validation import user_shapes, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix kgs: <https://w3id.org/kgraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix actor: <https://w3id.org/kgraph/id/actor/> .
@prefix ex: <https://example.org/rules#> .
"""
FIRST = HEAD.count("\n") + 1
"""The line after the prefixes."""
NOTES = """document: {id: doc:note, title: Note, creator: actor:jane-roe}
actors:
  - {id: actor:jane-roe, type: Person, label: Jane Roe}
questions:
  - {id: question:harbour, text: Was the harbour shut?}
claims:
  - id: claim:shut
    text: The harbour was shut.
    answers: question:harbour
  # kgraph: ignore DESK1, USER-S -- it has no place
  - id: claim:open
    text: The harbour was open.
    answers: question:harbour
"""


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluate in this process, which is quicker; other tests start a child process."""
    monkeypatch.setattr(subprocesses, "run", lambda _, payload, **__: user_shapes.evaluate(payload))


def _outcome(folder: Path, *shapes: str) -> validate.Outcome:
    (folder / "notes.yaml").write_text(NOTES, "utf-8")
    paths = [folder / f"{number}.ttl" for number, _ in enumerate(shapes, 1)]
    for path, text in zip(paths, shapes, strict=True):
        path.write_text(HEAD + text, "utf-8")
    knowledge, found = load([folder / "notes.yaml"], root=folder)
    return validate.check(knowledge, found, shapes=paths)


def _own(outcome: validate.Outcome) -> list[tuple[str, int, str, str]]:
    """List the findings of the user's rules: file, line, code and message."""
    return [
        (Path(finding.path).name, finding.span.line if finding.span else 0, finding.code, finding.message)
        for finding in outcome.diagnostics
        if not finding.code.startswith("KG")
    ]


def _counts(outcome: validate.Outcome) -> dict[str, int]:
    return {check.code: check.count for check in outcome.checks if not check.code.startswith("KG")}


@pytest.mark.usefixtures("_here")
def test_a_shape_that_is_a_class_checks_its_instances(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path, "kg:Actor a rdfs:Class, sh:NodeShape ; sh:property [ sh:path kg:location ; sh:minCount 1 ] ."
    )

    assert _own(outcome) == [("notes.yaml", 3, "USER-Actor", "`actor:jane-roe` breaks the shape `Actor`")]
    assert _counts(outcome) == {"USER-Actor": 1}


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("target", "places"),
    [
        ("sh:targetObjectsOf kg:text", [5, 8, 12]),
        ('sh:targetNode "The harbour was shut."', [FIRST]),
        ("sh:targetNode actor:nobody", [FIRST]),
        ("sh:targetNode actor:jane-roe", [3]),
        ("sh:targetObjectsOf kg:answers", [5]),
        ("sh:targetSubjectsOf kg:answers", [7, 11]),
    ],
)
def test_what_a_shape_finds_is_placed(tmp_path: Path, target: str, places: list[int]) -> None:
    outcome = _outcome(tmp_path, f"ex:S {target} ; sh:property [ sh:path kg:location ; sh:minCount 1 ] .")

    assert [line for _, line, _, _ in _own(outcome)] == places
    assert _counts(outcome) == {"USER-S": len(places)}


@pytest.mark.usefixtures("_here")
def test_values_of_values_are_placed_where_they_are_held(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        "ex:S sh:targetClass kg:Question ; sh:property [ sh:path kg:text ; sh:property ex:p ] ."
        'ex:p sh:path kg:location ; sh:minCount 1 ; kgs:code "DESK2" ; sh:message "{$this} has none" .',
    )

    assert _own(outcome) == [("notes.yaml", 5, "DESK2", "`Was the harbour shut?` has none")]


def test_a_node_that_the_store_describes_is_left_to_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "notes.yaml").write_text(NOTES, "utf-8")
    (tmp_path / "new.yaml").write_text("actors:\n  - {id: actor:x, type: Person, label: X}\n", "utf-8")
    (tmp_path / "s.ttl").write_text(
        f"{HEAD} ex:S sh:targetNode actor:jane-roe , actor:x , actor:nobody ; sh:property ex:p ."
        "ex:p sh:path kg:location ; sh:minCount 1 .",
        "utf-8",
    )
    old, _ = load([tmp_path / "notes.yaml"], root=tmp_path)
    new, _ = load([tmp_path / "new.yaml"], root=tmp_path, against=old.store)

    outcome = validate.check(new, against=old, shapes=[tmp_path / "s.ttl"])

    assert sorted(name for name, *_ in _own(outcome)) == ["new.yaml", "s.ttl"]
    assert _counts(outcome) == {"USER-S": 2, "USER-p": 2}


@pytest.mark.usefixtures("_here")
def test_a_comment_ignores_a_users_rule_by_its_code(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        'ex:S sh:targetClass kg:Claim ; sh:property [ sh:path kg:location ; sh:minCount 1 ; kgs:code "DESK1" ] .',
    )

    own = [finding for finding in outcome.diagnostics if finding.code == "DESK1"]
    assert [(finding.subject[-4:], finding.suppressed) for finding in own] == [
        ("shut", None),
        ("open", "it has no place"),
    ]
    assert not [finding for finding in outcome.diagnostics if finding.code == "KG026"]


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ('"Ort fehlt"@de , "place missing"@en , "lieu"', "place missing"),
        ('"Ort fehlt"@de , "none"', "none"),
        ('"Ort fehlt"@de , "lieu absent"@fr', "Ort fehlt"),
        ('"colour"@en-GB , "a"@de', "colour"),
        ('"{$PATH}: at least {$minCount}, of {?nodeKind}"', "`location`: at least 1, of IRI"),
        ('"{?path} of {$this} and {$unknown}"', "`location` of `actor:jane-roe` and {$unknown}"),
    ],
)
def test_messages_are_in_english_if_they_can_be_and_filled_in(tmp_path: Path, texts: str, message: str) -> None:
    outcome = _outcome(
        tmp_path,
        "ex:S sh:targetClass kg:Actor ; sh:property ex:p ."
        f"ex:p sh:path kg:location ; sh:minCount 1 ; sh:nodeKind sh:IRI ; sh:message {texts} .",
    )

    assert [text for *_, text in _own(outcome)] == [message]


@pytest.mark.usefixtures("_here")
def test_paths_and_lists_are_written_in_messages(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        "ex:S sh:targetClass kg:Question ; sh:property ex:p ."
        "ex:p sh:path ( [ sh:inversePath kg:answers ] [ sh:alternativePath ( kg:text skos:prefLabel ) ] ) ;"
        ' sh:in ( "a" "b" ) ; sh:message "{$PATH} of {$this} is not one of {$in}: {?value}" .',
    )

    assert sorted(text for *_, text in _own(outcome)) == [
        f"`^answers / (text | label)` of `question:harbour` is not one of a, b: `The harbour was {word}.`"
        for word in ("open", "shut")
    ]


@pytest.mark.usefixtures("_here")
def test_another_severity_counts_as_an_error_and_says_so(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        "ex:Hint a sh:Severity . ex:S sh:targetClass kg:Actor ; sh:severity ex:Hint ; sh:nodeKind sh:Literal .",
    )

    (finding,) = (finding for finding in outcome.diagnostics if finding.code == "USER-S")
    assert finding.severity == "error"
    assert finding.message.endswith("(its severity `Hint` counts as an error)")


def test_reports_are_the_same_in_each_run(tmp_path: Path) -> None:
    shape = (
        "ex:S sh:targetClass kg:Claim ; sh:property [ sh:path kg:answers ; sh:property [ sh:path kg:location ;"
        ' sh:minCount 1 ; sh:message "no place" ] ] , [ sh:path skos:prefLabel ; sh:minCount 1 ] .'
    )
    first, second = (sarif(_outcome(tmp_path, shape)) for _ in range(2))

    assert first == second
    assert "blank" not in first
    assert '"USER-S"' in first


@pytest.mark.usefixtures("_here")
def test_a_report_says_how_much_each_of_the_rules_checked(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        "ex:S sh:targetClass kg:Claim ; sh:property [ sh:path kg:text ; sh:minCount 1 ] .",
        "ex:T sh:targetClass kg:Event ; sh:property [ sh:path kg:text ; sh:minCount 1 ] .",
    )

    assert render_text(outcome).endswith("your rules checked: USER-S 2 nodes, USER-T 0 nodes\n")


@pytest.mark.usefixtures("_here")
def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_bytes(
        b"\xef\xbb\xbf" + HEAD.encode() + b"ex:S sh:targetClass kg:Claim ; sh:nodeKind sh:IRI ."
    )

    assert user_shapes.run(user_shapes.read([tmp_path / "s.ttl"]), []).counts == {"https://example.org/rules#S": 0}


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    "pattern",
    [
        r"^[0-9]+(\\.[0-9]+)?$",
        r"^\\S+(\\s\\S+){2,7}$",
        r"^([0-9]{1,3}\\.){3}[0-9]{1,3}$",
        r"(foo+|bar)?baz",
        "^(?:a|aa)+$",
    ],
)
def test_a_limited_repetition_is_allowed(tmp_path: Path, pattern: str) -> None:
    outcome = _outcome(tmp_path, f'ex:S sh:targetObjectsOf skos:prefLabel ; sh:pattern "{pattern}" .')

    assert [(name, line) for name, line, *_ in _own(outcome)] == [("notes.yaml", 3)]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (
            'ex:P sh:path kg:text ; sh:pattern "a" .\nex:S sh:property ex:P ; sh:pattern "a{99999999999}" .',
            ":{1}: .*too large",
        ),
        ('ex:S sh:targetClass kg:Claim ; sh:pattern "^\\\\p{{Lu}}" .', r":{0}: .*has `\\p`, which Python"),
        ('ex:S sh:targetClass kg:Claim ; sh:pattern "[a-z-[aeiou]]" .', ":{0}: .*out of a set"),
        ('ex:S sh:targetClass kg:Claim ; sh:pattern "^(a+){{2,}}$" .', ":{0}: .*exponential time"),
        ("\n<> sh:entailment ex:x .", ":{1}: kgraph does not run `sh:entailment`"),
        ("ex:S sh:severity sh:Trace .", ":{0}: SHACL 1.0 has no `sh:Trace`"),
        ("\nex:S sh:path ex:\U000e0041x .", r":{1}: `https://example.org/rules#.U000e0041x` is not a valid IRI"),
        ("\nex:S sh:path ( kg:text kg:txet ) .", ":{1}: the ontology has no property `kg:txet`"),
        (
            "\nex:S sh:path [ sh:inversePath ( kg:answers kg:about ) ] .",
            ":{1}: kgraph does not run the inverse of a seq",
        ),
        (
            "\nex:S sh:path [ sh:inversePath [ sh:alternativePath ( ex:a [ sh:zeroOrMorePath ( ex:b ex:c ) ] ) ] ] .",
            "write the sequence of the inverses",
        ),
        ('\nex:S kgs:code "DESK 1" .', ":{1}: a code has no blanks"),
        ('ex:S kgs:code "A,B" .', "a code has no blanks"),
        ('ex:S kgs:code "kg101b" .', "only kgraph's own rules"),
        ('ex:S sh:message "' + 1001 * "x" + '" .', "longer than 1,000 characters"),
        (
            "\nex:S sh:property [ sh:path kg:text ; sh:node ex:S ] .",
            ":{1}: the shape `https://example.org/rules#S` contains",
        ),
        ("ex:S sh:uniqueLang '1'^^xsd:boolean .", "SHACL ignores `1`"),
        ("ex:S sh:and ( ex:S ) .", "the shape `https://example.org/rules#S` contains itself"),
        ("\u202e", ":{0}:1: the text contains U\\+202E"),
    ],
)
def test_a_refusal_names_the_line_and_the_reason(tmp_path: Path, body: str, complaint: str) -> None:
    path = tmp_path / "s.ttl"
    path.write_text(HEAD + body.replace("{{", "{").replace("}}", "}"), "utf-8")
    places = [str(FIRST + number) for number in range(2)]

    with pytest.raises(UsageError, match=f"s.ttl{complaint.format(*places)}" if ":{" in complaint else complaint):
        user_shapes.read([path])


@pytest.mark.usefixtures("_here")
def test_literals_that_annotations_do_not_have_are_run(tmp_path: Path) -> None:
    outcome = _outcome(
        tmp_path,
        'ex:S sh:targetClass kg:Actor ; sh:or ( [ sh:in ( "2024-01-02Z"^^xsd:date "-0012-11-29"^^xsd:date 4.0 ) ]'
        ' [ sh:nodeKind sh:Literal ] ) . ex:T sh:targetNode "x"^^xsd:integer ; sh:datatype xsd:integer .',
    )

    assert [code for *_, code, _ in _own(outcome)] == ["USER-T", "USER-S"]


@pytest.mark.usefixtures("_here")
def test_values_that_cannot_be_compared_end_in_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "s.ttl"
    path.write_text(
        f"{HEAD} ex:S sh:targetSubjectsOf ex:low ;"
        " sh:property [ sh:path ex:low ; sh:lessThanOrEquals ex:high ; sh:minCount 1 ] .",
        "utf-8",
    )
    own = user_shapes.read([path])

    def run(low: str, high: str) -> user_shapes.Run:
        text = f"{HEAD} ex:a ex:low {low} ; ex:high {high} ."
        return user_shapes.run(own, [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)])

    assert not run("1", "2").results
    assert len(run("3", "2").results) == 1
    assert not run(f'"abc"^^xsd:integer , {9 * "9"}', '"abc"^^xsd:integer , 1e10').results
    with pytest.raises(UsageError, match="cannot run the shapes: some values cannot be compared"):
        run('"NaN"^^xsd:double', "5.5")


def test_nesting_is_refused_before_it_can_end_the_process(tmp_path: Path) -> None:
    (tmp_path / "notes.yaml").write_text(NOTES, "utf-8")
    (tmp_path / "s.ttl").write_text("<http://e/a> <http://e/p> " + 20_000 * "<<( <http://e/a> <http://e/p> ", "utf-8")

    ended = kgraph_process("validate", "notes.yaml", "--no-store", "--shapes", "s.ttl", cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (2, "kgraph: s.ttl: brackets are nested more than 200 deep\n")


def test_shapes_have_a_time_limit(tmp_path: Path) -> None:
    path = tmp_path / "s.ttl"
    path.write_text(f'{HEAD} ex:S sh:targetNode "{40 * "a"}!" ; sh:pattern "^(a|aa)*$" .', "utf-8")

    with pytest.raises(TimeoutExceeded):
        user_shapes.run(user_shapes.read([path]), [], seconds=2)


@pytest.mark.usefixtures("_here")
def test_too_many_problems_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgraph.core.limits.RESULTS", 2)

    with pytest.raises(LimitError, match="3 problems: at most 2 are allowed"):
        _outcome(tmp_path, "ex:S sh:targetObjectsOf kg:text ; sh:nodeKind sh:IRI .")


def test_shared_lists_and_targets_cost_linear_time(tmp_path: Path) -> None:
    """Thousands of shapes over one list of thousands of items: nothing may multiply the two."""
    path, number = tmp_path / "s.ttl", 3_000
    path.write_text(
        HEAD
        + "".join(f"ex:s{n} sh:targetNode ex:n ; sh:in ex:list ; sh:or ex:list .\n" for n in range(number))
        + "ex:list <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ex:o0 ; "
        + "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> ("
        + " ".join(f"ex:o{n}" for n in range(1, number))
        + ") .\n"
        + "".join(f"ex:o{n} sh:nodeKind sh:IRI .\n" for n in range(number)),
        "utf-8",
    )

    assert len(user_shapes.read([path]).rules) == number
