"""Money on loans, moved through the accounting ledger: commands, outcomes, what is certain."""
