"""The servicing room's door for other systems."""
