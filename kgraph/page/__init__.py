"""The HTML page and its scripts."""
