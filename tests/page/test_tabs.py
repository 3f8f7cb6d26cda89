"""The tabs as data: counts that can be checked by hand, silence shown, passages marked where they are."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import IDS, NS, SCHEMES
from kgraph.page.annotated_texts import Copy, Note, Stretch, annotate
from kgraph.page.cards import Dossier, Reader, gather, sort_topics
from kgraph.page.contradictions import compare_figures, imply_denials, list_doubts, oppose
from kgraph.page.documents import portray
from kgraph.page.sources import profile
from kgraph.page.stance_tables import cross
from kgraph.page.subgraph import Wish, select
from kgraph.page.tabs import TABS, arrange_tabs, mark_passages
from kgraph.page.timeline import date_topics
from kgraph.provenance.chains import weigh
from kgraph.provenance.ratings import meanings
from kgraph.store.knowledge import Knowledge, derive, load

ROOT = Path(__file__).parent.parent.parent
TEXT = "The bank shut its doors for two days. Nobody could say why.\nThe bank shut its doors, he said."
PREFIXES = (
    f"@prefix kg: <{NS}> . @prefix oa: <http://www.w3.org/ns/oa#> . @prefix dcterms: <http://purl.org/dc/terms/> ."
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    + "".join(f"@prefix {name}: <{IDS}{name}/> ." for name in ("claim", "doc", "actor", "anon", "question", "qty"))
    + f"@prefix as: <{IDS}assertion/> . @prefix at: <{IDS}x/> . @prefix rating: <{IDS}rating/> ."
    + "".join(
        f"@prefix {name}: <{SCHEMES}{name}#> ." for name in ("stance", "basis", "certainty", "reliability", "relation")
    )
)
GRAPH = """
doc:post a kg:Document ; dcterms:title "Post" ; dcterms:issued "2022-01-12" ; kg:naming at:n , at:m .
at:n a kg:Naming ; kg:namedActor actor:minister ; kg:namedAs "the purse" .
at:m a kg:Naming ; kg:namedActor actor:minister ; kg:namedAs "the boss" ; kg:namedBy anon:aide .
doc:news a kg:Document ; dcterms:title "News" ; dcterms:issued "2022-01-14" .
actor:minister a kg:Person ; skos:prefLabel "Minister" .
actor:editor a kg:Person ; skos:prefLabel "Editor" .
anon:aide a kg:AnonymousSource ; kg:descriptor "an aide" .
question:why a kg:Question ; kg:text "Why?" .
question:how-many a kg:Question ; kg:text "How many?" .
rating:one a kg:Rating ; kg:rates anon:aide ; kg:reliability reliability:F ; kg:rater at:desk ; kg:reason "unknown" .
rating:two a kg:Rating ; kg:rates anon:aide ; kg:reliability reliability:C ; kg:rater at:rival .
claim:run a kg:Claim ; kg:text "There was a run." ; kg:answers question:why ; kg:eventDate "2022-01-05" .
claim:ten a kg:Claim ; kg:text "Ten." ; kg:answers question:how-many ;
  kg:quantity qty:hurt ; kg:value "ten" ; kg:low 10 ; kg:high 10 .
claim:more a kg:Claim ; kg:text "More." ; kg:answers question:how-many ;
  kg:quantity qty:hurt ; kg:value "dozens" ; kg:low 24 .
qty:hurt a kg:Quantity ; skos:prefLabel "people hurt" ; kg:unit "people" .
as:1 a kg:Assertion ; kg:asserts claim:run ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
  kg:stance stance:reports ; kg:basis basis:statement ; kg:relays as:2 ; kg:passage at:p1 .
as:2 a kg:Assertion ; kg:asserts claim:run ; kg:reportedIn doc:post ; kg:attributedTo anon:aide ;
  kg:stance stance:asserts ; kg:basis basis:firsthand ; kg:saidOn "2022-01-10" ; kg:passage at:p2 .
as:3 a kg:Assertion ; kg:asserts claim:run ; kg:inDocument doc:news ; kg:attributedTo actor:minister ;
  kg:stance stance:denies ; kg:basis basis:noneStated .
as:4 a kg:Assertion ; kg:asserts claim:ten ; kg:inDocument doc:news ; kg:attributedTo actor:minister ;
  kg:stance stance:asserts ; kg:basis basis:noneStated .
as:5 a kg:Assertion ; kg:asserts claim:more ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
  kg:stance stance:asserts ; kg:basis basis:noneStated ; kg:passage at:p3 .
at:p1 oa:hasSource doc:post ; oa:hasSelector at:s1 .
at:s1 kg:firstWords "The bank shut its" ; kg:lastWords "for two days." .
at:p2 oa:hasSource doc:post ; oa:hasSelector at:s2 .
at:s2 kg:firstWords "doors for two days. Nobody" .
at:p3 oa:hasSource doc:post ; oa:hasSelector at:s3 .
at:s3 kg:firstWords "words that are nowhere in it" .
"""


@dataclass(frozen=True, slots=True)
class Read:
    reader: Reader
    dossier: Dossier


def read(more: str = "") -> Read:
    store = ox.Store()
    store.load(PREFIXES + GRAPH + more, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IDS + "file/tabs"))
    derive(store)
    reader = Reader(Knowledge(files=(), store=store))
    return Read(
        reader, gather(reader, weigh(Knowledge(files=(), store=store)), {f"{IDS}doc/post": "half of its sentences"})
    )


@pytest.fixture(scope="module")
def known() -> Read:
    return read()


def test_every_tab_has_a_template_of_its_name() -> None:
    templates = files("kgraph.page") / "templates" / "tabs"

    assert TABS.keys() - {"graph"} == {template.name.partition(".")[0] for template in templates.iterdir()}


def test_a_large_page_opens_with_the_questions_and_a_small_one_with_the_graph() -> None:
    assert arrange_tabs(151, with_copies=False)[0] == "questions"
    assert arrange_tabs(150, with_copies=False)[0] == "graph"
    assert "copies" not in arrange_tabs(1, with_copies=False)


def test_a_cell_counts_claims_by_stance_and_is_empty_for_silence(known: Read) -> None:
    matrix = cross(known.dossier, sort_topics(known.dossier))

    assert [document.id for document in matrix.documents] == ["doc:news", "doc:post"]
    assert {topic.label: cells for topic, cells in matrix.rows} == {
        "Why?": ((("denies", 1),), (("reports", 1),)),
        "How many?": ((("asserts", 1),), (("asserts", 1),)),
    }
    (silent,) = [cells for speaker, _, cells in matrix.speakers if speaker.id == "anon:aide"]
    assert silent == ((("asserts", 1),), ())


def test_a_document_names_the_speakers_whose_words_it_passes_on(known: Read) -> None:
    run = next(card for card in known.dossier.claims if card.ref.id == "claim:run")
    post, news = (next(document for document in run.documents if document.label == label) for label in ("Post", "News"))

    assert [speaker.id for speaker in run.passed_on(post, "reports")] == ["anon:aide"]
    assert run.passed_on(news, "denies") == []


def test_a_claim_counts_under_each_question_it_answers() -> None:
    known = read("claim:run kg:answers question:how-many .")
    topics = sort_topics(known.dossier)
    matrix = cross(known.dossier, topics)
    charts = {
        chart.topic.label: {claim.id for moment in chart.moments for claim in moment.claims}
        for chart in date_topics(topics, known.reader)
    }

    assert {topic.label: [card.ref.id for card in topic.cards] for topic in topics} == {
        "How many?": ["claim:more", "claim:run", "claim:ten"],
        "Why?": ["claim:run"],
    }
    assert {topic.label: cells[1] for topic, cells in matrix.rows} == {
        "How many?": (("asserts", 1), ("reports", 1)),
        "Why?": (("reports", 1),),
    }
    assert all("claim:run" in claims for claims in charts.values())
    assert [cells for speaker, _, cells in matrix.speakers if speaker.id == "anon:aide"] == [((("asserts", 1),),) * 2]


def test_every_question_of_the_corpus_has_the_claims_that_a_part_for_it_has() -> None:
    knowledge, _ = load([ROOT / "annotations"])
    evidence = weigh(knowledge)
    topics = [topic for topic in sort_topics(gather(Reader(knowledge), evidence)) if topic.ref]
    several = [topic for topic in topics if any(card.questions[0] != topic.ref for card in topic.cards)]
    assert several
    for topic in several[:3]:
        assert topic.ref
        part = select(knowledge, evidence, Wish(question=topic.ref.id))
        assert {contract(standing.claim) for standing in part.evidence} == {card.ref.id for card in topic.cards}


def test_each_contradiction_is_listed_once_and_named_under_each_question() -> None:
    knowledge, _ = load([ROOT / "annotations"])
    dossier = gather(Reader(knowledge), weigh(knowledge))
    opposed = oppose(sort_topics(dossier), dossier)
    keys = [conflict.key for entry in opposed for conflict in entry.conflicts]

    assert len(set(keys)) == len(keys)
    assert any(entry.elsewhere for entry in opposed)
    assert all(len(entry.conflicts) + len(entry.elsewhere) == entry.topic.contested for entry in opposed)


def test_a_question_has_columns_for_its_busiest_documents() -> None:
    more = "".join(
        f'doc:d{number} a kg:Document ; dcterms:title "D{number}" . '
        f"as:d{number} a kg:Assertion ; kg:asserts claim:c{number} ;"
        f" kg:inDocument doc:d{number} ; kg:attributedTo actor:editor ; kg:stance stance:asserts . "
        f'claim:c{number} a kg:Claim ; kg:text "C{number}." ; kg:answers question:why .'
        for number in range(20)
    )
    known = read(more)
    why, how_many = cross(known.dossier, sort_topics(known.dossier)).grids

    assert len(why.documents) == 12
    assert why.left == (
        "Not shown: 10 documents that speak of fewer of its claims, 9 claims of which none of these speaks."
    )
    assert len(why.cards) == 12
    assert (how_many.left, len(how_many.documents)) == ("", 2)


def test_documents_without_a_column_are_counted_in_words() -> None:
    more = "".join(f'doc:d{number} a kg:Document ; dcterms:title "D{number}" .' for number in range(20))
    known = read(more)
    matrix = cross(known.dossier, sort_topics(known.dossier))

    assert len(matrix.documents) == 12
    assert matrix.documents_left == "Not shown: 10 documents."


def test_the_question_with_most_contradictions_comes_first(known: Read) -> None:
    assert [(topic.key, topic.label, topic.contested) for topic in sort_topics(known.dossier)] == [
        ("Q1", "Why?", 1),
        ("Q2", "How many?", 0),
    ]


def test_a_claim_asserted_and_denied_has_its_voices_on_two_sides(known: Read) -> None:
    (opposed,) = oppose(sort_topics(known.dossier), known.dossier)
    (conflict,) = opposed.conflicts

    assert (opposed.topic.label, conflict.same) == ("Why?", True)
    assert [saying.who.id for saying, _ in conflict.first.voices] == ["anon:aide"]
    assert [saying.who.id for saying, _ in conflict.second.voices] == ["actor:minister"]


def test_a_claim_denied_with_a_broader_one_is_shown_beside_it() -> None:
    known = read("""
claim:shut a kg:Claim ; kg:text "It shut at noon." .
as:shut a kg:Assertion ; kg:asserts claim:shut ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
  kg:stance stance:asserts ; kg:basis basis:firsthand .
at:l kg:from claim:run ; kg:to claim:shut ; kg:relation relation:broaderThan .
""")
    ((narrower, broader, condition),) = imply_denials(known.reader, known.dossier)

    assert (narrower.card.ref.id, broader.card.ref.id) == ("claim:shut", "claim:run")
    assert condition == "if the link holds"
    assert [saying.who.id for saying, _ in narrower.voices] == ["actor:editor"]
    assert [saying.who.id for saying, _ in broader.voices] == ["actor:minister"]


def test_a_reason_to_doubt_a_claim_is_not_a_contradiction() -> None:
    known = read("""
claim:open a kg:Claim ; kg:text "Its doors were open." .
as:open a kg:Assertion ; kg:asserts claim:open ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
  kg:stance stance:asserts ; kg:basis basis:firsthand .
at:l kg:from claim:open ; kg:to claim:run ; kg:relation relation:disputes ; kg:reason "A bank may close late." .
""")
    (doubt,) = list_doubts(known.dossier)

    assert (doubt.first.card.ref.id, doubt.second.card.ref.id) == ("claim:open", "claim:run")
    assert doubt.reason == "A bank may close late."
    assert [saying.who.id for saying, _ in doubt.first.voices] == ["actor:editor"]
    assert sum(len(topic.conflicts) for topic in oppose(sort_topics(known.dossier), known.dossier)) == 1


def test_figures_whose_ranges_do_not_meet_are_listed_together(known: Read) -> None:
    ((quantity, figures),) = compare_figures(known.reader, known.dossier)

    assert quantity.label == "people hurt"
    assert [(figure.value, figure.span, figure.unit, figure.apart) for figure in figures] == [
        ("ten", "10", "people", "1"),
        ("dozens", "at least 24", "people", "1"),
    ]


def test_three_clocks_are_kept_apart(known: Read) -> None:
    chart = next(
        chart for chart in date_topics(sort_topics(known.dossier), known.reader) if chart.topic.label == "Why?"
    )

    assert [(moment.clock, moment.date, moment.code) for moment in chart.moments] == [
        ("happened", "2022-01-05", ""),
        ("said", "2022-01-10", "asserts"),
        ("published", "2022-01-12", "reports"),
        ("published", "2022-01-14", "denies"),
    ]
    assert len(chart.spots) == 4


def test_claims_without_a_date_are_counted_for_each_clock(known: Read) -> None:
    charts = date_topics(sort_topics(known.dossier), known.reader)

    assert {chart.topic.label: (len(chart.topic.cards), chart.undated) for chart in charts} == {
        "How many?": (2, [("happened", 2), ("said", 2)]),
        "Why?": (1, []),
    }


def test_speakers_of_different_claims_on_one_date_are_kept_apart() -> None:
    more = """as:7 a kg:Assertion ; kg:asserts claim:ten ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
      kg:stance stance:asserts ; kg:saidOn "2022-01-09" . claim:ten kg:answers question:why .
      as:8 a kg:Assertion ; kg:asserts claim:more ; kg:inDocument doc:post ; kg:attributedTo actor:minister ;
      kg:stance stance:asserts ; kg:saidOn "2022-01-09" .
      as:9 a kg:Assertion ; kg:asserts claim:more ; kg:inDocument doc:post ; kg:attributedTo anon:aide ;
      kg:stance stance:asserts ; kg:saidOn "2022-01-09" ."""
    known = read(more)
    charts = date_topics(sort_topics(known.dossier), known.reader)
    chart = next(chart for chart in charts if chart.topic.label == "How many?")

    assert [
        ([speaker.id for speaker in speakers], [claim.id for claim in claims])
        for moment, speakers, claims in chart.rows("said")
        if moment.date == "2022-01-09"
    ] == [(["anon:aide", "actor:minister"], ["claim:more"]), (["actor:editor"], ["claim:ten"])]


def test_a_source_shows_all_its_ratings_and_the_claims_it_alone_supports(known: Read) -> None:
    profiles = {source.card.ref.id: source for source in profile(known.reader, known.dossier)}

    assert [(rating.grade, meanings()[rating.grade]) for rating in profiles["anon:aide"].ratings] == [
        ("F", "reliability cannot be judged"),
        ("C", "fairly reliable"),
    ]
    assert [claim.id for claim in profiles["anon:aide"].alone] == ["claim:run"]
    assert (profiles["actor:minister"].asserts, profiles["actor:minister"].denies) == (1, 1)


def test_a_source_that_nobody_can_look_up_is_marked() -> None:
    known = read(f'<{IDS}work/memo> a kg:Work ; dcterms:title "Memo" ; kg:access <{SCHEMES}access#unpublished> .')
    marks = {ref.id: ref.mark for ref in known.reader.of_kind("work", "anonymous", "person")}

    assert ("unpublished", "unnamed") == (marks["work:memo"], marks["anon:aide"])
    assert {""} == {mark for name, mark in marks.items() if name.startswith("actor:")}


def test_a_document_counts_its_stances_and_bases_and_lists_its_names(known: Read) -> None:
    post = next(document for document in portray(known.reader, known.dossier) if document.card.ref.id == "doc:post")

    assert (post.claims, post.unnamed, post.coverage) == (2, 1, "half of its sentences")
    assert post.stances == (("asserts", 1), ("reports", 1))
    assert post.bases == (("firsthand", 1), ("noneStated", 1))
    named = [(who.label, by.label if by else "", names) for who, by, names in post.naming]
    assert named == [("Minister", "", ["the purse"]), ("Minister", "an aide", ["the boss"])]
    assert post.share(1) == "1 (50%)"


def copy_of(known: Read, text: str) -> Copy:
    known.reader.texts = {f"{IDS}doc/post": text}
    (copy,) = annotate(known.reader, known.dossier)
    return copy


def notes_of(paragraph: tuple[Stretch, ...]) -> list[Note]:
    return [note for stretch in paragraph for note in stretch.starting]


def test_overlapping_passages_are_cut_and_the_text_stays_whole() -> None:
    more = """as:6 a kg:Assertion ; kg:asserts claim:ten ; kg:inDocument doc:post ; kg:attributedTo actor:editor ;
      kg:stance stance:asserts ; kg:basis basis:noneStated ; kg:passage at:p1 ."""
    copy = copy_of(read(more), TEXT)

    assert "\n".join("".join(stretch.text for stretch in paragraph) for paragraph in copy.paragraphs) == TEXT
    assert [(stretch.text, stretch.covering) for stretch in copy.paragraphs[0]] == [
        ("The bank shut its ", (1,)),
        ("doors for two days.", (1, 2)),
        (" Nobody", (2,)),
        (" could say why.", ()),
    ]
    assert [[card.ref.id for card in note.cards] for note in notes_of(copy.paragraphs[0])] == [
        ["claim:ten"],
        ["claim:run"],
    ]
    assert [card.ref.id for card in copy.lost] == ["claim:more"]


def test_a_pin_with_the_right_digest_counts_more_than_the_words() -> None:
    passage = "he said."
    start = TEXT.index(passage)
    digest = sha256(passage.encode()).hexdigest()[:16]
    pin = f'at:s3 oa:start {start} ; oa:end {start + len(passage)} ; kg:passageDigest "{digest}" .'
    copy = copy_of(read(pin), TEXT)

    assert copy.lost == ()
    assert [note.number for note in notes_of(copy.paragraphs[1])] == [2]


def test_a_claim_knows_where_its_passage_is_marked(known: Read) -> None:
    dossier = mark_passages(known.dossier, [copy_of(known, TEXT)])
    card = next(card for card in dossier.claims if card.ref.id == "claim:run")

    assert {trail.document.id: trail.mark for trail in card.trails} == {"doc:post": "text-doc:post-1", "doc:news": ""}
