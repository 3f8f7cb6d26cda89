"""Build the store, reports, answers, documentation and pages from the annotations, into one folder."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from kgraph.authoring import json_schema
from kgraph.core.counts import say_count
from kgraph.core.errors import UsageError
from kgraph.core.files import Batch, sweep
from kgraph.page.answer_pages import MARK, Asked, answer_page, index_page, list_ids
from kgraph.page.coverage_page import coverage_page
from kgraph.page.page import view
from kgraph.parsing.paths import find
from kgraph.provenance.chains import Evidence, weigh
from kgraph.quotes import check
from kgraph.quotes import texts as folder
from kgraph.quotes.coverage import measure
from kgraph.render import findings, results
from kgraph.reports.coverage import say_shares
from kgraph.site import reference_docs
from kgraph.sparql import run
from kgraph.sparql.results import Rows, Triples
from kgraph.store import disk
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

    Returns a summary and the exit code. All files are replaced together at the end, or none is; a build that fails
    because of findings replaces its reports only. `texts` is a folder with the documents' texts, for annotated copies
    in the page. Raises UsageError, before anything is written, if files that kgraph did not make are where the store
    or the index goes, and StoreError if another process is building there.
    """
    find(paths)
    disk.refuse_strangers(out / "store")
    _refuse_index(out / "index.html")
    with disk.writing(out / "store"), Batch() as batch:
        for written in (out, out / "answers", out / "docs"):
            sweep(written)
        say(f"reading {', '.join(map(str, paths))}")
        knowledge, findings_of_reading = load(paths)
        read = folder.read(knowledge.files, texts) if texts else {}
        say(f"validating {len(knowledge.files)} files")
        outcome = validate.check(knowledge, findings_of_reading)
        for form, suffix in _REPORTS.items():
            batch.write(out / f"report.{suffix}", findings.render(outcome, form))
        if findings.failed(outcome, fail_on):
            batch.put_in_place()
            rest = f"{out}/report.txt has them"
            return findings.render_text(outcome, most=findings.LISTED, fail_on=fail_on, rest=rest), 1
        checked = findings.summary(outcome)
        asked = _write_pages(knowledge, read, out, batch, checked, say=say, helps=helps, has_texts=texts is not None)
        say("writing the store")
        disk.stage(knowledge, out / "store", paths, batch)
        disk.put_in_place(out / "store", batch)
    return _summary(out, asked, checked, has_coverage=texts is not None), 0


def _write_pages(
    knowledge: Knowledge,
    read: Mapping[str, folder.Text],
    out: Path,
    batch: Batch,
    checked: str,
    *,
    say: Callable[[str], None],
    helps: Mapping[str, str],
    has_texts: bool,
) -> list[Asked]:
    """Write the page, the answers, the documentation and the index; return the named questions with their answers."""
    batch.write(out / "annotation.schema.json", json_schema.render(knowledge))
    say("drawing the page")
    evidence = weigh(knowledge)
    covered = _write_coverage(knowledge, read, out, batch) if has_texts else {}
    if not has_texts and (old := out / "coverage.html").is_file() and _is_ours(old):
        batch.remove(old)
    copied = {document: text.text for document, text in read.items()}
    page = view(knowledge, evidence, texts=copied, coverage=covered)
    batch.write(out / "view.html", page.html)
    say("answering the named questions")
    asked = _write_answers(knowledge, evidence, out / "answers", list_ids(page.html), batch)
    written = reference_docs.render_pages(helps)
    for name, text in written.items():
        batch.write(out / "docs" / name, text)
    headline = _headline(evidence, asked, page.contradictions)
    index = index_page(asked, headline=headline, checked=checked, documents=written, has_coverage=has_texts)
    batch.write(out / "index.html", index)
    return asked


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
    if path.is_file() and not _is_ours(path):
        raise UsageError(f"`{path}` was not made by kgraph: choose another folder, or move it away")


def _is_ours(path: Path) -> bool:
    try:
        return MARK in path.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from error


def _write_coverage(knowledge: Knowledge, read: Mapping[str, folder.Text], out: Path, batch: Batch) -> dict[str, str]:
    """Write which sentences carry a claim as a page of its own, and say it of each document in a line."""
    measured = measure(knowledge.files, check.check(knowledge, read))
    batch.write(out / "coverage.html", coverage_page(measured, beside="view.html"))
    return say_shares(measured)


def _write_answers(
    knowledge: Knowledge, evidence: Evidence, folder: Path, ids: frozenset[str], batch: Batch
) -> list[Asked]:
    """Write a page for each named question, and the answers to questions that need no value as files too."""
    every, made = [], {}
    for query in run.queries():
        answer = None if query.required else run.answer(knowledge, query, {})
        asked = Asked(query, answer, drawn=isinstance(answer, Triples) and len(answer) > 0)
        for name, text in _answer_files(knowledge, evidence, asked, ids):
            batch.write(folder / name, text)
            made[name] = sha256(text.encode()).hexdigest()
        every.append(asked)
    for path in _find_stale(folder, made):
        batch.remove(path)
    batch.write(folder / _LISTING, "".join(f"{digest}  {name}\n" for name, digest in sorted(made.items())))
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


def _find_stale(folder: Path, made: Mapping[str, str]) -> Iterator[Path]:
    """Find what an earlier build listed as its own and this one has not made, unless it was changed since."""
    listing = folder / _LISTING
    try:
        lines = listing.read_text("utf-8", "replace").splitlines() if listing.is_file() else []
        for digest, name in (entry.groups() for line in lines if (entry := _ANSWER.fullmatch(line))):
            path = folder / name
            if name in made or path.is_symlink() or not path.is_file():
                continue
            if sha256(path.read_bytes()).hexdigest() == digest:
                yield path
    except OSError as error:
        raise UsageError(f"cannot look for what is out of date in `{folder}`: {error.strerror}") from error


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
