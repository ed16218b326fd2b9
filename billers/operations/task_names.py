"""The names under which work on payments is given to the workers; `tasks` says what each does."""

ADVANCE = "billers.advance_payment"
CALLBACK = "billers.process_callback"
