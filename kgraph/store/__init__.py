"""All annotation files together as one graph: in memory, on disk, as of a day."""
