"""What we know of customers and loans, from the event stream."""
