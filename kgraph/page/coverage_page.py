"""A page of the documents' texts that shows which sentences the annotations cover."""

from collections.abc import Sequence

from kgraph.core.characters import escape_unsafe
from kgraph.ontology.curies import contract
from kgraph.page.environment import environment
from kgraph.quotes.coverage import Coverage
from kgraph.reports.coverage import claim_summary, sentence_summary


def coverage_page(measured: Sequence[Coverage], *, title: str = "What the annotations cover", beside: str = "") -> str:
    """Write the texts of documents as one page, each sentence marked; the page loads nothing from elsewhere.

    `beside` is the address of the page that `kgraph view` writes; the claims then link to it.
    """
    templates = environment(keep_trailing_newline=True)
    for function in (escape_unsafe, contract, claim_summary, sentence_summary):
        templates.filters[function.__name__] = function
    return templates.get_template("coverage.html.j2").render(measured=measured, title=title, beside=beside)
