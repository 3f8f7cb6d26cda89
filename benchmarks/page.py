"""Measure the page of made-up corpora in Chromium: `make bench` runs this; the limits are those of the last column."""

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import make

from kgraph.page.page import view
from kgraph.provenance.chains import weigh

if TYPE_CHECKING:
    from browsing import Opener

SIZES = {42: (2, 0.8), 500: (3, 25), 2000: (4, 25), 20000: (8, 25)}
"""Claims, with the seconds until the page is ready and its megabytes."""
SEARCHES = ("a", "actor 7", "thing numbered 1999", "claim:c41", "kind 12", "zzz")
NODES, LINES = 80, 200
SELECT, SEARCH, HEAP = 150, 100, 200
CHOOSE = """(ids) => ids.map((id, i) => {
  const start = performance.now();
  kgraph.go({ n: id, near: i % 2 ? id : "" });
  return performance.now() - start;
}).sort((a, b) => a - b)"""
FIND = """(words) => { document.getElementById("search").focus(); return Math.max(...words.map((word) => {
  const start = performance.now();
  kgraph.find(word);
  return performance.now() - start;
})); }"""


def measure(opener: "Opener", name: str) -> dict[str, float]:
    """Open a page and measure what a reader waits for."""
    shown = opener(name, "#graph", width=1440, height=900)
    found = {
        "ready s": shown.run("kgraph.ready") / 1000,
        "requests": len(shown.requests) - 1,
        "complaints": len(shown.complaints),
        "nodes": shown.run("kgraph.network.body.data.nodes.length"),
        "lines": shown.run("kgraph.lines().length"),
        "label px": shown.run("kgraph.scale() * 14"),
        "search ms": shown.page.evaluate(FIND, list(SEARCHES)),
    }
    cards = shown.run("kgraph.nodes.map((n) => n.card)")
    waits = shown.page.evaluate(CHOOSE, cards[:: max(1, len(cards) // 60)])
    found["select p95 ms"] = waits[int(len(waits) * 0.95)]
    found["heap MB"] = shown.run("performance.memory.usedJSHeapSize / 1e6")
    return found


def main() -> None:
    """Print a table: a row for each measure, a column for each size."""
    sys.path.append(str(Path(__file__).parent.parent / "tests"))
    from browsing import Opener, chromium

    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for claims in sizes:
            knowledge = make(claims)
            start = time.perf_counter()
            text = view(knowledge, weigh(knowledge)).html.encode()
            path = Path(folder) / f"{claims}.html"
            path.write_bytes(text)
            opener = Opener(browser, {"page": path.as_uri()})
            found[claims] = {"made in s": time.perf_counter() - start, "page MB": len(text) / 1e6}
            found[claims] |= measure(opener, "page")
            opener.close()
    limits = {"select p95 ms": SELECT, "search ms": SEARCH, "heap MB": HEAP, "label px": ">= 8", "requests": 0}
    limits |= {"complaints": 0, "nodes": f"{NODES}, all of up to 150", "lines": LINES}
    limits |= {"ready s": " / ".join(str(SIZES[one][0]) for one in sizes if one in SIZES)}
    limits |= {"page MB": " / ".join(str(SIZES[one][1]) for one in sizes if one in SIZES)}
    print(f"{'claims':15}", *(f"{one:>10}" for one in sizes), "   limit")
    for name in found[sizes[0]]:
        print(f"{name:15}", *(f"{found[one][name]:10.2f}" for one in sizes), "  ", limits.get(name, ""))


if __name__ == "__main__":
    main()
