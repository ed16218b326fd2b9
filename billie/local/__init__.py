"""The embedded default: PostgreSQL and Redis for a machine that has none, and `make run`."""
