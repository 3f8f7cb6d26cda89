"""Feed changed annotations, shapes and queries to kgraph, and count what is neither read nor refused.

`make fuzz` runs this for ten minutes. Each kind of input runs in a process of its own, which may die: the input that it
died of stays in `build/fuzz`. The seeds are the cases of the rules, the queries and the shapes. It ends with 1 if an
input gave an error that is not for people, took longer than its time, used up the memory or ended the process.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from kgraph.core.errors import KgraphError
from kgraph.parsing import formats, source
from kgraph.parsing.paths import SUFFIXES
from kgraph.sparql import catalogue, run, safety
from kgraph.store.knowledge import assemble
from kgraph.validation import user_shapes, validate

TREE = Path(__file__).parent.parent
KEPT = TREE / "build" / "fuzz"
MEMORY = 3 * 1024**3
SLOWEST = 10.0
"""Seconds of the processor for one input."""
EXAMPLES = 500
LARGEST_SEED = 20_000
TOKENS = [
    *(b'[ ] { } ( ) <<( )>> " \' """ # : ; , . - & * ! | \\ @id kg: claim:a _:b ^^xsd:integer 1e999'.split()),
    *(b"sh:node ", b"sh:path ", b"sh:pattern 'a{9999999999}'", b"(a+)+", b"\\u202e", b"- ", b" ", b"\n", b"\r", b"\t"),
    *(b"\xc2\xad", b"\xe2\x80\xae", b"\x00", b"\xff", b"a" * 3000, b"a-" * 2000, b"9" * 5000),
    *(b"((" * 300, b"[[" * 300, b"<<( " * 300),
]


def annotations(text: bytes, suffix: str) -> None:
    """Read a file, and validate it if it can be read."""
    decoded, _ = source.decode(text, shown=f"a{suffix}", name=f"a{suffix}")
    if decoded is not None:
        parsed = formats.parse(decoded, suffix)
        if parsed.triples:
            validate.check(assemble([parsed]), parsed.diagnostics)


def shapes(text: bytes, suffix: str) -> None:
    """Read a file of shapes; they run in a child process, which this does not start."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(text)
        user_shapes.read([path])


def queries(text: bytes, _: str) -> None:
    """Check a query as before it is sent to the child process that runs it."""
    query = catalogue.parse(text.decode("utf-8", "replace"), name="a")
    safety.check(query.text)
    run.notes(query)


LANES: dict[str, tuple[Callable[[bytes, str], None], Iterable[Path]]] = {
    "annotations": (annotations, [*(TREE / "tests" / "cases").rglob("*.*"), *(TREE / "tests" / "files").glob("*.*")]),
    "shapes": (shapes, [*(TREE / "shapes").glob("*.ttl"), *(TREE / "tests").rglob("w3c-shacl-core/**/*.ttl")]),
    "queries": (queries, (TREE / "queries").glob("*.rq")),
}
KINDS = {"annotations": SUFFIXES, "shapes": {".ttl"}, "queries": {".rq"}}
SEEDS = {
    lane: sorted(
        path for path in paths if path.suffix in KINDS[lane] and path.is_file() and path.stat().st_size < 20_000
    )
    for lane, (_, paths) in LANES.items()
}
edits = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["insert", "delete", "double", "replace"]), st.sampled_from(TOKENS)),
    min_size=1,
    max_size=8,
)


def change(text: bytes, changes: Iterable[tuple[float, str, bytes]]) -> bytes:
    """Apply changes to a text, each at a share of its length."""
    for share, kind, token in changes:
        at = int(share * len(text))
        rest = {"insert": text[at:], "delete": text[at + len(token) :], "replace": text[at + 1 :]}.get(kind, text[at:])
        middle = {"delete": b"", "double": text[at : at + 400] * 2}.get(kind, token)
        text = text[:at] + middle + rest
    return text


def feed(lane: str, number: int) -> None:
    """Try some inputs in this process; prints how many, and fails at the first one that is wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    target = LANES[lane][0]
    tried = 0

    @seed(number)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate])
    @given(st.sampled_from(SEEDS[lane]), edits)
    def attempt(path: Path, changes: list[tuple[float, str, bytes]]) -> None:
        nonlocal tried
        text = change(path.read_bytes(), changes)
        (KEPT / f"{lane}{path.suffix}").write_bytes(text)
        start = time.process_time()
        with suppress(KgraphError):
            target(text, path.suffix)
        assert time.process_time() - start < SLOWEST, "too slow"
        tried += 1

    try:
        attempt()
    finally:
        print(tried)


def main() -> int:
    """Feed each kind of input in turn until the time is over; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--lane", choices=LANES)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    if arguments.lane:
        feed(arguments.lane, arguments.seed)
        return 0
    tried = dict.fromkeys(LANES, 0)
    wrong = 0
    end = time.monotonic() + arguments.seconds
    number = arguments.seed
    while time.monotonic() < end:
        for lane in LANES:
            command = [sys.executable, __file__, "--lane", lane, "--seed", str(number)]
            child = subprocess.run(command, capture_output=True, text=True, check=False)
            tried[lane] += int((child.stdout.split() or ["0"])[-1])
            if child.returncode:
                wrong += 1
                last = max(KEPT.glob(f"{lane}.*"), key=lambda path: path.stat().st_mtime_ns)
                kept = last.rename(KEPT / f"{lane}-{number}{last.suffix}")
                print(f"{lane}, seed {number}, ended with {child.returncode}: {kept}")
                print("\n".join(child.stderr.splitlines()[-6:]))
        number += 1
    print(f"{', '.join(f'{count:,} {lane}' for lane, count in tried.items())} tried; {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
