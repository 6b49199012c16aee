"""How it lives: command line, settings, channels, rendering."""
