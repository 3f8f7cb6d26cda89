"""The annotation format for editors."""

from kgraph.commands.options import Output, Paths, read_beside, write


def schema(paths: Paths = None, *, output: Output = None) -> None:
    """Write a JSON Schema of the annotation format, for editors.

    An editor that reads it completes keys, codes and the ids that the annotations define, and marks what is misspelt.
    """
    from kgraph.authoring.json_schema import render

    write(render(read_beside(paths)), output)
