"""Run the command line as `python -m kgraph`."""

import sys
from pathlib import Path

# `-m` puts the current folder first on the path, where a file `yaml.py` would run in place of the library.
_HERE = Path(__file__).resolve().parent.parent
if not sys.flags.safe_path and sys.path and Path(sys.path[0]).resolve() != _HERE:
    del sys.path[0]

from kgraph.cli import main  # noqa: E402 - the path must be set first

if __name__ == "__main__":
    main()
