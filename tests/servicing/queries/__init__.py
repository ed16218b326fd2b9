"""What the screens and the API ask."""
