"""What goes on by itself: taking messages in, doing long work, sending messages out."""
