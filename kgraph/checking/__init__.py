"""Annotations against the shapes: findings, and how they are written."""
