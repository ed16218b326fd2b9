"""Watching Billie run: health, metrics, structured logs."""
