"""Two states of the annotations, side by side."""
