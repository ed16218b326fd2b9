"""The endpoints of bill payments below /api/billers/ (DESIGN 8)."""
