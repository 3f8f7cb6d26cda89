"""The templates of the pages, and how they are filled."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined


def environment(*, keep_trailing_newline: bool = False) -> Environment:
    """Make an environment of the templates here, in which text is escaped and a missing value is an error."""
    made = Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    return made


def digest(script: str) -> str:
    """Hash a script or style as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def read_template(name: str) -> str:
    """Read a file of the folder `templates`."""
    return (files("kgraph.page") / "templates" / name).read_text("utf-8").replace("\r\n", "\n")
