"""What the doors of every room share: API errors, keyset pages, the panel."""
