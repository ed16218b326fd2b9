"""The accounting ledger, in our words."""
