"""The platforms people write on, one a file; nothing else knows them."""
