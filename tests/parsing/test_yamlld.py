"""A file of YAML-LD says the same to every reader of JSON-LD."""

import json
from typing import Any

import pyld
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import RICH, parse

from kgraph.ontology import curies, terms
from kgraph.parsing import formats, source
from kgraph.parsing.source import Parsed
from kgraph.store import knowledge

# rdflib's own reader of JSON-LD warns about itself.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

Triples = set[tuple[str, str, str]]
TEXT = RICH.read_text("utf-8")


def with_context(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "@context": dict(terms.load().context)}


def by_pyoxigraph(document: dict[str, Any]) -> Triples:
    quads = ox.parse(json.dumps(with_context(document)), format=ox.RdfFormat.JSON_LD)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def by_rdflib(document: dict[str, Any]) -> Triples:
    graph = rdflib.Graph().parse(data=json.dumps(with_context(document)), format="json-ld")
    return {_normal(term.n3() for term in triple) for triple in graph}


def by_pyld(document: dict[str, Any]) -> Triples:
    options = {"format": "application/n-quads"}
    text = pyld.jsonld.to_rdf(with_context(document), options)
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)
    }


def _normal(parts: Any) -> tuple[str, str, str]:
    text = " ".join(parts) + " ."
    (quad,) = ox.parse(text, format=ox.RdfFormat.TURTLE)
    return str(quad.subject), str(quad.predicate), str(quad.object)


def of(parsed: Parsed) -> Triples:
    return {(str(triple.subject), str(triple.predicate), str(triple.object)) for triple in parsed.triples}


def test_three_parsers_find_the_same_triples() -> None:
    parsed = parse(TEXT)
    exported = json.loads(knowledge.explicit(parsed))

    assert not parsed.diagnostics
    assert len(parsed.triples) > 150
    assert by_pyoxigraph(exported) == by_rdflib(exported) == by_pyld(exported) == of(parsed)


CODES = [(prop.key, code) for prop in terms.load().keys.values() for code in prop.codes]


def test_every_code_of_every_key_is_the_same_in_three_parsers() -> None:
    things = [{"id": f"claim:c{number}", key: code} for number, (key, code) in enumerate(CODES)]
    document = {"@context": terms.CONTEXT_IRI, "id": "file:a", "type": "AnnotationSet", "claims": things}
    expected = {terms.load().keys[key].codes[code] for key, code in CODES}

    readings = [reader(document) for reader in (by_pyoxigraph, by_rdflib, by_pyld)]

    assert readings[0] == readings[1] == readings[2]
    assert len(readings[0]) == len(CODES) + 1
    assert expected <= {value.strip("<>") for _, _, value in readings[0]}


def test_every_key_and_section_arrives() -> None:
    # No key may equal a prefix, a code or a section in the same scope: each lost data in silence.
    known = terms.load()
    assert not set(known.keys) & (set(known.sections) | set(curies.file_prefixes()) | set(known.class_names))
    things = {name: [{"id": f"{kind.prefix}:a", "type": kind.name}] for name, kind in known.sections.items()}
    for reader in (by_pyoxigraph, by_rdflib, by_pyld):
        triples = reader({"@context": terms.CONTEXT_IRI, "id": "file:a", **things})
        assert len(triples) == len(known.sections)


def test_expansion_is_deterministic() -> None:
    assert knowledge.explicit(parse(TEXT)) == knowledge.explicit(parse(TEXT))


@pytest.mark.parametrize("digits", ["1.10", "0.50", "100000000000000000000000.001", "-3"])
def test_quoted_numbers_keep_their_digits(digits: str) -> None:
    parsed = parse(f'claims:\n  - id: claim:a\n    low: "{digits}"\n')

    assert not parsed.diagnostics
    assert any(isinstance(triple.object, ox.Literal) and triple.object.value == digits for triple in parsed.triples)


LINES = TEXT.splitlines()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_parsed_or_reported(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["drop", "double", "cut", "indent", "insert", "swap", "value"]))
        line = lines[at]
        if what == "drop":
            lines[at] = ""
        elif what == "double":
            lines.insert(at, line)
        elif what == "cut":
            lines[at] = line[: data.draw(st.integers(0, len(line)))]
        elif what == "indent":
            lines[at] = " " * data.draw(st.integers(0, 8)) + line.lstrip()
        elif what == "insert":
            lines[at] = line + data.draw(st.text(alphabet=':-"[]{}#&*! \u00e9\U0001f600\u202ex', max_size=5))
        elif what == "swap":
            lines[at] = data.draw(st.sampled_from(LINES))
        else:
            key = line.partition(":")[0]
            values = [
                "",
                "~",
                "[]",
                "{}",
                "[[]]",
                "1",
                "1.0",
                "true",
                "{id: x}",
                "[a, {b: c}]",
                "claim:a",
                '"\\0"',
            ]
            lines[at] = f"{key}: {data.draw(st.sampled_from(values))}"
    read, findings = source.decode("\n".join(lines).encode(), shown="a.yaml", name="a.yaml")
    if read is None:
        assert findings
        return
    parsed = formats.parse(read, ".yaml")
    assert all(finding.path == "a.yaml" and finding.message for finding in parsed.diagnostics)
    assert "KG018" not in {finding.code for finding in parsed.diagnostics if "arrive" in finding.message}


def test_a_value_that_the_parser_drops_is_reported_where_it_is_written() -> None:
    (finding,) = parse('document:\n  id: doc:a\n  url: "https://[::a"\n').diagnostics

    assert ("KG018", "the value of `url` was lost when the file was parsed") == (finding.code, finding.message)
    assert finding.span
    assert (3, 8) == (finding.span.line, finding.span.column)
