"""Casework on screen: promises to pay, flags of customers, the collections queue."""
