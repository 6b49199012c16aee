"""Reminders: asking for them, changing and ending them, and saying that something was sent."""
