"""Questions of this room, to its own tables and to the ledger."""
