"""The vocabulary: terms, CURIEs, rule metadata and the packaged data files."""
