"""From SPARQL to rows: the named questions, the engine and its limits."""
