"""Write a JSON Schema of the annotation format."""

from kgraph.commands.options import Output, Paths, read_beside, write


def schema(paths: Paths = None, *, output: Output = None) -> None:
    """Write a JSON Schema of the annotation format, for editors.

    With it an editor completes keys, codes and the ids that your annotations define, and marks misspelt ones.
    """
    from kgraph.authoring.json_schema import render

    write(render(read_beside(paths)), output)
