"""Trace, audit, compare, what-if and the other reports: provenance in, blocks out."""
