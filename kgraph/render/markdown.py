"""Text from strangers written into Markdown, where it is shown as it is and is never markup."""

import re

from kgraph.core.terminal import clean

_INLINE = re.compile(r"[\\`*_\[\]|~#]")
_OPENING = re.compile(r"([-+](?!\S)|[-=]+$|\d{1,9}(?=[.)](?!\S)))")
"""What opens a list or a rule, at the beginning of a line."""


def escape(text: str) -> str:
    r"""Write text as one line of Markdown.

    >>> escape("a|b <i>*c*")
    'a\\|b &lt;i&gt;\\*c\\*'
    >>> escape("1. # one"), escape("- two")
    ('1\\. \\# one', '\\- two')
    """
    line = " ".join(clean(text).split())
    plain = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = _INLINE.sub(lambda found: f"\\{found[0]}", plain)
    if opening := _OPENING.match(marked):
        at = opening.end() if opening[0][0].isdigit() else 0
        marked = f"{marked[:at]}\\{marked[at:]}"
    return marked
