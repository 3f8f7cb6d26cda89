"""How results look: blocks, tables, findings, and the wording they share."""
