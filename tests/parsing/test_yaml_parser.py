"""YAML is read strictly: one reading, or a finding with its place."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.diagnostics import Diagnostic
from kgraph.parsing import source, yaml_parser
from kgraph.parsing.nodes import Mapping, Scalar


def read(text: str) -> tuple[Mapping | None, list[Diagnostic]]:
    read_source, findings = source.decode(text.encode("utf-8", "surrogatepass"), shown="a.yaml", name="a.yaml")
    if read_source is None:
        return None, findings
    root, more = yaml_parser.read(read_source)
    return root, [*findings, *more]


def codes(text: str) -> list[tuple[str, int, int]]:
    return [
        (finding.code, finding.span.line, finding.span.column) if finding.span else (finding.code, 0, 0)
        for finding in read(text)[1]
    ]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("a: &x 1\nb: 2\n", [("KG004", 1, 4)]),
        ("a: &x 1\nb: *x\n", [("KG004", 1, 4), ("KG004", 2, 4)]),
        ("a:\n  <<: {b: c}\n", [("KG004", 2, 3)]),
        ("a: !!str 1\n", [("KG004", 1, 4)]),
        ("a: !!python/object:os.system x\n", [("KG004", 1, 4)]),
        ("a: b\n---\nc: d\n", [("KG004", 2, 1)]),
        ("%YAML 1.1\n---\na: b\n", [("KG004", 1, 1)]),
        ("a: b\nc: d\na: e\n", [("KG005", 3, 1)]),
        ("1: b\n", [("KG007", 1, 1)]),
        ("true: b\n", [("KG007", 1, 1)]),
        ("? [a]\n: b\n", [("KG007", 1, 3)]),
        ("a: no\n", [("KG008", 1, 4)]),
        (
            "a: [12:30, 0123, 1_000, 1.10]\n",
            [("KG008", 1, 5), ("KG008", 1, 12), ("KG008", 1, 18), ("KG008", 1, 25)],
        ),
        ("a: 2022-02-30\n", [("KG008", 1, 4)]),
        ("no: b\n", [("KG008", 1, 1)]),
        ("a: Reactor #3 leaked\n", [("KG008", 1, 4)]),
        ("a: Reactor # three\n", []),
        ('a: "x #3"\n', []),
        ('a: "\\e[2J"\n', [("KG013", 1, 4)]),
        ('a: "\\0"\n', [("KG013", 1, 4)]),
        ('a: "\\u202e"\n', [("KG013", 1, 4)]),
        ('"cla\\u200bim": b\n', [("KG013", 1, 1)]),
        ("a: " + "[" * 40 + "]" * 40 + "\n", [("KG022", 1, 35)]),
        ("- a\n", [("KG007", 1, 1)]),
        ("text\n", [("KG007", 1, 1)]),
        ("# nothing\n", [("KG020", 0, 0)]),
        ("{}\n", [("KG020", 0, 0)]),
        ("a: [\n", [("KG003", 2, 1)]),
        ("a: b: c\n", [("KG003", 1, 5)]),
    ],
)
def test_values_on_which_parsers_disagree_are_errors(text: str, findings: list[tuple[str, int, int]]) -> None:
    assert codes(text) == findings


def test_a_lone_surrogate_is_refused() -> None:
    ((code, _, _),) = codes('a: "\\ud800"\n')

    assert code in {"KG003", "KG013"}


def test_a_bomb_of_aliases_or_depth_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]

    assert {code for code, _, _ in codes("\n".join(lines))} == {"KG004"}
    assert [code for code, _, _ in codes("a: " + "[" * 500_000)] == ["KG022"]


def test_places_count_code_points() -> None:
    root, findings = read("a: \U0001f600é\nb: {c: \U0001f600 d, e: f}\n")

    assert root is not None
    assert not findings
    inner = root.get("b")
    assert isinstance(inner, Mapping)
    entry = inner.entry("e")
    assert entry is not None
    assert (entry.key.span.line, entry.key.span.column) == (2, 13)


def test_independent_findings_come_together() -> None:
    assert [code for code, _, _ in codes("a: no\nb: &x 1\na: 1.10\n")] == ["KG008", "KG004", "KG008", "KG005"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_parsed_or_reported(text: str) -> None:
    root, findings = read(text)

    assert (root is not None) or findings


@given(st.text(alphabet="ab:-#&*!|>%@`'\"[]{},?\n \t\\0123.\u00e9", max_size=60))
def test_any_yaml_like_text_is_parsed_or_reported(text: str) -> None:
    root, findings = read(text)

    assert (root is not None) or findings


# What YAML 1.2 makes of a plain scalar: https://yaml.org/spec/1.2.2/#103-core-schema
CORE = {
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}
OLD = yaml.resolver.Resolver()
KINDS = {"text": "str", "integer": "int", "decimal": "float", "boolean": "bool", "null": "null"}


def new(text: str) -> str:
    return next((name for name, pattern in CORE.items() if re.fullmatch(pattern, text)), "str")


def old(text: str) -> str:
    tag: str = OLD.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    name = tag.rpartition(":")[2]
    return "str" if name == "yaml" else name  # a lone `!`, `&` or `*`, which cannot be written plain


scalarish = st.one_of(
    st.text(alphabet="0123456789_.:-+eExobTZ", max_size=12),
    st.sampled_from(
        [
            "y",
            "Y",
            "yes",
            "No",
            "ON",
            "off",
            "true",
            "True",
            "FALSE",
            "null",
            "~",
            "=",
            "<<",
            ".inf",
            "-.INF",
            ".nan",
            "0x1F",
            "0b1",
            "0o7",
            "1e3",
            "1:2:3",
        ]
    ),
    st.text(max_size=8),
)


@given(scalarish)
def test_a_plain_scalar_that_is_accepted_has_one_reading(text: str) -> None:
    kind = yaml_parser.classify(text)

    if kind is not None:
        assert KINDS[kind] == old(text) == new(text)


@given(st.one_of(st.integers(-(10**14), 10**14), st.decimals(-1000, 1000, places=2)))
def test_a_number_keeps_its_digits(number: object) -> None:
    kind = yaml_parser.classify(str(number))

    if kind == "decimal":
        assert repr(float(str(number))) == str(number)
    elif kind == "integer":
        assert str(int(str(number))) == str(number)


def test_a_quoted_scalar_is_text() -> None:
    root, findings = read("a: \"no\"\nb: '1.10'\nc: |\n  2022-01-12\n")

    assert root is not None
    assert not findings
    assert [entry.value.kind for entry in root if isinstance(entry.value, Scalar)] == ["text"] * 3
