"""Paying a bill in steps: account, amount, review; the result is the payment's page."""
