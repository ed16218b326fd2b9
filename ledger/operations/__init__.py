"""Use cases on a loan's money: asking, sending, settling. A row stands before every call."""
