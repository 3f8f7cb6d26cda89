"""Quotations checked against the texts they come from."""
