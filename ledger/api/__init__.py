"""The ledger's part of the API (DESIGN 8)."""
