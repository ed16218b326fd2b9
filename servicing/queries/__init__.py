"""Questions about customers, loans, conversations and the stream. Read-only."""
