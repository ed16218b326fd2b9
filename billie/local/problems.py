"""What is said when Billie cannot run here: one sentence, with the next step."""


class CannotRun(Exception):
    """Something on this machine is missing or in the way; the text is for the person there."""
