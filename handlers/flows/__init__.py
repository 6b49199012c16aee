"""One flow of conversation a file."""
