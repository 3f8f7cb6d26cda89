"""Passages against the texts."""
