"""What can be asked of payments, billers and their figures; nothing is changed."""
