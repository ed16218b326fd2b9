"""What staff do in the servicing room."""
