"""The billers, one file each; every file in here is one, and nothing else is."""
