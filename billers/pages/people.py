"""Who sits there, and how staff are called on these pages."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest

VIEW = "billers.view_billertransaction"
"""Lets somebody see payments, in lists and each by itself."""

ME = "me"
"""Stands in an address for whoever opens it."""


def who(request: HttpRequest) -> User:
    """Return whoever sits there; strangers do not come this far."""
    return cast(User, request.user)


def name_of(person: User | None) -> str:
    """Return how a member of staff is called; empty for nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""
