"""What all files say together: in memory, on disk, as of a day."""
