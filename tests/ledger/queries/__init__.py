"""Tests of the ledger room's questions."""
