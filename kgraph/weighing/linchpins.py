"""Sources on whom claims depend: whom to leave out, and which claims then lose all their roots."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgraph.names import contract
from kgraph.weighing.evidence import Assertions, Stored, side_of
from kgraph.weighing.register import Register
from kgraph.weighing.sheet import Block, Grid, Heading, Paragraph


@dataclass(frozen=True, slots=True)
class Linchpin:
    """A source without whom claims have nobody left at the end of a chain.

    `as_root` are claims that lose all their roots for them where the source is itself at the end of every chain,
    `as_relay` those where it passes on what others say at the end; `against` are claims that lose everybody who denies
    them.
    """

    source: str
    as_root: tuple[str, ...]
    as_relay: tuple[str, ...]
    against: tuple[str, ...]


def linchpins(knowledge: Stored) -> list[Linchpin]:
    """Rank sources by how many claims lose all roots for them with the one source alone, the most first.

    Leaving a source out takes every chain away that it speaks in, at any hop.
    """
    graph = Assertions(knowledge.store)
    found: dict[str, tuple[list[str], list[str], list[str]]] = {}
    starts: dict[str, list[str]] = {}
    for one in graph.own:
        if one in graph.claim:
            starts.setdefault(graph.claim[one], []).append(one)
    for claim, own in sorted(starts.items()):
        for at, side in enumerate(("for", "against")):
            for source, is_root in _holding(graph, sorted(own), side):
                lists = found.setdefault(source, ([], [], []))
                lists[2 if at else 0 if is_root else 1].append(claim)
    made = [Linchpin(source, *map(tuple, lists)) for source, lists in found.items()]
    return sorted(made, key=lambda one: (-len(one.as_root) - len(one.as_relay), -len(one.against), one.source))


def _holding(graph: Assertions, starts: list[str], side: str) -> Iterator[tuple[str, bool]]:
    """Name the sources without whom a claim has no root left on a side, and whether each is its only root there.

    Whoever is needed is on every chain, and so on any one of them: only the speakers of one are tried.
    """
    path = _find(graph, starts, side, without="")
    if path is None:
        return
    roots = {graph.hops[one].speaker for one in _ends(graph, starts, side)}
    for source in sorted({graph.hops[one].speaker for one in path} - {""}):
        if _find(graph, starts, side, without=source) is None:
            yield source, roots == {source}


def _find(graph: Assertions, starts: Iterable[str], side: str, *, without: str) -> list[str] | None:
    """Find one chain that gives a claim a root on a side and in which a source does not speak.

    Against a claim stands also who denies it on the way, so a state is a place and whether a denial was met.
    """

    def counts(one: str, *, met: bool) -> bool:
        return met or side_of(graph.hops[one].stance) == side

    waiting = [(one, counts(one, met=False) and side == "against") for one in starts if _speaks(graph, without)(one)]
    came: dict[tuple[str, bool], tuple[str, bool] | None] = dict.fromkeys(waiting)
    while waiting:
        one, met = waiting.pop()
        inner = sorted(graph.relays.successors(one))
        if not inner and counts(one, met=met):
            return _walk_back(came, (one, met))
        for other in filter(_speaks(graph, without), inner):
            state = (other, side == "against" and counts(other, met=met))
            if state not in came:
                came[state] = (one, met)
                waiting.append(state)
    return None


def _speaks(graph: Assertions, without: str) -> Callable[[str], bool]:
    return lambda one: not without or graph.hops[one].speaker != without


def _walk_back(came: dict[tuple[str, bool], tuple[str, bool] | None], state: tuple[str, bool]) -> list[str]:
    path, at = [], came[state]
    path.append(state[0])
    while at is not None:
        path.append(at[0])
        at = came[at]
    return path


def _ends(graph: Assertions, starts: list[str], side: str) -> Iterator[str]:
    """Go through the assertions that are roots on a side."""
    reached, waiting = set(starts), list(starts)
    while waiting:
        one = waiting.pop()
        inner = set(graph.relays.successors(one))
        stands = side_of(graph.hops[one].stance) == side
        if stands and (not inner or side == "against"):
            yield one
        waiting += inner - reached
        reached |= inner


def compose(found: Sequence[Linchpin], register: Register, total: int) -> list[Block]:
    """Lay out the ranking as a table; `total` is how many sources there are in it, listed or not."""
    said = (
        "Claims that have no root left without the one source: as their only root; as the only one to pass on what "
        "others say; and denials of claims that nobody else denies. A count is no measure of what is true."
    )
    blocks: list[Block] = [Heading("Sources that claims rest on alone", 1), Paragraph(said), grid(found, register)]
    return [*blocks, Paragraph(f"{len(found)} of {total} sources.")]


def grid(found: Iterable[Linchpin], register: Register) -> Grid:
    """Make the table of linchpins."""
    rows = ((register.full(one.source), *map(str, map(len, (one.as_root, one.as_relay, one.against)))) for one in found)
    return Grid(("source", "as root", "as relay", "denials"), tuple(rows))


def describe(found: Iterable[Linchpin]) -> list[dict[str, object]]:
    """Give the ranking as plain data, ids short."""
    return [
        {
            "source": contract(one.source),
            "asRoot": list(map(contract, one.as_root)),
            "asRelay": list(map(contract, one.as_relay)),
            "against": list(map(contract, one.against)),
        }
        for one in found
    ]
