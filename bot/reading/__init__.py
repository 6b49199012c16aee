"""Documents that people hand over, read in a process of their own with limits: whatever is in them, the bot stays unharmed."""
