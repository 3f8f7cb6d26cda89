"""What kgraph build writes."""
