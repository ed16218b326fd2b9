"""What is asked for once happens once: keys of forms and of programs (see `notes`)."""

from hashlib import sha256

from django.contrib.auth.models import User


class KeyWasUsed(Exception):
    """Something else was asked for with this key before."""


def digest(once: str, by: User) -> str | None:
    """Return what a key is kept as; nobody can ask for what others wrote with it."""
    return sha256(f"{by.pk}:{once}".encode()).hexdigest() if once else None
