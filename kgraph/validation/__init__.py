"""From SHACL shapes to findings."""
