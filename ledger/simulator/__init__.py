"""A ledger server for demo and tests: real double entry, real gRPC, faults on demand.

It is never in production: its tables are in a schema of their own, which it makes itself.
"""
