"""Encryption at rest: sealed columns, the keys that open them, and their rotation."""
