"""From a file to RDF triples, each with its place in the file."""
