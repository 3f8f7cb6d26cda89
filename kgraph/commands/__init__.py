"""The commands, one to a file: options, a call of the library, and a writer for the result."""
