"""How much each finding of an audit weighs: a file that whoever reads the audit may change."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from kgraph.core.diagnostics import Severity
from kgraph.core.errors import UsageError
from kgraph.core.files import read_bytes
from kgraph.core.hints import hint
from kgraph.core.limits import PROFILE_BYTES

_TABLE: Final = "severity"
OFF: Final = "off"
_LEVELS: Final = (*(level.value for level in Severity if level is not Severity.NOTE), OFF)


def default_profile() -> Mapping[str, str]:
    """Read the severities that are shipped."""
    text = (files("kgraph.reports") / "audit_profile.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)[_TABLE]
    return found


def read_profile(path: Path) -> Mapping[str, str]:
    """Read the severities of a file over those that are shipped; raise UsageError, with its line, for what is wrong."""
    try:
        data = read_bytes(path, PROFILE_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read the profile `{path}`: {error.strerror}") from error
    if data is None:
        raise UsageError(f"the profile `{path}` has more than {PROFILE_BYTES} bytes")
    try:
        text = data.decode("utf-8")
        found = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the profile `{path}` is not valid TOML: {error}") from error
    known = default_profile()
    for key, value in found.items():
        if key != _TABLE or not isinstance(value, dict):
            raise UsageError(
                f"{path}:{_line(text, key)}: `{key}` is not a key of a profile: write a table `[{_TABLE}]`"
            )
    levels = found.get(_TABLE, {})
    for check, level in levels.items():
        if check not in known:
            fix = hint(check, known, f"choose from {', '.join(known)}")
            raise UsageError(f"{path}:{_line(text, check)}: there is no check `{check}`: {fix}")
        if level not in _LEVELS:
            choices = ", ".join(_LEVELS)
            raise UsageError(f"{path}:{_line(text, check)}: `{level}` is not a severity: write {choices}")
    return {**known, **levels}


def _line(text: str, key: str) -> int:
    """Find the line that a key is written on; the first where it is not plain to see."""
    pattern = re.compile(rf"^\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[\].=]|$)")
    return next((at for at, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)
