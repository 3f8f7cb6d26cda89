"""What all files say together, in memory and on disk."""
