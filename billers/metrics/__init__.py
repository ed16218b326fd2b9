"""Figures of bill payments for Prometheus (DESIGN 7), in its units: seconds and counts."""
