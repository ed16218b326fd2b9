"""The roof and the foundation: settings, routes, and what every room shares."""
