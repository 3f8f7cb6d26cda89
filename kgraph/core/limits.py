"""How large, deep and long an input may be: the one budget, explained in docs/limits.md.

Sizes are in bytes; the others count things. Beyond a limit, the input is refused as a whole, with its place.
"""

from typing import Final

MIB: Final = 1024 * 1024

YAML_BYTES: Final = 2 * MIB
JSON_BYTES: Final = 16 * MIB
RDF_BYTES: Final = 64 * MIB
"""Turtle, TriG and RDF/XML."""
LINES_BYTES: Final = 256 * MIB
"""N-Triples and N-Quads, which need no look ahead."""
SHAPES_BYTES: Final = 1 * MIB
QUERY_BYTES: Final = 64 * 1024
TEXT_BYTES: Final = 64 * MIB
PROFILE_BYTES: Final = 64 * 1024
MANIFEST_BYTES: Final = 32 * MIB

YAML_NESTING: Final = 32
JSON_NESTING: Final = 64
RDF_NESTING: Final = 200
"""Brackets of Turtle and its kin, and elements of RDF/XML."""
QUERY_NESTING: Final = 64
QUERY_OPERATORS: Final = 400
JSON_VALUES: Final = 1_000_000
HOPS: Final = 50
"""Sources in one chain."""
FILES: Final = 100_000
"""Files in the folders that are named, those with another suffix included."""
FINDINGS: Final = 1000
"""Findings kept for one file, and for one rule."""
RESULTS: Final = 100_000
"""Problems that the user's shapes may find."""
