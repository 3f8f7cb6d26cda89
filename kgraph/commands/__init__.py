"""The commands, one to a file: options, the calls of the library, and what is printed."""
