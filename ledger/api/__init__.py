"""The ledger room's addresses below /api/ledger/ (DESIGN 8): live figures, documents, money."""
