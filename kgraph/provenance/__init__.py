"""Chains of attribution and what follows from them, as values."""
