"""Redis in, batches out: inbox, parking, dead letters, replay, rebuild."""
