"""What every other package stands on: errors, diagnostics, files, child processes, terminal text."""
