"""Run a function in a child process that can be killed: for input that may hang or crash its process.

Neither Ctrl-C nor a timer can stop a query that pyoxigraph is evaluating, and a deeply nested query overflows the
stack and ends the process. A child process can be stopped from outside.
"""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from kgraph.core import errors
from kgraph.core.errors import KgraphError, LimitError, TimeoutExceeded, UsageError

SECONDS: Final = 10.0
LONGEST: Final = 86400.0
MEGABYTES: Final = 2048

# Only this constant is on the command line: the request comes through standard input. `-I -S` ignores the user's
# environment and any `sitecustomize`, and saves the time to import `site`.
_BOOT: Final = (
    "import json, sys; head = json.loads(sys.stdin.buffer.readline()); sys.path[:] = head['path']; "
    "from kgraph.core.subprocesses import _serve; _serve(head)"
)
_GRACE: Final = 2.0
"""Seconds after the time limit at which a child ends itself if its parent is gone."""
_DONE: Final = b"+"
_FAILED: Final = b"-"
_LIMIT_SIGNALS: Final = ("SIGALRM", "SIGXCPU")


def run(target: str, payload: bytes, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> bytes:
    """Call `target`, written `module:function`, with the payload in a child process, and return its result.

    A KgraphError raised in the child is raised here. Raises TimeoutExceeded at the time limit, and LimitError if the
    child ran out of stack or memory. The child never outlives the call: an interrupt kills it.
    """
    if not 0 < seconds <= LONGEST:  # also refuses NaN
        raise UsageError(f"the time limit must be more than 0 and at most {LONGEST:.0f} seconds, not {seconds:g}")
    head = {"path": _search_path(), "target": target, "seconds": seconds, "megabytes": megabytes}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and a constant
        [sys.executable, "-I", "-S", "-c", _BOOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        reply, errors_printed = child.communicate(json.dumps(head).encode() + b"\n" + payload, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise TimeoutExceeded(f"stopped after {seconds:g} seconds (the time limit)") from error
    finally:  # KeyboardInterrupt included
        if child.poll() is None:
            child.kill()
        child.communicate()
    return _result(reply, errors_printed, child.returncode, seconds=seconds, megabytes=megabytes)


def _search_path() -> list[str]:
    """List the folders of modules without the current one, which may hold somebody else's `json.py`."""
    package = str(Path(__file__).resolve().parents[2])
    known = [entry for entry in sys.path if entry and Path(entry).is_absolute()]
    return known if package in known else [*known, package]


def _result(reply: bytes, errors_printed: bytes, code: int, *, seconds: float, megabytes: int) -> bytes:
    """Return the child's result, or raise its error."""
    if code == 0 and reply[:1] == _DONE:
        return reply[1:]
    if code == 0 and reply[:1] == _FAILED:
        failure = json.loads(reply[1:])
        raise getattr(errors, failure["kind"])(failure["message"])
    if code < 0 and signal.Signals(-code).name in _LIMIT_SIGNALS:
        raise TimeoutExceeded(f"stopped after {seconds:g} seconds (the time limit)")
    if code < 0:
        raise LimitError(f"ran out of stack or memory (the limit is {megabytes} MB)")
    last = errors_printed.decode("utf-8", "replace").strip().splitlines()[-1:]
    raise KgraphError(f"a child process failed: {last[0] if last else f'exit code {code}'}")


def _serve(head: dict[str, str | float | list[str]]) -> None:
    """Carry out one request in the child."""
    _limit(float(str(head["seconds"])), int(str(head["megabytes"])))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the target or its libraries print must not be mistaken for the answer
    try:
        reply = _DONE + _resolve(str(head["target"]))(sys.stdin.buffer.read())
    except KgraphError as error:
        reply = _FAILED + json.dumps({"kind": type(error).__name__, "message": str(error)}).encode()
    except (MemoryError, RecursionError):
        reply = _FAILED + b'{"kind": "LimitError", "message": "ran out of stack or memory"}'
    answers.write(reply)
    answers.flush()
    os._exit(0)  # freeing a large graph would delay the answer


def _resolve(target: str) -> Callable[[bytes], bytes]:
    module, _, name = target.partition(":")
    function: Callable[[bytes], bytes] = getattr(import_module(module), name)
    return function


def _limit(seconds: float, megabytes: int) -> None:
    """Limit memory and time from inside too, so that the child ends even if its parent was killed.

    The signals get their default handlers because a Python handler would wait for the library to return.
    """
    if sys.platform == "win32":
        return
    import resource

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    cpu = math.ceil(seconds + _GRACE)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
