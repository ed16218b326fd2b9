"""What can be done in this room. Each function is one use case."""
