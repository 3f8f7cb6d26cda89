"""SPARQL: the named questions, running a query within limits, and explaining its results."""
