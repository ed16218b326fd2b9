"""Papers about an account, as files: made of values, without database, network or clock."""
