"""RDF is held to what YAML-LD may say, located where that is certain, and never fetched."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import RICH, codes, parse

from kgraph.core import limits
from kgraph.core.diagnostics import Span
from kgraph.ontology.vocab import IDS, KG
from kgraph.parsing import formats, source
from kgraph.site import exports
from kgraph.store.knowledge import assemble

PREFIXES = """\
@prefix kg: <https://w3id.org/kgraph/ns#> .
@prefix claim: <https://w3id.org/kgraph/id/claim/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLAIM = f"<{IDS}claim/a>"
RICH_TEXT = RICH.read_text("utf-8")


def export(form: str) -> str:
    return exports.export(assemble([parse(RICH_TEXT)]), form).decode()


FORMS = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".trig": "trig",
    ".nq": "nquads",
}


@pytest.mark.parametrize(("suffix", "form"), FORMS.items())
def test_what_is_exported_is_read_back(suffix: str, form: str) -> None:
    parsed = parse(export(form), suffix)

    assert not parsed.diagnostics
    assert set(parsed.triples) == set(parse(RICH_TEXT).triples)


def test_rdf_xml_is_read_back() -> None:
    triples = parse(RICH_TEXT).triples
    parsed = parse((ox.serialize(triples, format=ox.RdfFormat.RDF_XML) or b"").decode(), ".rdf")

    assert not parsed.diagnostics
    assert set(parsed.triples) == set(triples)
    assert parsed.spans.locate(IDS + "claim/bank-closed") is not None


def test_statements_in_a_graph_are_located() -> None:
    text = PREFIXES + f"<{IDS}file/b> {{\n  claim:a a kg:Claim ;\n    kg:low 1 .\n}}\n"

    parsed = parse(text, ".trig")

    assert parsed.spans.locate(f"{IDS}claim/a", KG.low) == Span(6, 5, 6, 11)


def test_turtle_is_located() -> None:
    text = PREFIXES + 'claim:a a kg:Claim ; # comment ; with . signs\n    kg:text "é \U0001f600 x" ;\n'
    text += '    kg:kind <https://w3id.org/kgraph/kind#fact> ; kg:low "1.50"^^xsd:decimal .\n'
    parsed = parse(text, ".ttl")

    def at(*what: str) -> tuple[int, int]:
        span = parsed.spans.locate(IDS + "claim/a", *what)
        assert span is not None
        return span.line, span.column

    assert not parsed.diagnostics
    assert at() == (4, 1)
    assert at(KG.text) == (5, 5)
    assert at(KG.text, "é \U0001f600 x") == (5, 13)
    assert at(KG.kind, "https://w3id.org/kgraph/kind#fact") == (6, 13)
    assert at(KG.low, "1.50") == (6, 58)


def test_a_scan_that_is_lost_gives_no_line_rather_than_a_wrong_one() -> None:
    text = f"@base <{IDS}claim/> .\n<a> a <https://w3id.org/kgraph/ns#Claim> .\n"
    parsed = parse(text, ".ttl")

    assert not parsed.diagnostics
    assert parsed.spans.locate(IDS + "claim/a") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("claim:a a kg:Claim", "KG014"),
        ("claim:a a kg:Claim ; kg:text [] .", "KG016"),
        ("_:a a kg:Claim .", "KG016"),
        ("claim:a a kg:Claim ; kg:about (claim:b) .", "KG016"),
        ("claim:a a kg:Clam .", "KG019"),
        ('claim:a a kg:Claim ; kg:txt "x" .', "KG019"),
        ('claim:a a kg:Claim ; <https://schema.org/name> "x" .', "KG019"),
        ('claim:a a kg:Claim ; kg:stance "x" .', "KG006 KG007"),
        ('claim:a a kg:Claim ; kg:kind "fact" .', "KG007"),
        ("claim:a a kg:Claim ; kg:text claim:b .", "KG007"),
        ('claim:a a kg:Claim ; kg:text "" .', "KG007"),
        ('claim:a a kg:Claim ; kg:text "a\\u202eb" .', "KG013"),
        ("claim:a a kg:Claim ; kg:kind <https://w3id.org/kgraph/kind#factt> .", "KG021"),
        ("claim:a a kg:Claim ; kg:low 1.5e3 .", "KG023"),
        ('claim:a a kg:Claim ; kg:low "x"^^xsd:decimal .', "KG023"),
        ('claim:a a kg:Claim ; kg:eventDate "2022-02-30"^^xsd:date .', "KG009"),
        ('claim:a a kg:Claim ; kg:eventDate "2022-02-28" .', "KG023"),
        ("claim:A a kg:Claim .", "KG010"),
        ("claim:a a kg:Question .", "KG010"),
        ("<a> a kg:Claim .", "KG010"),
        ("<http://example.org/a> a kg:Claim .", "KG010"),
        ("claim:a a kg:Claim ; kg:answers claim:b .", "KG010"),
        ("claim:a a <http://www.w3.org/ns/shacl#NodeShape> .", "KG027"),
        ("", "KG020"),
        ("claim:a kg:about " + "[" * 300 + "]" * 300 + " .", "KG022"),
        ("claim:a kg:about " + "(" * 300 + ")" * 300 + " .", "KG022"),
        ("claim:a kg:about " + "<<( claim:a kg:about " * 20_000, "KG022"),
        # What looks like brackets in comments and strings, or in front of the brackets, does not deceive the count.
        ("claim:a a kg:Claim . # " + "]" * 300 + "\nclaim:a kg:about " + "<<( claim:a kg:about " * 20_000, "KG022"),
        ("claim:a kg:text ' . # " + "]" * 300 + "\nclaim:a kg:about " + "<<( claim:a kg:about " * 300, "KG014"),
        ('claim:a kg:text "' + "(" * 300, "KG014"),
        ("claim:a kg:low 1,5 . # " + "(" * 300, "KG023 KG023"),
        ("claim:a kg:about <http://e/\\u00e9> . # " + "(" * 300, "KG010"),
        ("claim:a a kg:Claim ; kg:about <<( claim:a kg:about claim:a )>> .", "KG019"),
    ],
)
def test_turtle_that_yaml_could_not_contain_is_an_error(text: str, code: str) -> None:
    assert codes(PREFIXES + text + "\n", ".ttl") == code.split()


@pytest.mark.parametrize(("hops", "found"), [(limits.HOPS, []), (limits.HOPS + 1, ["KG022"])])
def test_a_chain_has_a_greatest_length(hops: int, found: list[str]) -> None:
    text = "".join(f"<{IDS}assertion/a{n}> <{KG.relays}> <{IDS}assertion/a{n + 1}> .\n" for n in range(hops))

    assert codes(text, ".nt") == found


def test_a_value_beyond_the_buffer_of_the_parser_is_refused() -> None:
    assert codes(f'{CLAIM} <{KG.text}> "{"x" * 16 * limits.MIB}" .\n', ".nt") == ["KG022"]


def test_json_has_a_greatest_number_of_values() -> None:
    assert codes("[" + "1," * limits.JSON_VALUES + "1]", ".jsonld") == ["KG022"]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".nq", f'{CLAIM} <{KG.text}> "x" <{IDS}claim/b> .\n'),
        (".nq", f'{CLAIM} <{KG.text}> "x" _:b .\n'),
        (".trig", f'<http://example.org/b> {{ {CLAIM} <{KG.text}> "x" }}\n'),
        (".jsonld", '{"id": "work:b", "@graph": [{"id": "claim:a", "type": "Claim"}]}'),
    ],
)
def test_a_file_may_not_name_a_graph(suffix: str, text: str) -> None:
    assert codes(text, suffix) == ["KG015"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"@context": "https://example.org/c", "id": "claim:a", "type": "Claim"}', "KG017"),
        ('{"@context": {"@vocab": "http://x/"}, "id": "claim:a", "type": "Claim"}', "KG017"),
        ('{"id": "claim:a", "type": "Claim", "about": {"@context": {}, "id": "actor:a"}}', "KG017"),
        ('{"id": "claim:a", "id": "claim:b", "type": "Claim"}', "KG005"),
        ('{"id": "claim:a", "type": "Claim", "txet": "x"}', "KG006"),
        ('{"id": "claim:a", "type": "Claim", "@reverse": {}}', "KG006"),
        ('{"id": "claim:a", "type": "Clam"}', "KG019"),
        ('{"id": "claim:a", "type": "Claim", "kind": "factt"}', "KG021"),
        ('{"id": "claim:a", "type": "Claim", "text": null}', "KG018"),
        ('{"id": "claim:a", "type": "Claim", "altLabel": [["x"]]}', "KG018"),
        ('{"id": "claim a", "type": "Claim"}', "KG010"),
        ('{"id": "_:a", "type": "Claim"}', "KG016"),
        ('{"type": "Claim"}', "KG016"),
        ('{"id": "claim:a", "type": "Claim", "low": 1.5}', "KG008"),
        ('{"id": "claim:a", "type": "Claim", "text": "\\ud800"}', "KG013"),
        ('{"id": "claim:a", "type": "Claim", "text": "\\u0000"}', "KG013"),
        ('{"id": "claim:a"', "KG014"),
        ('{"id": "claim:a",}', "KG014"),
        ("[1]", "KG018"),
        ("[]", "KG020"),
        ("3", "KG007"),
        ('{"a":' * 100 + "1" + "}" * 100, "KG022"),
        ("[" * 100_000, "KG022"),
    ],
)
def test_json_ld_that_would_mislead_or_lose_data_is_an_error(text: str, code: str) -> None:
    assert codes(text, ".jsonld") == [code]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ('"about": {"@context": "https://example.org/c", "id": "actor:a"}', ["KG017"]),
        ('"text": {"@value": "x", "@context": 3}', ["KG006"]),
        ('"txet": "x", "text": {"@value": "x", "@language": 3}', ["KG014", "KG006"]),
        ('"text": {"@value": "x", "@context": "y", "@language": 3}', ["KG014", "KG006"]),
        ('"about": {"@context": 3, "id": "actor:a"}, "text": {"@value": "x", "@language": 3}', ["KG014", "KG017"]),
    ],
)
def test_syntax_errors_of_json_ld_are_reported_with_the_other_findings(text: str, findings: list[str]) -> None:
    assert codes(f'{{"id": "claim:a", "type": "Claim", {text}}}', ".jsonld") == findings


def test_a_context_word_for_word_is_the_shipped_one() -> None:
    text = export("jsonld")
    inline = text.replace('"https://w3id.org/kgraph/context.jsonld"', _context())

    assert set(parse(inline, ".jsonld").triples) == set(parse(text, ".jsonld").triples)
    assert not parse(inline, ".jsonld").diagnostics


def _context() -> str:
    from kgraph.ontology import resources

    return resources.read_text("ontology", "context.jsonld").strip()[1:-1].partition(":")[2].strip()


def test_json_ld_is_located() -> None:
    parsed = parse('{"id": "claim:a", "type": "Claim",\n "text": "The bank closed."}', ".jsonld")

    assert not parsed.diagnostics
    span = parsed.spans.locate(IDS + "claim/a", KG.text, "The bank closed.")
    assert span is not None
    assert (span.line, span.column) == (2, 10)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "KG014"),
        ("<a><b></a>", "KG014"),
        ("<a>" * 300 + "</a>" * 300, "KG022"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>', "KG014"),
    ],
)
def test_rdf_xml_has_no_entities_and_bounded_depth(text: str, code: str) -> None:
    assert codes(text, ".rdf") == [code]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_damaged_rdf_is_parsed_or_reported(suffix: str, data: st.DataObject) -> None:
    text = _EXPORTED[FORMS[suffix]]
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 30))
        middle = data.draw(st.text(alphabet='<>"\\[](){}:;.,@^#_ \nnull1\u00e9\U0001f600', max_size=8))
        text = text[:at] + middle + text[end:]
    read, findings = source.decode(text.encode(), shown="a", name="a")
    if read is None:
        assert findings
        return
    parsed = formats.parse(read, suffix)
    assert all(finding.message for finding in parsed.diagnostics)


_EXPORTED = {form: export(form) for form in set(FORMS.values())}
