"""Generated from ledger/proto by `make stubs`, and never edited."""
