"""A command and a named query that ask the same give the same answer: on the corpus, and on small graphs with traps."""

from collections.abc import Callable
from functools import cache

import pytest
from pages import corpus
from questions import ANSWERS, load_case

from kgraph.ontology.curies import contract
from kgraph.ontology.vocab import KG
from kgraph.provenance.chains import index_assertions, weigh
from kgraph.provenance.figures import conflicts, figures
from kgraph.provenance.graphs import measure
from kgraph.provenance.linchpins import linchpins
from kgraph.reports.audit import audit
from kgraph.reports.audit_checks import CHECKS, Entry
from kgraph.reports.stance_matrix import matrix
from kgraph.sparql import run
from kgraph.sparql.results import Rows
from kgraph.store.knowledge import Knowledge

Answer = set[tuple[str, ...]]


@cache
def graph(name: str) -> Knowledge:
    return corpus() if name == "corpus" else load_case(name)[0]


def is_whole(name: str) -> bool:
    """Whether every claim of a small graph has a text, and every assertion a stance and a document that it is in.

    Some questions have graphs of which only the part that they ask about is written.
    """
    knowledge = graph(name)
    lookup, assertions = knowledge.lookup, index_assertions(knowledge)
    outside = set(assertions.claim) - set(
        measure(assertions.relays.successors, set(assertions.own) & set(assertions.claim))
    )
    texts = {claim for claim in assertions.claim.values() if not lookup.text(claim, KG.text)}
    return not outside and not texts and all(hop.stance for hop in assertions.hops.values())


GRAPHS = ["corpus", *filter(is_whole, sorted(path.stem for path in ANSWERS.glob("*.ttl")))]


def asked(name: str, columns: str, only: Callable[[dict[str, str]], bool] = bool) -> Callable[..., Answer]:
    """Answer a named query with some of its columns; IRIs are short."""

    def answer(knowledge: Knowledge) -> Answer:
        found = run.query(knowledge, name)
        assert isinstance(found, Rows)
        rows = [
            {
                column: "" if term is None else contract(getattr(term, "value", ""))
                for column, term in zip(found.columns, row, strict=True)
            }
            for row in found.rows
        ]
        return {tuple(row[column] for column in columns.split()) for row in rows if only(row)}

    return answer


def checked(
    name: str, of: Callable[[Entry], tuple[str, ...]] = lambda entry: entry.claims[:1]
) -> Callable[..., Answer]:
    """Find what a check of the audit finds."""

    def answer(knowledge: Knowledge) -> Answer:
        profile = {check.name: "info" if check.name == name else "off" for check in CHECKS}
        (section,) = audit(knowledge, profile).sections
        return {tuple(map(contract, of(entry))) for entry in section.entries if of(entry)}

    return answer


def ranked(knowledge: Knowledge) -> Answer:
    """Rank sources as the command does."""
    return {
        (contract(one.source), str(one.claims), str(len(one.as_root))) for one in linchpins(knowledge) if one.claims
    }


def tabled(knowledge: Knowledge) -> Answer:
    """Tabulate stances as the command does."""
    table = matrix(knowledge)
    return {
        (contract(claim), contract(document), f"stance:{stance}")
        for claim, cells in table.rows
        for document, cell in zip(table.documents, cells, strict=True)
        for stance in cell
    }


def counted(knowledge: Knowledge) -> Answer:
    """Count roots as a trace does, for each claim that somebody speaks on."""
    return {
        (contract(standing.claim), *(str(len(standing.sides[side].roots)) for side in ("for", "against")))
        for standing in weigh(knowledge)
        if standing.sides["for"].roots or standing.sides["against"].roots
    }


def apart(knowledge: Knowledge) -> Answer:
    """Find the claims whose figures do not meet another, as the audit and the page do."""
    found = conflicts(figures(knowledge.lookup))
    return {(contract(one.claim),) for conflict in found for one, number in conflict.figures if number.total}


def by_a_link(entry: Entry) -> tuple[str, ...]:
    return tuple(sorted(entry.claims)) if "contradicted by another claim" in entry.groups else ()


PAIRS: dict[str, tuple[Callable[..., Answer], Callable[..., Answer]]] = {
    "no-stated-source = unsourced": (asked("no-stated-source", "claim"), checked("unsourced")),
    "anonymous-only = anonymous": (asked("anonymous-only", "claim"), checked("anonymous")),
    "hedge-drift = hedge-drift": (asked("hedge-drift", "claim"), checked("hedge-drift")),
    "circular = circular": (asked("circular", "claim"), checked("circular")),
    "contradictions = contradicted": (
        asked("contradictions", "firstClaim secondClaim"),
        checked("contradicted", by_a_link),
    ),
    "reasons-to-doubt = doubted": (
        asked("reasons-to-doubt", "doubted evidence"),
        checked("doubted", lambda entry: entry.claims),
    ),
    "figures = figures": (
        lambda knowledge: asked("figures", "lowerClaim")(knowledge) | asked("figures", "higherClaim")(knowledge),
        apart,
    ),
    "overtaken = superseded": (
        asked("overtaken", "claim", lambda row: row["change"] == "overtaken"),
        checked("superseded"),
    ),
    "overtaken = retracted": (
        asked("overtaken", "claim", lambda row: row["change"] == "retracted"),
        checked("retracted"),
    ),
    "linchpins = linchpins": (asked("linchpins", "source claims asRoot"), ranked),
    "stances = matrix": (asked("stances", "claim document stance"), tabled),
    "corroboration = trace": (
        asked(
            "corroboration", "claim rootsFor rootsAgainst", lambda row: {row["rootsFor"], row["rootsAgainst"]} != {"0"}
        ),
        counted,
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_command_and_a_query_that_ask_the_same_agree(pair: str, name: str) -> None:
    query, command = PAIRS[pair]

    assert query(graph(name)) == command(graph(name))
