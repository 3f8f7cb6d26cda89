"""How the processor time for what claims rest on grows with their number: seconds, and microseconds a claim."""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from dataclasses import replace

import corpus

from kgraph.ontology.vocab import IDS
from kgraph.provenance import ablation, linchpins
from kgraph.provenance.chains import weigh
from kgraph.reports import audit, compare, stance_matrix, trace, trace_report
from kgraph.reports.audit_profile import default_profile
from kgraph.store.as_of import as_of
from kgraph.store.knowledge import Knowledge

SIZES = (1_000, 10_000, 100_000)


def main() -> None:
    """Measure each part on corpora of growing size, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of claims")
    sizes = parser.parse_args().sizes
    if len(sizes) < 2:  # noqa: PLR2004 - growth is between two
        parser.error("give two sizes or more")
    print(f"{'':12}" + "".join(f"{size:>14,} claims" for size in sizes) + f"{'growth':>10}")
    measured = [_measure(size) for size in sizes]
    for name in measured[0]:
        taken = [one[name] for one in measured]
        cells = "".join(
            f"{seconds:>10.3f} s{seconds / size * 1e6:>6.0f} µs" for seconds, size in zip(taken, sizes, strict=True)
        )
        print(f"{name:12}{cells}{(taken[-1] / sizes[-1]) / (taken[-2] / sizes[-2]):>10.2f}")
    print("growth: time for one claim in the largest against the last but one; 1 is linear. trace is of one claim.")


def _measure(size: int) -> dict[str, float]:
    knowledge = corpus.make(size)
    return {name: _time(lambda run=run: run(replace(knowledge))) for name, run in _PARTS.items()}  # type: ignore[misc]


def _time(run: Callable[[], object]) -> float:
    gc.collect()
    started = time.process_time()
    run()
    return time.process_time() - started


def _trace(knowledge: Knowledge) -> object:
    return trace_report.to_blocks(trace.trace(knowledge, f"{IDS}claim/c7"))


_PARTS: dict[str, Callable[[Knowledge], object]] = {
    "weigh": weigh,
    "trace": _trace,
    "audit": lambda knowledge: audit.to_blocks(audit.audit(knowledge, default_profile())),
    "linchpins": linchpins.linchpins,
    "what-if": lambda knowledge: ablation.drop(knowledge, [f"{IDS}actor/a3"]),
    "compare": lambda knowledge: compare.compare(knowledge, f"{IDS}doc/d0", f"{IDS}doc/d1"),
    "matrix": lambda knowledge: stance_matrix.matrix(knowledge, by="question"),
    "as-of": lambda knowledge: as_of(knowledge, "2022-01-08"),
}


if __name__ == "__main__":
    main()
