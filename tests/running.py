"""Two ways to run a kgraph command in tests: as a process, and faster, inside the test's own process."""

import io
import os
import shutil
import signal
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from kgraph import cli

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
KGRAPH = Path(sys.executable).with_name("kgraph")
Completed = subprocess.CompletedProcess[str]
_WIDTH = {"COLUMNS": "80"}


def kgraph_process(
    *arguments: str | Path, cwd: Path, stdin: str = "", environment: dict[str, str] | None = None
) -> Completed:
    """Run a command as a process, for what only a process shows: streams, signals, limits, imports."""
    return subprocess.run(
        [KGRAPH, *arguments],
        cwd=cwd,
        env=os.environ | (environment or {}),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def kgraph_here(*arguments: str | Path, cwd: Path, stdin: str = "") -> Completed:
    """Run a command in this process: `main` from its arguments to its exit code, but without the start of Python."""
    argv = ["kgraph", *map(str, arguments)]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, getattr(signal, "SIGPIPE", 0)) if number}
    code = 0
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        text = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        with patch.object(sys, "argv", argv), patch.object(sys, "stdin", text), patch.dict(os.environ, _WIDTH):
            try:
                cli.main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
            finally:
                for number, handler in handlers.items():
                    signal.signal(number, handler)
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(argv, code, *printed)


def build_corpus(workspace: Path, *, hash_seed: int) -> None:
    """Copy the annotations to a folder and run `kgraph build` there."""
    shutil.copytree(ANNOTATIONS, workspace / "annotations")
    environment = {"PYTHONHASHSEED": str(hash_seed), "COLUMNS": str(2 * hash_seed)}
    done = kgraph_process("build", cwd=workspace, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "build/index.html" in done.stdout.splitlines()[1]
