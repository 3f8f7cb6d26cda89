"""The templates of pages, and how they are filled."""

import base64
import hashlib
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape


def environment(package: str = "kgraph.page", *, keep_trailing_newline: bool = False) -> Environment:
    """Make an environment of a package's templates: text is escaped, except in Markdown; missing values are errors."""
    templates = Environment(
        loader=FunctionLoader(partial(read_template, package=package)),
        autoescape=select_autoescape(disabled_extensions=("md.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )
    templates.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    return templates


def digest(script: str) -> str:
    """Hash a script or style as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def read_template(name: str, package: str = "kgraph.page") -> str:
    """Read a file of the folder `templates` of a package."""
    return (files(package) / "templates" / name).read_text("utf-8").replace("\r\n", "\n")
