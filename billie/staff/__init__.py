"""Who may do what, and who did it: roles, API tokens, audit trail."""
