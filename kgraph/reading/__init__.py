"""Files into triples, each with its place."""
