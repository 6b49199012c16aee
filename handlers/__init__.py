"""What is said and decided: conversations as pure steps, and the ports they need."""
