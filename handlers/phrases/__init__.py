"""What people say, a file for each language: the words of each thing said, and examples that are its tests."""
