"""All that is built from the annotations, in one folder: the store, reports, answers, documentation, the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgraph import pages, rules
from kgraph.asking import catalogue, table
from kgraph.checking import report, validation
from kgraph.editing import schema
from kgraph.files import write_atomic
from kgraph.graph.knowledge import Knowledge, load
from kgraph.graph.store import build as build_store
from kgraph.graph.store import refuse_strangers
from kgraph.quoting import quotes
from kgraph.quoting import texts as folder
from kgraph.quoting.coverage import Mark, measure
from kgraph.viewing.diagram import view
from kgraph.viewing.heat import coverage_page
from kgraph.weighing.evidence import weigh

_REPORTS = {"text": "txt", "json": "json", "sarif": "sarif"}


@dataclass(frozen=True, slots=True)
class Site:
    """What a build says at its end, and its exit code."""

    summary: str
    exit_code: int


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    fail_on: str,
    say: Callable[[str], None],
    helps: Mapping[str, str],
    texts: Path | None = None,
) -> Site:
    """Validate annotations and, unless findings fail the build, write everything else under `out`.

    A build that fails writes its reports and leaves the store and the pages as they were. `texts` is a folder with
    the documents' texts, for annotated copies in the page. Raises UsageError, before anything is written, where
    another's files stand in the store's place.
    """
    refuse_strangers(out / "store")
    say(f"reading {', '.join(map(str, paths))}")
    knowledge, found = load(paths)
    copied = quotes.read_texts(knowledge, texts) if texts else None
    say(f"validating {len(knowledge.files)} files")
    outcome = validation.check(knowledge, found)
    for form, suffix in _REPORTS.items():
        write_atomic(out / f"report.{suffix}", report.render(outcome, form))
    if report.failed(outcome, fail_on):
        return Site(report.render(outcome, "text"), 1)
    say("writing the store")
    build_store(knowledge, out / "store")
    write_atomic(out / "annotation.schema.json", schema.render(knowledge))
    say("answering the named questions")
    answered = _write_answers(knowledge, out / "answers")
    _write_documentation(out / "docs", helps)
    say("drawing the page")
    covered = _write_coverage(knowledge, texts, out) if texts else {}
    write_atomic(out / "view.html", view(knowledge, weigh(knowledge), texts=copied, coverage=covered).html)
    return Site(_summary(out, answered, report.summary(outcome)), 0)


def _write_coverage(knowledge: Knowledge, texts: Path, out: Path) -> dict[str, str]:
    """Write which sentences carry a claim as a page of its own, and say it of each document in a line."""
    measured = measure(knowledge.files, quotes.check(knowledge, folder.read(knowledge.files, texts)))
    write_atomic(out / "coverage.html", coverage_page(measured))
    return {
        one.text.document.document: f"{one.share:.0%} of {len(one.sentences)} sentences carry one, "
        f"{one.count(Mark.LEFT_OUT)} are left out on purpose"
        for one in measured
    }


def _write_answers(knowledge: Knowledge, folder: Path) -> int:
    """Write each named question that needs no value as a table, for people and for spreadsheets."""
    asked = [query for query in catalogue.queries() if not query.required]
    for query in asked:
        answer = catalogue.answer(knowledge, query, {})
        for form, suffix in answer.published.items():
            write_atomic(folder / f"{query.name}.{suffix}", table.render(answer, form))
    return len(asked)


def _write_documentation(folder: Path, helps: Mapping[str, str]) -> None:
    for name, text in documentation(helps).items():
        write_atomic(folder / name, text)


def documentation(helps: Mapping[str, str]) -> dict[str, str]:
    """Make the generated pages of documentation, by file name."""
    return {
        "rules.md": pages.render_rules(rules.load().values()),
        "queries.md": pages.render_questions(catalogue.queries()),
        "commands.md": pages.render_commands(helps),
        "ontology.md": pages.render_ontology(),
    }


def _summary(out: Path, answered: int, checked: str) -> str:
    written = {
        "view.html": "the graph, as a page that opens offline",
        "store": "what `kgraph query` asks",
        "answers/": f"{answered} named questions answered",
        "report.txt": "findings, also as .json and .sarif",
        "annotation.schema.json": "what an editor completes annotations with",
        "docs/": "rules, questions, commands, ontology",
    }
    width = max(map(len, written))
    return f"{checked}\n" + "".join(f"{out}/{name:{width}}  {about}\n" for name, about in written.items())
