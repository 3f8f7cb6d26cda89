"""Questions in SPARQL: put, answered and written as tables."""
