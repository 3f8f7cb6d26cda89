"""Help with writing annotations: drafts, the JSON Schema and new workspaces."""
