"""The door for other systems: customers, loans, conversations, notes and events (DESIGN 8)."""
