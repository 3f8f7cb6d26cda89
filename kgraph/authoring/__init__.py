"""Help with writing annotations: drafts, the JSON Schema, a new workspace."""
