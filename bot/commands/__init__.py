"""What each command does, a file each; `run` returns the exit status."""
