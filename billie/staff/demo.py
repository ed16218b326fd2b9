"""The demo's staff: one for each role, with a password that everybody knows."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User

from billie.staff.accounts import set_up_account
from billie.staff.roles import Role

DEMO_PASSWORD = "billie-demo-pass"  # noqa: S105 known to all, and refused in production


class DemoLogin(NamedTuple):
    """A demo account, to be printed."""

    username: str
    role: Role
    first_name: str
    last_name: str


DEMO_STAFF = [
    DemoLogin("readonly", Role.READONLY, "Robin", "Reader"),
    DemoLogin("operations", Role.OPERATIONS, "Olivia", "Osei"),
    DemoLogin("supervisor", Role.SUPERVISOR, "Samir", "Singh"),
    DemoLogin("admin", Role.ADMIN, "Ada", "Akande"),
]


def set_up_demo_staff(*, now: datetime) -> list[DemoLogin]:
    """Create the demo's staff, or put their passwords and roles back as printed."""
    for login in DEMO_STAFF:
        user = set_up_account(
            username=login.username,
            password=DEMO_PASSWORD,
            role=login.role,
            now=now,
        )
        user.first_name, user.last_name = login.first_name, login.last_name
        user.save(update_fields=["first_name", "last_name"])
    return DEMO_STAFF


def accounts_with_demo_password() -> list[str]:
    """Return the active accounts of demo names that the demo's password still opens."""
    users = User.objects.filter(
        username__in=[login.username for login in DEMO_STAFF], is_active=True
    )
    return [user.username for user in users if user.check_password(DEMO_PASSWORD)]
