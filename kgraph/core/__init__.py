"""What every other package uses: errors, diagnostics, files, child processes, terminal text."""
