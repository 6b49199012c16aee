"""Notices read from documents: their own sentences answer where no fact does."""
