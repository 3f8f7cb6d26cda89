"""Build the store, reports, answers, documentation and pages from the annotations, into one folder."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.authoring import json_schema
from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.files import write_atomic
from kgraph.ontology import glossary, rules
from kgraph.page.answer_pages import FORMS, MARK, Asked, Built, answer_page, index_page, list_ids
from kgraph.page.coverage_page import coverage_page
from kgraph.page.page import view
from kgraph.provenance.chains import Evidence, weigh
from kgraph.quotes import check
from kgraph.quotes import texts as folder
from kgraph.quotes.coverage import measure
from kgraph.render import findings, results
from kgraph.reports.coverage import say_shares
from kgraph.site import reference_docs
from kgraph.sparql import run
from kgraph.sparql.results import Rows, Triples
from kgraph.store.disk import build as build_store
from kgraph.store.disk import refuse_strangers
from kgraph.store.knowledge import Knowledge, load
from kgraph.validation import validate

_REPORTS: Final = {"text": "txt", "json": "json", "sarif": "sarif"}
_LISTING: Final = "files.sha256"
_ANSWER: Final = re.compile(r"([0-9a-f]{64})  ([a-z0-9-]+(?:\.graph)?\.(?:csv|html|json|ttl|txt))")
"""A line of that listing, as `sha256sum` has it; the name leads to no other folder. Older builds made text too."""


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    fail_on: str,
    say: Callable[[str], None],
    helps: Mapping[str, str],
    texts: Path | None = None,
) -> tuple[str, int]:
    """Validate annotations and, unless findings fail the build, write everything else under `out`.

    Returns a summary and the exit code. A build that fails writes its reports and leaves the store and the pages as
    they were. `texts` is a folder with the documents' texts, for annotated copies in the page. Raises UsageError,
    before anything is written, if files that kgraph did not make are where the store or the index goes.
    """
    refuse_strangers(out / "store")
    _refuse_index(out / "index.html")
    say(f"reading {', '.join(map(str, paths))}")
    knowledge, findings_of_reading = load(paths)
    read = folder.read(knowledge.files, texts) if texts else {}
    say(f"validating {len(knowledge.files)} files")
    outcome = validate.check(knowledge, findings_of_reading)
    for form, suffix in _REPORTS.items():
        write_atomic(out / f"report.{suffix}", findings.render(outcome, form))
    if findings.failed(outcome, fail_on):
        rest = f"{out}/report.txt has them"
        return findings.render_text(outcome, most=findings.LISTED, fail_on=fail_on, rest=rest), 1
    say("writing the store")
    build_store(knowledge, out / "store")
    write_atomic(out / "annotation.schema.json", json_schema.render(knowledge))
    say("drawing the page")
    evidence = weigh(knowledge)
    covered = _write_coverage(knowledge, read, out) if texts else {}
    copied = {document: text.text for document, text in read.items()}
    page = view(knowledge, evidence, texts=copied, coverage=covered)
    write_atomic(out / "view.html", page.html)
    say("answering the named questions")
    asked = _write_answers(knowledge, evidence, out / "answers", list_ids(page.html))
    written = documentation(helps)
    for name, text in written.items():
        write_atomic(out / "docs" / name, text)
    checked = findings.summary(outcome)
    built = _list_built(checked, written, has_coverage=texts is not None)
    headline = _headline(evidence, asked, page.contradictions)
    write_atomic(out / "index.html", index_page(asked, built, headline=headline))
    return _summary(out, asked, checked, has_coverage=texts is not None), 0


def _headline(evidence: Evidence, asked: Iterable[Asked], contradictions: int) -> str:
    """Say in one sentence what the annotations contain."""
    documents = {chain.document for standing in evidence for chain in standing.chains}
    answers = {entry.query.name: entry.answer for entry in asked}
    unnamed, unstated = (
        say_count(len({row[0] for row in rows.rows}) if isinstance(rows := answers[name], Rows) else 0, "claim")
        for name in ("anonymous-only", "no-stated-source")
    )
    return (
        f"{say_count(len(documents), 'document')} with {say_count(len(evidence.standings), 'claim')}: "
        f"{say_count(contradictions, 'contradiction')}, {unnamed} on the word of unnamed speakers alone, "
        f"and {unstated} with no stated source."
    )


def _refuse_index(path: Path) -> None:
    """Refuse to write over an index that is not ours: no name is more common."""
    try:
        is_ours = not path.is_file() or MARK in path.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from error
    if not is_ours:
        raise UsageError(f"`{path}` was not made by kgraph: choose another folder, or move it away")


def _write_coverage(knowledge: Knowledge, read: Mapping[str, folder.Text], out: Path) -> dict[str, str]:
    """Write which sentences carry a claim as a page of its own, and say it of each document in a line."""
    measured = measure(knowledge.files, check.check(knowledge, read))
    write_atomic(out / "coverage.html", coverage_page(measured, beside="view.html"))
    return say_shares(measured)


def _write_answers(knowledge: Knowledge, evidence: Evidence, folder: Path, ids: frozenset[str]) -> list[Asked]:
    """Write a page for each named question, and the answers to questions that need no value as files too."""
    every, made = [], {}
    for query in run.queries():
        answer = None if query.required else run.answer(knowledge, query, {})
        asked = Asked(query, answer, drawn=isinstance(answer, Triples) and len(answer) > 0)
        for name, text in _answer_files(knowledge, evidence, asked, ids):
            write_atomic(folder / name, text)
            made[name] = sha256(text.encode()).hexdigest()
        every.append(asked)
    _remove_stale(folder, made)
    write_atomic(folder / _LISTING, "".join(f"{digest}  {name}\n" for name, digest in sorted(made.items())))
    return every


def _answer_files(
    knowledge: Knowledge, evidence: Evidence, asked: Asked, ids: frozenset[str]
) -> Iterator[tuple[str, str]]:
    query, answer = asked.query, asked.answer
    if answer is not None:
        for form, suffix in asked.forms.items():
            yield f"{query.name}.{suffix}", results.render(answer, form)
    if asked.picture:
        yield asked.picture, view(knowledge, evidence, title=query.title, query=query.name).html
    yield f"{query.name}.html", answer_page(asked, ids)


def _remove_stale(folder: Path, made: Mapping[str, str]) -> None:
    """Remove what an earlier build listed as its own and this one has not made, unless it was changed since."""
    listing = folder / _LISTING
    try:
        lines = listing.read_text("utf-8", "replace").splitlines() if listing.is_file() else []
        for digest, name in (entry.groups() for line in lines if (entry := _ANSWER.fullmatch(line))):
            path = folder / name
            if name in made or path.is_symlink() or not path.is_file():
                continue
            if sha256(path.read_bytes()).hexdigest() == digest:
                path.unlink()
    except OSError as error:
        raise UsageError(f"cannot remove what is out of date in `{folder}`: {error.strerror}") from error


def _list_built(checked: str, documents: Iterable[str], *, has_coverage: bool) -> Iterator[Built]:
    """Say of each thing beside the pages of the graph and the answers what it is."""
    if has_coverage:
        yield Built("Coverage", (("coverage.html", "page"),), "The texts, with what the annotations cover.")
    reports = tuple((f"report.{suffix}", FORMS[suffix]) for suffix in _REPORTS.values())
    yield Built("Findings", reports, f"{checked}.")
    described = tuple((f"docs/{name}", name.removesuffix(".md")) for name in documents)
    yield Built("Documentation", described, "Rules, questions, commands and terms, as Markdown.")
    json_schema = (("annotation.schema.json", "JSON Schema"),)
    yield Built("Schema", json_schema, "For completion and checks in an editor.")


def documentation(helps: Mapping[str, str]) -> dict[str, str]:
    """Make the generated pages of documentation, by file name."""
    return {
        "rules.md": reference_docs.render_rules(rules.load().values()),
        "queries.md": reference_docs.render_queries(run.queries()),
        "questions.md": reference_docs.render_questions(run.queries()),
        "commands.md": reference_docs.render_commands(helps),
        "ontology.md": reference_docs.render_ontology(),
        "glossary.md": reference_docs.render_glossary(glossary.load().values()),
    }


def _summary(out: Path, asked: Sequence[Asked], checked: str, *, has_coverage: bool) -> str:
    answered = sum(question.answer is not None for question in asked)
    written = {
        "index.html": "what was built, and every named question with its answer",
        "view.html": "the graph, as a page that opens offline",
        **({"coverage.html": "the texts, with what the annotations cover"} if has_coverage else {}),
        "store": "the data that `kgraph query` reads",
        "answers/": f"{answered} named questions answered; {len(asked) - answered} more need a value",
        "report.txt": "findings, also as .json and .sarif",
        "annotation.schema.json": "for completion and checks in an editor",
        "docs/": "rules, questions, commands, ontology",
    }
    width = max(map(len, written))
    return f"{checked}\n" + "".join(f"{out}/{name:{width}}  {about}\n" for name, about in written.items())
