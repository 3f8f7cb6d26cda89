"""The commands, one to a file: each makes one call of the library and renders what comes back."""
