"""Files are read safely: whatever they are, the answer is text or a finding, and soon."""

import os
from pathlib import Path

import pytest

from kgraph.core import limits
from kgraph.core.diagnostics import Span
from kgraph.parsing import source


def codes(path: Path) -> list[str]:
    read, findings = source.read(path, shown=path.name, name=path.name)
    assert (read is None) == bool(findings)
    return [finding.code for finding in findings]


def text_of(data: bytes) -> source.Source:
    read, _ = source.decode(data, shown="a.yaml", name="a.yaml")
    assert read is not None
    return read


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    assert codes(tmp_path / "pipe.yaml") == ["KG001"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")

    assert codes(tmp_path / "zero.yaml") == ["KG001"]


def test_a_folder_and_a_missing_file_are_unreadable(tmp_path: Path) -> None:
    assert codes(tmp_path) == codes(tmp_path / "missing.yaml") == ["KG001"]


def test_a_file_over_the_limit_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"a: b\n" * (limits.YAML_BYTES // 5 + 1))

    assert codes(tmp_path / "large.yaml") == ["KG022"]


@pytest.mark.parametrize(
    ("data", "code", "span"),
    [
        (b"a: caf\xe9\n", "KG002", Span(1, 7, 1, 8)),
        ("a: b".encode("utf-16"), "KG002", None),
        (b"a: b\rc: d", "KG002", Span(1, 5, 1, 6)),
        ("a: b\n\ufeffc: d".encode(), "KG002", Span(2, 1, 2, 2)),
        ("a: \U0001f600\u202e".encode(), "KG013", Span(1, 5, 1, 6)),
        (b"a: \x00", "KG013", Span(1, 4, 1, 5)),
        ("a: b\u2028c: d".encode(), "KG013", Span(1, 5, 1, 6)),
        (b"", "KG020", None),
        (b" \n\n", "KG020", None),
    ],
)
def test_unsafe_text_is_reported_with_its_place(data: bytes, code: str, span: Span | None) -> None:
    read, findings = source.decode(data, shown="a.yaml", name="a.yaml")

    assert read is None
    assert [(finding.code, finding.span) for finding in findings] == [(code, span)]


def test_one_byte_order_mark_and_crlf_are_taken_off() -> None:
    read = text_of(b"\xef\xbb\xbfa: b\r\nc: d\r\n")

    assert read.text == "a: b\nc: d\n"


def test_columns_count_code_points() -> None:
    read = text_of("a: \U0001f600é x\nb: c\n".encode())

    assert read.position(read.text.index("x")) == (1, 7)
    assert read.position(read.text.index("c")) == (2, 4)
    assert [read.line(number) for number in (0, 1, 2, 3, 4)] == ["", "a: \U0001f600é x", "b: c", "", ""]


def test_a_suppression_applies_to_its_line_or_the_next_line_with_content() -> None:
    read = text_of(
        b"a: b  # kgraph: ignore KG101 -- because\n"
        b"# kgraph: ignore KG207, KG208 -- listed only\n"
        b"# another comment\n"
        b"\n"
        b"c: d\n"
    )

    assert read.suppressions == {
        1: {"KG101": "because"},
        5: {"KG207": "listed only", "KG208": "listed only"},
    }


@pytest.mark.parametrize("rest", ["KG207", "KG207 --", "KG207 --  ", "-- why", "KG20 -- why", "KG207 why"])
def test_a_suppression_without_code_or_reason_only_warns(rest: str) -> None:
    read, findings = source.decode(f"# kgraph: ignore {rest}\na: b\n".encode(), shown="a", name="a")

    assert read is not None
    assert not read.suppressions
    assert [finding.code for finding in findings] == ["KG026"]


def test_a_graph_is_named_after_its_file() -> None:
    assert source.graph_of("notes/é.yaml") == "https://w3id.org/kgraph/id/file/notes/%C3%A9.yaml"
