"""People of the tests, one for each role."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from billie.staff.roles import Role

PASSWORD = "correct-horse-battery"


def person(role: Role, **fields: Any) -> User:
    """Return an account that has a role."""
    user = User.objects.create_user(
        fields.pop("username", f"a.{role.value}"), password=PASSWORD, is_staff=True, **fields
    )
    user.groups.add(Group.objects.get(name=role.value))
    return user


def signed_in(role: Role) -> Client:
    """Return a browser in which someone with a role is signed in."""
    client = Client()
    client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client
