"""Django's groups and permissions, kept equal to the table of roles."""

from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

from billie.staff import audit
from billie.staff.roles import PERMISSIONS, Role


def sync_roles_after_migrate(sender: AppConfig, using: str, **_: Any) -> None:
    """Give the roles what the table says of the app that was just migrated.

    Permissions of an app exist only after its migration, so each app's are set in its turn.
    """
    permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    known = {f"{sender.label}.{permission.codename}": permission for permission in permissions}
    for role, allowed in PERMISSIONS.items():
        if not any(name.startswith(f"{sender.label}.") for name in allowed) and not known:
            continue
        group, _is_new = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.remove(*(known[name] for name in known.keys() - allowed))
        group.permissions.add(*(known[name] for name in known.keys() & allowed))


def unknown_permissions() -> set[str]:
    """Return the permissions of the table that the database does not have."""
    wanted = frozenset().union(*PERMISSIONS.values())
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    return set(wanted - {f"{app}.{codename}" for app, codename in rows})


def permission_words(permission: str) -> str:
    """Return a permission in words, with its code for who looks it up."""
    app, _, codename = permission.partition(".")
    names = Permission.objects.filter(content_type__app_label=app, codename=codename)
    words = names.values_list("name", flat=True).first()
    return f"“{words}” ({permission})" if words else permission


def roles_of(user: User) -> list[str]:
    """Return the names of a person's roles, the least first."""
    held = set(user.groups.values_list("name", flat=True))
    return [role.value for role in Role if role.value in held]


def set_role(*, user: User, role: str, now: datetime) -> None:
    """Give a person exactly one role, and record the change if it is one."""
    with transaction.atomic():
        before = roles_of(user)
        if before == [role]:
            return
        user.groups.set(Group.objects.filter(name=Role(role).value))
        audit.record(
            action="ROLE_CHANGED",
            subject=("user", user.get_username()),
            now=now,
            before={"roles": before},
            after={"roles": roles_of(user)},
        )
