"""Functions that tests run in a child process. It imports little, so that a child starts fast on a busy machine."""

import os
import signal
import time
from pathlib import Path

from kgraph.core.errors import UsageError


def shout(payload: bytes) -> bytes:
    print("this is not the answer")  # noqa: T201
    return payload.upper()


def refuse(payload: bytes) -> bytes:
    raise UsageError(payload.decode())


def sleep(_: bytes) -> bytes:
    time.sleep(60)
    return b""


def loop(_: bytes) -> bytes:
    while True:
        pass


def gorge(_: bytes) -> bytes:
    return bytes(8 << 30)


def recurse(payload: bytes) -> bytes:
    return recurse(payload)


def crash(_: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def fail(_: bytes) -> bytes:
    raise KeyError("a bug of ours")


def tell_pid(path: bytes) -> bytes:
    Path(path.decode()).write_text(str(os.getpid()), "utf-8")
    return sleep(b"")
