"""Walks along relays: what is reached and how far off, and the paths from the starts to the ends, as far as a limit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Path = tuple[str, ...]
Step = Callable[[str], Iterable[str]]


def measure(step: Step, starts: Iterable[str]) -> dict[str, int]:
    """Find what can be reached from the starts, and in how many steps at least."""
    fresh = dict.fromkeys(starts, 0)
    found = dict(fresh)
    while fresh:
        fresh = {other: far + 1 for one, far in fresh.items() for other in step(one) if other not in found}
        found |= fresh
    return found


def list_paths(step: Step, starts: Sequence[str], left: Mapping[str, int], limit: int) -> tuple[list[Path], bool]:
    """List simple paths from starts to an end in order, up to a limit, and say whether there may be more.

    `left` says how far the end is from where there is one. The shortest path of every start comes first, as far as
    the limit goes; the starts then take turns.
    """
    leading = [one for one in starts if one in left]
    found = {_shortest(step, start, left) for start in leading[:limit]}
    walks = [_walk(step, start, left) for start in leading if left[start]]
    steps = 0
    is_cut = len(leading) > limit
    while walks and not is_cut:
        waiting = []
        for walk in walks:
            path = next(walk, None)
            steps += 1
            if path is None:
                continue
            waiting.append(walk)
            if path and len(found) == limit and path not in found:
                is_cut = True
                break
            found |= {path} - {()}
        walks = waiting
        is_cut = is_cut or (bool(walks) and steps > 50 * limit)
    return sorted(found), is_cut


def _shortest(step: Step, start: str, left: Mapping[str, int]) -> Path:
    path = [start]
    while left[path[-1]]:
        path.append(min((one for one in step(path[-1]) if one in left), key=lambda one: (left[one], one)))
    return tuple(path)


def _walk(step: Step, start: str, left: Mapping[str, int]) -> Iterator[Path]:
    """Give at each step the path that it completes, or an empty one."""
    path, branches = [start], [iter(sorted(step(start)))]
    while path:
        one = next(branches[-1], None)
        if one is None:
            path.pop()
            branches.pop()
            yield ()
        elif one not in left or one in path:
            yield ()
        elif left[one] == 0:
            yield (*path, one)
        else:
            path.append(one)
            branches.append(iter(sorted(step(one))))
            yield ()
